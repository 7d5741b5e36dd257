"""`articlegrab discover URL`: the stories that a site, a section page, a feed or a sitemap leads to."""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

from articlegrab.cli.complaint import complain
from articlegrab.cli.options import add_cache, add_fetching, command_parser, day, number
from articlegrab.cli.streams import one_line

_MORE = """\
examples:
  articlegrab discover https://news.example/ --since 1d                addresses, one a line
  articlegrab discover https://news.example/feed.xml -f json           with what the feed says of each
  articlegrab discover https://news.example/ --archive news.archive | articlegrab batch - -o new.jsonl
"""
_AGES = {"h": "hours", "d": "days", "w": "weeks"}


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = command_parser(
        "discover", "URL [options]",
        "The stories that a site's front page, a section page, a feed or a sitemap leads to.", epilog=_MORE,
    )
    parser.add_argument("source", metavar="URL", help="a front or section page, a feed or a sitemap")
    parser.add_argument(
        "-f", "--format", choices=("urls", "json"), default="urls", help="addresses (the default), or JSON lines"
    )
    wanted = parser.add_argument_group("which")
    wanted.add_argument(
        "--since", type=_moment, metavar="WHEN",
        help="not before this: 2031-03-02, a time with its zone, or an age as 12h, 3d, 2w",
    )
    wanted.add_argument("--until", type=_moment, metavar="WHEN", help="not after")
    wanted.add_argument("--match", type=_pattern, metavar="REGEX", help="addresses that have this in them")
    wanted.add_argument("--exclude", type=_pattern, metavar="REGEX", help="but not those that have this")
    wanted.add_argument("--archive", metavar="FILE", help="leave out what is in this archive")
    wanted.add_argument("--limit", type=number, default=50_000, metavar="N", help="the most (default: 50,000)")
    network = add_fetching(parser)
    add_cache(network)
    return parser


def run(options: argparse.Namespace) -> int:
    """Print what is found."""
    import articlegrab as ag

    faults: list[ag.ArticlegrabError] = []
    with ExitStack() as open_files:
        archive = open_files.enter_context(ag.Archive(options.archive)) if options.archive else None
        finds = ag.discover(
            options.source, since=options.since, until=options.until, match=options.match, exclude=options.exclude,
            archive=archive, limit=options.limit, faults=faults.append,
            fetch=ag.FetchOptions(
                allow_private=options.allow_private, timeout=options.timeout, respect_robots=not options.no_robots,
                cache=options.cache,
            ),
        )
        for find in finds:
            line = find.model_dump_json(exclude_none=True) if options.format == "json" else one_line(find.url)
            sys.stdout.write(line + "\n")
            sys.stdout.flush()
    for error in faults:
        complain(None, error)
    return 1 if faults else 0


def _moment(text: str) -> datetime:
    """A date, or an age such as 12h, 3d, 2w."""
    if re.fullmatch(r"\d{1,4}[hdw]", text):
        return datetime.now(UTC) - timedelta(**{_AGES[text[-1]]: int(text[:-1])})
    return day(text)


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no regular expression: {error}") from None
    return text

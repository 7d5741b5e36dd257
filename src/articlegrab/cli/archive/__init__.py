"""`articlegrab archive ACTION ARCHIVE …`: pages and articles in one file, for years."""

from __future__ import annotations

import argparse

from articlegrab.cli.archive import care, look, take_in
from articlegrab.cli.options import add_fetching, command_parser, day, number

_EPILOG = """\
examples:
  articlegrab archive add news.archive https://news.example/story   fetch, extract, keep
  articlegrab archive add news.archive saved/ crawl.warc.gz         keep folders of HTML files, WARCs, WACZs
  articlegrab archive search news.archive '"brass band" title:ferry -drill'
  articlegrab archive versions news.archive https://news.example/story
  articlegrab archive diff news.archive https://news.example/story  what the last edit changed
  articlegrab archive export news.archive all.parquet

`articlegrab archive ACTION --help` has the options of an action. Exit code 1 where an input failed or a check found
something; standard error says what.
"""


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = command_parser("archive", "ACTION ARCHIVE …", "Keep pages, search them, compare them.", epilog=_EPILOG)
    actions = parser.add_subparsers(metavar="ACTION", required=True, prog="articlegrab archive")
    adding = _action(actions, "add", take_in.add, "fetch pages, or take them out of files, and keep them")
    adding.add_argument("inputs", nargs="+", metavar="URL|FILE|FOLDER", help="addresses, HTML files, WARCs, WACZs")
    adding.add_argument("--url", metavar="ADDRESS", help="where the one HTML file that is given came from")
    add_fetching(adding)
    _add_looking(actions)
    exporting = _action(actions, "export", care.export, "write all of it to a file of another kind")
    exporting.add_argument("output", metavar="FILE", help=".jsonl, .parquet, .warc.gz, .wacz, .bib or .json (CSL)")
    _action(actions, "verify", care.verify, "check that everything is what was kept")
    again = _action(actions, "reextract", care.reextract, "extract every page anew, and say what changed")
    again.add_argument("--jobs", type=number, default=1, metavar="N", help="processes to do it with (default: 1)")
    return parser


def run(options: argparse.Namespace) -> int | None:
    """Do what is asked for."""
    code: int | None = options.action(options)
    return code


def _add_looking(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = _action(actions, "list", look.listed, "one line for each capture")
    listing.add_argument("url", nargs="?", metavar="URL", help="only those of this story")
    listing.add_argument("--since", type=day, metavar="DATE", help="only those fetched since then (2031-03-02)")
    showing = _action(actions, "show", look.show, "the article of a capture, or the newest of a story")
    showing.add_argument("what", metavar="NUMBER|URL")
    showing.add_argument(
        "-f", "--format", choices=(*look.WRITERS, "raw"), default="md", metavar="FORMAT",
        help=f"{', '.join(look.WRITERS)}, or raw, the page's bytes as they came (default: md)",
    )
    showing.add_argument("-o", "--output", metavar="FILE", help="write there instead of to standard output")
    searching = _action(actions, "search", look.search, "the stories that fit best, with the place that fits")
    searching.add_argument("query", metavar="QUERY", help='words, "a phrase", title:word, one OR other, -not, begin*')
    searching.add_argument("--limit", type=number, default=10, metavar="N", help="the most stories (default: 10)")
    searching.add_argument("--site", metavar="HOST", help="only from there and what is under it")
    searching.add_argument("--since", type=day, metavar="DATE", help="published since then")
    searching.add_argument("--until", type=day, metavar="DATE", help="published before then")
    _action(actions, "versions", look.versions, "how a story stood over time").add_argument("url", metavar="URL")
    comparing = _action(actions, "diff", look.diff, "what was changed between two captures")
    comparing.add_argument("what", nargs="+", metavar="NUMBER NUMBER|URL", help="two captures, or a story's last edit")
    comparing.add_argument("-f", "--format", choices=("text", "json", "html"), default="text", metavar="FORMAT")
    comparing.add_argument("-o", "--output", metavar="FILE", help="write there instead of to standard output")
    _action(actions, "duplicates", look.duplicates, "stories that print nearly the same text")
    for action in (listing, searching):
        action.add_argument("--json", action="store_true", help="one JSON object a line")


def _action(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, action: object, summary: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.add_argument("source", metavar="ARCHIVE", help="the archive's file")
    parser.set_defaults(action=action)
    return parser

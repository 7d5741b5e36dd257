"""Options that several commands share."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime


def command_parser(
    command: str | None, usage: str, description: str, *, epilog: str | None = None
) -> argparse.ArgumentParser:
    """A parser for one command; `usage` is what follows its name."""
    return argparse.ArgumentParser(
        prog=f"articlegrab {command}" if command else "articlegrab",
        usage=f"%(prog)s {usage}",
        description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def source_parser(command: str | None, description: str, *, epilog: str | None = None) -> argparse.ArgumentParser:
    """A parser for a command that reads one page, and what may be said of it."""
    parser = command_parser(command, "URL|FILE|- [options]", description, epilog=epilog)
    parser.add_argument("source", metavar="URL|FILE|-", help="an address, an HTML file, or - for standard input")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there (UTF-8) instead of to standard output")
    parser.add_argument("--url", metavar="ADDRESS", help="where a file came from; its relative links are joined to it")
    parser.add_argument("--rules", metavar="PATH", help="a file or folder of rules for the sites that you know")
    add_fetching(parser)
    add_wayback(parser)
    return parser


def add_fetching(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """The options of whatever goes to the network: `timeout`, `allow_private`, `no_robots`. Gives their group."""
    network = parser.add_argument_group("fetching")
    network.add_argument(
        "--timeout", type=seconds, default=30.0, metavar="SECONDS", help="for everything together (default: 30)"
    )
    network.add_argument(
        "--allow-private", action="store_true", help="permit addresses that are not of the open web, such as localhost"
    )
    network.add_argument("--no-robots", action="store_true", help="do not ask robots.txt first")
    return network


def add_cache(network: argparse._ArgumentGroup) -> None:
    """Where the answers of servers are kept: `cache`, None for nowhere. The user's own file by default."""
    import articlegrab as ag

    network.add_argument(
        "--cache", metavar="FILE", default=ag.user_cache(),
        help="keep answers there, and have only what changed sent again (default: a file of yours)",
    )
    network.add_argument("--no-cache", dest="cache", action="store_const", const=None, help="keep and reuse nothing")


def add_wayback(parser: argparse.ArgumentParser) -> None:
    """Where to look for a single page that is gone: `wayback`, `wayback_service`."""
    parser.add_argument(
        "--wayback", action="store_true", help="ask the Wayback Machine for a page that is gone (404, 410, no server)"
    )
    parser.add_argument(
        "--wayback-service", metavar="ADDRESS", help="ask this replay service instead: its address up to the time"
    )


def pause(text: str) -> float:
    """A number of seconds that may be 0."""
    return 0.0 if text.strip() in ("0", "0.0") else seconds(text)


def seconds(text: str) -> float:
    """A number of seconds as written on the command line; anything else is wrong usage."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 86400:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds, more than 0 and less than a day")
    return value


def number(text: str) -> int:
    """A whole number above 0 as written on the command line; anything else is wrong usage."""
    if not text.isdecimal() or not 0 < int(text[:9]) < 100_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 99,999")
    return int(text)


def day(text: str) -> datetime:
    """A date or time as written on the command line, in UTC where it names no zone; anything else is wrong usage."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2031-03-02") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

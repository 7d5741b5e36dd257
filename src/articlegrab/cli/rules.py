"""`articlegrab rules check DIR`: which selectors of site rules find something on the pages saved beside them."""

from __future__ import annotations

import argparse

from articlegrab.cli.options import command_parser
from articlegrab.cli.streams import write

_EPILOG = """\
A folder of rules holds a file for each site, as in news.example.toml; the pages that they are tried on are all HTML
files under the folder of the same name, news.example. Exit code 1 where a selector never finds anything.
"""


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = command_parser("rules", "check DIR", "Try site rules on saved pages.", epilog=_EPILOG)
    parser.add_argument("action", choices=("check",), help="what to do with the rules")
    parser.add_argument("folder", metavar="DIR", help="a folder of site rules")
    return parser


def run(options: argparse.Namespace) -> int:
    """Print a line for each selector that never fires, and the sum."""
    import articlegrab as ag

    firings = ag.check_rules(options.folder)
    idle = [firing for firing in firings if not firing.fired]
    lines = [f"{firing.place}: {firing.field}: {firing.selector!r} {_tried(firing.pages)}" for firing in idle]
    write("\n".join([*lines, f"{len(firings) - len(idle)} of {len(firings)} selectors find something"]), None)
    return 1 if idle else 0


def _tried(pages: int) -> str:
    if not pages:
        return "was not tried: no page of its time is saved"
    return f"finds nothing on {pages} {'page' if pages == 1 else 'pages'}"

"""`articlegrab explain URL|FILE|-`: what was kept, what was left out and why."""

from __future__ import annotations

import argparse
import os
import sys

from articlegrab.cli.options import source_parser
from articlegrab.cli.streams import read, rules, write


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = source_parser("explain", "What was kept, what was left out by which rule, and what stood for each field.")
    parser.add_argument(
        "-f", "--format", choices=("text", "json"), default="text", metavar="FORMAT",
        help="text, for people (the default), or json, with everything in full",
    )
    parser.add_argument(
        "--html", action="store_true", help="the page and its article side by side, as one HTML file"
    )
    return parser


def run(options: argparse.Namespace) -> None:
    """Print the explanation."""
    import articlegrab as ag
    from articlegrab.cli.report import report

    page = read(options)
    explanation = ag.explain(page, url=options.url, rules=rules(options))
    if options.html:
        from articlegrab import inspector

        write(inspector.report(page, explanation), options.output)
    elif options.format == "json":
        write(explanation.model_dump_json(indent=2), options.output)
    else:
        write(report(explanation, colour=_colour_wanted(options)), options.output)


def _colour_wanted(options: argparse.Namespace) -> bool:
    """As no-color.org asks: any value but the empty one turns colours off."""
    if options.output is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout.isatty()

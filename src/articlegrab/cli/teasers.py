"""`articlegrab teasers URL|FILE|-`: the stories that a front or section page points to."""

from __future__ import annotations

import argparse

from articlegrab.cli.options import source_parser
from articlegrab.cli.streams import read, rules, write


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    return source_parser("teasers", "The teasers of a front or section page, one JSON object a line.")


def run(options: argparse.Namespace) -> None:
    """Print the teasers."""
    import articlegrab as ag

    teasers = ag.extract_teasers(read(options), url=options.url, rules=rules(options))
    write("\n".join(teaser.model_dump_json() for teaser in teasers), options.output)

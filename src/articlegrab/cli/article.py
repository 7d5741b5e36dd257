"""`articlegrab URL|FILE|-`: one article, in the format asked for."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from articlegrab.cli.options import source_parser
from articlegrab.cli.streams import read, rules, write

if TYPE_CHECKING:
    from articlegrab.models import Article

_SUMMARY = "Raw news pages in, clean articles out."

_COMMANDS_HELP = """\
other commands:
  articlegrab batch INPUT… -o OUT  many addresses, files and folders to JSON lines, Parquet, an archive
  articlegrab discover URL         the stories that feeds, sitemaps and section pages lead to
  articlegrab explain URL|FILE|-   what was kept, what was left out by which rule, and what stood for each field
  articlegrab teasers URL|FILE|-   the teasers of a front or section page, one JSON object a line
  articlegrab rules check DIR      which selectors of your site rules find something on the pages saved beside them
  articlegrab fixture save|update|drift   pages kept with what is expected of them, for the pytest plugin
  articlegrab serve                the inspector and the REST API on this machine
  articlegrab archive ACTION ARCHIVE      pages and articles kept in one file: add, search, versions, diff, export
  articlegrab COMMAND --help       the options of a command

examples:
  articlegrab https://news.example/story                     print the article as Markdown
  articlegrab https://news.example/story -f json -o a.json   keep it with all its fields
  articlegrab saved.html --url https://news.example/story    a saved page; --url completes its links
  curl -s https://news.example/story | articlegrab - -f text

exit codes: 0 done; 1 the input failed (standard error says why); 2 wrong usage.
Colours appear on terminals only, and never where NO_COLOR is set.
"""

WRITERS: dict[str, Callable[[Article], str]] = {
    "md": lambda article: article.to_markdown(),
    "text": lambda article: article.to_text(),
    "html": lambda article: article.to_html(),
    "json": lambda article: article.model_dump_json(indent=2),
    # JSON-LD is made to stand in a page's <script>, which a "</script>" in a headline would end.
    "jsonld": lambda article: _json(article.to_json_ld()).replace("<", "\\u003c"),
    "bibtex": lambda article: article.to_bibtex(),
    "csl": lambda article: _json([article.to_csl()]),
}


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = source_parser(None, _SUMMARY, epilog=_COMMANDS_HELP)
    parser.add_argument(
        "-f", "--format", choices=WRITERS, default="md", metavar="FORMAT",
        help="md (Markdown, the default), text, html, json (all fields), jsonld (schema.org), bibtex, csl (CSL-JSON)",
    )
    parser.add_argument("--version", action="version", version=f"articlegrab {_version()}")
    return parser


def run(options: argparse.Namespace) -> None:
    """Print the article."""
    import articlegrab as ag

    write(WRITERS[options.format](ag.extract(read(options), url=options.url, rules=rules(options))), options.output)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("articlegrab")
    except PackageNotFoundError:
        return "(not installed)"

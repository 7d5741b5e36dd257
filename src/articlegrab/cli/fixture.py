"""`articlegrab fixture save|update|drift`: pages kept with what is expected of them, for the pytest plugin."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from articlegrab.cli.options import add_fetching, add_wayback, command_parser
from articlegrab.cli.streams import InputError, fetched, read, write

if TYPE_CHECKING:
    from articlegrab.fixtures import Fixture

_EPILOG = """\
examples:
  articlegrab fixture save https://news.example/ferry fixtures/ferry   keep a page and what comes out of it
  articlegrab fixture save saved.html fixtures/ferry --url https://news.example/ferry
  articlegrab fixture update fixtures          expect what comes out today; then look at `git diff`
  articlegrab fixture drift fixtures           fetch the pages anew and say which fields moved

The pytest plugin, which is installed with articlegrab, makes a test of each field of each fixture.
"""


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = command_parser(
        "fixture", "save URL|FILE DIR | update DIR | drift DIR", "Pages kept with what is expected of them.",
        epilog=_EPILOG,
    )
    actions = parser.add_subparsers(dest="action", required=True, metavar="save|update|drift")
    save = actions.add_parser("save", help="keep a page and what comes out of it today")
    save.add_argument("source", metavar="URL|FILE|-", help="an address, an HTML file, or - for standard input")
    save.add_argument("folder", metavar="DIR", type=Path, help="the folder to make")
    save.add_argument("--url", metavar="ADDRESS", help="where a file came from")
    update = actions.add_parser("update", help="expect what comes out today")
    drift = actions.add_parser("drift", help="fetch the pages anew and say which fields moved")
    for action in (update, drift):
        action.add_argument("folder", metavar="DIR", type=Path, help="a fixture, or a folder of fixtures")
    for action in (save, drift):
        add_fetching(action)
        add_wayback(action)
    return parser


def run(options: argparse.Namespace) -> int | None:
    """Do what was asked; 1 where fixtures drifted, or could not be compared."""
    return _ACTIONS[options.action](options)


def _save(options: argparse.Namespace) -> None:
    from articlegrab import fixtures
    from articlegrab.models import Page

    page = read(options)
    if isinstance(page, bytes):
        page = Page(url=options.url, body=page)
    try:
        fixture = fixtures.save(page, options.folder)
    except FileExistsError as error:
        raise InputError(f"{error}: articlegrab fixture update {options.folder}") from None
    except OSError as error:
        raise InputError(f"{options.folder}: cannot be written: {error.strerror or error}") from error
    write(f"{options.folder}: {len(fixture.fields())} fields expected", None)


def _update(options: argparse.Namespace) -> None:
    for fixture in _found(options.folder):
        changed = fixture.rewrite()
        write(f"{fixture.folder}: {', '.join(changed) or 'as expected'}", None)


def _drift(options: argparse.Namespace) -> int | None:
    from articlegrab.errors import ArticlegrabError

    drifted = 0
    for fixture in _found(options.folder):
        try:
            moved = list(_moved(fixture, options))
            state = "drifted" if moved else "as expected"
        except ArticlegrabError as error:
            state, moved = "could not be compared", [f"  {error.message} ({error.code})"]
        write("\n".join([f"{fixture.folder}: {state}", *moved]), None)
        drifted += bool(moved)
    return 1 if drifted else None


def _moved(fixture: Fixture, options: argparse.Namespace) -> Iterator[str]:
    """What the page on the web gives today and the fixture does not expect, field by field."""
    from articlegrab.fixtures import LISTED, outcome_of

    if not (url := fixture.context.get("url")):
        raise InputError(f"{fixture.folder}: its context.json has no url to fetch")
    today = outcome_of(fetched(url, options))
    for field in fixture.fields():
        if field != LISTED and (failures := fixture.failures(field, today)):
            yield f"  {field}"
            yield from (f"    {line}" for failure in failures for line in failure.splitlines())


def _found(folder: Path) -> list[Fixture]:
    from articlegrab.fixtures import find

    if not (found := list(find(folder))):
        raise InputError(f"{folder}: holds no fixture (page.html, context.json, expected.json)")
    return found


_ACTIONS: dict[str, Callable[[argparse.Namespace], int | None]] = {
    "save": _save, "update": _update, "drift": _drift,
}  # fmt: skip

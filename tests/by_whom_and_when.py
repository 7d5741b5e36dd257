"""Cases for authors, dates and notes: small invented pages, run through the fields in the order of the pipeline."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from articlegrab import boilerplate
from articlegrab.document import read
from articlegrab.fields import authors, dates, notes, title
from articlegrab.reading import Marks, Reading, Story

CASES = Path(__file__).parents[1] / "fixtures" / "cases"


def cases(name: str) -> list[Any]:
    """The cases of a field, as pytest parameters named by their `name`."""
    found = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def look(html: str, url: str | None = None) -> Reading:
    """A page with its title, authors, dates and notes chosen; its paragraphs stand for the story."""
    document = read(html, url=url)
    reading = Reading(document, Marks(document))
    boilerplate.mark(reading)
    reading.choices.update(title.find(reading))
    reading.choices.update(authors.find(reading))
    paragraphs = [i for i, passage in enumerate(document.passages) if document.tags[passage.container] == "p"]
    reading.story = Story(paragraphs, [], 0, len(document.tags), 0)
    reading.choices.update(dates.find(reading))
    reading.choices.update(notes.find(reading))
    return reading


def check(case: dict[str, Any]) -> None:
    """Compare what a case expects; of an entry in a list only the keys that the case names."""
    reading = look(case["html"], case.get("url"))
    for name, expected in case["expect"].items():
        found = _plain(reading.choices[name].value)
        if isinstance(expected, list):
            assert len(found) == len(expected), f"{name}: {found!r}"
            pairs = zip(found, expected, strict=True)
            assert [{key: _plain(got[key]) for key in want} for got, want in pairs] == expected
        else:
            assert (found or "") == expected, f"{name}: {found!r}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

"""Cases for fields: `fixtures/cases/<field>.toml` holds small invented pages and what each field makes of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from articlegrab import boilerplate
from articlegrab.document import read
from articlegrab.fields import authors, dek, description, kicker, kind, language, section, site, tags, title, trail
from articlegrab.reading import Choice, Marks, Reading, Story

CASES = Path(__file__).parents[1] / "fixtures" / "cases"

_BEFORE = {"title": title, "dek": dek, "authors": authors}
_AFTER = {
    "description": description, "breadcrumbs": trail, "tags": tags, "kicker": kicker, "site": site, "section": section,
    "language": language, "kind": kind,
}


def cases(name: str) -> list[Any]:
    """The cases of a field, as pytest parameters named by their `name`."""
    found = tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def look(html: str, url: str | None = None) -> Reading:
    """A page with the editorial fields chosen; its paragraphs stand for the story."""
    document = read(html, url=url)
    reading = Reading(document, Marks(document))
    boilerplate.mark(reading)
    _choose(reading, _BEFORE)
    paragraphs = [i for i, passage in enumerate(document.passages) if document.tags[passage.container] == "p"]
    reading.story = Story(paragraphs, [], 0, len(document.tags), 0)
    _choose(reading, _AFTER)
    return reading


def _choose(reading: Reading, modules: dict[str, Any]) -> None:
    for name, module in modules.items():
        found: Choice | dict[str, Choice] = module.find(reading)
        reading.choices.update(found if isinstance(found, dict) else {name: found})


def check(case: dict[str, Any]) -> None:
    """Compare all fields that a case has an expectation for; "" and [] expect that there is nothing."""
    reading = look(case["html"], case.get("url"))
    for name, expected in case["expect"].items():
        found = reading.choices[name].value
        assert (found or type(expected)()) == expected, f"{name}: {found!r}"

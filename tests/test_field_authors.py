"""Who wrote it, who else took part, and the byline as printed."""

from __future__ import annotations

from typing import Any

import pytest

from articlegrab.fields.authors import byline
from tests.by_whom_and_when import cases, check, look


@pytest.mark.parametrize("case", cases("authors"))
def test_authors(case: dict[str, Any]) -> None:
    """Authors are named by structured data and by print; accounts, sites and other stories' writers are not."""
    check(case)


def test_byline_is_marked() -> None:
    """The printed byline carries a mark, so that the body leaves it out."""
    reading = look("<h1>Velden under water</h1><p>By Ada Brook</p><p>" + "The river rose by two metres. " * 9 + "</p>")
    line = next(p.start for p in reading.document.passages if reading.document.texts[p.start].strip() == "By Ada Brook")
    mark = reading.marks.covering(line)
    assert mark is not None
    assert mark.role == "byline"


@pytest.mark.parametrize(
    "text", ["By " * 90, "A" * 5_000, "(" * 300, ",;|/" * 70, "\u202eBy Ada", "a@" * 150, "By\n" * 99]
)
def test_hostile_bylines(text: str) -> None:
    """No text makes the byline reader raise, or invent more people than it has words."""
    found = byline.read(text)
    assert len(found.authors) + len(found.contributors) <= len(text.split()) + 1

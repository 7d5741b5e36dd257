"""Corrections, datelines and live entries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.by_whom_and_when import cases, check, look


@pytest.mark.parametrize("case", cases("notes"))
def test_notes(case: dict[str, Any]) -> None:
    """What editors say of the text is told apart from it; a place opens a story only where it is set as one."""
    check(case)


@pytest.mark.parametrize(("above", "role"), [(1, "date"), (2, None)])
def test_update_between_paragraphs(above: int, role: str | None) -> None:
    """A line that tells of an update below the first paragraph is a stamp; further down it heads what was added."""
    told = "<p>" + "The river rose. " * 20 + "</p>"
    update = "<p>Update 3 April, 10:30:</p>"
    reading = look(f"<h1>Velden under water</h1>{told * above}{update}{told * 2}")
    mark = reading.marks.covering(reading.document.passages[above + 1].start)
    assert (mark and mark.role) == role


def test_note_is_marked() -> None:
    """A correction carries a mark, so that the body leaves it out."""
    reading = look(
        "<h1>Velden under water</h1><p>" + "The river rose. " * 20 + "</p><p>Correction: The mill stands in Ostvik.</p>"
    )
    last = reading.document.passages[-1]
    mark = reading.marks.covering(last.start)
    assert mark is not None
    assert mark.role == "note"

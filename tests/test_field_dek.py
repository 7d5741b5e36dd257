"""The standfirst, and pages that print none."""

from __future__ import annotations

from typing import Any

import pytest

import articlegrab as ag
from tests.field_cases import cases, check, look


@pytest.mark.parametrize("case", cases("dek"))
def test_dek(case: dict[str, Any]) -> None:
    """A standfirst is found where one is printed, and a first paragraph is never taken for one."""
    check(case)


def test_all_lines_are_claimed() -> None:
    """Every line of a standfirst is marked, so that none of them comes back as a paragraph of the body."""
    head = "<h1>Velden under water</h1><h2>Boats in the streets</h2><h2>Bridge is closed</h2>"
    reading = look(f"<div>{head}</div><p>It rained.</p>")
    marked = [reading.document.text(node) for node, mark in reading.marks.by_node.items() if mark.role == "dek"]
    assert marked == ["Boats in the streets", "Bridge is closed"]


SUMMARY = "<div>{}</div><ul><li>The mill and its new wheel are lost</li><li>The bridge stays closed until May</li></ul>"
STORY = (
    "<p>The river rose by two metres in the night, and the lower streets of Velden were under water by dawn.</p>"
    "<p>By noon the fire brigade had carried forty people out of their houses in boats lent by the rowing club.</p>"
) * 2


@pytest.mark.parametrize("label", ["Key points", "In Kürze:", "Das Wichtigste in Kürze", "L’essentiel", "要点"])
def test_announced_summary_stands_for_a_missing_standfirst(label: str) -> None:
    """A list that says it is a summary is the standfirst where there is no other, and never a part of the text."""
    page = "<article><h1>Velden under water</h1><p class='byline'>By Ada Brook</p>{}" + SUMMARY.format(label) + STORY
    points = "The mill and its new wheel are lost\nThe bridge stays closed until May"
    alone = ag.extract(page.format(""))
    assert alone.dek == points
    beside = ag.extract(page.format("<p class='standfirst'>Forty people were carried out in boats.</p>"))
    assert beside.dek == "Forty people were carried out in boats."
    for article in (alone, beside):
        assert article.text.startswith("The river rose")

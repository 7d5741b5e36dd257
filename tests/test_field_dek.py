"""The standfirst, and pages that print none."""

from __future__ import annotations

from typing import Any

import pytest

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

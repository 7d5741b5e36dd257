"""The label over the headline."""

from __future__ import annotations

from typing import Any

import pytest

import articlegrab
from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("kicker"))
def test_kicker(case: dict[str, Any]) -> None:
    """A label over the headline is found; controls, dates and site names are none."""
    check(case)


def test_first_heading_of_the_story_is_none() -> None:
    """A heading right under the headline that opens the story's first part is the story's, not a label."""
    part = "<p>" + "The river rose by two metres in the night, and the lower streets stood under water. " * 4 + "</p>"
    page = f"<h1>Velden under water</h1><h2>The night</h2>{part * 2}<h2>The day</h2>{part.replace('night', 'day') * 2}"
    article = articlegrab.extract(page)
    assert article.kicker is None
    assert [block.text for block in article.body if block.type == "heading"] == ["The night", "The day"]

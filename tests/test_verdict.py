"""Pages that hold no article are refused for the right reason; pages that hold one never are."""

from __future__ import annotations

from typing import Any

import pytest

from articlegrab.errors import NoArticle
from articlegrab.verdict import judge
from tests.field_cases import cases, look


@pytest.mark.parametrize("case", cases("verdict"))
def test_verdict(case: dict[str, Any]) -> None:
    """Walls, errors, shells, feeds and lists are told from articles, and from each other."""
    reading = look(case["html"], case.get("url"))
    if not case["expect"]["reason"]:
        judge(reading)
        return
    with pytest.raises(NoArticle) as refused:
        judge(reading)
    assert refused.value.reason == case["expect"]["reason"]


def test_a_refusal_names_the_page_and_what_showed_it() -> None:
    """The message says what the page is, and `url` which page."""
    reading = look("<title>Page not found</title><h1>Page not found</h1>", "https://velden.example/gone")
    with pytest.raises(NoArticle, match="page not found") as refused:
        judge(reading)
    assert refused.value.url == "https://velden.example/gone"

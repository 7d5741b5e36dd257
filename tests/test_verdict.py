"""Pages that hold no article are refused for the right reason; pages that hold one never are."""

from __future__ import annotations

import gzip
import random
from typing import Any

import pytest

import articlegrab as ag
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


BEGINNINGS = (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"%PDF-1.7\n", b"PK\x03\x04", b"wOF2")


@pytest.mark.parametrize("size", [300, 5_000, 60_000])
def test_binary_data_is_no_article(size: int) -> None:
    """Pictures, fonts, archives and bytes whose compression nobody undid have tags and words by accident only."""
    for seed, beginning in enumerate(BEGINNINGS):
        noise = random.Random(seed).randbytes(size)
        for body in (beginning + noise, gzip.compress(noise)):
            with pytest.raises(NoArticle) as refused:
                ag.extract(body)
            assert size < 1_000 or refused.value.reason == "not_html"


def test_json_that_holds_html_is_no_page() -> None:
    """An answer meant for programs is refused, though there are paragraphs in it; text that begins alike is read."""
    line = "The ferry to Tarn sails again on Monday, the harbour office said."
    with pytest.raises(NoArticle, match="it begins with"):
        ag.extract('{"title": "Ferry returns", "content": "' + f"<p>{line}</p>" * 20 + '"}')
    assert ag.extract(f"<p>BMW {line}</p>" * 12).text.startswith("BMW The ferry")
    assert ag.extract(f"PKN {line}\n" * 12).text.startswith("PKN The ferry")

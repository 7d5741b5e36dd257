"""Spans as openings and closings, and addresses fit to leave."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articlegrab.models import Span
from articlegrab.models.blocks import SpanKind
from articlegrab.render.spans import ALL_KINDS, Close, Open, clean, clip, paragraphs, walk
from articlegrab.render.urls import host, safe_url, web_url

TEXT = "one two three"


def span(kind: SpanKind, start: int, end: int, url: str | None = None) -> Span:
    return Span(kind=kind, start=start, end=end, url=url)


def test_nesting() -> None:
    """A span inside another opens after it and closes before it."""
    assert walk(TEXT, [span("italic", 4, 7), span("bold", 0, 7)]) == [
        Open("bold"), "one ", Open("italic"), "two", Close("italic"), Close("bold"), " three",
    ]


def test_link_goes_outside_and_code_inside() -> None:
    """Spans over the same text nest link, format, code."""
    url = "https://news.example/"
    spans = [span("code", 0, 3), span("bold", 0, 3), span("link", 0, 3, url)]
    opened = [event.kind for event in walk(TEXT, spans) if isinstance(event, Open)]
    assert opened == ["link", "bold", "code"]


def test_touching_spans_become_one() -> None:
    """Two bold stretches side by side are one, even with another span between their beginnings."""
    assert walk("abcd", [span("bold", 0, 2), span("bold", 2, 4)]) == [Open("bold"), "abcd", Close("bold")]
    parts = [span("bold", 0, 2), span("italic", 1, 3), span("bold", 2, 4)]
    assert walk("abcd", parts) == [Open("bold"), "abcd", Close("bold")]


@pytest.mark.parametrize("useless", [
    span("bold", -1, 3), span("bold", 0, 14), span("bold", 5, 5), span("bold", 7, 4), span("bold", 3, 4),
    span("link", 0, 3), span("link", 0, 3, "javascript:x"), span("link", 0, 3, "/relative"),
])
def test_useless_span_leaves_the_text(useless: Span) -> None:
    """A span out of range, empty, blank or without a usable address changes nothing."""
    assert walk(TEXT, [useless]) == [TEXT]


@given(
    st.text(max_size=20),
    st.lists(st.tuples(st.sampled_from(sorted(ALL_KINDS)), st.integers(-3, 22), st.integers(-3, 22)), max_size=12),
)
def test_any_spans_are_well_nested(text: str, drawn: list[tuple[SpanKind, int, int]]) -> None:
    """Whatever the spans, all text comes out once and in order, and each opening has its own closing."""
    events = walk(text, [span(kind, start, end, "https://news.example/") for kind, start, end in drawn])
    assert "".join(event for event in events if isinstance(event, str)) == clean(text)
    within: list[SpanKind] = []
    for event in events:
        if isinstance(event, Open):
            assert event.kind not in within
            within.append(event.kind)
        elif isinstance(event, Close):
            assert within.pop() == event.kind
    assert within == []


def test_clean_keeps_offsets() -> None:
    """Every control and half character is replaced by one character, so spans still fit."""
    text = "".join(map(chr, [*range(0x100), 0xD800, 0xDFFF, 0xFFFE, 0x1F600]))
    assert len(clean(text)) == len(text)
    clean(text).encode()


def test_paragraphs_and_clip() -> None:
    """A text's lines carry the parts of the spans that stand in them."""
    assert paragraphs("ab\n\ncd", [span("bold", 1, 5)]) == [("ab", [span("bold", 1, 2)]), ("cd", [span("bold", 0, 1)])]
    assert clip([span("bold", 0, 2)], 2, 4) == []


@pytest.mark.parametrize(("url", "safe"), [
    ("https://news.example/a?b=c&d#e", "https://news.example/a?b=c&d#e"),
    ("HTTP://news.example", "HTTP://news.example"),
    (" https://news.example/ü b ", "https://news.example/ü%20b"),
    ("mailto:ana@news.example", "mailto:ana@news.example"),
    ('https://news.example/"<>`{|}\\^', "https://news.example/%22%3C%3E%60%7B%7C%7D%5C%5E"),
    ("https://news.example/\t", None), ("ftp://news.example", None), ("", None), ("https://", None), ("mailto:", None),
    ("https:///a", None), ("//news.example", None), ("https:news.example", None), (None, None),
])
def test_safe_url(url: str | None, safe: str | None) -> None:
    """Only whole http, https and mailto addresses pass, their delimiters encoded."""
    assert safe_url(url) == safe


def test_pictures_are_on_the_web() -> None:
    """A mail address is no picture, and has no host to name."""
    assert web_url("mailto:ana@news.example") is None
    assert host("mailto:ana@news.example") == "mailto:ana@news.example"

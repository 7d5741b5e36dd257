"""Whatever stands in an article's fields, nothing that renders it comes alive."""

from __future__ import annotations

import json
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articlegrab.models import Article, Paragraph
from articlegrab.render import html
from tests.hostile_markup import ADDRESSES, PAYLOADS, VECTORS, combined, published
from tests.render_samples import article_saying, dangers, rendered, squeezed
from tests.report import report

_SOUP = [*"<>\"'&`/=!-[]()\\ \n", "script", "svg", "onload=x", "javascript:", "a", "p", "--"]


def assert_dead(text: str, url: str) -> None:
    article = article_saying(text, url)
    markup = article.to_html()
    assert dangers(markup) == []
    assert html.sanitise(markup) == markup
    assert dangers(rendered(article.to_markdown())) == []


def test_the_oracle_sees_what_is_alive() -> None:
    """The judge of these tests finds each sort of danger when it is really there."""
    for alive in (
        "<script></script>", "<p onclick=x>", "<a href=' java\nscript:x'>", "<img src=data:x>", "<p id=a>", "<svg>",
    ):
        assert dangers(alive), alive


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_every_text(payload: str) -> None:
    """A payload in every string field stays text, in HTML and in Markdown read by a lenient reader."""
    assert_dead(payload, "https://news.example/story")


@pytest.mark.parametrize("address", ADDRESSES)
def test_payload_in_every_address(address: str) -> None:
    """A hostile address in every URL field never becomes a link or a picture."""
    assert_dead("plain words", address)


@pytest.mark.parametrize("library", ["markdown", "mistune"])
def test_other_readers_of_markdown_find_nothing_alive(library: str) -> None:
    """Two more Markdown readers, both of which let mark-up through, find none in ours, whatever the article says."""
    reader = pytest.importorskip(library)
    # Python-Markdown is older than CommonMark, and knows fences and tables as extensions only.
    read = reader.html if library == "mistune" else partial(reader.markdown, extensions=["fenced_code", "tables"])
    everything = [*PAYLOADS, *combined(), *published()]
    for payload in everything:
        assert dangers(read(article_saying(payload, "https://news.example/story").to_markdown())) == []
    for address in ADDRESSES:
        assert dangers(read(article_saying("plain words", address).to_markdown())) == []
    report(f"R2 Markdown: {len(everything) + len(ADDRESSES)} payloads through {library}, 0 alive")


@pytest.mark.parametrize("address", ADDRESSES[:17])
def test_hostile_address_is_dropped_from_data(address: str) -> None:
    """JSON-LD and citations carry no address that is not http, https or mailto."""
    article = article_saying("plain words", address)
    told = json.dumps([article.to_json_ld(), article.to_csl(), article.to_bibtex()])
    assert json.dumps(address)[1:-1] not in told


def test_five_hundred_payloads_in_every_field() -> None:
    """Every payload, as text and as address, stays dead in HTML and Markdown, and the HTML is sanitised already."""
    everything = [*PAYLOADS, *combined(), *published()]
    assert len(combined()) > 200
    assert not VECTORS.exists() or len(everything) >= 500
    for payload in everything:
        assert_dead(payload, payload)
    report(f"R1 payloads: {len(everything)} in every field, 0 alive, all of it idempotent")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60), st.text(max_size=30))
def test_any_text_is_dead(text: str, tail: str) -> None:
    """Random text, half characters included, raises nothing and brings nothing to life."""
    assert_dead(text, f"https://news.example/{tail}")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_SOUP), max_size=25))
def test_any_markup_soup_is_dead_in_a_paragraph(pieces: list[str]) -> None:
    """Mark-up in any order is shown as the text that it is."""
    text = "".join(pieces)
    article = Article(title=text, body=[Paragraph(text=text)])
    assert dangers(article.to_html()) == []
    assert dangers(rendered(article.to_markdown())) == []
    assert squeezed(article.to_text()) == squeezed(f"{text} {text}")

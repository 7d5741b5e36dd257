"""Plain text, and the article's own JSON."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articlegrab.models import Article, ImageBlock, NoteBlock, Paragraph, PullQuote
from tests.render_samples import article_saying, picture


def test_title_dek_and_running_text() -> None:
    """Title, dek and text are parted by blank lines; captions, notes and pull quotes are not text."""
    body = [
        Paragraph(text="One."), PullQuote(text="One!"), NoteBlock(text="Fixed."),
        ImageBlock(text="A boat", image=picture("x", "https://news.example/p.jpg")), Paragraph(text="Two."),
    ]
    assert Article(title="Storm", dek="A dek", body=body).to_text() == "Storm\n\nA dek\n\nOne.\n\nTwo."


def test_nothing_to_say() -> None:
    """An empty article is the empty string, not blank lines."""
    assert Article().to_text() == ""


def test_text_can_be_written_to_a_file() -> None:
    """Half characters and controls, which no file or terminal takes, are gone."""
    assert Article(title="a\ud800\x1b[31m\x00b").to_text().encode() == "a\ufffd [31m b".encode()


@pytest.mark.parametrize("text", ["Some words", "<b>\n\\\"ü 東京 😀"])
def test_json_reads_back(text: str) -> None:
    """An article with every field filled, written as JSON and read again, is the same article."""
    article = article_saying(text, "https://news.example/a")
    assert Article.model_validate_json(article.model_dump_json()) == article


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_json_reads_back(text: str) -> None:
    """So is one with any text."""
    article = article_saying(text, "https://news.example/a")
    assert Article.model_validate_json(article.model_dump_json()) == article

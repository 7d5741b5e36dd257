"""What holds for every page, tried on pages that nobody thought of."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import articlegrab as ag
from articlegrab.scrub import scrub

from .hostile import soup

WORDS = st.text(st.characters(min_codepoint=32, exclude_characters="<>&", exclude_categories=["Cs", "Cc", "Cf"]))
STORIES = st.lists(WORDS.filter(str.strip), min_size=1, max_size=12).map(
    lambda paragraphs: "<html><body><article><h1>Bridge stays open</h1>"
    + "".join(f"<p>The council met on Tuesday and voted again. {words}</p>" for words in paragraphs)
    + "</article></body></html>"
)
SOUPS = st.integers(0, 2**32).map(soup)
PAGES = st.one_of(STORIES, SOUPS)
thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def outcome(page: str | bytes) -> str:
    """The article as JSON, or the code of the error; any other exception goes through."""
    try:
        return ag.extract(page, url="https://news.example/a").model_dump_json()
    except ag.ArticlegrabError as error:
        return error.code


@thorough
@given(st.binary(max_size=3000))
def test_any_bytes_give_an_article_or_a_named_error(body: bytes) -> None:
    """No bytes make anything but an ArticlegrabError come out."""
    assert outcome(body)


@thorough
@given(st.text(st.characters(exclude_categories=()), max_size=2000))
def test_any_text_gives_an_article_or_a_named_error(text: str) -> None:
    """The same for text, lone surrogates and all, alone and inside a story."""
    assert outcome(text)
    assert outcome(f"<article><h1>{text}</h1>" + f"<p>The council met on Tuesday and voted. {text}</p>" * 5)


@thorough
@given(STORIES)
def test_the_words_of_the_body_are_words_of_the_page(page: str) -> None:
    """The text invents nothing: each of its words stands in the page."""
    try:
        article = ag.extract(page)
    except ag.ArticlegrabError:
        return
    source = scrub(page)
    for block in article.body:
        assert all(word in source for word in block.text.split())


@thorough
@given(PAGES)
def test_the_same_page_gives_the_same_article(page: str) -> None:
    """Once more, and in other threads: the article is the same."""
    first = outcome(page)
    assert outcome(page) == first
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(outcome, [page, page])) == [first, first]


@thorough
@given(PAGES)
def test_asking_for_reasons_changes_nothing(page: str) -> None:
    """`explain` comes to the very article that `extract` gives, or to the same error."""
    try:
        explained = ag.explain(page, url="https://news.example/a").article.model_dump_json()
    except ag.ArticlegrabError as error:
        explained = error.code
    assert explained == outcome(page)


@thorough
@given(PAGES)
def test_an_article_survives_json(page: str) -> None:
    """What is written as JSON reads back as the same article."""
    try:
        article = ag.extract(page)
    except ag.ArticlegrabError:
        return
    assert type(article).model_validate_json(article.model_dump_json()) == article

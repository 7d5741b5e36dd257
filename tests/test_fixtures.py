"""The pages under fixtures/pages, read through the public face: one test item for each field that a page is about.

What their files may say is told in `articlegrab.fixtures` and `articlegrab.fixtures.compare`; stories are invented.
Run one page with `pytest tests/test_fixtures.py -k <slug>`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from articlegrab.fixtures import LISTED, NO_ARTICLE, Fixture, find
from articlegrab.fixtures.compare import VIEWS
from articlegrab.models import Article

PAGES = {fixture.folder.name: fixture for fixture in find(Path(__file__).parents[1] / "fixtures" / "pages")}
ITEMS = [(slug, field) for slug, fixture in PAGES.items() for field in fixture.fields()]
STORIES = [fixture for fixture in PAGES.values() if NO_ARTICLE not in fixture.expected]


@pytest.mark.parametrize(("slug", "field"), ITEMS, ids=[f"{slug}::{field}" for slug, field in ITEMS])
def test_page(slug: str, field: str) -> None:
    """The page gives this field as a careful reader would; one without an article is refused for its own reason."""
    if failures := PAGES[slug].failures(field):
        pytest.fail("\n".join(failures), pytrace=False)


@pytest.mark.parametrize("fixture", STORIES, ids=lambda fixture: fixture.folder.name)
def test_expectation_is_complete(fixture: Fixture) -> None:
    """Every story fixture states title, text and what must not leak, in words that are known."""
    known = {LISTED, *Article.model_fields, *VIEWS, *(f"some_{name}" for name in Article.model_fields)}
    assert set(fixture.expected) <= known
    assert {"title", "text", "not_anywhere"} <= set(fixture.expected)


def test_pages_are_there() -> None:
    """The folder is found, with stories, pages to refuse and list pages in it."""
    fields = [field for _, field in ITEMS]
    assert len(STORIES) > 50
    assert fields.count(NO_ARTICLE) >= 10
    assert fields.count(LISTED) >= 2

"""The archive keeps pages and articles, each once, and gives them back as they were."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.errors import NotArchived, StorageError
from tests.archive_samples import START, fetched, story_page

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures" / "pages").iterdir())


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ag.Archive]:
    with ag.Archive(tmp_path / "news.archive") as opened:
        yield opened


def test_a_page_comes_back_as_it_was(archive: ag.Archive) -> None:
    """Bytes, headers, and how it was fetched; and the article that it gives."""
    page = story_page(1)
    capture = archive.add(page)
    assert archive.page(capture.id) == page
    assert archive.article(capture.id) == ag.extract(page)
    assert capture == archive.get(capture.id)
    assert (capture.story, capture.fetched_at, capture.title) == (
        "https://news.example/1/ferry", START + timedelta(seconds=1), "Drennick keeps its ferry, vote 1"
    )
    assert capture.extractor == ag.__version__


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda fixture: fixture.name)
def test_what_is_kept_extracts_as_it_did(archive: ag.Archive, fixture: Path) -> None:
    """A page out of the archive gives the same article, or the same refusal, as it did live."""
    page = fetched(f"https://news.example/{fixture.name}", (fixture / "page.html").read_bytes())
    capture = archive.add(page)
    if capture.error:
        with pytest.raises(ag.NoArticle) as refusal:
            ag.extract(page)
        assert (capture.error.code, capture.error.reason) == ("no_article", refusal.value.reason)
        assert archive.article(capture.id) is None
    else:
        live = ag.extract(page)
        assert archive.article(capture.id) == live
        assert ag.extract(archive.page(capture.id)) == live


def test_the_same_capture_is_kept_once(archive: ag.Archive) -> None:
    """Adding again what was kept changes nothing, and says so."""
    first, again = archive.add(story_page(1)), archive.add(story_page(1))
    assert (first.is_new, again.is_new) == (True, False)
    assert first.id == again.id
    assert len(archive) == 1


def test_the_same_bytes_are_kept_once(archive: ag.Archive) -> None:
    """A page that has not changed since yesterday costs a row, not another copy."""
    for day in range(5):
        archive.add(story_page(1, at=START + timedelta(days=day)))
    assert len(archive) == 5
    with sqlite3.connect(archive.path) as plain:
        assert plain.execute("SELECT count(*) FROM blob").fetchone() == (2,)  # a page and an article


def test_a_story_is_known_by_all_its_addresses(archive: ag.Archive) -> None:
    """Tracking, fragments and plain http do not make another story of it, nor does an address that points to it."""
    archive.add(story_page(1))
    archive.add(fetched("http://m.news.example/one", story_page(1).body, at=START + timedelta(days=1)))
    for url in ("http://news.example/1/ferry?utm_source=mail#top", "http://m.news.example/one"):
        assert url in archive
    assert "https://news.example/2/ferry" not in archive
    assert len(list(archive.captures("http://news.example/1/ferry?utm_source=mail"))) == 2
    assert len(list(archive.captures(since=START + timedelta(hours=1)))) == 1


def test_given_results_are_kept_as_given(archive: ag.Archive) -> None:
    """Whoever has extracted already, or failed to, hands that in."""
    article = ag.extract(story_page(1))
    assert archive.article(archive.add(story_page(2), article).id) is not None
    refused = archive.add(story_page(3), ag.DocumentTooComplex("nested a million deep"))
    assert refused.error is not None
    assert refused.error.code == "document_too_complex"
    assert [found.title for found in archive.articles()] == [article.title]


def test_a_failed_block_leaves_nothing(archive: ag.Archive) -> None:
    """What is added together is kept together or not at all."""
    with suppress(ZeroDivisionError), archive.transaction():
        archive.add(story_page(1))
        raise ZeroDivisionError
    assert len(archive) == 0
    with archive.transaction():
        for number in range(10):
            archive.add(story_page(number))
    assert [page.url for page in archive.pages()] == [story_page(number).url for number in range(10)]


def test_absent_things_are_named(archive: ag.Archive, tmp_path: Path) -> None:
    """A number that is not there, an archive that is not there, a file that is none."""
    with pytest.raises(NotArchived, match="no capture 7"):
        archive.get(7)
    with pytest.raises(StorageError, match="no archive here"):
        ag.Archive(tmp_path / "other", read_only=True)
    (tmp_path / "text").write_text("These are notes, and no archive at all. " * 100)
    with pytest.raises(StorageError, match="not a database"):
        ag.Archive(tmp_path / "text")
    sqlite3.connect(tmp_path / "foreign").execute("CREATE TABLE t (a)").connection.close()
    with pytest.raises(StorageError, match="not an archive"):
        ag.Archive(tmp_path / "foreign")


def test_reading_only_writes_nothing(archive: ag.Archive) -> None:
    """An archive that is opened for reading can be read, and refuses additions."""
    kept = archive.add(story_page(1))
    with ag.Archive(archive.path, read_only=True) as reader:
        assert reader.get(kept.id) == kept
        with pytest.raises(StorageError, match="readonly"):
            reader.add(story_page(2))
    with pytest.raises(StorageError, match="closed"):
        reader.get(kept.id)

"""Putting a page into the archive."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from articlegrab.archive import blobs, captures, editions
from articlegrab.archive.captures import Result, Row
from articlegrab.archive.connection import Connection
from articlegrab.canonical import story_address
from articlegrab.errors import ArticlegrabError
from articlegrab.models import Article, Failure, Page
from articlegrab.models.archive import Capture


def add(connection: Connection, page: Page, result: Result | None, now: datetime) -> Capture:
    """Keep a page with its result; `now` is when it was fetched, if the page does not say so itself."""
    result = result if result is not None else extracted(page)
    fetched_at = captures.stamp(page.fetch.fetched_at if page.fetch else now)
    with connection.transaction():
        body, digest = blobs.put(connection, page.body)
        known = connection.row(
            "SELECT id FROM capture WHERE ifnull(url, '') = ? AND fetched_at = ? AND body = ?",
            (page.url or "", fetched_at, body),
        )
        if known:
            row = captures.read_row(connection, known[0])
            return captures.capture_of(row, str(connection.path)).model_copy(update={"is_new": False})
        row = _insert(connection, page, result, fetched_at, body, digest)
    return captures.capture_of(row, str(connection.path))


def extracted(page: Page) -> Result:
    """What a page gives today."""
    import articlegrab as ag

    try:
        return ag.extract(page)
    except ArticlegrabError as error:
        return error


def outcome(connection: Connection, row: Row, result: Result) -> Row:
    """The row with what came out of its page: the article's blob is put, the row not yet."""
    from articlegrab import __version__

    known_by, number, digest, failure = None, None, None, None
    article = result if isinstance(result, Article) else None
    if isinstance(result, Article):
        known_by = story_address(result.url or row.url, result.canonical_url)
        number, digest = blobs.put(connection, captures.article_bytes(result))
    else:
        known_by = story_address(row.url, None)
        failure = Failure.of(result).model_dump_json()
    row = row._replace(
        story=known_by or f"urn:sha256:{row.body_sha256.hex()}", article=number, article_sha256=digest,
        failure=failure, extractor=__version__, extracted_at=captures.stamp(datetime.now(UTC)),
        title=article.title if article else None,
        published=captures.stamp(article.published) if article and article.published else None,
    )
    return row._replace(seal=captures.seal(row))


def rewrite(connection: Connection, row: Row, result: Result) -> None:
    """Put another outcome in the place of a capture's."""
    story = _story_number(connection, row.story)
    connection.rows(
        "UPDATE capture SET story = ?, edition = ?, article = ?, failure = ?, extractor = ?, extracted_at = ?, "
        "title = ?, published = ?, seal = ? WHERE id = ?",
        (
            story, _edition(connection, story, result), row.article, row.failure, row.extractor, row.extracted_at,
            row.title, row.published, row.seal, row.id,
        ),
    )


def _insert(connection: Connection, page: Page, result: Result, fetched_at: str, body: int, digest: bytes) -> Row:
    (number,) = connection.row("SELECT coalesce(max(id), 0) + 1 FROM capture")  # known before it is sealed
    row = outcome(
        connection,
        Row(
            id=number, story="", url=page.url, fetched_at=fetched_at, status=page.status,
            headers=json.dumps(page.headers), charset=page.charset.model_dump_json() if page.charset else None,
            fetch=page.fetch.model_dump_json() if page.fetch else None, body_sha256=digest, article_sha256=None,
            failure=None, extractor=None, extracted_at=None, title=None, published=None, seal=b"",
            size=len(page.body), body=body, article=None,
        ),
        result,
    )
    story = _story_number(connection, row.story)
    connection.insert(
        "INSERT INTO capture (id, story, edition, url, fetched_at, status, headers, charset, fetch, body, article, "
        "failure, extractor, extracted_at, title, published, seal) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, story, _edition(connection, story, result), row.url, row.fetched_at, row.status, row.headers,
            row.charset, row.fetch, row.body, row.article, row.failure, row.extractor, row.extracted_at, row.title,
            row.published, row.seal,
        ),
    )
    return row


def drop_unused_story(connection: Connection, number: int) -> None:
    """Forget a story that no capture belongs to any more; its editions must be gone."""
    connection.rows(
        "DELETE FROM story WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM capture WHERE story = ?1)", (number,)
    )


def _edition(connection: Connection, story: int, result: Result) -> int | None:
    return editions.put(connection, story, result) if isinstance(result, Article) else None


def _story_number(connection: Connection, address: str) -> int:
    """The number of the story that is known by an address, which is made where there is none."""
    connection.rows("INSERT INTO story (address) VALUES (?) ON CONFLICT DO NOTHING", (address,))
    return int(connection.row("SELECT id FROM story WHERE address = ?", (address,))[0])

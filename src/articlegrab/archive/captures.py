"""Captures as rows: what is written of a page, how it is sealed, and how it is read back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from articlegrab.archive import blobs
from articlegrab.archive.connection import Connection
from articlegrab.errors import ArchiveCorrupt, ArticlegrabError, NotArchived
from articlegrab.models import Article, Charset, Failure, FetchInfo, Page
from articlegrab.models.archive import Capture

_COLUMNS = (
    "capture.id, story.address, capture.url, fetched_at, status, headers, charset, fetch, body.sha256, "
    "article.sha256, failure, extractor, extracted_at, title, published, seal, body.size, capture.body, capture.article"
)
_SELECT = (
    f"SELECT {_COLUMNS} FROM capture JOIN story ON story.id = capture.story "
    "JOIN blob AS body ON body.id = capture.body LEFT JOIN blob AS article ON article.id = capture.article"
)

Result = Article | ArticlegrabError


class Row(NamedTuple):
    """A capture with what it refers to; the fields up to `published` are what is sealed."""

    id: int
    story: str
    url: str | None
    fetched_at: str
    status: int
    headers: str
    charset: str | None
    fetch: str | None
    body_sha256: bytes
    article_sha256: bytes | None
    failure: str | None
    extractor: str | None
    extracted_at: str | None
    title: str | None
    published: str | None
    seal: bytes
    size: int
    body: int
    article: int | None


def seal(row: Row) -> bytes:
    """The digest of what a capture says; any bit of it that changes, changes this."""
    said = [value.hex() if isinstance(value, bytes) else value for value in row[:15]]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode("ascii")).digest()


def stamp(moment: datetime) -> str:
    """A time as it is stored: in UTC, to the microsecond, sorting as time does."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_row(connection: Connection, number: int) -> Row:
    """A capture's row, its seal unbroken. Raises NotArchived and ArchiveCorrupt."""
    found = connection.row(f"{_SELECT} WHERE capture.id = ?", (number,))
    if found is None:
        if connection.row("SELECT 1 FROM capture WHERE id = ?", (number,)):
            raise ArchiveCorrupt(f"capture {number} refers to what is missing", path=_path(connection), record=number)
        raise NotArchived(f"there is no capture {number}", path=_path(connection))
    row = Row(*found)
    try:
        whole = seal(row) == row.seal
    except (TypeError, ValueError):
        whole = False
    if not whole:
        raise ArchiveCorrupt(f"what capture {number} says is not what was kept", path=_path(connection), record=number)
    return row


def capture_of(row: Row, path: str) -> Capture:
    """A row as it is handed out."""
    try:
        return Capture(
            id=row.id, story=row.story, url=row.url, fetched_at=datetime.fromisoformat(row.fetched_at),
            status=row.status, sha256=row.body_sha256.hex(), size=row.size, title=row.title,
            published=datetime.fromisoformat(row.published) if row.published else None,
            has_article=row.article is not None,
            error=failure_of(row),
            extractor=row.extractor,
            extracted_at=datetime.fromisoformat(row.extracted_at) if row.extracted_at else None,
        )
    except (TypeError, ValueError) as error:
        raise _nonsense(row.id, path) from error


def failure_of(row: Row) -> Failure | None:
    """The error that stands in the place of an article."""
    return Failure.model_validate_json(row.failure) if row.failure else None


def page_of(connection: Connection, row: Row) -> Page:
    """The page as it was kept."""
    body = _blob(connection, row, row.body)
    try:
        return Page(
            url=row.url, status=row.status, headers=json.loads(row.headers), body=body,
            charset=Charset.model_validate_json(row.charset) if row.charset else None,
            fetch=FetchInfo.model_validate_json(row.fetch) if row.fetch else None,
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise _nonsense(row.id, _path(connection)) from error


def article_of(connection: Connection, row: Row) -> Article | None:
    """The article as it was kept; None where there is none."""
    if row.article is None:
        return None
    text = _blob(connection, row, row.article)
    try:
        article = Article.model_validate_json(text)
        fetch = FetchInfo.model_validate_json(row.fetch) if row.fetch else None
    except (TypeError, ValueError, RecursionError) as error:
        raise _nonsense(row.id, _path(connection)) from error
    return article.model_copy(update={"fetch": fetch})


def article_bytes(article: Article) -> bytes:
    """An article as it is stored: how its page came is the capture's to say, so that equal articles are equal bytes."""
    return article.model_copy(update={"fetch": None}).model_dump_json().encode("utf-8")


def numbers(connection: Connection, where: str = "", values: tuple[Any, ...] = ()) -> list[int]:
    """The numbers of all captures, or of those for which `where` holds, in the order they were kept."""
    condition = f"WHERE {where}" if where else ""
    return [number for (number,) in connection.rows(f"SELECT id FROM capture {condition} ORDER BY id", values)]


def rows(connection: Connection, found: list[int]) -> Iterator[Row | ArchiveCorrupt]:
    """The rows of these numbers, read one by one so that a damaged one does not hide the others."""
    for number in found:
        try:
            yield read_row(connection, number)
        except NotArchived:
            continue  # taken out in the meantime by somebody else
        except ArchiveCorrupt as error:
            yield _numbered(error, number)


def _blob(connection: Connection, row: Row, number: int) -> bytes:
    try:
        return blobs.get(connection, number)
    except ArchiveCorrupt as error:
        raise _numbered(error, row.id) from error


def _numbered(error: ArchiveCorrupt, number: int) -> ArchiveCorrupt:
    if error.record is not None:
        return error
    return ArchiveCorrupt(f"capture {number}: {error.message}", path=error.path, record=number)


def _nonsense(number: int, path: str) -> ArchiveCorrupt:
    return ArchiveCorrupt(f"what capture {number} says makes no sense", path=path, record=number)


def _path(connection: Connection) -> str:
    return str(connection.path)

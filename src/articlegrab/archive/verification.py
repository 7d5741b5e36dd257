"""Checking an archive: that everything in it is what was kept."""

from __future__ import annotations

from articlegrab.archive import blobs, captures
from articlegrab.archive.connection import Connection
from articlegrab.canonical import story_address
from articlegrab.errors import ArchiveCorrupt, StorageError
from articlegrab.models.archive import Verification

_MOST_TOLD = 100


def verify(connection: Connection) -> Verification:
    """Check the file's structure, each seal, each digest, and that the search index knows all wordings."""
    faults = _structure(connection)
    numbers: list[int] = []
    try:
        numbers = captures.numbers(connection)
        for row in captures.rows(connection, numbers):
            if isinstance(row, ArchiveCorrupt):
                faults.append(row.message)
            else:
                faults += _capture(connection, row)
        count = _blobs(connection, faults)
    except StorageError as error:
        faults.append(error.message)
        count = 0
    return Verification(captures=len(numbers), blobs=count, faults=list(dict.fromkeys(faults)))


def _structure(connection: Connection) -> list[str]:
    try:
        said = [line for (line,) in connection.rows(f"PRAGMA integrity_check({_MOST_TOLD})") if line != "ok"]
        astray = connection.rows("PRAGMA foreign_key_check")
        said += [f"row {number} of {table} refers to what is missing" for table, number, *_ in astray[:_MOST_TOLD]]
        (unknown,) = connection.row("SELECT count(*) FROM edition WHERE id NOT IN (SELECT rowid FROM words)")
        if unknown:
            said.append(f"{unknown} wordings are missing from the search index")
        if not connection.read_only:
            connection.rows("INSERT INTO words (words) VALUES ('integrity-check')")
    except StorageError as error:
        return [error.message]
    return said


def _capture(connection: Connection, row: captures.Row) -> list[str]:
    try:
        captures.capture_of(row, str(connection.path))
        article = captures.article_of(connection, row)
    except ArchiveCorrupt as error:
        return [error.message]
    known_by = story_address(article.url or row.url, article.canonical_url) if article else story_address(row.url, None)
    if row.story != (known_by or row.story):
        return [f"capture {row.id} belongs to another story"]
    return []


def _blobs(connection: Connection, faults: list[str]) -> int:
    numbers = [number for (number,) in connection.rows("SELECT id FROM blob")]
    for number in numbers:
        try:
            blobs.get(connection, number)
        except ArchiveCorrupt as error:
            faults.append(f"blob {number}: {error.message}")
    return len(numbers)

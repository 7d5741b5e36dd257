"""Extracting everything anew from the bytes that are kept, and saying what came out differently."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from articlegrab.archive import blobs, captures, editions, keeping
from articlegrab.archive.captures import Result, Row
from articlegrab.archive.connection import Connection
from articlegrab.errors import ArchiveCorrupt, NotArchived
from articlegrab.models import Article, Failure, Page
from articlegrab.models.archive import Reextraction

_TOGETHER = 100
"""Pages of one transaction: what is lost when it is killed, and then done again."""

Extract = Callable[[Page], Result]
Map = Callable[[Extract, Iterable[Page]], Iterable[Result]]


def reextract(connection: Connection, extract: Extract, mapped: Map) -> Iterator[Reextraction]:
    """Extract all captures anew, in order, and keep what comes out; one report for each."""
    numbers = captures.numbers(connection)
    for start in range(0, len(numbers), _TOGETHER):
        damaged: list[ArchiveCorrupt] = []
        read = []
        for row in captures.rows(connection, numbers[start:start + _TOGETHER]):
            try:
                if isinstance(row, ArchiveCorrupt):
                    raise row
                read.append((row, captures.page_of(connection, row), captures.article_of(connection, row)))
            except ArchiveCorrupt as error:
                damaged.append(error)
        results = list(mapped(extract, [page for _, page, _ in read]))
        with connection.transaction():
            done = [
                _replace(connection, row, before, result)
                for (row, _, before), result in zip(read, results, strict=True)
            ]
        yield from (report for report in done if report)
        for fault in damaged:
            yield Reextraction(
                capture=fault.record or 0, url=None, changed=[], error_before=None, error_after=fault.code
            )


def _replace(connection: Connection, row: Row, before: Article | None, result: Result) -> Reextraction | None:
    try:
        captures.read_row(connection, row.id)
    except NotArchived:
        return None  # taken out meanwhile
    old_story, old_edition = connection.row("SELECT story, edition FROM capture WHERE id = ?", (row.id,))
    new = keeping.outcome(connection, row, result)
    keeping.rewrite(connection, new, result)
    if row.article is not None and row.article != new.article:
        blobs.drop_unused(connection, row.article)
    if old_edition is not None:
        editions.drop_unused(connection, old_edition)
    keeping.drop_unused_story(connection, old_story)
    after = result if isinstance(result, Article) else None
    return Reextraction(
        capture=row.id, url=row.url, changed=_changed(before, after), error_before=_code(row), error_after=_code(new)
    )


def _code(row: Row) -> str | None:
    return Failure.model_validate_json(row.failure).code if row.failure else None


def _changed(before: Article | None, after: Article | None) -> list[str]:
    if before is None or after is None:
        return [] if before is after else ["article"]
    names = Article.model_fields.keys() - {"fetch"}
    return sorted(name for name in names if getattr(before, name) != getattr(after, name))

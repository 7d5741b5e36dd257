"""An archive as files of other kinds: JSONL, Parquet, WARC, WACZ, and lists of citations."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO, Literal, get_args

from articlegrab import columns
from articlegrab.archive import captures
from articlegrab.archive.captures import Row
from articlegrab.archive.connection import Connection
from articlegrab.errors import ArchiveCorrupt
from articlegrab.files import replacing
from articlegrab.models import Article, Outcome

Form = Literal["jsonl", "parquet", "warc", "wacz", "bibtex", "csl"]
FORMS: tuple[Form, ...] = get_args(Form)

_COLUMNS: columns.Columns = (
    ("capture", "int64"), ("story", "string"), ("fetched_at", "timestamp"), ("status", "int32"), ("sha256", "string"),
    ("extractor", "string"),
)
"""What a table of an archive has besides the columns of all tables."""

Faults = Callable[[ArchiveCorrupt], None]


def export(connection: Connection, path: str | os.PathLike[str], form: Form, faults: Faults) -> None:
    """Write everything that can be read to a file, which appears when it is complete."""
    if form == "wacz":
        from articlegrab.warc.wacz import write_wacz

        write_wacz(path, _pages(connection, faults))
        return
    with replacing(path) as file:
        _WRITERS[form](connection, file, faults)


def _rows(connection: Connection, faults: Faults) -> Iterator[Row]:
    for row in captures.rows(connection, captures.numbers(connection)):
        if isinstance(row, ArchiveCorrupt):
            faults(row)
        else:
            yield row


def _articles(connection: Connection, faults: Faults) -> Iterator[tuple[Row, Article | None]]:
    for row in _rows(connection, faults):
        try:
            yield row, captures.article_of(connection, row)
        except ArchiveCorrupt as error:
            faults(error)


def _pages(connection: Connection, faults: Faults) -> Iterator[tuple[Any, datetime, str | None]]:
    """The pages, each with its time and title. One that was kept without an address has that of its story, which every
    record needs: the canonical one it gives itself, else the URN of its digest."""
    for row in _rows(connection, faults):
        try:
            page = captures.page_of(connection, row)
        except ArchiveCorrupt as error:
            faults(error)
        else:
            known = page if page.url else page.model_copy(update={"url": row.story})
            yield known, datetime.fromisoformat(row.fetched_at), row.title


def _jsonl(connection: Connection, file: BinaryIO, faults: Faults) -> None:
    for row, article in _articles(connection, faults):
        capture = captures.capture_of(row, str(connection.path)).model_dump_json(exclude_none=True)
        line = f'{{"capture": {capture}, "article": {article.model_dump_json() if article else "null"}}}\n'
        file.write(line.encode("utf-8"))


def _parquet(connection: Connection, file: BinaryIO, faults: Faults) -> None:
    columns.write(file, (_record(row, article) for row, article in _articles(connection, faults)), _COLUMNS)


def _record(row: Row, article: Article | None) -> dict[str, Any]:
    """A row of Parquet; columns that are not named are null."""
    return columns.row(Outcome(source=row.url or row.story, article=article, error=captures.failure_of(row))) | {
        "capture": row.id, "story": row.story, "url": row.url, "fetched_at": datetime.fromisoformat(row.fetched_at),
        "status": row.status, "sha256": row.body_sha256.hex(), "extractor": row.extractor,
    }


def _warc(connection: Connection, file: BinaryIO, faults: Faults) -> None:
    from articlegrab.warc.writing import response, warcinfo

    file.write(warcinfo(os.path.basename(file.name)))
    for page, moment, _ in _pages(connection, faults):
        file.write(response(page, fetched_at=moment))


def _newest(connection: Connection, faults: Faults) -> Iterator[Article]:
    """Each story once, as it was last seen, by date of publication."""
    newest: dict[str, tuple[str, int, str]] = {}
    for row in _rows(connection, faults):
        if row.article is not None:
            newest[row.story] = max(newest.get(row.story, ("", 0, "")), (row.fetched_at, row.id, row.published or ""))
    for _, number, _ in sorted(newest.values(), key=lambda seen: (seen[2], seen[1])):
        try:
            article = captures.article_of(connection, captures.read_row(connection, number))
        except ArchiveCorrupt as error:
            faults(error)
        else:
            if article:
                yield article


def _bibtex(connection: Connection, file: BinaryIO, faults: Faults) -> None:
    for number, article in enumerate(_newest(connection, faults)):
        file.write((("\n" if number else "") + article.to_bibtex()).encode("utf-8"))


def _csl(connection: Connection, file: BinaryIO, faults: Faults) -> None:
    items = [article.to_csl() for article in _newest(connection, faults)]
    file.write(json.dumps(items, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n")


_WRITERS: dict[str, Callable[[Connection, BinaryIO, Faults], None]] = {
    "jsonl": _jsonl, "parquet": _parquet, "warc": _warc, "bibtex": _bibtex, "csl": _csl,
}

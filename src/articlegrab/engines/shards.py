"""One shard, supervised: a WARC or Parquet file of pages becomes a Parquet file of articles.

This process reads the pages and writes the rows; a worker process extracts, and is killed where a page hangs it. Rows
are written in parts, each whole or not at all. When all parts are there, they become the output, which is there whole
or not at all. Killed and started again, what is missing is done, and nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from itertools import chain, count, islice
from pathlib import Path
from typing import Any, NamedTuple

from articlegrab import columns
from articlegrab.attempt import attempt, failed
from articlegrab.engines.records import INPUT, outcome_of
from articlegrab.errors import ArticlegrabError, InputError, StorageError, WorkerCrashed
from articlegrab.files import replacing, storage_errors, sync_folder
from articlegrab.models import Page
from articlegrab.warc import read_wacz, read_warc
from articlegrab.workers import Workers

ROWS = 200
"""Rows of a part: what a kill may cost."""
_AT_ONCE = 32
"""Pages in memory."""
_TOGETHER = 8
"""Pages that are handed to the worker at once."""


class ShardReport(NamedTuple):
    """What became of a shard: `rows` in its output, `errors` among them; `fresh` is False where it was there before."""

    path: str
    rows: int
    errors: int
    fresh: bool


def process_shard(
    path: str | os.PathLike[str], out: str | os.PathLike[str], *, deadline: float = 30.0,
    memory: int | None = 2 * 2**30, rows: int = ROWS,
) -> ShardReport:
    """Extract all pages of a shard: `.parquet` with the columns of `records.INPUT`, `.warc`, `.warc.gz` or `.wacz`.

    Args:
        path: The shard.
        out: The Parquet file to write; one row for each page, in order. Where it is there already, nothing is done.
        deadline: Seconds for one page, after which it is given up.
        memory: Bytes that a page may take.
        rows: Pages of a part: what a kill may cost.

    Raises:
        InputError: for what is no shard.
        StorageError: where it cannot be read, or the output cannot be written.
    """
    shard, target = Path(path), Path(out)
    if target.exists():
        shutil.rmtree(_folder(target), ignore_errors=True)  # a kill may have come between the output and this
        return _report(shard, target, fresh=False)
    parts = _parts_of(shard, target, rows)
    reading = _rows(shard)
    with Workers(read_row, count=1, deadline=deadline, memory=memory) as workers:
        for number in count():
            first = next(reading, None)
            if first is None:
                break
            some, part = chain([first], islice(reading, rows - 1)), parts / f"{number:06}.parquet"
            if part.exists():
                deque(some, maxlen=0)
            else:
                columns.write_file(part, _done(workers, some))
    _join(sorted(parts.glob("0*.parquet")), target)
    shutil.rmtree(parts, ignore_errors=True)
    return _report(shard, target, fresh=True)


Found = Page | ArticlegrabError | dict[str, Any]
"""What stands in a place of a shard: a page, the error that takes its place, or a row of `records.INPUT`."""


def read_row(source: str, found: Found) -> dict[str, Any]:
    """In a worker: the row of what was found."""
    if isinstance(found, ArticlegrabError):
        return columns.row(failed(source, found))
    if isinstance(found, Page):
        return columns.row(attempt(source, found))
    return columns.row(outcome_of({**found, "source": source}, 0))


def _done(
    workers: Workers[[str, Found], dict[str, Any]], left: Iterator[tuple[str, Found]]
) -> Iterator[dict[str, Any]]:
    """The rows of what was found, a few of which travel at once."""
    while some := list(islice(left, _TOGETHER)):
        for (source, found), row in zip(some, workers.run_each(some), strict=True):
            if isinstance(row, WorkerCrashed):
                row.url = found.get("url") if isinstance(found, dict) else getattr(found, "url", None)
                yield columns.row(failed(source, row))
            elif isinstance(row, Exception):
                raise row
            else:
                yield row


def _rows(shard: Path) -> Iterator[tuple[str, Found]]:
    name = shard.name.lower()
    if name.endswith(".parquet"):
        yield from _rows_of_parquet(shard)
    elif name.endswith((".warc", ".warc.gz", ".wacz")):
        yield from _rows_of_warc(shard)
    else:
        raise InputError(f"{shard} is no shard: its name ends in none of .parquet, .warc, .warc.gz, .wacz")


def _rows_of_parquet(shard: Path) -> Iterator[tuple[str, Found]]:
    arrow = columns.require()
    try:
        with storage_errors(shard), arrow.parquet.ParquetFile(shard) as file:
            names = [name for name in INPUT if name in file.schema_arrow.names]
            if "html" not in names:
                raise InputError(f"{shard} has no column html")
            number = 0
            for batch in file.iter_batches(batch_size=_AT_ONCE, columns=names):
                for row in batch.to_pylist():
                    yield row.get("source") or row.get("url") or f"{shard.name}#{number}", row
                    number += 1
    except arrow.ArrowException as error:
        raise StorageError(f"it is no Parquet, or damaged: {error}", path=str(shard)) from error


def _rows_of_warc(shard: Path) -> Iterator[tuple[str, Found]]:
    faults: list[ArticlegrabError] = []
    read = read_wacz if shard.suffix.lower() == ".wacz" else read_warc
    number = damaged = 0
    pages = read(shard, faults=faults.append)
    while True:
        page = next(pages, None)
        for error in faults:
            damaged += 1
            yield f"{shard.name}#damaged-{damaged}", error
        faults.clear()
        if page is None:
            return
        number += 1
        yield f"{shard.name}#{number}", page


def _parts_of(shard: Path, target: Path, rows: int) -> Path:
    """The folder of the parts; those that another shard, version or size left are gone."""
    with storage_errors(shard):
        plan = [str(shard), shard.stat().st_size, rows, _version()]
    folder = _folder(target)
    with storage_errors(folder):
        note = folder / "plan.json"
        with suppress(OSError, ValueError):
            if json.loads(note.read_text()) == plan:
                return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        note.write_text(json.dumps(plan))
    return folder


def _folder(target: Path) -> Path:
    return target.with_name(f".{target.name}.parts")


def _version() -> str | None:
    with suppress(PackageNotFoundError):
        return version("articlegrab")
    return None


def _join(parts: list[Path], target: Path) -> None:
    """The parts as one file, written among them: what a kill leaves of it goes with them."""
    arrow, whole = columns.require(), _folder(target) / "whole.parquet"
    with replacing(whole) as file, arrow.parquet.ParquetWriter(file, columns.schema(), compression="zstd") as table:
        for part in parts:
            table.write_table(arrow.parquet.read_table(part, schema=columns.schema()))
    with storage_errors(target):
        whole.replace(target)
        sync_folder(target.parent)


def _report(shard: Path, target: Path, *, fresh: bool) -> ShardReport:
    with storage_errors(target):
        errors = columns.require().parquet.read_table(target, columns=["error"])["error"]
    return ShardReport(str(shard), len(errors), len(errors) - errors.null_count, fresh)

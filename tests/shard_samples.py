"""Shards of pages for the tests of engines, with poison among them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.newsstand import story

POISON = {3: b"segfault", 57: b"hang", 58: b"segfault", 91: b"err", 120: b"hoard", 133: b"%PDF-1.7", 140: b"leave"}
"""What stands where in the first shard; the others are sound."""
HUGE = 150
ERRORS = {"worker_crashed": 5, "extract_failed": 1, "no_article": 1}


def page(number: int) -> bytes:
    """A story; in some places something worse, and in one a story in five megabytes."""
    return POISON.get(number) or story(number) + (b"<!--" + b"x" * 5_000_000 + b"-->" if number == HUGE else b"")


def write(folder: Path, *, count: int, rows: int) -> list[Path]:
    """So many Parquet shards of so many rows; the numbers of their pages run on."""
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    folder.mkdir()
    shards = []
    for shard in range(count):
        numbers = range(shard * rows, (shard + 1) * rows)
        table = pyarrow.table({
            "url": [url(number) for number in numbers], "html": [page(number) for number in numbers],
            "noise": list(numbers),
        })
        shards.append(folder / f"shard-{shard}.parquet")
        parquet.write_table(table, shards[-1])
    return shards


def url(number: int) -> str:
    """The address of a page."""
    return f"https://news.example/story-{number}"


def check(out: Path, *, count: int) -> None:
    """Each page has its one row, in order, with its own story or its error."""
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = [row for file in sorted(out.glob("*.parquet")) for row in parquet.read_table(file).to_pylist()]
    assert [row["source"] for row in rows] == [url(number) for number in range(count)]
    titles = [row["title"] for row in rows if not row["error"]]
    assert titles == [f"Ferry number {number} returns" for number in range(count) if number not in POISON]
    assert Counter(row["error"] for row in rows if row["error"]) == ERRORS
    assert list(out.glob(".*")) == []

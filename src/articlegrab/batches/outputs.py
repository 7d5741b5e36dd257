"""Where outcomes are written: JSON lines, Parquet, an archive. What was written once is neither lost nor written again.

Each outcome is a line that is appended with one write, so a kill leaves at most one torn line. From time to time the
frontier keeps the length of the file together with the inputs that are done. The next run looks at what stands behind
that length: whole lines are done as well, and the rest is cut off.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias

from articlegrab import columns
from articlegrab.archive import Archive
from articlegrab.errors import StorageError
from articlegrab.files import storage_errors
from articlegrab.models import Outcome, Page

_NUMBERED = re.compile(r"(?:part|_waiting)-(\d+)\.(?:parquet|jsonl)")

Given: TypeAlias = "Page | bytes | None"
"""A page, or the name of the file that holds it; None where none came."""

Keep = Callable[[str, int], None]
"""Keeps a number beside the inputs that are done."""


class Output(Protocol):
    """A place for outcomes."""

    def recall(self) -> Iterator[str]:
        """The sources of the outcomes that the frontier does not know of yet. Called once, first."""

    def write(self, line: bytes, page: Given) -> None:
        """Add an outcome, as JSON without a line end, and what it came out of. Raises StorageError."""

    def settle(self, keep: Keep, *, end: bool = False) -> None:
        """Make lasting what was written and say how far; the frontier commits right after. `end`: nothing follows."""

    def settled(self) -> None:
        """The frontier has committed."""

    def close(self) -> None:
        """Nothing more is written."""


class JsonLines:
    """A file with a line of JSON for each outcome. `length` is how much of it the frontier knows."""

    def __init__(self, path: Path, length: int) -> None:
        self.path = path
        self._known = length
        with storage_errors(path):
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        about = os.fstat(self._file)
        self._is_stream = not stat.S_ISREG(about.st_mode)  # a pipe or a device, of which nothing can be read again
        self.length = about.st_size
        if self.length < length:
            raise StorageError(
                f"it is shorter than it was when {path}.state was written; remove that file to begin anew",
                path=str(path),
            )

    def recall(self) -> Iterator[str]:
        """The sources of the lines behind the known length; a torn line is cut off."""
        if self._is_stream:
            return
        with open(self.path, "rb") as lines:
            end = lines.seek(self._known)
            for line in lines:
                if not line.endswith(b"\n"):
                    break
                yield self._source(line)
                end += len(line)
        if end < self.length:
            os.ftruncate(self._file, end)
            self.length = end

    def write(self, line: bytes, page: Given = None) -> None:
        """Append a line."""
        left = line + b"\n"
        with storage_errors(self.path):
            while left:  # a full disk may take a part
                written = os.write(self._file, left)
                self.length += written
                left = left[written:]

    def settle(self, keep: Keep, *, end: bool = False) -> None:
        """Have the system put it on the disk."""
        if self._is_stream:
            return
        with storage_errors(self.path):
            os.fsync(self._file)
        keep("length", self.length)

    def settled(self) -> None:
        """There is nothing left to do."""

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def _source(self, line: bytes) -> str:
        try:
            return str(json.loads(line)["source"])
        except (ValueError, KeyError, TypeError) as error:
            raise StorageError("it holds lines that are no outcomes; name another file", path=str(self.path)) from error


class Parquet:
    """A folder of Parquet files. Outcomes wait as JSON lines beside them until there are enough for the next file."""

    ENOUGH = 64 * 2**20
    """Bytes of JSON that make a file."""

    def __init__(self, folder: Path, parts: int, length: int) -> None:
        columns.require()
        self._folder = folder
        self._parts = parts
        with storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            for file in folder.iterdir():
                if (number := _number_of(file)) and number > parts and file != self._waiting_file():
                    file.unlink()  # of a part that was not finished
        self._waiting = JsonLines(self._waiting_file(), length)
        self._written: Path | None = None

    def recall(self) -> Iterator[str]:
        """The sources of what waits and is not known yet."""
        yield from self._waiting.recall()

    def write(self, line: bytes, page: Given = None) -> None:
        """Have it wait for the next file."""
        self._waiting.write(line)

    def settle(self, keep: Keep, *, end: bool = False) -> None:
        """Write the next file where enough waits for it, or this is the end."""
        if self._waiting.length >= (1 if end else self.ENOUGH):
            self._waiting.close()
            self._written = self._waiting.path
            self._write_part()
            self._parts += 1
            self._waiting = JsonLines(self._waiting_file(), 0)
            keep("parts", self._parts)
        self._waiting.settle(keep)

    def settled(self) -> None:
        """What stands in a file needs not wait any more."""
        if self._written is not None:
            self._written.unlink()
            self._written = None

    def close(self) -> None:
        """Nothing waits any more, unless the run was broken off."""
        self._waiting.close()
        if not self._waiting.length:
            self._waiting.path.unlink()

    def _waiting_file(self) -> Path:
        return self._folder / f"_waiting-{self._parts + 1:06}.jsonl"  # Parquet readers pass over names with _

    def _write_part(self) -> None:
        part = self._folder / f"part-{self._parts + 1:06}.parquet"
        with open(self._waiting.path, "rb") as lines:
            columns.write_file(part, (columns.row(Outcome.model_validate_json(line)) for line in lines))


class Archived:
    """An archive of the pages that gave an article. Beside it, a line for each input says what became of it, and the
    number of its capture; a line is written after its page is kept, so a kill between the two keeps a page twice at
    worst."""

    def __init__(self, path: Path, length: int) -> None:
        self._archive = Archive(path)
        try:
            self._lines = JsonLines(path.with_name(f"{path.name}.outcomes.jsonl"), length)
        except BaseException:
            self._archive.close()
            raise

    def recall(self) -> Iterator[str]:
        """The sources of the lines that are not known yet."""
        yield from self._lines.recall()

    def write(self, line: bytes, page: Given) -> None:
        """Keep the page and its article, then say so."""
        outcome = Outcome.model_validate_json(line)
        told: dict[str, object] = {"source": outcome.source, "capture": None, "error": None}
        if outcome.article is not None and page is not None:
            whole = page if isinstance(page, Page) else Page(body=Path(os.fsdecode(page)).read_bytes())
            told["capture"] = self._archive.add(whole, outcome.article).id
        elif outcome.error is not None:
            told["error"] = outcome.error.model_dump()
        self._lines.write(json.dumps(told, ensure_ascii=False).encode("utf-8", "backslashreplace"))

    def settle(self, keep: Keep, *, end: bool = False) -> None:
        """The archive is on the disk already; see to the lines."""
        self._lines.settle(keep)

    def settled(self) -> None:
        """There is nothing left to do."""

    def close(self) -> None:
        """Close both."""
        self._lines.close()
        self._archive.close()


def opened(path: Path, place: Callable[[str], int]) -> Output:
    """The output of that name: a folder of Parquet files for `.parquet`, an archive for `.archive`, else JSON lines.

    `place` gives the numbers that were kept.
    """
    if path.suffix == ".parquet":
        return Parquet(path, place("parts"), place("length"))
    if path.suffix == ".archive":
        return Archived(path, place("length"))
    return JsonLines(path, place("length"))


def _number_of(file: Path) -> int | None:
    match = _NUMBERED.match(file.name)
    return int(match[1]) if match else None

"""The connection to an archive's file: opened with care, every foreign error translated, transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from articlegrab.closing import Closing
from articlegrab.errors import ArchiveCorrupt, StorageBusy, StorageError, StorageFull

APPLICATION = 0x61677261
"""`agra`: what marks a SQLite file as an archive of ours, in its header."""

_PRAGMAS = ("trusted_schema = OFF", "foreign_keys = ON", "cell_size_check = ON", "temp_store = MEMORY")
_CORRUPT = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Connection(Closing):
    """One open archive file. Threads may share it: each waits for its turn."""

    def __init__(self, path: str | Path, *, read_only: bool, busy_timeout: float) -> None:
        self.path = Path(path)
        self.read_only = read_only
        self._lock = threading.RLock()
        self._depth = 0
        if read_only and not self.path.is_file():
            raise StorageError("there is no archive here", path=str(path))
        with self._translated():
            self._sqlite = sqlite3.connect(
                self._uri(), uri=True, isolation_level=None, timeout=busy_timeout, check_same_thread=False,
            )
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _uri(self) -> str:
        return f"file:{quote(str(self.path.absolute()))}?mode={'ro' if self.read_only else 'rwc'}"

    def _prepare(self) -> None:
        for pragma in _PRAGMAS:
            self.rows(f"PRAGMA {pragma}")
        (application,), (tables,) = self.row("PRAGMA application_id"), self.row("SELECT count(*) FROM sqlite_schema")
        if application != APPLICATION and (application or tables):
            raise StorageError("this is a database, but not an archive", path=str(self.path))
        if self.row("SELECT 1 FROM sqlite_schema WHERE type IN ('trigger', 'view')"):
            raise ArchiveCorrupt("somebody has put triggers or views into it", path=str(self.path))
        if not self.read_only:
            # FULL: what was confirmed survives a loss of power, not only a crash of the process.
            self.rows("PRAGMA journal_mode = WAL")
            self.rows("PRAGMA synchronous = FULL")

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        with self._lock, suppress(sqlite3.Error):
            self._sqlite.close()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a statement."""
        with self._lock, self._translated():
            return self._sqlite.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first row of a statement, None where there is none."""
        with self._lock, self._translated():
            return self._sqlite.execute(statement, values).fetchone()

    def insert(self, statement: str, values: Sequence[Any]) -> int | None:
        """The number of the row that a statement puts in; None where `ON CONFLICT DO NOTHING` did nothing."""
        with self._lock, self._translated():
            cursor = self._sqlite.execute(statement, values)
            return cursor.lastrowid if cursor.rowcount else None

    def many(self, statement: str, values: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each of the values."""
        with self._lock, self._translated():
            self._sqlite.executemany(statement, values)

    def script(self, text: str) -> None:
        """Run many statements within the transaction that is open, which `executescript` would end."""
        statement = ""
        for line in text.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                self.rows(statement)
                statement = ""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written in the block, or nothing; confirmed when the block has ended. Blocks may be nested."""
        with self._lock:
            if self._depth == 0:
                self.rows("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self.rows("COMMIT")
            except BaseException:
                if self._depth == 1:
                    with suppress(StorageError):  # a full disk has ended the transaction already
                        self.rows("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def backup(self, target: Path) -> None:
        """Copy the file as it was before the transaction that is open."""
        with self._translated(), Connection(self.path, read_only=True, busy_timeout=30) as source:
            copy = sqlite3.connect(target)
            try:
                source._sqlite.backup(copy)
            finally:
                copy.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError as error:
            raise StorageError("the archive is closed", path=str(self.path)) from error
        except sqlite3.Error as error:
            raise _ours(error, str(self.path)) from error
        except UnicodeDecodeError as error:
            raise ArchiveCorrupt("text in it is not UTF-8", path=str(self.path)) from error
        except (UnicodeEncodeError, OverflowError) as error:  # a lone surrogate, a number beyond 64 bits
            raise StorageError(f"cannot be written: {error}", path=str(self.path)) from error


def _ours(error: sqlite3.Error, path: str) -> StorageError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _CORRUPT or "Could not decode" in str(error):  # text that is not UTF-8
        return ArchiveCorrupt(f"the file is damaged: {error}", path=path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageBusy("another process is writing, and was not done in time", path=path)
    if code == sqlite3.SQLITE_FULL:
        return StorageFull("no room left; nothing was kept of this, all before it is", path=path)
    return StorageError(f"cannot be read or written: {error}", path=path)

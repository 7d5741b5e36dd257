"""What is still to be done and what is done, on disk: millions of inputs take no memory, and a kill loses none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from articlegrab.batches.inputs import FILES, Item, source_of
from articlegrab.errors import StorageBusy, StorageError, StorageFull

_SCHEMA = """
CREATE TABLE IF NOT EXISTS inputs (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,      -- digest of raw
    key BLOB NOT NULL,              -- digest of its one spelling
    host TEXT,                      -- whom to ask, '' for files, NULL where the page came with the input
    raw BLOB NOT NULL,
    done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS by_key ON inputs (key);
CREATE INDEX IF NOT EXISTS waiting ON inputs (host, id) WHERE done = 0 AND host IS NOT NULL;
CREATE TABLE IF NOT EXISTS places (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
"""
_VERSION = 1


class Task(NamedTuple):
    """An input to be done now."""

    number: int
    raw: bytes
    key: bytes
    host: str | None

    @property
    def source(self) -> str:
        """The input as given, as text."""
        return source_of(self.raw)


class Frontier:
    """The inputs of a batch in an SQLite file. One process at a time may have it open, and one thread.

    What is written becomes lasting with `commit`. Raises StorageError where the file is in use, or is none of ours.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._files_taken = 0
        self._host = FILES
        self._busy = set[str]()
        self._in_flight = set[int]()
        try:
            self._rows = sqlite3.connect(path or "", isolation_level=None, timeout=1.0)
            self._open()
        except sqlite3.Error as error:
            raise self._broken(error) from error
        self.done = int(self._one("SELECT count(*) FROM inputs WHERE done = 1")[0])
        self.total = int(self._one("SELECT count(*) FROM inputs")[0])

    def _open(self) -> None:
        run = self._rows.execute
        run("PRAGMA locking_mode = EXCLUSIVE")
        run("PRAGMA journal_mode = WAL" if self._path else "PRAGMA journal_mode = OFF")
        run("PRAGMA synchronous = NORMAL" if self._path else "PRAGMA synchronous = OFF")
        run("BEGIN IMMEDIATE")
        if run("PRAGMA user_version").fetchone()[0] not in (0, _VERSION):
            raise StorageError("it was written by another version of articlegrab", path=str(self._path))
        for statement in _SCHEMA.split(";"):
            run(statement)
        run(f"PRAGMA user_version = {_VERSION}")

    def add(self, items: Iterable[Item]) -> None:
        """Put inputs in, but for those that are there by the same name."""
        before = self._rows.total_changes
        self._rows.executemany(
            "INSERT OR IGNORE INTO inputs (name, key, host, raw) VALUES (?, ?, ?, ?)",
            ((_name(item.raw), item.key, item.host, item.raw) for item in items),
        )
        self.total += self._rows.total_changes - before

    def admit(self, item: Item) -> Task | None:
        """Put in an input that came with its page, and take it at once; None where it is done or being done."""
        self.add([item])
        number, done = self._one("SELECT id, done FROM inputs WHERE name = ?", _name(item.raw))
        if done or number in self._in_flight:
            return None
        self._rows.execute("UPDATE inputs SET host = NULL WHERE id = ?", (number,))
        return self._taken(Task(number, item.raw, item.key, None))

    def take(self) -> Task | None:
        """An input whose host nobody is asking: files first, then one host after the other."""
        row = self._one(
            "SELECT id, raw, key, host FROM inputs WHERE done = 0 AND host = ? AND id > ? ORDER BY id LIMIT 1",
            FILES, self._files_taken,
        )
        if row:
            self._files_taken = row[0]
            return self._taken(Task(*row))
        host = self._next_host()
        if host is None:
            return None
        self._busy.add(host)
        return self._taken(Task(*self._one(
            "SELECT id, raw, key, host FROM inputs WHERE done = 0 AND host = ? ORDER BY id LIMIT 1", host,
        )))

    def original(self, task: Task) -> str | None:
        """The earlier input that leads to the same page, if there is one."""
        row = self._one("SELECT raw FROM inputs WHERE key = ? AND id < ? ORDER BY id LIMIT 1", task.key, task.number)
        return source_of(row[0]) if row else None

    def finish(self, task: Task) -> None:
        """This one is done."""
        self._rows.execute("UPDATE inputs SET done = 1 WHERE id = ?", (task.number,))
        self.done += 1
        self._in_flight.discard(task.number)
        self._busy.discard(task.host or FILES)

    def recall(self, items: Iterable[Item]) -> None:
        """These were done by an earlier run, as its output shows."""
        for item in items:
            self.add([item])
            changed = self._rows.execute("UPDATE inputs SET done = 1 WHERE name = ? AND done = 0", (_name(item.raw),))
            self.done += changed.rowcount

    def place(self, name: str) -> int:
        """A number that was kept under this name; 0 where there is none."""
        row = self._one("SELECT value FROM places WHERE name = ?", name)
        return int(row[0]) if row else 0

    def keep(self, name: str, value: int) -> None:
        """Keep a number, from the next commit on."""
        self._rows.execute("INSERT OR REPLACE INTO places VALUES (?, ?)", (name, value))

    def commit(self) -> None:
        """Make lasting what was written."""
        try:
            self._rows.execute("COMMIT")
            self._rows.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def close(self) -> None:
        """Commit and close."""
        try:
            self._rows.execute("COMMIT")
            self._rows.close()
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _taken(self, task: Task) -> Task:
        self._in_flight.add(task.number)
        return task

    def _next_host(self) -> str | None:
        """The next host in the round that has inputs waiting and is not busy."""
        for start in (self._host, FILES):
            host = start
            while (host := self._one(
                "SELECT min(host) FROM inputs WHERE done = 0 AND host IS NOT NULL AND host > ?", host,
            )[0]) is not None:
                if host not in self._busy:
                    self._host = host
                    return str(host)
        return None

    def _one(self, query: str, *values: object) -> Any:
        """The first row of an answer; None where there is none."""
        return self._rows.execute(query, values).fetchone()

    def _broken(self, error: sqlite3.Error) -> StorageError:
        if "locked" in str(error):
            return StorageBusy("it is in use: another run is writing the same output", path=str(self._path))
        if "full" in str(error):
            return StorageFull(str(error), path=str(self._path))
        return StorageError(str(error), path=str(self._path))


def _name(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=16).digest()

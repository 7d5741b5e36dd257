"""Pages kept on disk between runs, in one SQLite file that processes share. What holds is `freshness`'s to say.

What stands in the cache was stored under the same guard that asks for it: pages of private networks are told apart from
those of the open web, and from both what came by a proxy, under other certificates or by a transport of the user's. A
cache that fails is done without.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from articlegrab.fetch import freshness
from articlegrab.fetch.options import FetchOptions

_log = logging.getLogger("articlegrab.fetch")

_TABLE = """
CREATE TABLE IF NOT EXISTS answers (
    scope TEXT NOT NULL, url TEXT NOT NULL, vary TEXT NOT NULL, variant TEXT NOT NULL, http_version TEXT NOT NULL,
    headers TEXT NOT NULL, body BLOB NOT NULL, asked REAL NOT NULL, received REAL NOT NULL,
    PRIMARY KEY (scope, url, vary, variant)
) STRICT
"""
_SIZE = "SELECT total(length(body)) FROM answers"
_OLDEST = """
DELETE FROM answers WHERE rowid IN (
    SELECT rowid FROM answers ORDER BY received LIMIT 1 + (SELECT count(*) / 10 FROM answers)
)
"""
_MOST_VARIANTS = 8
_LOOK_AFTER = 100
"""Every so many new pages the size is looked at."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored answer; `body` is as it came over the wire, `asked` and `received` are Unix times."""

    headers: dict[str, str]
    body: bytes
    http_version: str
    asked: float
    received: float


def _scope(options: FetchOptions) -> str:
    """What options must have in common for one to believe what another has stored.

    >>> _scope(FetchOptions(proxy="http://reader:7@proxy.example:3128", render=True))
    'open browser proxy.example:3128'
    """
    words = ["private" if options.allow_private else "open", "browser" if options.render else "wire"]
    if options.transport:
        words[1] = f"{type(options.transport).__module__}.{type(options.transport).__qualname__}"
    if options.proxy:
        words.append(urlsplit(options.proxy).netloc.rpartition("@")[2].lower())
    if options.ssl_context:
        words.append("own certificates")
    return " ".join(words)


class Cache:
    """Pages by address. Safe to use from several threads and processes; blocks while the disk works."""

    def __init__(self, file: str | os.PathLike[str], options: FetchOptions) -> None:
        self._scope = _scope(options)
        self._most_bytes = options.cache_bytes
        self._file = Path(file)
        self._lock = threading.Lock()
        self._added = 0
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        """Open the file, and make it if need be."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=0o600)
            self._connection = sqlite3.connect(
                self._file, timeout=10.0, isolation_level=None, check_same_thread=False
            )
            for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", _TABLE):
                self._connection.execute(statement)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def look_up(self, url: str, request: Mapping[str, str]) -> Kept | None:
        """The stored answer that such a request would get, fresh or not."""
        found = self._run(
            "SELECT vary, variant, headers, body, http_version, asked, received FROM answers"
            " WHERE scope = ? AND url = ? ORDER BY received DESC",
            (self._scope, url),
        )
        for vary, variant, headers, body, http_version, asked, received in found:
            if freshness.variant(vary.split(), request) == variant:
                return Kept(json.loads(headers), body, http_version, asked, received)
        return None

    def keep(self, url: str, request: Mapping[str, str], answer: Kept) -> None:
        """Store an answer in place of the one that such a request got before."""
        names = freshness.varying(answer.headers)
        self._run(
            "DELETE FROM answers WHERE scope = ?1 AND url = ?2 AND (vary <> ?3 OR rowid IN (SELECT rowid FROM answers"
            " WHERE scope = ?1 AND url = ?2 ORDER BY received DESC LIMIT -1 OFFSET ?4))",
            (self._scope, url, " ".join(names), _MOST_VARIANTS - 1),
        )
        self._run(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (self._scope, url, " ".join(names), freshness.variant(names, request), answer.http_version,
             json.dumps(answer.headers), answer.body, answer.asked, answer.received),
        )
        self._added += 1
        if self._added % _LOOK_AFTER == 1:
            while any(size > self._most_bytes for (size,) in self._run(_SIZE)):
                self._run(_OLDEST)

    def drop(self, url: str) -> None:
        """Forget all answers of an address."""
        self._run("DELETE FROM answers WHERE scope = ? AND url = ?", (self._scope, url))

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            if self._connection is None:
                return []
            try:
                with closing(self._connection.execute(statement, values)) as cursor:
                    return cursor.fetchall()
            except sqlite3.Error as error:
                self._give_up(error)
                return []

    def _give_up(self, error: Exception) -> None:
        """A page is worth more than its copy: go on without the cache, and say so."""
        _log.warning("the cache %s is not used: %s", os.fspath(self._file), error)
        self._connection = None

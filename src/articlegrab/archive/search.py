"""Searching: ranked, with the place that fits."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from articlegrab.archive import captures
from articlegrab.archive.connection import Connection
from articlegrab.archive.editions import GAP
from articlegrab.archive.query import fts
from articlegrab.models.archive import Hit

_OPEN, _CLOSE = "\x02", "\x03"
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_SNIPPET_WORDS = 32
_DEPTH = 8
"""Editions looked at for each story wanted: a story may have several that fit."""
_MOST_FITTING = 100_000
"""Editions looked at where site or time decide as well."""


def search(
    connection: Connection, query: str, *, limit: int, site: str | None, since: datetime | None, until: datetime | None
) -> list[Hit]:
    """The stories that fit best."""
    sought = fts(query)
    conditions, values = _conditions(site, since, until)
    found = connection.rows(
        "SELECT edition.id, fitting.rank, edition.story, (SELECT id FROM capture WHERE edition = edition.id "
        f"{conditions} ORDER BY fetched_at DESC LIMIT 1) AS newest "
        "FROM (SELECT rowid AS number, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?) AS fitting "
        "JOIN edition ON edition.id = fitting.number WHERE newest IS NOT NULL ORDER BY fitting.rank",
        (*values, sought, _MOST_FITTING if conditions else limit * _DEPTH),
    )
    best: dict[int, tuple[int, float, int]] = {}
    for edition, rank, story, newest in found:
        best.setdefault(story, (edition, rank, newest))
    return [_hit(connection, sought, *chosen) for chosen in list(best.values())[:limit]]


def _conditions(site: str | None, since: datetime | None, until: datetime | None) -> tuple[str, list[Any]]:
    conditions, values = "", []
    if site:
        conditions += (
            " AND EXISTS (SELECT 1 FROM story WHERE story.id = capture.story AND (address LIKE ? ESCAPE '\\' "
            "OR address LIKE ? ESCAPE '\\'))"
        )
        name = re.sub(r"([%_\\])", r"\\\1", site.lower().removeprefix("www."))
        values += [f"https://{name}/%", f"https://%.{name}/%"]
    if since:
        conditions += " AND coalesce(published, fetched_at) >= ?"
        values.append(captures.stamp(since))
    if until:
        conditions += " AND coalesce(published, fetched_at) < ?"
        values.append(captures.stamp(until))
    return conditions, values


def _hit(connection: Connection, sought: str, edition: int, rank: float, newest: int) -> Hit:
    (marked,) = connection.row(
        "SELECT snippet(words, -1, ?, ?, '…', ?) FROM words WHERE words MATCH ? AND rowid = ?",
        (_OPEN, _CLOSE, _SNIPPET_WORDS, sought, edition),
    )
    row = captures.read_row(connection, newest)
    snippet, highlights = _highlighted(marked.replace(GAP, ""))
    return Hit(
        capture=captures.capture_of(row, str(connection.path)), snippet=snippet, highlights=highlights, score=-rank,
    )


def _highlighted(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without marks, and where they were."""
    places = [found.start() - number for number, found in enumerate(_MARKS.finditer(marked))]
    return _MARKS.sub("", marked), list(zip(places[::2], places[1::2], strict=False))

"""Near duplicates: the same text under several addresses, as wire copy is."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from articlegrab.archive import sketches
from articlegrab.archive.connection import Connection

LIKENESS = 0.6
"""Share of runs of four words in common from which two texts are one: a copy may lose or gain a few paragraphs."""


def groups(connection: Connection) -> list[list[int]]:
    """Groups of editions that are near duplicates of each other, of two stories or more, largest first.

    Each band is compared with its first edition only, so that a thousand copies cost a thousand comparisons.
    """
    leaders: dict[int, int] = {}
    bands = connection.rows(
        "SELECT hash, edition FROM band WHERE hash IN (SELECT hash FROM band GROUP BY hash HAVING count(*) > 1) "
        "ORDER BY hash, edition"
    )
    known: dict[int, bytes] = {}
    for _, band in groupby(bands, key=itemgetter(0)):
        first, *others = [edition for _, edition in band]
        for other in others:
            if _leader(leaders, first) != _leader(leaders, other) and _alike(connection, known, first, other):
                leaders[_leader(leaders, other)] = _leader(leaders, first)
    members: dict[int, list[int]] = {}
    for edition in sorted(set(leaders) | set(leaders.values())):
        members.setdefault(_leader(leaders, edition), []).append(edition)
    return sorted(members.values(), key=len, reverse=True)


def like(connection: Connection, edition: int) -> list[int]:
    """The editions that are near duplicates of one, most alike first."""
    row = connection.row("SELECT sketch FROM edition WHERE id = ?", (edition,))
    if row is None or row[0] is None:
        return []
    bands = sketches.bands(row[0])
    marks = ", ".join("?" * len(bands))
    found = connection.rows(
        "SELECT DISTINCT edition.id, sketch FROM band JOIN edition ON edition.id = band.edition "
        f"WHERE hash IN ({marks})",
        bands,
    )
    likenesses = [(sketches.likeness(row[0], sketch), other) for other, sketch in found if other != edition]
    return [other for alike, other in sorted(likenesses, key=lambda pair: (-pair[0], pair[1])) if alike >= LIKENESS]


def _alike(connection: Connection, known: dict[int, bytes], one: int, other: int) -> bool:
    for edition in (one, other):
        if edition not in known:
            row = connection.row("SELECT sketch FROM edition WHERE id = ?", (edition,))
            known[edition] = row[0] if row and row[0] else b""
    return sketches.likeness(known[one], known[other]) >= LIKENESS


def _leader(leaders: dict[int, int], edition: int) -> int:
    """The first of an edition's group so far."""
    while (leader := leaders.get(edition)) is not None:
        above = leaders.get(leader)
        if above is not None:
            leaders[edition] = above
        edition = leader
    return edition

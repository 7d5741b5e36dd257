"""The archive that the inspector shows pages of, opened for reading only, anew for each look."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import articlegrab as ag
from articlegrab.models.archive import Capture

SHOWN = 40
"""Captures listed at a time."""


class Shelf(NamedTuple):
    """What is listed: the captures, the words they were searched by, and the archive's name."""

    captures: list[Capture]
    query: str
    name: str


def look(path: Path, query: str) -> Shelf:
    """The captures that fit a query best, the newest ones where there is none. Raises what the archive raises."""
    with ag.Archive(path, read_only=True) as archive:
        if query:
            found = [hit.capture for hit in archive.search(query, limit=SHOWN)]
        else:
            found = [archive.get(number) for number in reversed(archive.numbers()[-SHOWN:])]
    return Shelf(found, query, path.name)


def page_of(path: Path, number: int) -> ag.Page:
    """The page of a capture."""
    with ag.Archive(path, read_only=True) as archive:
        return archive.page(number)

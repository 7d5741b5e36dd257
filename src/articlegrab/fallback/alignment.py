"""A text from elsewhere found again among the page's own passages, so that blocks keep their mark-up and sources."""

from __future__ import annotations

from collections.abc import Iterable

from articlegrab.document import Document
from articlegrab.words import letters

_TELLING = 18
"""Letters from which a passage is told by its words alone; a shorter one must stand right where the text goes on."""
_SLACK = 60
"""Letters of the text that may lie between a short passage and the one before it."""
_MAX_PASSAGES = 20_000


def find(document: Document, texts: Iterable[str], skip: frozenset[int] = frozenset()) -> tuple[list[int], float]:
    """The passages that make up `texts`, in page order, and what share of the texts' letters they cover, 0 to 1.

    Passages in `skip` are never taken. A passage that stands twice on the page is taken once, where the text has it
    once.
    """
    wanted = "".join(map(letters, texts))
    taken: list[int] = []
    position = covered = 0
    for index, text in enumerate(document.passage_texts[:_MAX_PASSAGES]):
        own = letters(text) if text and index not in skip else ""
        if not own:
            continue
        limit = len(wanted) if len(own) >= _TELLING else position + len(own) + (_SLACK if position else 0)
        at = wanted.find(own, position, limit)
        if at >= 0:
            taken.append(index)
            position = at + len(own)
            covered += len(own)
    return taken, covered / (len(wanted) or 1)

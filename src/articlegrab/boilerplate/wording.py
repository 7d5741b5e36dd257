"""Marks by what a line says."""

from __future__ import annotations

from articlegrab.reading import Reading
from articlegrab.rules import load

_LEAD_INS = tuple(load("vocab/teasers.toml")["lead_ins"])
_BEGINNINGS = frozenset(words[:3] for words in _LEAD_INS)
"""Their first letters, by which nearly all lines are told to be none."""
_LONGEST = 240
"""Characters of a line that points to another story."""
_LINKED = 0.3
"""The share of it that must be a link: a sentence may well begin with "Related"."""
_OPENERS = " >»›→•*-–—[(|"


def read_also_line(reading: Reading) -> None:
    """A line that sends the reader to another story: "Read more:", "Lesen Sie auch", "À lire aussi"."""
    document = reading.document
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if passage.link_chars and passage.link_chars >= _LINKED * len(text) and len(text) <= _LONGEST:
            opening = text[:60].lstrip(_OPENERS).casefold()
            if opening[:3] in _BEGINNINGS and opening.startswith(_LEAD_INS):
                reading.marks.put(passage.start, "related_link", "read_also_line", "begins as a way to another story")

"""Marks by what a line says."""

from __future__ import annotations

import re

from articlegrab.reading import Reading
from articlegrab.rules import load

_LEAD_INS = tuple(load("vocab/teasers.toml")["lead_ins"])
_BEGINNINGS = frozenset(words[:3] for words in _LEAD_INS)
"""Their first letters, by which nearly all lines are told to be none."""
_LONGEST_POINTER, _LONGEST_CALL = 240, 400
"""Characters of a line that points to another story, and of one that speaks for the page."""
_LINKED = 0.3
"""The share of a pointer that must be a link: a sentence may well begin with "Related"."""
_OPENERS = " >»›→•*-–—[(|"
_CALLS = re.compile("|".join(map(re.escape, load("vocab/wording.toml")["calls"])))


def page_speaking(reading: Reading) -> None:
    """Lines in which the page speaks of itself or of other stories: "Sign up for our newsletter", "Read more: …"."""
    document = reading.document
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if len(text) > _LONGEST_CALL:
            continue
        if passage.link_chars >= _LINKED * len(text) and len(text) <= _LONGEST_POINTER and _points_elsewhere(text):
            reading.marks.put(passage.start, "related_link", "page_speaking", "points to another story")
        elif " " in text and (call := _CALLS.search(text.lower().replace("’", "'"))):
            reading.marks.put(passage.start, "cta", "page_speaking", f"says {call[0]!r}")


def _points_elsewhere(text: str) -> bool:
    opening = text[:60].lstrip(_OPENERS).casefold()
    return opening[:3] in _BEGINNINGS and opening.startswith(_LEAD_INS)

"""The last word on sub-headings, which say little by themselves: they follow the text around them."""

from __future__ import annotations

from articlegrab.document import Document

_SUBHEADINGS = ("h2", "h3", "h4", "h5", "h6")
_DOUBT = 0.02
"""A heading less likely than this stays out whatever stands around it."""
_BEFORE, _AFTER = 3, 3
"""Passages in which the text that a heading belongs to must come."""


def settle(document: Document, kept: list[int], scores: list[float]) -> list[int]:
    """The kept passages, with the headings that stand between two of them and without those that no text follows."""
    chosen = set(kept)
    last = len(scores) - 1
    for index, score in enumerate(scores):
        if score < _DOUBT or document.tags[document.passages[index].container] not in _SUBHEADINGS:
            continue
        if index in chosen:
            if chosen.isdisjoint(range(index + 1, min(index + _AFTER, last) + 1)):
                chosen.discard(index)
        elif index + 1 in chosen and not chosen.isdisjoint(range(max(index - _BEFORE, 0), index)):
            if _together(document, index, index + 1):
                chosen.add(index)
    return sorted(chosen)


def _together(document: Document, heading: int, text: int) -> bool:
    """Whether a heading and the text after it stand in one element, or one of them a box deeper."""
    parents = document.parents
    a, b = parents[document.passages[heading].container], parents[document.passages[text].container]
    return a == b or parents[a] == b or parents[b] == a

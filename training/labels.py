"""Which passages of a page are the story, as its gold text tells.

Each passage gets a label (1 story, 0 not) and a weight; a weight of 0 means that nothing is known.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

_LETTERS = re.compile(r"[\W_]+")
_SHORT = 18
"""Letters below which a passage is matched as a whole line only: short strings occur anywhere."""


@dataclass(slots=True)
class Label:
    """One passage's truth: `value` 1 or 0, `weight` how much it may be trusted (0 to 1)."""

    value: int
    weight: float


def letters(text: str) -> str:
    """Letters and digits only, case folded: what two renderings of one text have in common."""
    return _LETTERS.sub("", text).casefold()


def from_gold(texts: list[str], gold: str) -> list[Label]:
    """Labels from the whole gold text: each passage is looked for in it, long ones first, short ones then only between
    the places of their neighbours, so that a menu's "Politics" is not taken for a sub-heading."""
    whole = letters(gold)
    lines = {letters(line) for line in gold.split("\n")}
    folded = [letters(text) for text in texts]
    places: list[int | None] = [None] * len(texts)
    taken: set[int] = set()
    for index, text in enumerate(folded):
        if len(text) < _SHORT:
            continue
        place = whole.find(text)
        while place >= 0 and place in taken:
            place = whole.find(text, place + 1)
        if place < 0 and len(text) > 60:
            place = _loose_place(text, whole)
        if place >= 0:
            places[index] = place
            taken.add(place)
    anchors = _rising([(i, p) for i, p in enumerate(places) if p is not None])
    kept = {i for i, _ in anchors}
    labels = [Label(int(i in kept), 1.0) for i in range(len(texts))]
    for i, found in enumerate(places):
        if found is not None and i not in kept:
            labels[i].weight = 0.2  # found, but out of order: a second copy, or a quotation
    rows = [i for i, _ in anchors]
    for index, text in enumerate(folded):
        if not text or len(text) >= _SHORT or not rows:
            continue
        at = bisect_left(rows, index)
        low = anchors[at - 1][1] + len(folded[anchors[at - 1][0]]) if at else 0
        high = anchors[at][1] if at < len(anchors) else len(whole)
        near = (index - rows[at - 1] if at else rows[0] - index) <= 3 or (at < len(rows) and rows[at] - index <= 3)
        inside = whole.find(text, low, min(high, low + 400)) >= 0
        if inside and near and (text in lines or (len(text) > 3 and low < high)):
            labels[index] = Label(1, 0.7 if text in lines else 0.4)
    return labels


def _loose_place(text: str, whole: str) -> int:
    """Where most of a long passage stands, though its first or last words were cut."""
    for start in (0, 20, 40):
        piece = text[start : start + max(30, int(len(text) * 0.7))]
        if start + len(piece) <= len(text) and (place := whole.find(piece)) >= 0:
            return place
    return -1


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second members rise: what stands in the gold text's order."""
    if not pairs:
        return []
    tails: list[int] = []
    tail_at: list[int] = []
    before: list[int] = []
    for position, (_, value) in enumerate(pairs):
        at = bisect_left(tails, value)
        before.append(tail_at[at - 1] if at else -1)
        if at == len(tails):
            tails.append(value)
            tail_at.append(position)
        else:
            tails[at] = value
            tail_at[at] = position
    chain = []
    position = tail_at[-1]
    while position >= 0:
        chain.append(pairs[position])
        position = before[position]
    return chain[::-1]

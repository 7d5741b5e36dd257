"""Lists, tables and quotations that follow the story's text are kept whole: half a list is worse than none."""

from __future__ import annotations

from collections import Counter
from operator import mul

from articlegrab.document import Document
from articlegrab.reading import Reading

_LISTS = ("ul", "ol", "table", "dl")
_TAGS = (*_LISTS, "blockquote")
_LIKELY, _LIKELY_BETWEEN = 0.05, 0.01
"""The mean probability, by length, from which a list or table is kept whole; where it stands between two kept passages,
or below one that ends in a colon, the second."""
_LINKED = 0.4
"""Lists with a larger share of links point elsewhere."""
_MOST_LINES = 200
_MOSTLY = 0.5
"""The share of a list's or table's text from which the rest of it is kept too."""
_OFTEN = 3
"""Times that a list prints a line before it is a label: "Enlarge"."""
_NEAR = 3
"""Boxes between a list's own and the story's."""


def keep(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add the rest of lists and tables that were mostly kept, and all of those and of quotations that follow a kept
    passage, are likely enough and hold few links."""
    document = reading.document
    first, last = document.passages[min(chosen)], document.passages[max(chosen)]
    opening = document.parents[first.container]
    for node in document.all(*_TAGS):
        if not (first.start < node <= last.end + _NEAR or node == opening):
            continue
        start, end = document.passages_in(node)
        if document.tags[node] in _LISTS and _is_mostly_kept(reading, start, end, chosen):
            chosen.update(_unclaimed(reading, start, end))
        if not 0 < start < end <= start + _MOST_LINES or start - 1 not in chosen:
            continue
        between = end in chosen or document.passage_texts[start - 1].endswith((":", "："))
        least = _LIKELY_BETWEEN if between else _LIKELY
        if document.tags[node] in _LISTS:
            belongs = _stands_beside(document, node, start - 1)
        else:
            belongs = end in chosen and _is_unsigned(document, start, end)
        if belongs and _likeliness(reading, start, end, scores) >= least:
            chosen.update(index for index in range(start, end) if document.passage_texts[index])


def _stands_beside(document: Document, node: int, lead: int) -> bool:
    """Whether a list stands in the box of the passage before it, or a few boxes deep in it."""
    return document.parents[document.passages[lead].container] in _boxes(document.parents, node)


def _is_unsigned(document: Document, start: int, end: int) -> bool:
    """Whether a quotation holds what was said and no line for who said it."""
    return end == start + 1 or all(document.tags[passage.container] == "p" for passage in document.passages[start:end])


def _is_mostly_kept(reading: Reading, start: int, end: int, chosen: set[int]) -> bool:
    """Whether most of the text of a list or table was chosen, but not all."""
    texts = reading.document.passage_texts
    kept = sum(len(texts[index]) for index in range(start, end) if index in chosen)
    whole = sum(map(len, texts[start:end]))
    return _MOSTLY * whole < kept < whole


def _unclaimed(reading: Reading, start: int, end: int) -> list[int]:
    """The lines of a list or table that nothing has claimed and that are no label of all its entries."""
    marks, passages, texts = reading.marks, reading.document.passages, reading.document.passage_texts
    times = Counter(texts[start:end])
    lines = [index for index in range(start, end) if texts[index] and times[texts[index]] < _OFTEN]
    covering = {index: marks.covering(passages[index].start) for index in lines}
    return [index for index, mark in covering.items() if mark is None or not mark.certain]


def _boxes(parents: list[int], node: int) -> list[int]:
    """The elements right around a node."""
    found = []
    for _ in range(_NEAR):
        node = parents[node]
        found.append(node)
    return found


def _likeliness(reading: Reading, start: int, end: int, scores: list[float]) -> float:
    """The mean probability of passages, by length; 0 where they are mostly links or something has claimed one."""
    document = reading.document
    sizes = [len(text) for text in document.passage_texts[start:end]]
    total = sum(sizes) or 1
    if sum(passage.link_chars for passage in document.passages[start:end]) > _LINKED * total:
        return 0.0
    marks = (reading.marks.covering(passage.start) for passage in document.passages[start:end])
    if any(mark is not None and mark.certain for mark in marks):
        return 0.0
    likely: float = sum(map(mul, scores[start:end], sizes))
    return likely / total

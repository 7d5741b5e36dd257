"""The last word, among neighbours: what says little by itself follows the text around it.

Sub-headings go with the text they stand over. A list or table that follows the story's text in the same element is kept
whole, for half a list is worse than none.
"""

from __future__ import annotations

from operator import mul

from articlegrab.document import Document
from articlegrab.reading import Reading

_SURE, _MOSTLY_OUT = 0.65, 0.4
"""Passages less likely than the first follow the box they stand in, where its mean is below the second."""
_DEK_LINES, _LABEL = 4, 30
"""Passages at the story's start that may be its standfirst, and characters of a label."""
_ENTRIES = 3
"""Entries that make a live blog."""
_SUBHEADINGS = ("h2", "h3", "h4", "h5", "h6")
_STRUCTURES = ("ul", "ol", "table", "dl")
_DOUBT = 0.02
"""A heading less likely than this stays out whatever stands around it."""
_BEFORE, _AFTER = 3, 3
"""Passages in which the text that a heading belongs to must come."""
_LIKELY_STRUCTURE, _LIKELY_BETWEEN = 0.05, 0.01
"""The mean probability, by length, from which a list or table is kept whole; where it stands between two kept passages,
or below one that ends in a colon, the second."""
_LINKED = 0.4
"""Lists with a larger share of links point elsewhere."""
_MOST_LINES = 200
_NEAR = 3
"""Boxes between a list's own and the story's."""


def settle(reading: Reading, kept: list[int], scores: list[float]) -> list[int]:
    """The kept passages as their neighbours would have them, in page order."""
    chosen = set(kept)
    if chosen:
        _drop_strays(reading, chosen, scores)
        _drop_parted_dek(reading, chosen)
        _keep_structures(reading, chosen, scores)
        _settle_headings(reading, chosen, scores)
        _keep_entry_headings(reading, chosen)
    return sorted(chosen)


def _settle_headings(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add headings that stand between two kept passages; take out those that no kept text follows."""
    document, last = reading.document, len(scores) - 1
    for index, score in enumerate(scores):
        if score < _DOUBT or document.tags[document.passages[index].container] not in _SUBHEADINGS:
            continue
        if index in chosen:
            if chosen.isdisjoint(range(index + 1, min(index + _AFTER, last) + 1)):
                chosen.discard(index)
        elif (
            index + 1 in chosen
            and not chosen.isdisjoint(range(max(index - _BEFORE, 0), index))
            and _together(document.parents, *(document.passages[i].container for i in (index, index + 1)))
        ):
            chosen.add(index)


def _together(parents: list[int], heading: int, text: int) -> bool:
    """Whether a heading and the text after it stand in one element, or one of them a box deeper."""
    a, b = parents[heading], parents[text]
    return a == b or parents[a] == b or parents[b] == a


def _drop_parted_dek(reading: Reading, chosen: set[int]) -> None:
    """Take out a likely standfirst that a label or a button parts from the text."""
    document = reading.document
    for index in sorted(chosen)[:_DEK_LINES]:
        mark = reading.marks.covering(document.passages[index].start)
        if mark is None or mark.role != "dek" or index + 1 in chosen or index + 1 == len(document.passages):
            continue
        following = document.tags[document.passages[index + 1].container]
        if len(document.passage_texts[index + 1]) <= _LABEL and following not in _SUBHEADINGS:
            chosen.discard(index)


def _drop_strays(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Take out doubtful passages from boxes whose text as a whole was found to be none of the story."""
    document = reading.document
    for index in [index for index in chosen if scores[index] < _SURE]:
        box = document.parents[document.passages[index].container]
        start, end = document.passages_in(box)
        sizes = [len(text) for text in document.passage_texts[start:end]]
        if end - start > 1 and sum(map(mul, scores[start:end], sizes)) < _MOSTLY_OUT * sum(sizes):
            chosen.discard(index)


def _keep_entry_headings(reading: Reading, chosen: set[int]) -> None:
    """Add the headings of a live blog's entries, which are links to themselves: each entry is an `<article>` of its own
    inside the story's, and its text was kept."""
    document = reading.document
    entries = [node for node in document.all("article") if 0 < len(_kept_in(document, node, chosen)) < len(chosen)]
    if len(entries) < _ENTRIES:
        return
    for node in entries:
        first = min(_kept_in(document, node, chosen))
        for index in range(document.passages_in(node)[0], first):
            passage = document.passages[index]
            mark = reading.marks.covering(passage.start)
            if document.tags[passage.container] in _SUBHEADINGS and (mark is None or not mark.certain):
                chosen.add(index)


def _kept_in(document: Document, node: int, chosen: set[int]) -> set[int]:
    return chosen.intersection(range(*document.passages_in(node)))


def _keep_structures(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add the rest of lists and tables that follow a kept passage, are likely enough and hold few links."""
    if not chosen:
        return
    document = reading.document
    first, last = document.passages[min(chosen)].start, document.passages[max(chosen)].end
    for node in document.all(*_STRUCTURES):
        if not first < node <= last + _NEAR:
            continue
        start, end = document.passages_in(node)
        if not 0 < start < end <= start + _MOST_LINES or start - 1 not in chosen:
            continue
        lead = document.passages[start - 1].container
        between = end in chosen or document.passage_texts[start - 1].endswith((":", "："))
        least = _LIKELY_BETWEEN if between else _LIKELY_STRUCTURE
        beside = document.parents[lead] in _boxes(document.parents, node)
        if beside and _likeliness(reading, start, end, scores) >= least:
            chosen.update(range(start, end))


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

"""The last word, among neighbours: what says little by itself follows the text around it."""

from __future__ import annotations

from bisect import bisect_left
from operator import mul

from articlegrab.document import HEADINGS, Document
from articlegrab.reading import Reading
from articlegrab.story import headings, structures

_SURE, _MOSTLY_OUT = 0.65, 0.4
"""Passages less likely than the first follow the box they stand in, where its mean is below the second."""
_DEK_LINES, _LABEL = 4, 30
"""Passages at the story's start that may be its standfirst, and characters of a label."""
_UNLIKELY = 0.01
"""Lines less likely stay out whatever stands around them."""
_LINKED = 0.4
"""Lines with a larger share of links point elsewhere."""
_BESIDE = 2
"""Passages from a line to the kept ones around it."""
_LONG, _TWICE = 80, 0.25
"""Characters of a line that nobody writes twice; the share of a story in such lines that tells of a second copy."""


def settle(reading: Reading, kept: list[int], scores: list[float]) -> list[int]:
    """The kept passages as their neighbours would have them, in page order."""
    chosen = set(kept)
    if chosen:
        _drop_strays(reading, chosen, scores)
        _drop_parted_dek(reading, chosen)
    if chosen:
        structures.keep(reading, chosen, scores)
        _keep_siblings(reading, chosen, scores)
        headings.settle(reading, chosen, scores)
        headings.keep_entries(reading, chosen)
        _drop_second_copy(reading, chosen)
    return sorted(chosen)


def _drop_parted_dek(reading: Reading, chosen: set[int]) -> None:
    """Take out a likely standfirst that a label or a button parts from the text."""
    document = reading.document
    for index in sorted(chosen)[:_DEK_LINES]:
        mark = reading.marks.covering(document.passages[index].start)
        if mark is None or mark.role != "dek" or index + 1 in chosen or index + 1 == len(document.passages):
            continue
        following = document.tags[document.passages[index + 1].container]
        if len(document.passage_texts[index + 1]) <= _LABEL and following not in HEADINGS:
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


def _keep_siblings(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add lines between two kept ones that are set as they are: elements of one tag and class in one box."""
    document, kept = reading.document, sorted(chosen)
    for index in range(kept[0] + 1, kept[-1]):
        if index in chosen or scores[index] < _UNLIKELY:
            continue
        at = bisect_left(kept, index)
        around = kept[at - 1], kept[at]
        if around[1] - index > _BESIDE or index - around[0] > _BESIDE:
            continue
        passage = document.passages[index]
        mark = reading.marks.covering(passage.start)
        if passage.link_chars > _LINKED * len(document.passage_texts[index]) or (mark is not None and mark.certain):
            continue
        if all(_alike(document, passage.container, document.passages[other].container) for other in around):
            chosen.add(index)


def _alike(document: Document, one: int, other: int) -> bool:
    """Whether two elements stand in one box and are set alike."""
    classes = (document.attributes[node].get("class") for node in (one, other))
    return (
        document.parents[one] == document.parents[other]
        and document.tags[one] == document.tags[other]
        and len(set(classes)) == 1
    )


def _drop_second_copy(reading: Reading, chosen: set[int]) -> None:
    """Take out what a story prints once more, for another layout."""
    texts = reading.document.passage_texts
    seen: set[str] = set()
    again = []
    for index in sorted(chosen):
        if len(texts[index]) > _LONG:
            if texts[index] in seen:
                again.append(index)
            seen.add(texts[index])
    if sum(len(texts[index]) for index in again) > _TWICE * sum(len(texts[index]) for index in chosen):
        chosen.difference_update(again)

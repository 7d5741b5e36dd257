"""The last word, among neighbours: what says little by itself follows the text around it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from operator import mul

from articlegrab.document import HEADINGS, Document
from articlegrab.reading import Reading
from articlegrab.story import endings, headings, structures

_SURE, _MOSTLY_OUT = 0.65, 0.4
"""Passages less likely than the first follow the box they stand in, where its mean is below the second."""
_HARDLY = 0.2
"""The share of the text of a story that follows, below which it is none of this one."""
_DEK_LINES, _LABEL = 4, 30
"""Passages at the story's start that may be its standfirst, and characters of a label."""
_IN_DOUBT = 0.3
"""Lines less likely than this stay out whatever stands on one side of them."""
_SENTENCE, _SENTENCE_ENDS, _CLOSERS = 20, (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔"), "\"'”’»）)"
_LINKED = 0.4
"""Lines with a larger share of links point elsewhere."""
_BESIDE = 2
"""Lines from one to the kept ones around it."""
_LONG, _TWICE = 80, 0.25
"""Characters of a line that nobody writes twice; the share of a story in such lines that tells of a second copy."""


def settle(reading: Reading, kept: list[int], scores: list[float]) -> list[int]:
    """The kept passages as their neighbours would have them, in page order."""
    chosen = set(kept)
    if chosen:
        _drop_strays(reading, chosen, scores)
        _drop_from_other_articles(reading, chosen)
        _drop_parted_dek(reading, chosen)
    if chosen:
        structures.keep(reading, chosen, scores)
        _keep_siblings(reading, chosen, scores)
        _keep_adjoining(reading, chosen, scores)
        endings.settle(reading, chosen)
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
    out: dict[int, bool] = {}
    for index in [index for index in chosen if scores[index] < _SURE]:
        box = document.parents[document.passages[index].container]
        if box not in out:
            out[box] = _is_mostly_out(document, box, scores)
        if out[box]:
            chosen.discard(index)


def _drop_from_other_articles(reading: Reading, chosen: set[int]) -> None:
    """Take out lines from stories of their own that follow on the page, of which hardly anything was chosen."""
    document = reading.document
    sizes: Counter[int] = Counter()
    for index in chosen:
        holder = document.closest(document.passages[index].container, "article")
        if holder is not None:
            sizes[holder] += len(document.passage_texts[index])
    if len(sizes) < 2:
        return
    own = max(sizes, key=sizes.__getitem__)
    for other in sizes:
        start, end = document.passages_in(other)
        if other >= document.ends[own] and sizes[other] < _HARDLY * sum(map(len, document.passage_texts[start:end])):
            chosen.difference_update(range(start, end))


def _is_mostly_out(document: Document, box: int, scores: list[float]) -> bool:
    """Whether most of the text of a box that holds several passages was found to be none of the story."""
    start, end = document.passages_in(box)
    sizes = [len(text) for text in document.passage_texts[start:end]]
    return end - start > 1 and sum(map(mul, scores[start:end], sizes)) < _MOSTLY_OUT * sum(sizes)


def _keep_siblings(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add lines between two kept ones that are set as they are."""
    texts = reading.document.passage_texts
    lines = [index for index in range(min(chosen), max(chosen) + 1) if texts[index]]
    kept = [place for place, index in enumerate(lines) if index in chosen]
    for place, index in enumerate(lines):
        if index in chosen:
            continue
        at = bisect_left(kept, place)
        around = lines[kept[at - 1]], lines[kept[at]]
        is_beside = place - kept[at - 1] <= _BESIDE and kept[at] - place <= _BESIDE
        if is_beside and _is_free(reading, index) and all(_alike(reading.document, index, other) for other in around):
            chosen.add(index)


def _keep_adjoining(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add sentences that were in doubt and adjoin a kept line that is set as they are, and so on from there."""
    texts = reading.document.passage_texts
    for step, span in ((-1, range(min(chosen), len(scores))), (1, range(max(chosen), -1, -1))):
        for index in span:
            if index in chosen or index + step not in chosen or scores[index] < _IN_DOUBT:
                continue
            is_sentence = len(texts[index]) >= _SENTENCE and texts[index].rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)
            if is_sentence and _is_free(reading, index) and _alike(reading.document, index, index + step):
                chosen.add(index)


def _is_free(reading: Reading, index: int) -> bool:
    """Whether a passage is no link and nothing has claimed it."""
    passage = reading.document.passages[index]
    mark = reading.marks.covering(passage.start)
    is_linked = passage.link_chars > _LINKED * len(reading.document.passage_texts[index])
    return not is_linked and (mark is None or not mark.certain)


def _alike(document: Document, one: int, other: int) -> bool:
    """Whether two passages stand in elements of one tag and class, in one box or each in one of a kind."""
    first, second = (document.passages[index].container for index in (one, other))
    boxes = document.parents[first], document.parents[second]
    return _same_make(document, first, second) and (
        boxes[0] == boxes[1]
        or (document.parents[boxes[0]] == document.parents[boxes[1]] and _same_make(document, *boxes))
    )


def _same_make(document: Document, one: int, other: int) -> bool:
    """Whether two elements have one tag and class."""
    classes = {document.attributes[node].get("class") for node in (one, other)}
    return document.tags[one] == document.tags[other] and len(classes) == 1


def _drop_second_copy(reading: Reading, chosen: set[int]) -> None:
    """Take out what a story prints once more in another box, for another layout."""
    document, texts = reading.document, reading.document.passage_texts
    boxes: dict[str, int] = {}
    again = []
    for index in sorted(chosen):
        if len(texts[index]) > _LONG:
            box = document.parents[document.passages[index].container]
            if boxes.setdefault(texts[index], box) != box:
                again.append(index)
    if sum(len(texts[index]) for index in again) > _TWICE * sum(len(texts[index]) for index in chosen):
        chosen.difference_update(again)

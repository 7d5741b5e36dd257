"""Sub-headings say little by themselves: they go with the text they stand over."""

from __future__ import annotations

from collections import Counter

from articlegrab.document import Document
from articlegrab.reading import Reading

_TAGS = ("h2", "h3", "h4", "h5", "h6")
_LIKELY = 0.15
"""A heading at least as likely is kept wherever it stands between kept passages; others in the box of the next one."""
_LINKED = 0.4
"""Headings with a larger share of links point elsewhere."""
_BEFORE, _AFTER = 3, 3
"""Passages in which the text around a heading must come."""
_SILENT = frozenset({"caption", "credit", "embed", "gallery"})
"""Roles of what stands between a heading and its text and belongs to neither."""
_OFTEN, _LABEL = 3, 60
"""Times that a line of so few characters is printed among the story's lines before it is no more than a label."""
_ENTRIES = 3
"""Entries that make a live blog."""


def settle(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Take out headings that no kept text follows; add those that stand over kept text with kept text before them."""
    document = reading.document
    for index in sorted(chosen, reverse=True):
        is_heading = document.tags[document.passages[index].container] in _TAGS
        if is_heading and chosen.isdisjoint(range(index + 1, index + 1 + _AFTER)):
            chosen.discard(index)
    lines = _speaking(reading, chosen)
    for place, index in enumerate(lines):
        if index in chosen or not _is_free(reading, index):
            continue
        before, after = lines[max(place - _BEFORE, 0) : place], lines[place + 1 : place + 2]
        if chosen.isdisjoint(before) or chosen.isdisjoint(after):
            continue
        if scores[index] >= _LIKELY or _together(document, index, after[0]):
            chosen.add(index)


def keep_entries(reading: Reading, chosen: set[int]) -> None:
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
            if document.tags[passage.container] in _TAGS and (mark is None or not mark.certain):
                chosen.add(index)


def _speaking(reading: Reading, chosen: set[int]) -> list[int]:
    """The passages from the first kept one to the last, without captions and labels printed again and again."""
    texts, passages = reading.document.passage_texts, reading.document.passages
    span = range(min(chosen, default=0), max(chosen, default=-1) + 1)
    times = Counter(texts[index] for index in span if len(texts[index]) < _LABEL)
    found = []
    for index in span:
        if index not in chosen:
            mark = reading.marks.covering(passages[index].start)
            if times[texts[index]] >= _OFTEN or (mark is not None and mark.role in _SILENT):
                continue
        found.append(index)
    return found


def _is_free(reading: Reading, index: int) -> bool:
    """Whether a passage is a heading, no link, and nothing has claimed it."""
    document = reading.document
    passage = document.passages[index]
    if document.tags[passage.container] not in _TAGS:
        return False
    mark = reading.marks.covering(passage.start)
    linked = passage.link_chars > _LINKED * len(document.passage_texts[index])
    return not linked and (mark is None or not mark.certain)


def _together(document: Document, heading: int, text: int) -> bool:
    """Whether a heading and the text after it stand in one element, or one of them a box deeper."""
    a, b = (document.parents[document.passages[index].container] for index in (heading, text))
    return a == b or document.parents[a] == b or document.parents[b] == a


def _kept_in(document: Document, node: int, chosen: set[int]) -> set[int]:
    return chosen.intersection(range(*document.passages_in(node)))

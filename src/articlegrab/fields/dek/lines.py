"""The lines after a headline, among which the standfirst is looked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from operator import attrgetter

from articlegrab.document import Document
from articlegrab.dom import Passage
from articlegrab.fields.phrases import is_unspaced
from articlegrab.rules import Names
from articlegrab.words import split_words

_REACH = 20
"""Passages after the headline that are looked at."""
STAMPED = 60
"""Characters below which a line with a date is a date, and a line of counts nothing else."""
_FEWEST = 2
"""Words of a line that can be a standfirst, however it is set."""
_BAR = re.compile(r"[|•·\n]")
_COUNT = re.compile(r"\s?\d[\d.,]{0,11}\s[^\W\d]{1,20}(?:\s[^\W\d]{1,20})?\s?")
"""A number and what it counts: reads, comments."""
_DATE = Names.DATE.value


@dataclass(frozen=True, slots=True)
class Line:
    """A block of text after the headline: its slice, the block element it stands in, and its text."""

    start: int
    end: int
    node: int
    text: str
    linked: int
    dated: bool = False


def lines_after(document: Document, heading: int) -> list[Line]:
    """The next blocks after the heading; what stands in one block element without blocks inside is one."""
    lines: list[Line] = []
    after = document.ends[heading]
    first = bisect_left(document.passages, after, key=attrgetter("start"))
    texts = document.passage_texts[first : first + _REACH]
    for passage, text in zip(document.passages[first : first + _REACH], texts, strict=True):
        if not text:
            continue
        if lines and lines[-1].node == passage.container and passage.container > heading:
            last = lines.pop()
            joined = f"{last.text}\n{text}"
            lines.append(Line(last.start, passage.end, last.node, joined, last.linked + passage.link_chars))
        else:
            lines.append(_undated(document, passage, text))
    return lines


def _undated(document: Document, passage: Passage, text: str) -> Line:
    """A passage without the dates that mark-up sets at its beginning and end."""
    filled = [node for node in range(passage.start, passage.end) if document.texts[node].strip()]
    first, last = 0, len(filled)
    while first < last and _is_in_date(document, filled[first], passage.container):
        first += 1
    while last > first and _is_in_date(document, filled[last - 1], passage.container):
        last -= 1
    dated = first > 0 or last < len(filled)
    if dated and first < last:
        text = document.lines(filled[first], filled[last - 1] + 1)
    return Line(passage.start, passage.end, _holder_of(document, passage), text, passage.link_chars, dated)


def _is_in_date(document: Document, node: int, block: int) -> bool:
    """Whether a text stands in an inline element that holds a date."""
    while (node := document.parents[node]) > block:
        if document.tags[node] == "time" or document.names[node] & _DATE:
            return True
    return False


def _holder_of(document: Document, passage: Passage) -> int:
    """The element that holds a passage: its block, or the inline element around it in a block that holds more."""
    block, node = passage.container, passage.start
    if document.ends[block] <= passage.end:
        return block
    while document.parents[node] > block:
        node = document.parents[node]
    return node if document.tags[node] and document.ends[node] >= passage.end else block


def is_label(text: str) -> bool:
    """Whether a line is the label of a place for an advertisement, a maker's name or nothing but counts."""
    if len(text) >= STAMPED or is_unspaced(text):
        return False
    return len(split_words(text)) < _FEWEST or all(map(_COUNT.fullmatch, _BAR.split(text)))

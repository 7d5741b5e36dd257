"""A summary in points over the story, announced as one: "Key points", and a list of sentences.

It says in short what the story tells, as a standfirst does, and is none of the story's own lines.
"""

from __future__ import annotations

from collections.abc import Iterator

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.dek import LIKELY
from articlegrab.fields.dek.head import MAX_CHARACTERS
from articlegrab.reading import Candidate, Choice, Reading
from articlegrab.rules import load

_DATA = load("vocab/dek.toml")
_LABELS, _OPENINGS = frozenset(_DATA["summary_labels"]), tuple(_DATA["summary_openings"])
_REACH = 60
"""Passages below the headline among which it is looked for."""
_LABEL, _SENTENCE, _LONGEST = 120, 20, 250
"""Characters of the line that announces it, and of its shortest and its longest point."""
_FEWEST, _MOST = 2, 8
"""Points."""
_LINKED = 0.3
"""Points with a larger share of links lead to other stories."""
_BEGUN = 200
"""Characters of text below the headline with which the story has begun: a summary below them is a part of it."""
_FULLER = 2
"""Times as much text as in a summary that comes after it."""
_DENSE = "\u2e80"
"""From this letter on one says as much as two of others."""
_NAMED = 25
"""Characters within which a colon tells of a point that it is an entry: "When: on Sunday at ten"."""
_BETWEEN = 2
"""Lines between the one that announces it and its points: who wrote it."""


def settle(reading: Reading) -> None:
    """Keep an announced summary out of the story; where no standfirst was found, it is the standfirst.

    Run it once the standfirst is chosen, before the story is looked for.
    """
    document, title = reading.document, reading.choices.get("title")
    if title is None or title.node is None:
        return
    for label in _announcing(reading, document.passages_in(title.node)[1]):
        if points := _points_after(document, label):
            _take(reading, label, points)
            return


def _take(reading: Reading, label: int, points: list[int]) -> None:
    document, chosen = reading.document, reading.choices["dek"]
    box = _list_of(document, points[0])
    value = "\n".join(document.passage_texts[index] for index in points)
    if chosen.value is None:
        if len(value) > MAX_CHARACTERS:
            return
        reading.choices["dek"] = Choice(value, [Candidate(value, "markup", LIKELY, node=box), *chosen.candidates], 0.8)
    elif chosen.value == value:
        reading.marks.confirm("dek")
    for index in range(label, points[0]):
        reading.marks.put(document.passages[index].start, "dek", "dek", "announces a summary", certain=True)
    reading.marks.put(box, "dek", "dek", "a summary in points", certain=True)


def _announcing(reading: Reading, first: int) -> Iterator[int]:
    """The lines between the headline and the story's first paragraphs that announce a summary."""
    document, begun = reading.document, 0
    for index in range(first, min(first + _REACH, len(document.passages))):
        text = document.passage_texts[index]
        if len(text) <= _LABEL and announces(text):
            yield index
        elif _is_text(reading, index):
            begun += len(text) * (2 if text > _DENSE else 1)
        if begun > _BEGUN:
            return


def _is_text(reading: Reading, index: int) -> bool:
    """Whether a line is one of running text: long enough, no link, no entry of a list, claimed by nothing."""
    document = reading.document
    passage, text = document.passages[index], document.passage_texts[index]
    is_prose = len(text) >= _SENTENCE and passage.link_chars * 2 < len(text) and not _is_entry(document, index)
    return is_prose and reading.marks.covering(passage.start) is None


def announces(line: str) -> bool:
    """Whether a line says that a summary follows.

    >>> announces("Key points:"), announces("Summary of the match")
    (True, False)
    """
    said = line.casefold().strip(" :：*•-–—").replace("’", "'")
    return said in _LABELS or said.startswith(_OPENINGS)


def _points_after(document: Document, label: int) -> list[int]:
    """The points of the list right below a line; none where these are no sentences, or all that the page tells."""
    texts, passages = document.passage_texts, document.passages
    start = next((i for i in range(label + 1, min(label + 2 + _BETWEEN, len(texts))) if _is_entry(document, i)), None)
    if start is None or any(document.tags[passages[i].container] in HEADINGS for i in range(label + 1, start)):
        return []
    box = _list_of(document, start)
    first, last = document.passages_in(box)
    points = [index for index in range(first, last) if texts[index]]
    if not _FEWEST <= len(points) <= _MOST or any(True for _ in document.within(box, "ul", "ol")):
        return []
    chars = [len(texts[index]) for index in points]
    is_linked = sum(passages[index].link_chars for index in points) > _LINKED * sum(chars)
    is_all = document.chars_before[-1] - document.chars_before[last] < _FULLER * sum(chars)
    entries = sum(":" in texts[index][:_NAMED] for index in points)
    is_summary = min(chars) >= _SENTENCE and max(chars) <= _LONGEST and entries < len(points)
    return points if is_summary and not is_linked and not is_all else []


def _is_entry(document: Document, index: int) -> bool:
    return document.closest(document.passages[index].container, "li") is not None


def _list_of(document: Document, index: int) -> int:
    """The outermost list that an entry stands in."""
    found = node = document.passages[index].container
    while (entry := document.closest(node, "li")) is not None:
        found = node = document.parents[entry]
    return found

"""A summary in points over the story, announced as one: "Key points", and a list of sentences.

It says in short what the story tells, as a standfirst does, and is none of the story's own lines.
"""

from __future__ import annotations

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.dek import LIKELY
from articlegrab.fields.dek.head import MAX_CHARACTERS
from articlegrab.reading import Candidate, Choice, Reading
from articlegrab.rules import load

_DATA = load("vocab/dek.toml")
_LABELS, _OPENINGS = frozenset(_DATA["summary_labels"]), tuple(_DATA["summary_openings"])
_REACH = 60
"""Passages below the headline among which it is looked for."""
_LABEL, _SENTENCE = 120, 20
"""Characters of the line that announces it, and of its shortest point."""
_FEWEST, _MOST = 2, 8
"""Points."""
_LINKED = 0.3
"""Points with a larger share of links lead to other stories."""
_BEGUN = 120
"""Characters of a line that is the story's: a summary below it is another thing."""
_BETWEEN = 2
"""Lines between the one that announces it and its points: who wrote it."""


def settle(reading: Reading) -> None:
    """Keep an announced summary out of the story; where no standfirst was found, it is the standfirst.

    Run it once the standfirst is chosen, before the story is looked for.
    """
    title = reading.choices.get("title")
    if title is None or title.node is None:
        return
    label = _announced(reading, reading.document.passages_in(title.node)[1])
    points = _points_after(reading.document, label) if label is not None else []
    if label is None or not points:
        return
    document = reading.document
    box = _list_of(document, points[0])
    value = "\n".join(document.passage_texts[index] for index in points)
    chosen = reading.choices["dek"]
    if chosen.value == value:
        reading.marks.confirm("dek")
    elif chosen.value is None and len(value) <= MAX_CHARACTERS:
        reading.choices["dek"] = Choice(value, [Candidate(value, "markup", LIKELY, node=box), *chosen.candidates], 0.8)
    for index in range(label, points[0]):
        reading.marks.put(document.passages[index].start, "dek", "dek", "announces a summary", certain=True)
    reading.marks.put(box, "dek", "dek", "a summary in points", certain=True)


def _announced(reading: Reading, first: int) -> int | None:
    """The line that announces a summary between the headline and the story's first paragraph."""
    document = reading.document
    texts, passages, marks = document.passage_texts, document.passages, reading.marks
    for index in range(first, min(first + _REACH, len(texts))):
        text = texts[index]
        if not text:
            continue
        if len(text) <= _LABEL and announces(text):
            return index
        if len(text) > _BEGUN and passages[index].link_chars == 0 and marks.covering(passages[index].start) is None:
            return None
    return None


def announces(line: str) -> bool:
    """Whether a line says that a summary follows.

    >>> announces("Key points:"), announces("Summary of the match")
    (True, False)
    """
    said = line.casefold().strip(" :：*•-–—").replace("’", "'")
    return said in _LABELS or said.startswith(_OPENINGS)


def _points_after(document: Document, label: int) -> list[int]:
    """The points of the list right below a line; none where these are no sentences."""
    texts, passages = document.passage_texts, document.passages
    start = next((i for i in range(label + 1, min(label + 2 + _BETWEEN, len(texts))) if _is_entry(document, i)), None)
    if start is None or any(document.tags[passages[i].container] in HEADINGS for i in range(label + 1, start)):
        return []
    box = _list_of(document, start)
    points = [index for index in range(*document.passages_in(box)) if texts[index]]
    if not _FEWEST <= len(points) <= _MOST or not all(_is_entry(document, index) for index in points):
        return []
    linked = sum(passages[index].link_chars for index in points)
    chars = [len(texts[index]) for index in points]
    return points if min(chars) >= _SENTENCE and linked <= _LINKED * sum(chars) else []


def _is_entry(document: Document, index: int) -> bool:
    return document.closest(document.passages[index].container, "li") is not None


def _list_of(document: Document, index: int) -> int:
    """The list that a passage stands in."""
    node = document.closest(document.passages[index].container, "ul", "ol", "dir")
    return document.passages[index].container if node is None else node

"""A passage's text with its inline spans: bold, italic, links and their like, as offsets into the normalised text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articlegrab.document import Document
from articlegrab.dom import LINE_BREAK, Passage
from articlegrab.reading import Reading, Role
from articlegrab.scrub import scrub
from articlegrab.words import count_words

_KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "cite": "italic", "u": "underline",
    "ins": "underline",
    "s": "strike", "strike": "strike", "del": "strike", "mark": "mark", "sup": "superscript", "sub": "subscript",
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "a": "link",
}  # fmt: skip

_APART: frozenset[Role] = frozenset({"cta", "caption"})
"""What may stand in the midst of a line and be no part of it."""
_NAME = 3
"""Words that are left of a line and say nothing alone."""

Span = dict[str, Any]


def of_passage(reading: Reading, passage: int) -> tuple[str, list[Span]]:
    """A passage's text, without what in its midst is certainly none of the story's, and its spans in document order."""
    document = reading.document
    here = document.passages[passage]
    if not reading.marks.by_node.keys().isdisjoint(range(here.start + 1, here.end)):
        parts = [read(document, start, end) for start, end in _unmarked(reading, here)]
        return joined([part for part in parts if part[0]], " ")
    inline = _inline(document, here.start, here.end)
    return _read(document, here.start, here.end, inline) if inline else (document.passage_texts[passage], [])


def is_remnant(reading: Reading, passage: int) -> bool:
    """Whether a passage is but a word or a name beside a caption or a call in its midst: whose the picture is."""
    here = reading.document.passages[passage]
    if reading.marks.by_node.keys().isdisjoint(range(here.start + 1, here.end)):
        return False
    parts = list(_unmarked(reading, here))
    if parts == [(here.start, here.end)]:
        return False
    return sum(count_words(reading.document.text(start, end)) for start, end in parts) <= _NAME


def _unmarked(reading: Reading, passage: Passage) -> Iterator[tuple[int, int]]:
    """The slices of a passage between the parts of it that call or tell of a picture; a day or a name is told in it."""
    start, marks = passage.start, reading.marks.by_node
    for node in range(passage.start + 1, passage.end):
        if node >= start and node in marks and marks[node].role in _APART and marks[node].certain:
            yield start, node
            start = reading.document.ends[node]
    if start < passage.end:
        yield start, passage.end


def read(document: Document, start: int, end: int) -> tuple[str, list[Span]]:
    """The text of the nodes `start:end`, equal to `document.lines(start, end)`, and its spans in document order."""
    inline = _inline(document, start, end)
    return _read(document, start, end, inline) if inline else (document.lines(start, end), [])


def _inline(document: Document, start: int, end: int) -> list[int]:
    """The elements that say how the text of the nodes `start:end` is set."""
    tags = document.tags
    return _opened_before(document, start, end) + [node for node in range(start, end) if tags[node] in _KINDS]


def _read(document: Document, start: int, end: int, inline: list[int]) -> tuple[str, list[Span]]:
    text, offsets = _join(document, start, end)
    spans = []
    for node in inline:
        first = offsets[max(node, start) - start]
        last = offsets[min(document.ends[node], end) - start]
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if span := _span(document, node, first, last):
            spans.append(span)
    return text, spans


def _opened_before(document: Document, start: int, end: int) -> list[int]:
    """Inline elements that began before the passage's first text and go on inside it, outermost first."""
    opened = []
    for node in document.ancestors(start):
        if document.tags[node] in _KINDS:
            opened.append(node)
        elif document.texts[node] == " ":
            if document.closest(node, "a") is not None and document.ends[node] >= end:
                opened += [outer for outer in document.ancestors(node) if document.tags[outer] == "a"][:1]
            break
    return opened[::-1]


def _join(document: Document, start: int, end: int) -> tuple[str, list[int]]:
    """The normalised text, and for each node of the slice (and the end) the offset at which it begins."""
    text = ""
    offsets = []
    for node in range(start, end):
        offsets.append(len(text))
        piece = document.texts[node]
        if not piece:
            continue
        if piece[0] == LINE_BREAK:
            text = text.rstrip(" ")
            text += "\n" if text and text[-1] != "\n" else ""
            piece = piece[1:]
        words = scrub(" ".join(piece.split()))
        if piece[:1].isspace() and text and not text[-1].isspace():
            text += " "
        text += words
        if words and piece[-1:].isspace():
            text += " "
    offsets.append(len(text))
    stripped = text.strip()
    lead = len(text) - len(text.lstrip())
    return stripped, [min(max(offset - lead, 0), len(stripped)) for offset in offsets]


def _span(document: Document, node: int, first: int, last: int) -> Span | None:
    if first >= last:
        return None
    kind = _KINDS[document.tags[node]]
    if kind != "link":
        return {"kind": kind, "start": first, "end": last}
    href = document.attributes[node].get("href") or ""
    url = scrub(href).strip() if href.strip().lower().startswith("mailto:") else document.absolute(href)
    return {"kind": "link", "start": first, "end": last, "url": url} if url else None


def shifted(spans: list[Span], by: int) -> list[Span]:
    """The spans, moved by `by` characters."""
    return [{**span, "start": span["start"] + by, "end": span["end"] + by} for span in spans]


def joined(parts: list[tuple[str, list[Span]]], separator: str) -> tuple[str, list[Span]]:
    """Several texts with their spans as one."""
    text, spans = "", []
    for part, own in parts:
        if text:
            text += separator
        spans += shifted(own, len(text))
        text += part
    return text, spans

"""Data tables, told from layout tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from articlegrab.blocks import spans
from articlegrab.document import Document
from articlegrab.reading import Reading

MAX_SPAN = 100
MAX_CELLS = 20_000
_LONG_CELL = 600
"""Characters; data does not come in longer cells."""

_ROWS, _REGULAR = 3, 0.8
_LONG_LINES, _SENTENCE_ENDS = 200, tuple(".!?…。！？")
"""Characters of several lines in one cell of data, and what a line ends in that is text."""


def is_layout(document: Document, table: int) -> bool:
    """Whether a table only arranges the page: it holds another table, a single cell, or prose."""
    if document.attribute(table, "role") in ("presentation", "none"):
        return True
    if next(document.within(table, "th", "caption"), None) is not None:
        return False
    rows = cells = 0
    for node in document.within(table, "table", "tr", "td", "p"):
        tag = document.tags[node]
        if tag == "table":
            return True
        rows += tag == "tr"
        cells += tag == "td"
        if tag == "td" and len(document.text(node)) > _LONG_CELL:
            return True
    return rows < 2 or cells < 4 or cells == rows


def is_grid(document: Document, table: int, lines: Sequence[int]) -> bool:
    """Whether a table is a grid: three rows or more, nearly all of one number of cells, and nearly no cell that holds
    two of its lines, given as passages, unless they are no sentences: a place, and the hall there."""
    cells = _cells(document, table)
    rows = Counter(document.parents[cell] for cell in cells)
    widths = Counter(rows.values()).most_common(1)
    if len(rows) < _ROWS or widths[0][0] < 2 or widths[0][1] < _REGULAR * len(rows):
        return False
    held: dict[int, list[str]] = {}
    for line in lines:
        cell = document.closest(document.passages[line].container, "td", "th")
        if cell is not None:  # and no line of the caption
            held.setdefault(cell, []).append(document.passage_texts[line])
    several = [texts for texts in held.values() if len(texts) > 1]
    if any(sum(map(len, texts)) > _LONG_LINES for texts in several):
        return False
    told = sum(any(text.endswith(_SENTENCE_ENDS) for text in texts) for texts in several)
    return told <= (1 - _REGULAR) * len(held)


def _cells(document: Document, table: int) -> list[int]:
    """The cells of a table, without those of tables in them."""
    parents = document.parents
    return [node for node in document.within(table, "td", "th") if document.closest(parents[node], "table") == table]


def build(reading: Reading, table: int, passages: list[int]) -> dict[str, Any]:
    """The table block, whole: a table of which the judge kept a part is no use in parts."""
    document = reading.document
    captions = list(document.within(table, "caption"))
    if document.tags[document.parents[table]] == "figure":
        captions += document.within(document.parents[table], "figcaption")
    caption = next(filter(None, map(document.text, captions)), None)
    cells = _cells(document, table)
    rows = []
    for _, group in groupby(cells[:MAX_CELLS], key=lambda cell: document.closest(cell, "tr")):
        row = [_cell(document, cell) for cell in group]
        if any(cell["text"] for cell in row):
            rows.append(row)
    text = "\n".join("\t".join(cell["text"] for cell in row) for row in rows)
    return {"type": "table", "caption": caption, "rows": rows, "text": text, "source": document.path(table)}


def _cell(document: Document, cell: int) -> dict[str, Any]:
    text, found = spans.read(document, cell, document.ends[cell])
    return {
        "text": text.replace("\n", " "),
        "spans": found,
        "header": document.tags[cell] == "th",
        "colspan": _count(document.attributes[cell].get("colspan")),
        "rowspan": _count(document.attributes[cell].get("rowspan")),
    }


def _count(value: str | None) -> int:
    return max(1, min(MAX_SPAN, int(value))) if value and value.isdecimal() and len(value) < 7 else 1

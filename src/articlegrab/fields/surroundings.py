"""The lines about the headline: where bylines and dates are printed; whose the labels over it are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, islice

from articlegrab.document import Document
from articlegrab.reading import Reading
from articlegrab.rules import load, tokens

_LINES_BEFORE, _LINES_AFTER = 6, 14
_TABS = frozenset(load("vocab/kicker.toml")["tabs"])
_MOST_TABS, _TAB = 8, 5
"""Tabs that stand beside each other, and the nodes of one."""
_TICKERS = frozenset(load("vocab/kicker.toml")["tickers"])
_BOXES, _MAX_NAME, _LABEL = 3, 200, 40
"""Boxes about an element, and the characters of their names, and of a row's label."""
_STORY_BEGUN = 600
"""Characters of text after the headline by which the story has surely begun."""


def about_headline(reading: Reading) -> tuple[int, int, int]:
    """The passages about the headline (as chosen, else the first h1): the first, the headline's own, and the end of the
    range. Three zeros where there is no headline."""
    chosen = reading.choices.get("title")
    node = chosen.node if chosen else None
    known = reading.headline_lines.get(node)
    if known is None:
        known = reading.headline_lines[node] = _about(reading.document, node)
    return known


def _about(document: Document, node: int | None) -> tuple[int, int, int]:
    if node is None:
        node = next(iter(document.all("h1")), None)
    if node is None or not document.passages:
        return 0, 0, 0
    starts, before = document.passage_starts, document.chars_before
    own = min(bisect_left(starts, node), len(starts) - 1)
    begun = bisect_left(before, before[own + 1] + _STORY_BEGUN)
    return max(0, own - _LINES_BEFORE), own, min(len(starts), own + _LINES_AFTER, max(begun, own + 1))


def is_near_headline(reading: Reading, node: int) -> bool:
    """Whether a node stands among the lines about the headline."""
    first, _, last = about_headline(reading)
    starts = reading.document.passage_starts
    return first < last and starts[first] <= node < (starts[last] if last < len(starts) else len(reading.document.tags))


def of_what_else(document: Document, node: int, headline: int, named: bool) -> str | None:
    """Whose label an element over the headline is, if what is about it tells that it is none of the story's; one named
    for a label may still be a ticker's."""
    if _is_in_ticker(document, node, headline):
        return "a ticker's"
    if named:
        return None
    if _is_tab(document, node):
        return "a tab"
    return "a row's label" if _labels_row(document, node, headline) else None


def _is_tab(document: Document, node: int) -> bool:
    """Whether an element stands beside one that is called the story, set alike: "本文 | コメント"."""
    beside = islice(document.children(document.parents[node]), _MOST_TABS)
    alike = (each for each in beside if each != node and document.tags[each] == document.tags[node])
    return any(document.ends[each] - each <= _TAB and document.text(each).casefold() in _TABS for each in alike)


def _is_in_ticker(document: Document, node: int, headline: int) -> bool:
    """Whether an element, or one of the boxes about it without the headline, is called a ticker."""
    boxes = islice(chain((node,), document.ancestors(node)), _BOXES)
    apart = (document.attributes[each] for each in boxes if not document.contains(each, headline))
    names = ((box.get(name) or "")[:_MAX_NAME] for box in apart for name in ("class", "id"))
    return any(not _TICKERS.isdisjoint(tokens(name)) for name in names)


def _labels_row(document: Document, node: int, headline: int) -> bool:
    """Whether an element is the first of two cells, the headline in the second, and the next row has a label, too."""
    cell = document.closest(node, "td", "th")
    row = document.parents[cell] if cell is not None else -1
    if row < 0 or document.tags[row] != "tr" or not document.contains(row, headline):
        return False
    below = next(_cells(document, document.ends[row]), None) if _is_row(document, document.ends[row]) else None
    cells = list(_cells(document, row))
    label = document.text(below) if below is not None else ""
    return cells[:1] == [cell] and len(cells) == 2 and len(label) <= _LABEL and label.endswith((":", "："))


def _cells(document: Document, row: int) -> Iterator[int]:
    return (each for each in islice(document.children(row), _MOST_TABS) if document.tags[each])


def _is_row(document: Document, node: int) -> bool:
    return node < len(document.tags) and document.tags[node] == "tr"

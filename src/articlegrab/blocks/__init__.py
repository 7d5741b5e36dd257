"""From the story's passages to typed body blocks, in page order.

Neighbouring passages that stand in one list, table or quotation make one block; what has no text of its own (pictures,
films, embeds, rules) takes its place between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import accumulate, groupby, pairwise
from typing import Any

from articlegrab.blocks import code, crossheads, interviews, media, pull_quotes, spans, tables
from articlegrab.document import HEADINGS, Document
from articlegrab.reading import Reading

Block = dict[str, Any]

_LISTS = ("ul", "ol", "menu", "dir")
_SOURCES = ("cite", "footer", "figcaption")
"""Where a quotation names its source."""
_STATED: dict[str | None, int] = {"3": 3, "4": 4, "5": 5, "6": 6}
"""Levels that `aria-level` gives what is no heading by its tag; without it, the second is meant."""
_LEVELS = 16
"""Lists nested deeper are read as lines of the item they stand in."""
_BOXED = frozenset({"div", "aside", "section", "table", "script", "ins", "a"})
"""Elements of which one stands between the rules above and below a box."""
_ANNOUNCING = (":", "：")
"""What a line ends in before a list."""
_WHOLE_STORY = 0.6
"""A list, table or quotation that holds more of the story than this is layout, not structure."""
_INDENTED = 0.9
"""A quotation that a line of the story announces, or that has marks or a source, holds less of it than this."""
_QUOTE_OPENS = ("“", "„", "«", "»", "‘", "‚", "「", "『", '"', "'")
_QUOTE_CLOSES = ("”", "“", "»", "«", "’", "‘", "」", "』", '"', "'")
_LEADS = (*_ANNOUNCING, "…", "...", "—", "–", "“", "„", "«")
"""What a line ends in that the quotation below it goes on with."""
_STOPS = " .,;!?"
"""What may stand behind the marks of a quotation."""
_CELL = 60
"""Characters that the filled cells of a table have on average at most that may hold the whole story all the same."""
_ITEMS, _STEP, _POINT = 3, 300, 150
"""Items of a list that may hold the whole story all the same, and characters that they have on average at most: a
newspaper's paragraph has no more than a numbered step."""
_BOXES, _NUMBERED_BOXES = ("figure", "img", "picture", "time", "p"), ("figure", "img", "picture", "time")
"""What tells that the items of a list are entries or slides, set as a list for the looks."""
_NEAR = 10
"""Elements between a list and the items of those nested in it, five deep."""
_ORNAMENTS = frozenset("*_-–—―=~∼#+·•●○◦∙※⁂⁎✱✽❖◆◇■□★☆")
"""Signs that part a text where they stand alone."""
_STRAY, _FEW = frozenset(".,;:|/\\\"'`´“”„‟«»‹›‘’‚()[]{}<>"), 2
"""Signs, and how many of them, that say nothing alone: a spacer's full stop, a quotation's mark set large."""


def build(reading: Reading) -> list[Block]:
    """All blocks of the body, ready for `Article.body`."""
    document = reading.document
    placed: list[tuple[int, Block]] = []
    lifted = pull_quotes.find(reading)
    passages = [i for i in sorted({*reading.story.passages, *lifted}) if not _claimed(reading, i)]
    places = _places(reading, passages, lifted)
    for (structure, repeats), group in groupby(passages, key=lambda i: (places[i], lifted.get(i))):
        held = list(group)
        start = document.passages[held[0]].start
        if repeats is not None:
            placed.append((start, _pull_quote(reading, held) | {"repeats": repeats}))
        elif structure is None:
            placed += [(document.passages[i].start, _line(reading, i)) for i in held if not _is_stray(document, i)]
        else:
            builder = _BUILDERS[document.tags[structure]]
            placed.append((start, builder(reading, structure, held)))
    placed += media.find(reading)
    placed.sort(key=lambda entry: entry[0])
    return interviews.pair(crossheads.set_apart(_divided(_unframed(document, placed))))


def _places(reading: Reading, passages: list[int], lifted: Mapping[int, bool]) -> dict[int, int | None]:
    """The element that makes one block of each passage and others: a list, a table, a quotation with whom it is of."""
    structures = _Structures(reading)
    places: dict[int, int | None] = {}
    for i in passages:
        if i not in lifted:
            places[i] = structures.of(i)
        elif i - 1 in places and pull_quotes.is_signed_below(reading, i - 1):
            places[i] = places[i - 1]
        else:
            places[i] = pull_quotes.of(reading, i)
    return places


def _unframed(document: Document, placed: list[tuple[int, Block]]) -> list[Block]:
    """The blocks without the rules above and below a box that was left out: an advertisement, a list of stories."""
    frame = set()
    for (upper, block), (lower, following) in pairwise(placed):
        if block["type"] == following["type"] == "divider" and _has_box(document, document.ends[upper], lower):
            frame |= {upper, lower}
    return [block for node, block in placed if node not in frame]


def _has_box(document: Document, start: int, end: int) -> bool:
    """Whether a box, a table or a link stands whole among some nodes; an anchor without an address is none."""
    found = (node for node in range(start, end) if document.tags[node] in _BOXED and document.ends[node] <= end)
    return any(document.tags[node] != "a" or document.attributes[node].get("href") for node in found)


def _divided(blocks: list[Block]) -> list[Block]:
    """The blocks without dividers that part nothing: at the beginning, at the end, one after another."""
    kept: list[Block] = []
    for block in blocks:
        if block["type"] != "divider" or (kept and kept[-1]["type"] != "divider"):
            kept.append(block)
    return kept[:-1] if kept and kept[-1]["type"] == "divider" else kept


def _claimed(reading: Reading, passage: int) -> bool:
    """Whether a field found after the judging (a correction, say) has taken the passage for its own, or all but a name
    in it."""
    mark = reading.marks.covering(reading.document.passages[passage].start)
    return (mark is not None and mark.certain) or spans.is_remnant(reading, passage)


def _is_stray(document: Document, passage: int) -> bool:
    text = document.passage_texts[passage]
    return len(text) <= _FEW and _STRAY.issuperset(text)


class _Structures:
    """Tells which list, table, quotation or preformatted element a passage belongs to."""

    def __init__(self, reading: Reading) -> None:
        self._document = reading.document
        self._story = reading.story
        self._starts = [self._document.passages[i].start for i in self._story.passages]
        self._chars_before = [0, *accumulate(len(self._document.passage_texts[i]) for i in self._story.passages)]
        self._layout: dict[int, bool] = {}

    def of(self, passage: int) -> int | None:
        """The outermost such element around a passage that is not layout."""
        found = None
        node = self._document.passages[passage].container
        while node > self._story.container:
            if self._document.tags[node] in _BUILDERS and not self._is_layout(node):
                found = node
            node = self._document.parents[node]
        return found

    def _is_layout(self, node: int) -> bool:
        known = self._layout.get(node)
        if known is None:
            document = self._document
            first = bisect_left(self._starts, node)
            last = bisect_left(self._starts, document.ends[node], first)
            held = self._chars_before[last] - self._chars_before[first]
            known = held > _WHOLE_STORY * (self._chars_before[-1] or 1) and len(self._starts) > 3
            known = known and not self._is_structure(node, first, last, held)
            if arranges := _LAYOUT.get(self._document.tags[node]):
                known = known or arranges(self._document, node)
            self._layout[node] = known
        return known

    def _is_structure(self, node: int, first: int, last: int, held: int) -> bool:
        """Whether an element is no layout though it holds nearly the whole story: `held` characters, in the passages
        from `first` to `last`."""
        tag = self._document.tags[node]
        if tag == "table":
            is_grid = tables.is_grid(self._document, node, self._story.passages[first:last])
            return is_grid and held <= _CELL * (last - first)
        if tag == "blockquote":
            is_led = first > 0 and self._starts[first - 1] > self._document.parents[node]
            is_quoted = is_led and self._is_quoted(node, first, last)
            return is_quoted and held < _INDENTED * self._chars_before[-1]
        return _is_enumeration(self._document, node, self._story.passages[first:last], held)

    def _is_quoted(self, node: int, first: int, last: int) -> bool:
        """Whether the line before a quotation announces it, the quotation says where it is from, or it begins and ends
        in quotation marks, over a signature or not: many pages are indented as one, below a lede."""
        texts, passages = self._document.passage_texts, self._story.passages
        if texts[passages[first - 1]].endswith(_LEADS) or self._document.attribute(node, "cite"):
            return True
        quoted, _ = _signed(self._document, passages[first:last])
        opening, closing = texts[quoted[0]], texts[quoted[-1]].rstrip(_STOPS)
        if opening.startswith(_QUOTE_OPENS) and closing.endswith(_QUOTE_CLOSES):
            return True
        return next(self._document.within(node, "cite"), None) is not None


def _is_enumeration(document: Document, node: int, passages: list[int], held: int) -> bool:
    """Whether each passage of a list is an item of its own, as a recipe's steps are; `held` are their characters."""
    is_numbered = document.tags[node] == "ol"
    longest, boxes = (_STEP, _NUMBERED_BOXES) if is_numbered else (_POINT, _BOXES)
    if document.tags[node] not in _LISTS or len(passages) < _ITEMS or held > longest * len(passages):
        return False
    containers = [document.passages[index].container for index in passages]
    if not all(_is_near(document, node, container) for container in containers):
        return False
    items = {document.closest(container, "li") for container in containers}
    if len(items) < len(passages) or any(document.tags[at] in HEADINGS for at in containers):
        return False
    return next(document.within(node, *boxes), None) is None


def _is_near(document: Document, around: int, node: int) -> bool:
    """Whether one element stands in another, and not deep in it."""
    for _ in range(_NEAR):
        if node == around:
            return True
        node = document.parents[node]
    return False


def _line(reading: Reading, passage: int) -> Block:
    """A heading, a paragraph, or signs that part the text."""
    document = reading.document
    node, tags = document.passages[passage].container, document.tags
    if _ORNAMENTS.issuperset(document.passage_texts[passage].replace(" ", "")):
        return {"type": "divider", "source": document.path(node)}
    text, found = spans.of_passage(reading, passage)
    if text.startswith("https://") and (player := media.linked(text)):  # which no script turned into what it shows
        return player | {"source": document.path(node)}
    block: Block = {"type": "paragraph", "text": text, "spans": found, "source": document.path(node)}
    while node > reading.story.container:
        if tags[node] in HEADINGS:
            return block | {"type": "heading", "level": min(6, max(2, int(tags[node][1])))}
        if document.attributes[node].get("role") == "heading":
            return block | {"type": "heading", "level": _STATED.get(document.attributes[node].get("aria-level"), 2)}
        node = document.parents[node]
    return crossheads.headed(block) if crossheads.is_named(reading, passage) else block


def _pull_quote(reading: Reading, passages: list[int]) -> Block:
    document = reading.document
    container = document.passages[passages[0]].container
    holder = document.closest(container, "figure", "aside", "blockquote")
    quoted, source = _signed(document, passages)
    if source is None and len(passages) > 1 and (
        pull_quotes.is_signed_below(reading, passages[-2])
        or (holder is not None and _is_source(document, holder, passages[-1]))
    ):
        *quoted, last = passages
        source = _undashed(document.passage_texts[last])
    text, found = spans.joined([spans.of_passage(reading, i) for i in quoted], "\n")
    source = source or (_attribution(document, holder, passages) if holder is not None else None)
    if source is None and len(quoted) == 1:
        text, name = pull_quotes.parted(text)
        source = _undashed(name) if name else None
        found = [span for span in found if span["end"] <= len(text)]
    path = document.path(container)
    return {"type": "pull_quote", "text": text, "spans": found, "attribution": source, "source": path}


def _attribution(document: Document, quote: int, passages: list[int]) -> str | None:
    """Whom a quotation names as its source, in it or in the caption of a figure that holds it and no picture. A
    `<cite>` in the quoted `passages` is a work they mention."""
    parent = document.parents[quote]
    if document.tags[parent] == "figure" and next(document.within(parent, "img"), None) is None:
        quote = parent
    quoted = [document.passages[i] for i in passages]
    apart = (node for node in document.within(quote, *_SOURCES) if not any(p.start <= node < p.end for p in quoted))
    return next(filter(None, (_undashed(document.text(node)) for node in apart)), None)


def _is_source(document: Document, quote: int, passage: int) -> bool:
    """Whether a passage of a quotation stands in an element for its source, or is all that one says."""
    around = document.closest(document.passages[passage].container, *_SOURCES)
    if around is not None and around > quote:
        return True
    said = _undashed(document.passage_texts[passage])
    return any(_undashed(document.text(node)) == said for node in document.within(quote, *_SOURCES))


def _signed(document: Document, passages: list[int]) -> tuple[list[int], str | None]:
    """The passages of a quotation, and whom the last of them names behind a dash; others open with none."""
    *quoted, last = (document.passage_texts[index] for index in passages)
    is_list = not quoted or quoted[-1].startswith(pull_quotes.DASHES) or quoted[-1].endswith(_ANNOUNCING)
    if is_list or not pull_quotes.is_signature(last):
        return passages, None
    return passages[:-1], _undashed(last)


def _undashed(source: str) -> str | None:
    return source.lstrip("—–- ") or None


def _list(reading: Reading, node: int, passages: list[int]) -> Block:
    document = reading.document
    items = _items(reading, node, passages, 1)
    lines = [line for item in items for line in _item_lines(item)]
    start = document.attributes[node].get("start") or ""
    return {
        "type": "list",
        "ordered": document.tags[node] == "ol",
        "start": int(start) if start.removeprefix("-").isdecimal() and len(start) < 7 else 1,
        "items": items,
        "text": "\n".join(lines),
        "source": document.path(node),
    }


def _outer_item(document: Document, around: int, node: int) -> int:
    """The child of `around` in which `node` stands."""
    while document.parents[node] > around:
        node = document.parents[node]
    return node


def _items(reading: Reading, around: int, passages: list[int], level: int) -> list[Block]:
    """The items of the list `around`. A list that stands beside the item it belongs to, not in it, is put there."""
    document = reading.document
    items: list[Block] = []
    for node, group in groupby(passages, key=lambda i: _outer_item(document, around, document.passages[i].container)):
        item = _item(reading, node, list(group), level)
        if items and not item["text"] and document.tags[node] in _LISTS:
            items[-1] |= {"items": items[-1]["items"] + item["items"], "ordered": item["ordered"]}
        else:
            items.append(item)
    return items


def _item(reading: Reading, node: int, passages: list[int], level: int) -> Block:
    document = reading.document
    own: list[tuple[str, list[spans.Span]]] = []
    nested: dict[int, list[int]] = {}
    for passage in passages:
        inner = _inner_list(document, node, document.passages[passage].container, level)
        if inner is None:
            own.append(spans.of_passage(reading, passage))
        else:
            nested.setdefault(inner, []).append(passage)
    items = [item for inner, held in nested.items() for item in _items(reading, inner, held, level + 1)]
    text, found = spans.joined(own, "\n")
    ordered = any(document.tags[inner] == "ol" for inner in nested)
    return {"text": text, "spans": found, "items": items, "ordered": ordered}


def _inner_list(document: Document, item: int, node: int, level: int) -> int | None:
    """The outermost list inside an item, or that stands for one, around `node`; none below the deepest level."""
    found = None
    while node >= item and level < _LEVELS:
        if document.tags[node] in _LISTS:
            found = node
        node = document.parents[node]
    return found


def _item_lines(item: Block) -> list[str]:
    """An item's text and those of its nested items, a line each. Depth is bounded by the tree's own limit."""
    lines, waiting = [], [item]
    while waiting:
        current = waiting.pop()
        if current["text"]:
            lines.append(current["text"])
        waiting.extend(reversed(current["items"]))
    return lines


def _quote(reading: Reading, node: int, passages: list[int]) -> Block:
    document = reading.document
    quoted, source = _signed(document, passages)
    if source is None and _is_source(document, node, passages[-1]):
        *quoted, last = passages
        source = _undashed(document.passage_texts[last])
    body = [spans.of_passage(reading, i) for i in quoted]
    if not body:
        return _line(reading, passages[0])
    text, found = spans.joined(body, "\n")
    source = source or _attribution(document, node, quoted)
    return {"type": "quote", "text": text, "spans": found, "attribution": source, "source": document.path(node)}


_BUILDERS: dict[str, Callable[[Reading, int, list[int]], Block]] = {
    "ul": _list,
    "ol": _list,
    "menu": _list,
    "table": tables.build,
    "blockquote": _quote,
    "pre": code.build,
}

_LAYOUT: dict[str, Callable[[Document, int], bool]] = {"table": tables.is_layout, "pre": code.is_layout}

"""A text kept as JSON, written out as HTML: one form for rich-text trees, lists of blocks and strings alike.

It serves only to be read by `document` again. Nothing that a page's JSON says is trusted: names come from tables, text
and addresses are escaped, strings that are HTML go through the same parser and rules as any page.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import escape, unescape
from typing import Any

from articlegrab.fallback import prose, shapes
from articlegrab.fallback.shapes import Node
from articlegrab.words import letters

MAX_NODES = 60_000
MAX_CHARACTERS = 4 << 20

_MARKUP = re.compile(
    r"</?(?:p|a|b|i|u|s|em|br|hr|div|span|strong|h[1-6]|ul|ol|li|blockquote|figure|img|table|section|article|sup|sub|mark)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_BLOCKS = re.compile(r"<(?:p|div|h[1-6]|ul|ol|blockquote|table|section|figure|br)\b", re.I)
_LINES = re.compile(r"[ \t]*(?:\r\n?|\n|\u2028|\u2029)\s*")
_COMPARED = 4
_LEVEL = re.compile(r"[1-6]")
_TAGS = {
    "paragraph": "p", "quote": "blockquote", "table": "table", "row": "tr", "cell": "td", "bold": "strong",
    "italic": "em",
}  # fmt: skip
_INLINE = ("paragraph", "heading", "bold", "italic", "link", "inline", "cell")
_MARKS = {
    "bold": "strong", "strong": "strong", "italic": "em", "em": "em", "emphasis": "em", "underline": "u",
    "strikethrough": "s", "strike": "s", "code": "code", "superscript": "sup", "subscript": "sub",
}  # fmt: skip
_FORMAT_BITS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"))
"""The bits in which Lexical keeps a text's formats."""


def html(root: object, foreign: Collection[int] = ()) -> str:
    """The text under a node as HTML. `foreign` are the ids of nodes to leave out, such as other articles' records."""
    written: list[str] = []
    seen: set[int] = set()
    waiting: list[Any] = [_Visit(root, False, {})]
    visited = length = 0
    while waiting and visited < MAX_NODES and length < MAX_CHARACTERS:
        current = waiting.pop()
        if isinstance(current, str):
            written.append(current)
            length += len(current)
            continue
        visited += 1
        value = current.value
        if isinstance(value, dict | list):
            if id(value) in seen or id(value) in foreign:
                continue
            seen.add(id(value))
        waiting.extend(reversed(list(_written(current))))
    return "".join(written).replace("</ul><ul>", "").replace("</ol><ol>", "")


class _Visit:
    """A value to be written, and whether it stands inside a line of text; `links` are the block's own link table."""

    __slots__ = ("inline", "links", "value")

    def __init__(self, value: object, inline: bool, links: dict[str, str]) -> None:
        self.value = value
        self.inline = inline
        self.links = links


def _written(visit: _Visit) -> Iterator[str | _Visit]:
    value = shapes.normal(visit.value)
    if isinstance(value, str):
        if visit.inline or not _is_setting(value):
            yield text(value, visit.inline)
    elif isinstance(value, list):
        yield from (_Visit(part, visit.inline, visit.links) for part in value if isinstance(part, str | dict | list))
    elif isinstance(value, dict):
        yield from _node(value, visit)


def _is_setting(value: str) -> bool:
    """Whether a string that stands alone in a list is a name or a number rather than a line of text.

    >>> _is_setting("best-deals"), _is_setting("Yes."), _is_setting("Two words")
    (True, False, False)
    """
    return len(value) < 200 and value.isascii() and " " not in value.strip() and value[-1:] not in ".!?"


def _node(node: Node, visit: _Visit) -> Iterator[str | _Visit]:
    kind = shapes.kind(node)
    if kind == "skip":
        return
    if kind in ("break", "divider"):
        yield "<br>" if kind == "break" else "<hr>"
        return
    if kind == "image":
        yield _figure(node)
        return
    inline = visit.inline or kind in _INLINE
    links = _links(node) or visit.links
    before, after = _tags(node, kind, visit.inline, links)
    yield before
    yield from _inside(node, kind, inline, links)
    yield after


def _inside(node: Node, kind: str | None, inline: bool, links: dict[str, str]) -> Iterator[str | _Visit]:
    own = shapes.own_text(node)
    parts = [part for _, part in shapes.parts(node)]
    if own is not None and parts and opens_alike(own[1], parts):
        own = None
    if own is not None and (kind is not None or inline or prose.chars(own[1])):
        yield text(own[1], inline, node.get("inlineStyleRanges"))
    yield from (_Visit(part, inline, links) for part in parts)


def opens_alike(own: str, parts: list[Any]) -> bool:
    """Whether a node's parts begin with the same words as its own text: they say it once more, in more detail."""
    words = _letters(own[:400])
    waiting: list[Any] = list(reversed(parts))
    compared = 0
    for _ in range(60):
        if not waiting or compared == _COMPARED:
            return False
        part = shapes.normal(waiting.pop())
        if isinstance(part, list):
            waiting.extend(reversed(part[:20]))
        elif isinstance(part, dict):
            inner = shapes.own_text(part)
            waiting.extend(reversed([deeper for _, deeper in shapes.parts(part)]))
            if inner is not None:
                waiting.append(inner[1])
        elif isinstance(part, str) and (start := _letters(part[:200])):
            if words.startswith(start[:40]):
                return True
            compared += 1
    return False


def _letters(text: str) -> str:
    return letters(_MARKUP.sub("", text))


def _tags(node: Node, kind: str | None, inline: bool, links: dict[str, str]) -> tuple[str, str]:
    """What goes before and after a node's inside."""
    tags: list[str] = []
    if kind == "heading":
        tags.append(f"h{_level(node)}")
    elif kind == "list":
        tags.append("ol" if is_ordered(node) else "ul")
    elif kind == "item":
        tags += ["ol" if node["listItem"] == "number" else "ul", "li"] if "listItem" in node else ["li"]
    elif kind in _TAGS and not (inline and kind == "paragraph"):
        own = shapes.own_text(node)
        if not (kind == "paragraph" and own is not None and _BLOCKS.search(own[1])):
            tags.append(_TAGS[kind])
    before = "".join(f"<{tag}>" for tag in tags)
    after = "".join(f"</{tag}>" for tag in reversed(tags))
    address = _address(node) if kind == "link" else None
    marks = [*_marks(node, links), *([f'a href="{escape(address)}"'] if address else [])]
    return before + "".join(f"<{mark}>" for mark in marks), "".join(
        f"</{mark.partition(' ')[0]}>" for mark in reversed(marks)
    ) + after


def _marks(node: Node, links: dict[str, str]) -> Iterator[str]:
    """The formats of a node's text: a list of names or of nodes, flags, or bits."""
    named = node.get("marks")
    for mark in named[:10] if isinstance(named, list) else ():
        name = mark.get("type") if isinstance(mark, dict) else mark
        if not isinstance(name, str):
            continue
        if name.lower() in _MARKS:
            yield _MARKS[name.lower()]
        elif name in links:
            yield f'a href="{escape(links[name])}"'
        elif isinstance(mark, dict) and "link" in name.lower() and (address := _address(mark)):
            yield f'a href="{escape(address)}"'
    attributes = node.get("attributes")
    for name in attributes[:10] if isinstance(attributes, list) else ():
        if isinstance(name, str) and name.lower() in _MARKS:
            yield _MARKS[name.lower()]
    for name, tag in _MARKS.items():
        if node.get(name) is True:
            yield tag
    bits = node.get("format")
    if isinstance(bits, int) and node.get("type") == "text":
        yield from (tag for bit, tag in _FORMAT_BITS if bits & bit)


def _links(node: Node) -> dict[str, str]:
    """Portable Text's table of links, by the key that its spans name."""
    table = node.get("markDefs")
    found = {}
    for entry in table[:200] if isinstance(table, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("_key"), str) and (address := _address(entry)):
            found[entry["_key"]] = address
    return found


def _address(node: Node) -> str | None:
    for holder in (node, *(node.get(key) for key in ("attrs", "attributes", "attribs", "data", "fields"))):
        if isinstance(holder, dict):
            for address in shapes.strings_at(holder, "link", variants=False):
                return address
    return None


def is_ordered(node: Node) -> bool:
    """Whether a list node is a numbered one."""
    keys = ("type", "nodeType", "list_type", "listType", "tag", "style", "name")
    said = " ".join(value for key in keys if isinstance(value := node.get(key), str))
    words = said.lower().replace("-", " ").replace("_", " ").split()
    return node.get("ordered") is True or bool({"ordered", "ol", "numbered", "number", "orderedlist"} & set(words))


def _level(node: Node) -> int:
    attributes = node.get("attrs") or node.get("attributes") or node.get("data")
    for holder in (node, attributes if isinstance(attributes, dict) else {}):
        for key in ("level", "depth", "headerLevel", "tag", "type", "nodeType", "style", "tagName", "name"):
            value = holder.get(key)
            if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 6:
                return value
            if isinstance(value, str) and len(value) < 40 and (digit := _LEVEL.search(value)):
                return int(digit[0])
    return 2


def _figure(node: Node) -> str:
    address = next((value for value in _deep(node, "picture") if value.startswith(("http", "/"))), None)
    if address is None:
        return ""
    caption = next(iter(_deep(node, "caption")), "")
    return f'<figure><img src="{escape(address)}"><figcaption>{text(caption, True)}</figcaption></figure>'


def _deep(node: Node, group: str) -> Iterator[str]:
    yield from shapes.strings_at(node, group)
    for _, part in list(node.items())[:40]:
        if isinstance(part, dict):
            yield from shapes.strings_at(part, group)


def text(value: str, inline: bool, styled: object = None) -> str:
    """A string as HTML: mark-up as it is, plain text escaped, a paragraph a line unless it stands inside a line."""
    if "&lt;" in value and not _MARKUP.search(value) and _MARKUP.search(unescape(value)):
        value = unescape(value)
    if _MARKUP.search(value):
        return value if inline or _BLOCKS.search(value) else f"<p>{value}</p>"
    if isinstance(styled, list) and styled:
        plain = _styled(value, styled)
    else:
        plain = escape(unescape(unescape(value)), quote=False)
    if inline:
        return _LINES.sub("<br>", plain) if plain.strip() else plain
    return "".join(f"<p>{line}</p>" for line in _LINES.split(plain) if line)


def _styled(value: str, ranges: list[Any]) -> str:
    """Draft.js text with its ranges, written as mark-up; ranges that overlap by halves are left out."""
    points: list[tuple[int, int, str]] = []
    reached = 0
    known = [entry for entry in ranges[:200] if isinstance(entry, dict)]
    for entry in sorted(known, key=lambda entry: str(entry.get("offset")).zfill(9)):
        start, size, style = entry.get("offset"), entry.get("length"), str(entry.get("style")).lower()
        if isinstance(start, int) and isinstance(size, int) and start >= reached and size > 0 and style in _MARKS:
            points.append((start, start + size, _MARKS[style]))
            reached = start + size
    pieces, at = [], 0
    for start, end, tag in points:
        pieces += [escape(value[at:start], quote=False), f"<{tag}>", escape(value[start:end], quote=False), f"</{tag}>"]
        at = end
    return "".join(pieces) + escape(value[at:], quote=False)

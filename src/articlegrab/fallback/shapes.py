"""The shapes in which systems keep a text as JSON, seen alike: what kind of thing a node is, which string is its own
text, which parts it has. React elements and JsonML arrays are seen as the objects they stand for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from articlegrab import rules

Node = dict[str, Any]

_VOCABULARY: Mapping[str, Mapping[str, list[str]]] = rules.load("vocab/page_json.toml")
_KEYS = {name: frozenset(words) for name, words in _VOCABULARY["keys"].items()}
_TEXT_RANK = {word: rank for rank, word in enumerate(_VOCABULARY["keys"]["text"])}
_KINDS = [(name, frozenset(words)) for name, words in _VOCABULARY["kinds"].items()]
_KIND_KEYS = (
    "type", "nodeType", "_type", "__typename", "blockType", "kind", "name", "component", "componentName", "tag",
    "tagName", "elementType", "contentType", "style",
)  # fmt: skip
_NOT_LETTERS = re.compile(r"[^a-z]")
_HTML_NAME = re.compile(r"[a-z]{1,10}[1-6]?")
_ELEMENTS = frozenset(
    {
        "a", "article", "b", "blockquote", "br", "code", "div", "em", "figure", "figcaption", "h1", "h2", "h3", "h4",
        "h5", "h6", "hr", "i", "img", "li", "main", "ol", "p", "picture", "pre", "s", "section", "small", "span",
        "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
    }
)  # fmt: skip


@lru_cache(4096)
def letters(key: str) -> str:
    """A key's letters in lower case.

    >>> letters("body_HTML")
    'bodyhtml'
    """
    return _NOT_LETTERS.sub("", key[:80].lower())


@lru_cache(4096)
def _group(kind: str) -> str | None:
    words = set(rules.tokens(kind)) | {kind.lower(), letters(kind)}
    if match := _HTML_NAME.fullmatch(kind.lower()):
        words.add(match[0])
    return next((name for name, known in _KINDS if not known.isdisjoint(words)), None)


def normal(value: object) -> object:
    """A value with React elements (`["$","p",null,{…}]`) and JsonML (`["p",{…},…]`) made objects.

    >>> normal(["p", {"class": "x"}, "A", ["b", "c"]])
    {'class': 'x', 'tag': 'p', 'children': ['A', ['b', 'c']]}
    """
    if not isinstance(value, list) or len(value) < 2 or not isinstance(value[0], str):
        return value
    name = value[0]
    if name == "$" and len(value) >= 4 and isinstance(value[1], str):
        return {**value[3], "tag": value[1]} if isinstance(value[3], dict) else {"tag": value[1]}
    if name not in _ELEMENTS:
        return value
    attributes, first = (value[1], 2) if isinstance(value[1], dict) and "children" not in value[1] else ({}, 1)
    return {**attributes, "tag": name, "children": value[first:]}


def kind(node: Node) -> str | None:
    """The group of kinds (see `data/vocab/page_json.toml`) that a node belongs to."""
    for key in _KIND_KEYS:
        value = node.get(key)
        if isinstance(value, str) and 0 < len(value) <= 60 and (group := _group(value)) is not None:
            return group
    return "item" if isinstance(node.get("listItem"), str) else None


def own_text(node: Node) -> tuple[str, str] | None:
    """The key and value of the string that is a node's text: of several, the best known name."""
    best: tuple[int, str, str] | None = None
    for key, value in node.items():
        if isinstance(value, str) and value:
            rank = _TEXT_RANK.get(letters(key))
            if rank is None and (key == "@value" or (key == "data" and node.get("type") == "text")):
                rank = len(_TEXT_RANK)
            if rank is not None and (best is None or rank < best[0]):
                best = rank, key, value
    return best[1:] if best else None


def is_text_key(key: str) -> bool:
    """Whether a key says that it holds running text; React's "children" hold everything."""
    name = letters(key)
    return (name in _KEYS["text"] and name != "children") or name in _KEYS["body"]


def is_other_key(key: str) -> bool:
    """Whether a key says that what it holds is no running text."""
    return letters(key) in _KEYS["other"]


def parts(node: Node) -> Iterator[tuple[str, Any]]:
    """The objects and arrays in a node that may hold its text."""
    for key, value in node.items():
        if isinstance(value, dict | list) and value and not is_other_key(key):
            yield key, value


def strings_at(node: Node, group: str, *, variants: bool = True) -> Iterator[str]:
    """The strings of a node under the keys of a group; with `variants`, also those in an object under such a key
    (`{"headlines": {"basic": "…"}}`)."""
    for key, value in node.items():
        if letters(key) in _KEYS[group]:
            if isinstance(value, str) and value:
                yield value
            elif isinstance(value, dict) and variants:
                yield from (inner for inner in list(value.values())[:6] if isinstance(inner, str) and inner)


def has_key(node: Node, *groups: str) -> bool:
    """Whether a node has a key of one of the groups."""
    return any(letters(key) in _KEYS[group] for key in node for group in groups)

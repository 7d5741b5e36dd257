"""XPath over a Document: its flat lists are made into an lxml tree, whose elements are known by their index."""

from __future__ import annotations

import re
from typing import Any

from articlegrab.document import Document
from articlegrab.errors import RulesError

Found = tuple[int, str | None]
"""An element, and the attribute or text asked for; None where the element itself was."""

_MAX_FOUND = 5_000
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def find(document: Document, expression: str) -> list[Found]:
    """What an XPath finds, in document order. Raises RulesError where it cannot be run."""
    from lxml.etree import XPathError  # type: ignore[import-untyped]

    places, root = document.derived(_tree)
    if root is None:
        return []
    try:
        result = root.getroottree().xpath(expression)
    except (XPathError, ValueError) as error:
        raise RulesError(f"the XPath {expression!r} cannot be run: {error}") from error
    listed = result if isinstance(result, list) else [result]
    return [found for value in listed[:_MAX_FOUND] if (found := _located(value, places)) is not None]


def _located(value: Any, places: dict[Any, int]) -> Found | None:
    if isinstance(value, str):
        parent = getattr(value, "getparent", lambda: None)()
        return places.get(parent, 0), str(value)
    return (places[value], None) if value in places else None


def _tree(document: Document) -> tuple[dict[Any, int], Any]:
    """The index of each element, and the root. Names that are not XML's are left out: no XPath can ask for them."""
    from lxml.etree import Element, SubElement

    elements: dict[int, Any] = {}
    for index, tag in enumerate(document.tags):
        around = elements.get(document.parents[index])
        if not tag:
            _add_text(around, document.texts[index])
            continue
        name = tag if _NAME.fullmatch(tag) else "unknown"
        last = elements[index] = Element(name) if around is None else SubElement(around, name)
        if tag == "title":  # a leaf here, but rules ask for its text
            last.text = _clean(document.tree.raw_text(index))
        for name, value in document.attributes[index].items():
            if _NAME.fullmatch(name):
                last.set(name, _clean(value or ""))
    return {element: index for index, element in elements.items()}, elements.get(0)


def _add_text(around: Any, text: str) -> None:
    if around is None:
        return
    text = _clean(text)
    if len(around):
        around[-1].tail = (around[-1].tail or "") + text
    else:
        around.text = (around.text or "") + text


def _clean(text: str) -> str:
    """Without the characters that XML does not have."""
    if text.isprintable():
        return text
    return _NOT_XML.sub("", text)

"""Preformatted text: code, told from prose that old sites set in `<pre>`."""

from __future__ import annotations

import re
from typing import Any

from articlegrab.document import Document
from articlegrab.reading import Reading

_BLANK_LINES = re.compile(r"\A\s*\n")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_].*)?")
"""The code of a language that people speak, which is what `lang` is for."""
_NAMED = ("language-", "lang-")
"""What the class that names a programming language begins with."""


def is_layout(document: Document, node: int) -> bool:
    """Whether a `<pre>` holds prose: it names no language, marks no words, and has few brackets."""
    if _language(document, node) is not None or any(document.within(node, "code", "span", "b")):
        return False
    text = document.verbatim(node)
    return sum(map(text.count, "{}();=<>")) <= len(text) / 40


def build(reading: Reading, node: int, passages: list[int]) -> dict[str, Any]:
    """The code block, whole, with the indent of its first line."""
    document = reading.document
    text = _BLANK_LINES.sub("", document.verbatim(node)).rstrip()
    return {"type": "code", "text": text, "language": _language(document, node), "source": document.path(node)}


def _language(document: Document, node: int) -> str | None:
    """The programming language that the element, or `<code>` in it, names: in a class, or in `lang`."""
    for inner in (node, *document.within(node, "code")):
        if (stated := document.attribute(inner, "lang")) and not _LANGUAGE_TAG.fullmatch(stated):
            return stated.lower()
        for word in (document.attributes[inner].get("class") or "").split():
            if word.startswith(_NAMED):
                return word.split("-", 1)[1] or None
    return None

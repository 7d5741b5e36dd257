"""Where a page itself sends its reader: a refresh, and its canonical and AMP addresses. Only its head is looked at."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

Pointer = Literal["canonical", "amp"]

_SEEN = 65536
"""Characters that are looked at."""

_AT_ONCE = 5
"""Seconds: who waits longer before going on has something to read here."""

# What ends nowhere ends with the text, so that no start is tried twice.
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|noscript|template|title|textarea|svg)\b.*?(?:</\1\s*>|\Z)"
    r"|<(meta|link|base)\b([^>]*)(?:>|\Z)|(<body\b)",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([a-z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_REFRESH = re.compile(
    r"""\s*(\d{1,9})(?:\.\d{0,9})?\s*[;,\s]\s*(?:url\s*=\s*)?(?:"([^"]+)|'([^']+)|([^\s"']\S*))""", re.IGNORECASE
)

_RELATIONS = {"canonical": "canonical", "amphtml": "amp"}


@dataclass(frozen=True, slots=True)
class Pointers:
    """Addresses as they stand in the page; `base` is what relative ones are relative to, if the page says so."""

    refresh: str | None = None
    canonical: str | None = None
    amp: str | None = None
    base: str | None = None


def read(text: str) -> Pointers:
    """The first pointer of each kind in the head of a page; what only readers without scripts see does not count.

    >>> read('<meta http-equiv="Refresh" content="0; url=/story"><link rel=canonical href="https://news.example/story">')
    Pointers(refresh='/story', canonical='https://news.example/story', amp=None, base=None)
    >>> read('<noscript><meta http-equiv=refresh content="0;url=/plain"></noscript>').refresh
    """
    found: dict[str, str] = {}
    for piece in _PIECE.finditer(text[:_SEEN]):
        if piece[4]:
            break
        if piece[2]:
            for name, address in _named(piece[2].lower(), _attributes(piece[3])):
                found.setdefault(name, address)
    return Pointers(**found)


def _attributes(tag: str) -> dict[str, str]:
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(tag)
    }


def _named(tag: str, attributes: dict[str, str]) -> list[tuple[str, str]]:
    """What one tag points to."""
    address = attributes.get("href", "").strip()
    if tag == "meta":
        refresh = _REFRESH.match(attributes.get("content", ""))
        if attributes.get("http-equiv", "").lower() != "refresh" or not refresh or int(refresh[1]) > _AT_ONCE:
            return []
        return [("refresh", (refresh[2] or refresh[3] or refresh[4]).strip())]
    if not address:
        return []
    if tag == "base":
        return [("base", address)]
    relations = attributes.get("rel", "").lower().split()
    return [(name, address) for relation, name in _RELATIONS.items() if relation in relations]

"""JSON-LD as pages really carry it: broken, nested, in several scripts, hostile."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from articlegrab.scrub import scrub, without_tags

MAX_SCRIPT = 1 << 20
"""Characters of one script; news pages stay under a tenth of it."""
MAX_ITEMS = 2_000
MAX_DEPTH = 64

Item = dict[str, object]

_HOLDERS = ("hasPart", "mainEntity", "mainEntityOfPage", "itemListElement", "@graph")
"""The properties in which one item holds another that stands for itself."""

_COMMENT_FENCE = re.compile(r"^\s*(?:<!--|<!\[CDATA\[|//\s*<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')

ARTICLE_TYPES = frozenset(
    {
        "Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle",
        "BackgroundNewsArticle", "ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle",
        "SatiricalArticle", "LiveBlogPosting", "SocialMediaPosting", "TechArticle", "ScholarlyArticle", "Report",
        "Review", "CriticReview", "Newsarticle", "newsarticle",
    }
)


@dataclass(frozen=True)
class JsonLd:
    """All items of a page's JSON-LD in page order; `broken` and `oversized` count scripts that gave nothing."""

    items: list[Item] = field(default_factory=list)
    broken: int = 0
    oversized: int = 0

    def of_type(self, *types: str) -> Iterator[Item]:
        """The items that have one of these schema.org types."""
        return (item for item, own in self._typed if not own.isdisjoint(types))

    @cached_property
    def articles(self) -> list[Item]:
        """The items that describe an article."""
        return list(self.of_type(*ARTICLE_TYPES))

    @cached_property
    def _typed(self) -> list[tuple[Item, frozenset[str]]]:
        return [(item, frozenset(types_of(item))) for item in self.items]

    def resolve(self, value: object) -> object:
        """The item that a bare `{"@id": …}` points to, or `value` itself."""
        if isinstance(value, dict) and "@id" in value and len(value) <= 2:
            for item in self.items:
                if item.get("@id") == value["@id"] and len(item) > len(value):
                    return item
        return value


def types_of(item: Item) -> list[str]:
    """The item's types, without their schema.org prefix."""
    kinds = item.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rsplit("/", 1)[-1] for kind in kinds if isinstance(kind, str)]


def strings(value: object) -> list[str]:
    """The non-empty strings in a value that may be a string, a list, or an item with a name. Pages escape them twice,
    leave mark-up in them, and a JSON escape can hide a surrogate: they come out as plain text.

    >>> strings(["a", {"name": "b &amp; b"}, None, {"@value": "<i>c</i>"}])
    ['a', 'b & b', 'c']
    """
    values = value if isinstance(value, list) else [value]
    found = []
    for entry in values:
        if isinstance(entry, dict):
            entry = entry.get("name") or entry.get("@value")
        if isinstance(entry, str) and (text := " ".join(without_tags(scrub(unescape(entry))).split())):
            found.append(text)
    return found


def read(scripts: Iterable[str]) -> JsonLd:
    """Parse the texts of a page's JSON-LD scripts. Never raises: what cannot be read is counted."""
    items: list[Item] = []
    broken = oversized = 0
    for text in scripts:
        if len(text) > MAX_SCRIPT:
            oversized += 1
            continue
        if not text.strip():
            continue
        try:
            value = _parse(text)
        except (ValueError, RecursionError):
            broken += 1
            continue
        _gather(value, items)
    return JsonLd(items, broken, oversized)


def _parse(text: str) -> object:
    text = scrub(text)
    try:
        return json.loads(text, strict=False)
    except ValueError:
        mended = _TRAILING_COMMA.sub("", _BAD_ESCAPE.sub(r"\\\\", _COMMENT_FENCE.sub("", text))).strip().rstrip(";")
        value, _ = json.JSONDecoder(strict=False).raw_decode(mended)
        return value


def _gather(value: object, items: list[Item]) -> None:
    """Add every item with a type, outermost first; items nested in an article (its author, its publisher) stay inside,
    but what `@graph`, `mainEntity` and their like hold is added too."""
    waiting: list[tuple[object, int]] = [(value, 0)]
    while waiting and len(items) < MAX_ITEMS:
        current, depth = waiting.pop()
        if depth > MAX_DEPTH:
            continue
        if isinstance(current, list):
            waiting.extend((entry, depth + 1) for entry in reversed(current))
        elif isinstance(current, dict):
            if "@type" in current or "@id" in current:
                items.append(current)
            inner = (current.get(key) for key in _HOLDERS)
            waiting.extend((value, depth + 1) for value in inner if isinstance(value, dict | list))

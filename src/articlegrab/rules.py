"""The vocabulary in `data/vocab`, loaded once into frozen objects."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from enum import IntFlag
from functools import cache, lru_cache
from importlib import resources
from itertools import pairwise
from typing import Any

from articlegrab.errors import RulesError

_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MEMO_SIZE = 20_000
_NAMED_BY = frozenset({"class", "id", "role", "itemprop", "data-testid", "data-component", "data-module", "data-type"})
_VEILS = frozenset({"style", "hidden"})
_MAX_NAME = 400
_FILED = ("hentry", "status-publish", "menu-item", "side-by-side")
_FILING = re.compile(r"(?<!\S)(?:category|tag|topic|section|series|label|author|type|menu-item|side-by)-\S+")
"""WordPress writes into a post's classes where it is filed ("category-flood", "tag-river"), and into those of a menu's
items what they lead to: of `_FILED` elements these say nothing about what the element is. What stands "side-by-side" is
no side of the page."""


class Names(IntFlag):
    """What an element's names say it is; an element may be several. The words stand in `data/vocab/names.toml`."""

    NAV = 1 << 0
    HEADER = 1 << 1
    FOOTER = 1 << 2
    SIDEBAR = 1 << 3
    SHARE = 1 << 4
    AD = 1 << 5
    COMMENTS = 1 << 6
    RELATED = 1 << 7
    NEWSLETTER = 1 << 8
    CONSENT = 1 << 9
    PAYWALL = 1 << 10
    OVERLAY = 1 << 11
    WIDGET = 1 << 12
    META = 1 << 13
    BYLINE = 1 << 14
    AUTHOR_BOX = 1 << 15
    DATE = 1 << 16
    CAPTION = 1 << 17
    CREDIT = 1 << 18
    DEK = 1 << 19
    KICKER = 1 << 20
    HEADLINE = 1 << 21
    TAGS = 1 << 22
    STORY = 1 << 23
    QUOTE = 1 << 24
    GALLERY = 1 << 25
    CORRECTION = 1 << 26
    LIVE = 1 << 27


@lru_cache(maxsize=20_000)
def tokens(value: str) -> tuple[str, ...]:
    """The lower-case words of a class or id value.

    >>> tokens("storyBody related-posts__item")
    ('story', 'body', 'related', 'posts', 'item')
    """
    if value.islower():  # most are, and splitting costs a sixth of matching
        return tuple(value[:_MAX_NAME].replace("-", " ").replace("_", " ").split())
    return tuple(map(str.lower, _TOKEN.findall(value[:_MAX_NAME])))


@cache
def load(name: str) -> Mapping[str, Any]:
    """A data file of `data/`, parsed. Raises RulesError where it is not valid TOML."""
    text = resources.files("articlegrab").joinpath("data", name).read_text("utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"data/{name}: {error}") from error


@lru_cache(maxsize=4_096)
def words_and_pairs(value: str) -> frozenset[str]:
    """The words of a class value, and each two that stand side by side as one.

    >>> sorted(words_and_pairs("pull-quote h-6"))
    ['6', 'h', 'pull', 'pullquote', 'quote', 'quoteh']
    """
    words = tokens(value)
    return frozenset((*words, *(f"{one}{other}" for one, other in pairwise(words) if other.isalpha())))


def calls_crosshead(value: str) -> bool:
    """Whether a class value says sub-heading, in one word or in two.

    >>> calls_crosshead("text inter-titre"), calls_crosshead("h-6 text")
    (True, False)
    """
    return not words_and_pairs(value).isdisjoint(load("vocab/crossheads.toml")["names"])


class NameReader:
    """Turns elements' naming attributes into `Names`, remembering what it has read."""

    def __init__(self, vocabulary: Mapping[str, list[str]]) -> None:
        self._meanings: dict[str, int] = {}
        for group, words in vocabulary.items():
            if group.upper() not in Names.__members__:
                raise RulesError(f"data/vocab/names.toml: unknown group {group!r}")
            for word in words:
                self._meanings[word] = self._meanings.get(word, 0) | Names[group.upper()].value
        self._pair_openers = frozenset(word.partition("-")[0] for word in self._meanings if "-" in word)
        self._memo: dict[str, int] = {}

    def read(self, attributes: Mapping[str, str | None]) -> int:
        """The `Names` of one element, given its attributes, as a plain int."""
        return self.read_all((attributes,))[0][0]

    def read_all(self, elements: Iterable[Mapping[str, str | None]]) -> tuple[list[int], list[int]]:
        """The same for many, and the indices of those that may be out of sight by `style` or `hidden`.

        Plain ints, for arithmetic on members of `Names` costs ten times as much. One sweep for both, as most of its
        time goes into fetching the attributes from memory.
        """
        named_by, veils, memo, learn = _NAMED_BY, _VEILS, self._memo, self._learn
        names, veiled = [], []
        for index, attributes in enumerate(elements):
            found = 0
            if attributes:
                for attribute, value in attributes.items():
                    if attribute in named_by:
                        if value:
                            known = memo.get(value)
                            found |= learn(value) if known is None else known
                    elif attribute in veils:
                        veiled.append(index)
            names.append(found)
        return names, veiled

    def _learn(self, value: str) -> int:
        found, before = 0, ""
        for word in tokens(_FILING.sub("", value) if any(filed in value for filed in _FILED) else value):
            found |= self._meanings.get(word, 0)
            if before in self._pair_openers:
                found |= self._meanings.get(f"{before}-{word}", 0)
            before = word
        if len(self._memo) >= _MEMO_SIZE:
            self._memo.clear()
        self._memo[value] = found
        return found


NAMES = NameReader(load("vocab/names.toml"))

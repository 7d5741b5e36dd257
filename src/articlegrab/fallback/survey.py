"""Where in a page's JSON a text of some length lies: every list, string and rich-text root that could be the body.

One walk goes over all values, parents first, and carries down what is known of the place: which article's record it is
in, whether it is under comments or recommendations. On the way back it adds up the prose that each node would give.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from articlegrab.fallback import prose, shapes
from articlegrab.fallback.rich_text import opens_alike
from articlegrab.reading import Reading
from articlegrab.rules import NAMES, Names
from articlegrab.words import split_words

MAX_NODES = 300_000
MAX_DEPTH = 250
MIN_PROSE = 200
"""Characters of prose under which nothing is taken for a body."""
_MAP_OF_BLOCKS = 3

OURS, UNKNOWN, FOREIGN = 4.0, 1.0, 0.2
_NAMED, _NAMED_STEPS = 1.3, 4
_ASIDE = 0.1
_ASIDE_NAMES = (
    Names.RELATED | Names.COMMENTS | Names.NEWSLETTER | Names.CONSENT | Names.NAV | Names.FOOTER | Names.AD
    | Names.SIDEBAR
).value
_MAX_KEY = 40
_MAX_TITLE = 40
_MAX_TEXT = 20_000
_SHARED = 0.4
"""What share of the title's longer words a text must have where nothing else tells whose it is."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place that holds prose: `mass` its characters, `weight` the same weighed by where it is; whether it stands in
    the record of this article, and under the name of a text."""

    value: Any
    mass: int
    weight: float
    is_ours: bool
    is_named: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of a spot in the JSON: whose record it is in, how far aside it lies, and for how many more steps
    inwards the name of a text above it still counts."""

    owner: float = UNKNOWN
    aside: float = 1.0
    named: int = 0


class About:
    """What tells this article's record from others': its title and address."""

    def __init__(self, reading: Reading) -> None:
        document = reading.document
        chosen = reading.choices.get("title")
        titles = (chosen.value if chosen else None, document.meta("og:title"), document.head_title)
        self._titles = [words for title in titles if title and len(words := _bag(title)) > 1]
        self._telling = {word for words in self._titles[:1] for word in words if len(word) > 3 or word > "\u2e80"}
        addresses = (document.url, document.link("canonical"), document.meta("og:url"))
        self._paths = {path for address in addresses if len(path := _path(address)) > 8}

    def owner(self, node: shapes.Node) -> float | None:
        """Whose record a node is: OURS, FOREIGN, or None where it does not say."""
        if self.names_address(node):
            return OURS
        titles = [bag for title in shapes.strings_at(node, "title") if (bag := _bag(title))]
        if not titles:
            return None
        if any(_alike(own, title) for own in self._titles for title in titles):
            return OURS
        return FOREIGN if shapes.has_key(node, "address", "date") else None

    def names_address(self, node: shapes.Node) -> bool:
        """Whether a node gives this page's address as its own."""
        return bool(self._paths) and any(
            _path(address) in self._paths for address in shapes.strings_at(node, "address", variants=False)
        )

    def is_about(self, text: str) -> bool:
        """Whether a text uses the words of the title."""
        words = {word.casefold() for word in split_words(text[:_MAX_TEXT])}
        return len(self._telling & words) >= max(1, _SHARED * len(self._telling))


def _bag(title: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in split_words(title[:400])[:_MAX_TITLE])


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return both * 2 >= 0.7 * 2 * max(1, min(len(one), len(other))) and both >= min(3, len(one))


def _path(address: str | None) -> str:
    try:
        return unquote(urlsplit(address or "").path).strip("/").casefold()
    except ValueError:
        return ""


@dataclass(slots=True)
class Survey:
    """The places of a page's JSON; `foreign` are the ids of other articles' records and of readers' comments."""

    about: About
    found: list[Found] = field(default_factory=list)
    foreign: set[int] = field(default_factory=set)
    _mass: dict[int, int] = field(default_factory=dict)
    _keep: list[Any] = field(default_factory=list)

    def walk(self, values: Iterable[object]) -> None:
        """Go over some values. The ids in `foreign` stay good as long as this object lives."""
        for value in values:
            self._keep.append(value)
            self._walk(value)

    def _walk(self, root: object) -> None:
        waiting: list[tuple[Any, str, _Place, int, bool]] = [(root, "", _Place(), 0, False)]
        while waiting:
            value, key, place, depth, done = waiting.pop()
            if done:
                self._sum(value, key, place)
                continue
            if id(value) in self._mass or len(self._mass) > MAX_NODES or depth > MAX_DEPTH:
                continue
            self._mass[id(value)] = 0
            place = self._place(value, key, place)
            waiting.append((value, key, place, depth, True))
            inner = value.items() if isinstance(value, dict) else (("", part) for part in value)
            for name, part in inner:
                if isinstance(part, dict | list):
                    if part:
                        waiting.append((part, name or key, place, depth + 1, False))
                elif isinstance(part, str) and len(part) > MIN_PROSE and not shapes.is_other_key(name):
                    self._note(part, prose.chars(part), name, place)

    def _place(self, value: Any, key: str, outer: _Place) -> _Place:
        owner, aside = outer.owner, outer.aside
        if _is_aside(key) or shapes.is_other_key(key):
            aside *= _ASIDE
        if isinstance(value, dict):
            said = self.about.owner(value)
            if said == OURS:
                aside = 1.0
            elif said == FOREIGN:
                self.foreign.add(id(value))
            owner = said or owner
        elif _is_comments(value):
            self.foreign.add(id(value))
            aside *= _ASIDE
        return _Place(owner, aside, _NAMED_STEPS if shapes.is_text_key(key) else max(0, outer.named - 1))

    def _sum(self, value: Any, key: str, place: _Place) -> None:
        """Add up what a node would give, and note it where it could be a body."""
        seen = shapes.normal(value)
        if isinstance(value, list):
            masses = [prose.chars(part) if isinstance(part, str) else self._mass_of(part) for part in value]
            mass, is_body = sum(masses), len(value) > 1
            if isinstance(seen, dict) and shapes.kind(seen) in ("skip", "image"):
                mass = 0
        else:
            mass, parts = self._mass_of_node(value)
            is_body = parts >= _MAP_OF_BLOCKS
        self._mass[id(value)] = mass
        if is_body:
            self._note(value, mass, key, place)

    def _mass_of(self, part: Any) -> int:
        return 0 if id(part) in self.foreign else self._mass.get(id(part), 0)

    def _mass_of_node(self, node: shapes.Node) -> tuple[int, int]:
        """What a node's text and parts come to, and how many of the parts have prose."""
        if shapes.kind(node) in ("skip", "image"):
            return 0, 0
        masses = [(part, self._mass_of(part)) for _, part in shapes.parts(node) if isinstance(part, dict | list)]
        inner = sum(mass for _, mass in masses)
        own = shapes.own_text(node)
        size = prose.chars(own[1]) if own else 0
        if own and size and inner and opens_alike(own[1], [part for part, _ in masses]):
            size = 0
        return inner + size, sum(mass > 0 for _, mass in masses)

    def _note(self, value: Any, mass: int, key: str, place: _Place) -> None:
        if mass < MIN_PROSE:
            return
        weight = mass * place.owner * place.aside
        is_named = shapes.is_text_key(key) or (place.named > 0 and not isinstance(value, str))
        if is_named:
            weight *= _NAMED
        elif key and (shapes.is_other_key(key) or _is_aside(key)):
            weight *= _ASIDE
        self.found.append(Found(value, mass, weight, place.owner == OURS, is_named))


def _is_aside(key: str) -> bool:
    """Whether a key names comments, recommendations and their like; queries and addresses are keys too, and say
    nothing."""
    is_name = len(key) <= _MAX_KEY and key.replace("-", "_").isidentifier()
    return is_name and bool(NAMES.read({"class": key}) & _ASIDE_NAMES)


def _is_comments(values: list[Any]) -> bool:
    """Whether a list holds what readers wrote."""
    entries = [entry for entry in values[:20] if isinstance(entry, dict)]
    return len(entries) > 1 and sum(shapes.has_key(entry, "person") for entry in entries) > len(entries) / 2

"""The trail of sections that leads to the piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.document.json_ld import Item, strings
from articlegrab.fields import site
from articlegrab.fields.headline import agreement, bag
from articlegrab.reading import Candidate, Choice, Reading
from articlegrab.rules import Names
from articlegrab.words import split_words

_VOCABULARY = rules.load("vocab/section.toml")
_NAMES: tuple[str, ...] = tuple(_VOCABULARY["trail_names"])
_FIRST_STEPS = frozenset(map(site.key, _VOCABULARY["first_steps"]))
_MAX_CHARACTERS, _MAX_STEPS, _MAX_NODES = 60, 12, 120
_TAGS, _LISTS = ("ol", "ul", "nav"), ("ol", "ul")
_ATTRIBUTES = ("class", "id", "aria-label", "itemtype")
_HEADLINE_WORDS, _ALIKE = 4, 0.5
"""Words of a last step that may be the headline in other words, and how like it that has to be."""
_STEPS = re.compile(r"\S\s*[>»›]\s*\S")
_NAV = Names.NAV.value


def find(reading: Reading) -> Choice:
    """breadcrumbs, with their node where they are printed."""
    shortest: Choice | None = None
    for source, steps, node in chain(_trails_in_json_ld(reading.document), _trails_in_markup(reading.document)):
        kept = _without_story(reading, steps)
        if not kept:
            continue
        found = Choice(kept, [Candidate(kept, source, 2.0, node=node)], 0.9)
        if not _FIRST_STEPS.issuperset(map(site.key, kept)):
            return found
        shortest = shortest or found
    return shortest or Choice([], [], 0.8)


def _trails_in_json_ld(document: Document) -> Iterator[tuple[str, list[str], int | None]]:
    for trail in document.json_ld.of_type("BreadcrumbList"):
        elements = trail.get("itemListElement")
        steps = [step for step in (elements if isinstance(elements, list) else [elements]) if isinstance(step, dict)]
        steps.sort(key=_position)
        named = [strings(step.get("name")) or strings(step.get("item")) for step in steps[:_MAX_STEPS]]
        found = [names[0] for names in named if names]
        if found:
            yield "json_ld", [name for name in found if "://" not in name], None


def _position(step: Item) -> float:
    position = step.get("position")
    try:
        return float(position) if isinstance(position, str | int | float) else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _trails_in_markup(document: Document) -> Iterator[tuple[str, list[str], int | None]]:
    boxes = (node for node in document.named(_NAV) if document.tags[node] == "div")
    for node in chain((node for tag in _TAGS for node in document.all(tag)), boxes):
        attributes = document.attributes[node]
        if not attributes or document.ends[node] - node > _MAX_NODES:
            continue
        if names_trail(" ".join([attributes.get(key) or "" for key in _ATTRIBUTES])[:300].lower()):
            steps = [_step(document, step) for step in _outermost(document, node)]
            steps = steps or [document.text(link) for link in document.within(node, "a")]
            if steps:
                yield "markup", [step.strip(" /›»>|") for step in steps[:_MAX_STEPS]], node


def _outermost(document: Document, trail: int) -> Iterator[int]:
    """The items of a trail; those of the menus that its steps unfold are none."""
    end = trail
    for step in document.within(trail, "li"):
        if step >= end:
            end = document.ends[step]
            yield step


def _step(document: Document, step: int) -> str:
    """The words of a step; of one that unfolds a menu, those of its own link."""
    menu = next(document.within(step, *_LISTS), None)
    if menu is None:
        return document.text(step)
    links = (document.text(link) for link in document.within(step, "a") if link < menu)
    return next(filter(None, links), document.text(step, menu))


def names_trail(name: str) -> bool:
    """Whether the name of an element, in small letters, is that of a trail."""
    return any(trail in name for trail in _NAMES)


def _without_story(reading: Reading, steps: list[str]) -> list[str]:
    """The trail without blanks, repeats, what leads to it ("You are here:") and the story's own headline at its end."""
    short = (step for step in steps if site.key(step) and len(step) <= _MAX_CHARACTERS and step[-1:] not in ":：")
    kept = list(dict.fromkeys(short))
    said = [reading.choices[name].value or "" for name in ("title", "seo_title") if name in reading.choices]
    titles = set(map(site.key, said))
    if kept and len(split_words(kept[-1])) >= _HEADLINE_WORDS:
        kept = kept[:-1] if any(agreement(bag(kept[-1]), bag(title)) >= _ALIKE for title in said) else kept
    return [step for step in kept if site.key(step) not in titles]


def is_trail(line: str) -> bool:
    """Whether a line prints steps with marks between them.

    >>> is_trail("News > Regions > South"), is_trail("News and regions")
    (True, False)
    """
    return _STEPS.search(line) is not None

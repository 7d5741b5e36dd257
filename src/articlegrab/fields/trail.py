"""The trail of sections that leads to the piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.document.json_ld import Item, strings
from articlegrab.fields import site
from articlegrab.reading import Candidate, Choice, Reading
from articlegrab.rules import Names

_NAMES: tuple[str, ...] = tuple(rules.load("vocab/section.toml")["trail_names"])
_MAX_CHARACTERS, _MAX_STEPS, _MAX_NODES = 60, 12, 120
_TAGS = ("ol", "ul", "nav")
_ATTRIBUTES = ("class", "id", "aria-label", "itemtype")
_STEPS = re.compile(r"\S\s*[>»›]\s*\S")
_NAV = Names.NAV.value


def find(reading: Reading) -> Choice:
    """breadcrumbs, with their node where they are printed."""
    for source, steps, node in chain(_trails_in_json_ld(reading.document), _trails_in_markup(reading.document)):
        kept = _without_story(reading, steps)
        if kept:
            return Choice(kept, [Candidate(kept, source, 2.0, node=node)], 0.9)
    return Choice([], [], 0.8)


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
            steps = [document.text(step) for step in document.within(node, "li")]
            steps = steps or [document.text(link) for link in document.within(node, "a")]
            if steps:
                yield "markup", [step.strip(" /›»>|") for step in steps[:_MAX_STEPS]], node


def names_trail(name: str) -> bool:
    """Whether the name of an element, in small letters, is that of a trail."""
    return any(trail in name for trail in _NAMES)


def _without_story(reading: Reading, steps: list[str]) -> list[str]:
    """The trail without blanks, repeats and the story's own headline at its end."""
    kept = list(dict.fromkeys(step for step in steps if site.key(step) and len(step) <= _MAX_CHARACTERS))
    titles = {site.key(reading.choices[name].value or "") for name in ("title", "seo_title") if name in reading.choices}
    return [step for step in kept if site.key(step) not in titles]


def is_trail(line: str) -> bool:
    """Whether a line prints steps with marks between them.

    >>> is_trail("News > Regions > South"), is_trail("News and regions")
    (True, False)
    """
    return _STEPS.search(line) is not None

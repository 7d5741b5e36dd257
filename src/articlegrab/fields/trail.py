"""The trail of sections that leads to the piece."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.document.json_ld import Item, strings
from articlegrab.dom import Passage
from articlegrab.fields import site
from articlegrab.fields.filing import TOPICS
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
_MENU = 8
"""Steps from which on a list is a menu, or one of topics."""
_HEADLINE_WORDS, _ALIKE = 4, 0.5
"""Words of a last step that may be the headline in other words, and how like it that has to be."""
_STEPS = re.compile(r"\S\s*[>»›]\s*\S|\S / [^/]{1,60} / \S")
_LINES, _MAX_LINE = 12, 160
"""Lines over the headline among which a trail is printed that has no name, and its length."""
_MARKS = re.compile(r"\s*(?:[-–]?[>»›→]+|\s/\s)\s*")
_SLASHED = 3
"""Steps that slashes part, from which on they are a trail even if it begins with no first step."""
_LABEL = re.compile(r"^[^:：]{2,30}[:：]\s*")
_FILED = TOPICS | frozenset(rules.load("vocab/tags.toml")["story_labels"])
_NO_STEPS = frozenset(map(site.key, _VOCABULARY["no_steps"]))
_ENDS: tuple[str, ...] = tuple(_VOCABULARY["trail_ends"])
_CUT = ("…", "...")
_NAV = Names.NAV.value
_NAMED = (Names.TAGS | Names.BYLINE | Names.CAPTION | Names.SHARE).value


def find(reading: Reading) -> Choice:
    """breadcrumbs, with their node where they are printed."""
    shortest: Choice | None = None
    document = reading.document
    for source, steps, node in chain(_trails_in_json_ld(document), _trails_in_markup(document), _lines(reading)):
        kept = _without_story(reading, steps)
        if not kept or (len(kept) >= _MENU and not _begins(document, kept[0])):
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
        named = names_trail(" ".join([attributes.get(key) or "" for key in _ATTRIBUTES])[:300].lower())
        if named and not _files(document, node):
            steps = [_step(document, step) for step in _outermost(document, node)]
            steps = steps or [document.text(link) for link in document.within(node, "a")]
            if steps:
                yield "markup", [step.strip(" /›»>|") for step in steps[:_MAX_STEPS]], node


def _files(document: Document, box: int) -> bool:
    """Whether what is called a trail says that it lists what the story is filed under."""
    first = next(document.within(box, "a"), box)
    return document.text(box, first).strip(" :：").casefold() in _FILED


def _lines(reading: Reading) -> Iterator[tuple[str, list[str], int | None]]:
    """Lines over the headline that are steps with marks between them, links but for the first and the last."""
    document, headline = reading.document, reading.choices["title"].node
    own = 0 if headline is None else bisect_left(document.passage_starts, headline)
    for index in range(own - 1, max(-1, own - _LINES - 1), -1):
        passage, text = document.passages[index], document.passage_texts[index].partition("\n")[0]
        if not passage.link_chars or len(text) > _MAX_LINE or "«" in text or _MARKS.search(text) is None:
            continue
        if not document.names[passage.container] & _NAMED and (steps := _linked_steps(reading, passage, text)):
            yield "markup", steps, passage.container


def _linked_steps(reading: Reading, line: Passage, text: str) -> list[str]:
    document, whole = reading.document, text
    for end in _ENDS:
        text = text.partition(end)[0]
    steps = [step for step in _MARKS.split(text.rstrip(" /›»>|→-–")) if step]
    if not steps or _MARKS.match(whole):
        return []
    steps[0] = _LABEL.sub("", steps[0])
    first = document.closest(line.start, "a")
    nodes = [node for node in range(line.start, line.end) if document.tags[node] == "a"]
    links = {document.text(node) for node in (nodes if first is None else [first, *nodes])}
    begins = _begins(document, steps[0])
    if not (begins or steps[0] in links) or not links.issuperset(steps[1:-1]):
        return []
    least = 1 if text != whole else 2 if begins or " / " not in text else _SLASHED
    return steps if len(steps) >= least else []


def _begins(document: Document, step: str) -> bool:
    """Whether a step is the front page."""
    return site.key(step) in _FIRST_STEPS | site.names(document)


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
    short = (step for step in steps if site.key(step) not in _NO_STEPS and len(step) <= _MAX_CHARACTERS)
    short = (step for step in short if site.key(step) and step[-1:] not in ":：")
    kept = list(dict.fromkeys(short))
    said = [reading.choices[name].value or "" for name in ("title", "seo_title") if name in reading.choices]
    titles = set(map(site.key, said))
    if kept and len(split_words(kept[-1])) >= _HEADLINE_WORDS:
        kept = kept[:-1] if any(agreement(bag(kept[-1]), bag(title)) >= _ALIKE for title in said) else kept
    return [step for step in kept if site.key(step) not in titles and not _is_cut(step, titles)]


def _is_cut(step: str, titles: set[str]) -> bool:
    return step.endswith(_CUT) and any(title.startswith(site.key(step)) for title in titles)


def is_trail(line: str) -> bool:
    """Whether a line prints steps with marks between them.

    >>> is_trail("News > Regions > South"), is_trail("News / Regions / South"), is_trail("News / regions")
    (True, True, False)
    """
    return _STEPS.search(line) is not None

"""Where the piece stands in the publication: section, trail, series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.document.json_ld import Item, strings, types_of
from articlegrab.fields import site
from articlegrab.fields.surroundings import about_headline
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.rules import Names

_VOCABULARY = rules.load("vocab/section.toml")
_METAS: tuple[str, ...] = tuple(_VOCABULARY["metas"])
_SERIES, _SERIES_METAS = frozenset(_VOCABULARY["series"]), tuple(_VOCABULARY["series_metas"])
_SERIES_LINE = re.compile(
    r"(?:" + "|".join(map(re.escape, _VOCABULARY["series_labels"])) + r")\s?[:：|]\s?(\S[^\n]{1,60})", re.I
)
_NOT_SECTIONS = frozenset(_VOCABULARY["not_sections"])
_TRAIL_NAMES: tuple[str, ...] = tuple(_VOCABULARY["trail_names"])
_MAX_CHARACTERS, _MAX_STEPS = 60, 12
_TRAIL_TAGS = ("ol", "ul", "nav")
_TRAIL_ATTRIBUTES = ("class", "id", "aria-label", "itemtype")
_TRAIL_NODES = 120
_NAV = Names.NAV.value


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """articleSection."""
    for article in reading.document.json_ld.articles[:2]:
        for rank, text in enumerate(_first_parts(article.get("articleSection"))):
            yield _candidate(reading, text, "json_ld", 3.0 - rank / 5, "articleSection")


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """article:section and its like."""
    for rank, name in enumerate(_METAS):
        if value := reading.document.meta(name):
            yield _candidate(reading, value.split(",")[0].strip(), "meta", 2.5 - rank / 20, name)


def from_trail(reading: Reading) -> Iterator[Candidate]:
    """The last step of the trail that is not the story itself."""
    for distance, text in enumerate(reversed(_value(reading, "breadcrumbs") or [])):
        yield _candidate(reading, text, "markup", 2.0 - distance / 5, "breadcrumbs")


def from_kicker(reading: Reading) -> Iterator[Candidate]:
    """The label over the headline, where a step of the trail says the same."""
    kicker = _value(reading, "kicker")
    if kicker and kicker in (_value(reading, "breadcrumbs") or []):
        yield _candidate(reading, kicker, "markup", 2.2, "kicker")


def from_link(reading: Reading) -> Iterator[Candidate]:
    """A short line about the headline that is nothing but a link which the site's navigation has too."""
    document = reading.document
    first, own, last = about_headline(reading)
    for index in chain(range(own - 1, first - 1, -1), range(own + 1, last)):
        passage, text = document.passages[index], document.passage_texts[index]
        if len(text) > _MAX_CHARACTERS or passage.link_chars < len(text) or "\n" in text:
            continue
        link = next((node for node in range(passage.start, passage.end) if document.tags[node] == "a"), None)
        link = document.closest(passage.start, "a") if link is None else link
        if link is None or _in_list(document, link):
            continue
        before = document.passages[own].start if index > own else link - _TRAIL_NODES
        if _in_navigation(document, link, before):
            yield _candidate(reading, text, "markup", 1.9 - abs(index - own) / 20, "link")


def _in_list(document: Document, node: int) -> bool:
    return document.closest(node, "li", "nav", "header", "footer") is not None


def _in_navigation(document: Document, link: int, before: int) -> bool:
    """Whether a link far before this one, or in a list, has its address and its text."""
    address = document.attributes[link].get("href")
    if not address or address.startswith("#"):
        return False
    text = document.text(link)
    return any(
        document.attributes[other].get("href") == address and document.text(other) == text
        for other in document.all("a")
        if other < before or (other < link and _in_list(document, other))
    )


SIGNALS = [from_json_ld, from_meta, from_trail, from_kicker, from_link]


def _first_parts(value: object) -> list[str]:
    """Sections given as a list, or joined by commas in one string."""
    found = strings(value)
    return (found[0][:500].split(",") if len(found) == 1 else found)[:3]


def _candidate(reading: Reading, raw: str, source: str, weight: float, locator: str) -> Candidate:
    """A candidate spelt as the page prints it, where a step of its trail or the kicker is the same word."""
    text = " ".join(raw.split())
    printed = [*(_value(reading, "breadcrumbs") or []), _value(reading, "kicker")]
    text = next((other for other in printed if other and other.casefold() == text.casefold()), text)
    if "-" in text and text.islower() and " " not in text:
        weight -= 1.2  # an address's word
    return Candidate(text, source, weight, locator=locator, raw=raw, rejected_because=_unfit(reading, text))


def _value(reading: Reading, name: str) -> Any:
    choice = reading.choices.get(name)
    return choice.value if choice else None


def _unfit(reading: Reading, text: str) -> str | None:
    if not text or len(text) > _MAX_CHARACTERS or "://" in text:
        return "no label's length"
    if text.casefold() in _NOT_SECTIONS or not site.key(text) or text.isdigit():
        return "not a section's name"
    if site.key(text) in site.names(reading.document):
        return "the site's name"
    title = _value(reading, "title")
    if title and site.key(title) == site.key(text):
        return "the headline"
    return None


def find(reading: Reading) -> dict[str, Choice]:
    """section, breadcrumbs and series."""
    breadcrumbs = _breadcrumbs(reading)
    reading.choices["breadcrumbs"] = breadcrumbs
    candidates = weigh(reading, SIGNALS)
    section = Choice(None, candidates, 0.7)
    if candidates and candidates[0].rejected_because is None:
        best = candidates[0]
        agreeing = sum(site.key(other.value) == site.key(best.value) for other in candidates)
        section = Choice(best.value, candidates, min(0.95, 0.6 + 0.12 * agreeing))
    return {"section": section, "breadcrumbs": breadcrumbs, "series": _series(reading)}


def _breadcrumbs(reading: Reading) -> Choice:
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
    for node in chain((node for tag in _TRAIL_TAGS for node in document.all(tag)), boxes):
        attributes = document.attributes[node]
        if not attributes or document.ends[node] - node > _TRAIL_NODES:
            continue
        if _names_trail(" ".join([attributes.get(key) or "" for key in _TRAIL_ATTRIBUTES])[:300].lower()):
            steps = [document.text(step) for step in document.within(node, "li")]
            steps = steps or [document.text(link) for link in document.within(node, "a")]
            if steps:
                yield "markup", [step.strip(" /›»>|") for step in steps[:_MAX_STEPS]], node


def _names_trail(name: str) -> bool:
    return any(trail in name for trail in _TRAIL_NAMES)


def _without_story(reading: Reading, steps: list[str]) -> list[str]:
    """The trail without blanks, repeats and the story's own headline at its end."""
    kept = list(dict.fromkeys(step for step in steps if site.key(step) and len(step) <= _MAX_CHARACTERS))
    titles = {site.key(_value(reading, name) or "") for name in ("title", "seo_title")}
    return [step for step in kept if site.key(step) not in titles]


def _series(reading: Reading) -> Choice:
    document = reading.document
    for article in document.json_ld.articles[:2]:
        parts = article.get("isPartOf")
        for part in parts if isinstance(parts, list) else [parts]:
            whole = document.json_ld.resolve(part)
            if isinstance(whole, dict) and not _SERIES.isdisjoint(types_of(whole)):
                for name in strings(whole.get("name"))[:1]:
                    return Choice(name, [Candidate(name, "json_ld", 2.0, locator="isPartOf")], 0.9)
    if value := document.meta(*_SERIES_METAS):
        return Choice(value, [Candidate(value, "meta", 1.5, locator="series")], 0.8)
    first, _, last = about_headline(reading)
    for index in range(first, last):
        if found := _SERIES_LINE.fullmatch(document.passage_texts[index]):
            return Choice(found[1], [Candidate(found[1], "markup", 1.0, document.passages[index].start)], 0.7)
    return Choice(None, [], 0.8)

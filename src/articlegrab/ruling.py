"""What a site's own rules say of a page, put before all else: they mark, choose fields and name the story.

A selector that finds nothing leaves its field to the signals that work everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from articlegrab.document import Document, addresses
from articlegrab.document.selection import Selected, select, text_of
from articlegrab.fields import dates, images, teasers
from articlegrab.fields.authors import byline
from articlegrab.fields.dates import choose, signals
from articlegrab.reading import Candidate, Choice, Marks, Reading, Role, Story
from articlegrab.site_rules import Layout, Selector, Site, SiteRules

_SOURCE, _WEIGHT = "site_rule", 100.0
_SURE = 0.98
_ROLES: dict[str, Role] = {
    "title": "headline", "dek": "dek", "kicker": "kicker", "byline": "byline", "published": "date", "modified": "date",
    "tags": "tags", "strip": "stripped", "teasers": "teaser",
}  # fmt: skip
"""Whatever of these a rule finds is not the story's text."""
_NO_STORY = frozenset({"caption", "credit", "teaser"})

Rules = SiteRules | Layout


def begin(document: Document, rules: Rules | None) -> Reading:
    """A reading of the document, with the layout that the rules have for it, and its marks."""
    reading = Reading(document, Marks(document))
    if rules is None:
        return reading
    reading.layout = rules if isinstance(rules, Layout) else _own_layout(document, rules)
    for name, role in _ROLES.items():
        for selected in _selected(reading, name):
            if selected.value is None and selected.node > 0:
                reading.marks.overrule(selected.node, role, f"the site's rule for {name}: {selected.selector.text}")
    return reading


def decide(reading: Reading) -> None:
    """Let the rules choose the fields that have been found so far."""
    for name, found in _FIELDS.items():
        known = reading.choices.get(name)
        if known is None or (known.candidates and known.candidates[0].source == _SOURCE):
            continue
        if selected := _selected(reading, name):
            for field, value in found(reading, selected).items():
                if value not in (None, []):
                    reading.choices[field] = _chosen(value, selected[0], reading.choices.get(field, Choice(None)))


def story(reading: Reading) -> Story | None:
    """The story that the rules name; None where they name none, or where there is no text."""
    document = reading.document
    kept: set[int] = set()
    for selected in _selected(reading, "body"):
        kept.update(range(*document.passages_in(selected.node)))
    passages = [index for index in sorted(kept) if document.passage_texts[index] and _is_text(reading, index)]
    if not passages:
        return None
    for index, passage in enumerate(document.passages):
        if index not in kept:
            reading.marks.put(passage.start, "judged_out", "site_rule", "outside what the site's rule calls the body")
    scores = [1.0 if index in kept else 0.0 for index in range(len(document.passages))]
    return Story.of(document, passages, scores, by_rule=True)


def list_teasers(reading: Reading) -> list[dict[str, Any]]:
    """The teasers of a list page that the rules name; [] where they name none."""
    return _teasers(reading, _selected(reading, "teasers"), None)


def _own_layout(document: Document, rules: SiteRules) -> Layout | None:
    return layout_of(document, rules.for_host(addresses.host(document.base_url)))


def layout_of(document: Document, site: Site | None) -> Layout | None:
    """The first of a site's layouts that holds on the page's day and finds something, else the first that holds."""
    if site is None or len(site.layouts) < 2:
        return site.layouts[0] if site and site.layouts else None
    day = _day(document)
    holding = [layout for layout in site.layouts if day is None or layout.holds_on(day)]
    fitting = (layout for layout in holding if any(firing(document, layout).values()))
    return next(fitting, holding[0] if holding else None)


def firing(document: Document, layout: Layout) -> dict[Selector, int]:
    """How many elements each selector of a layout finds on a page."""
    return {
        selector: len(select(document, [selector]))
        for selectors in layout.selectors.values()
        for selector in selectors
    }


def _day(document: Document) -> date | None:
    """The day the page was fetched, where that is known, else the day it was published."""
    scratch = Reading(document, Marks(document))
    if fetched := choose.fetched(scratch):
        return datetime.fromtimestamp(fetched, UTC).date()
    scratch.choices["title"] = Choice(None)
    published = dates.find(scratch)["published"].value
    return published.date() if published else None


def _selected(reading: Reading, name: str) -> list[Selected]:
    layout = reading.layout
    return select(reading.document, layout.of(name)) if layout is not None and layout.of(name) else []


def _is_text(reading: Reading, index: int) -> bool:
    mark = reading.marks.covering(reading.document.passages[index].start)
    return mark is None or not (mark.certain or mark.role in _NO_STORY)


def _chosen(value: Any, selected: Selected, before: Choice) -> Choice:
    """The value that a rule found, before all candidates that it overruled."""
    node = selected.node if selected.value is None else None
    rule = selected.selector
    locator = f"{rule.text} ({rule.place})" if rule.place else rule.text
    winner = Candidate(value, _SOURCE, _WEIGHT, node, locator, selected.value)
    others = [other.rejected(other.rejected_because or "the site's rule goes first") for other in before.candidates]
    return Choice(value, [winner, *others], _SURE)


# Readers: what is selected for a field, as the values of the Article's fields ---------------------------------------


def _text(field: str) -> Callable[[Reading, list[Selected]], dict[str, Any]]:
    def read(reading: Reading, found: list[Selected]) -> dict[str, Any]:
        texts = (text_of(reading.document, selected) for selected in found)
        return {field: next(filter(None, texts), None)}

    return read


def _texts(field: str) -> Callable[[Reading, list[Selected]], dict[str, Any]]:
    def read(reading: Reading, found: list[Selected]) -> dict[str, Any]:
        texts = (text_of(reading.document, selected) for selected in found)
        return {field: list(dict.fromkeys(filter(None, texts)))}

    return read


def _byline(reading: Reading, found: list[Selected]) -> dict[str, Any]:
    credited, lines = byline.Credits(), []
    for selected in found:
        if line := text_of(reading.document, selected):
            lines.append(line)
            byline.add(credited, byline.read(line, trusted=True))
    return {"byline": lines[0] if lines else None, "authors": credited.authors, "contributors": credited.contributors}


def _moment(field: str) -> Callable[[Reading, list[Selected]], dict[str, Any]]:
    def read(reading: Reading, found: list[Selected]) -> dict[str, Any]:
        for selected in found:
            attributes = reading.document.attributes[selected.node] if selected.value is None else {}
            stated = [selected.value, attributes.get("datetime"), attributes.get("content")]
            for raw in (*filter(None, stated), text_of(reading.document, selected)):
                if moment := signals.read(raw.strip(), reading):
                    values = {field: moment.instant, f"{field}_raw": raw}
                    return values | ({"published_precision": moment.precision} if field == "published" else {})
        return {}

    return read


def _images(reading: Reading, found: list[Selected]) -> dict[str, Any]:
    shown: dict[str, dict[str, Any]] = {}
    for image in images.of_nodes(reading.document, [selected.node for selected in found]):
        shown.setdefault(image["url"], {**image, "position": len(shown), "is_lead": not shown})
    listed = list(shown.values())
    return {"images": listed, "lead_image": listed[0] if listed else None}


def _teasers(reading: Reading, found: list[Selected], place: Story | None) -> list[dict[str, Any]]:
    document = reading.document
    cards = teasers.of_nodes(document, [selected.node for selected in found])
    return [{**teasers.shown(document, card, place), "position": position} for position, card in enumerate(cards)]


_FIELDS: Mapping[str, Callable[[Reading, list[Selected]], dict[str, Any]]] = {
    **{name: _text(name) for name in ("title", "dek", "kicker", "section", "series", "description")},
    **{name: _texts(name) for name in ("breadcrumbs", "tags")},
    **{name: _moment(name) for name in ("published", "modified")},
    "byline": _byline,
    "images": _images,
    "teasers": lambda reading, found: {"teasers": _teasers(reading, found, reading.story)},
}

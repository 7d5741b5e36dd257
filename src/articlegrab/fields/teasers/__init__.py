"""Other stories that the page points to, as typed data: cards, lists under a heading, links like "Read also: …"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from articlegrab.document import HEADINGS, Document
from articlegrab.document.addresses import host
from articlegrab.fields import advertising, site
from articlegrab.fields.teasers import kinds, modules, parts, stories
from articlegrab.fields.teasers.cards import Card, Cards
from articlegrab.reading import Candidate, Choice, Reading, Story
from articlegrab.rules import Names
from articlegrab.words import letters

MAX_TEASERS = 500

_NO_PLACES = frozenset({"nav", "footer", "comments", "consent", "share"})
_MENU_DEPTH = 10
_LEAST_SITES, _MOST_SITES = 3, 30
"""Links of a list that is looked at for the sites it leads to."""
_SHOWN = ("kicker", "dek", "image", "byline", "published")
_NAV, _HEADLINE = Names.NAV.value, Names.HEADLINE.value
_NAMED = (Names.RELATED | Names.AD).value


def mark_teasers(reading: Reading) -> None:
    """Mark the cards of other stories, so that the body leaves them out.

    Needs neither headline nor story. A mark is certain where the card's own names, its module or its words call it a
    teaser; else likely. What holds a large part of the page's text is never marked.
    """
    document = reading.document
    cards = document.derived(Cards)
    whole = max(cards.lengths[-1], 1)
    for card in cards.found:
        share = cards.length(card.node) / whole
        if share > 0.35 or (share > 0.15 and not card.repeated):
            continue
        evidence = _evidence(document, card)
        if evidence is None and not card.repeated and not _is_shown(document, card):
            continue
        reading.marks.put(
            card.node, "teaser", "teaser_card", evidence or "shows another story", certain=evidence is not None
        )


def _is_shown(document: Document, card: Card) -> bool:
    """Whether a card has more to show than a linked line: a heading, a picture."""
    if document.derived(Cards).heading_of(card.title_node) is not None:
        return True
    return "img" in document.tags[card.node + 1 : document.ends[card.node]]


def _evidence(document: Document, card: Card) -> str | None:
    """Why a card is surely one; None where it only looks like it."""
    if card.lead_in or card.leads_on:
        return "announced as another story"
    if document.names[card.node] & _NAMED:
        return "named as a teaser"
    if (kind := document.derived(modules.Modules).of(card.node).kind) is not None:
        return f"in a module of kind {kind}"
    heading = document.derived(Cards).heading_of(card.title_node) if card.repeated else None
    if heading is not None and document.tags[heading] in ("h1", "h2", "h3", "h4"):
        return "one of several cards alike"
    return None


def from_markup(reading: Reading) -> Iterator[Candidate]:
    """Every card of the page."""
    document, story = reading.document, reading.story
    cards = document.derived(Cards)
    own = _own_places(reading)
    seen: dict[str, dict[str, Any]] = {}
    for card in cards.found:
        key = card.key
        if key in seen:
            _complete(document, seen[key], card)
            continue
        place = modules.placement(document, card.node, story.first, story.last, story.container)
        reason = _why_not(reading, card, place)
        value = _teaser(document, card, place, own) if reason is None else {"title": card.title, "url": card.url}
        if reason is None:
            seen[key] = value
        yield Candidate(value, "markup", 1.0, card.node, rejected_because=reason)


def _complete(document: Document, teaser: dict[str, Any], other: Card) -> None:
    """Add to the story before or after what a later card of it shows, one of several alike."""
    if teaser["kind"] == "next_up" and other.repeated:
        shown = _teaser(document, other, None)
        teaser.update({name: shown[name] for name in _SHOWN if teaser.get(name) is None and shown.get(name)})


def _own_places(reading: Reading) -> frozenset[int]:
    """The headings of modules that are rather lines of the page's own story, or the headline of another."""
    document = reading.document
    cards, found = document.derived(Cards).found, document.derived(modules.Modules)
    headings = {found.of(card.node).node: found.of(card.node).heading or "" for card in cards}
    titles = {letters(card.title) for card in cards if stories.is_long(card.title)}
    own, passages = _own_lines(reading), frozenset(reading.story.passages)
    return frozenset(
        node
        for node, text in headings.items()
        if node is not None
        and (
            letters(text) in titles
            or not passages.isdisjoint(range(*document.passages_in(node)))
            or (letters(text) in own and _is_of_page(reading, node))
        )
    )


def _own_lines(reading: Reading) -> frozenset[str]:
    """The keys of short lines that the page's own story has beside its text."""
    choices = reading.choices
    lines = [choices[name].value or "" for name in ("title", "dek") if name in choices]
    images = choices["images"].value if "images" in choices else []
    lines += (image.get("caption") or "" for image in images)
    return frozenset(letters(line) for line in lines if 0 < len(line) <= kinds.MAX_HEADING)


def _is_of_page(reading: Reading, heading: int) -> bool:
    """Whether a heading in the words of the page's own story is its: one over or in its text, one that is named a
    headline, one that leads to the page. A topic may be called as the story is."""
    document = reading.document
    if heading < reading.story.last or document.names[heading] & _HEADLINE:
        return True
    links = (document.closest(heading, "a"), next(document.within(heading, "a"), None))
    urls = (document.absolute(document.attributes[link].get("href")) for link in links if link is not None)
    own = document.derived(Cards).own
    return any(url is not None and stories.key(url) in own for url in urls)



SIGNALS = [from_markup]


def _why_not(reading: Reading, card: Card, place: str | None) -> str | None:
    """Why a card is none that a reader would call a teaser; None where it is one."""
    document = reading.document
    if place == "footer" and not _is_module(document, card):
        return "in the page's footer"
    if card.leads_on:
        return None
    if stories.is_call(card.title):
        return "a call to subscribe or order"
    if stories.is_job(card.title):
        return "a job"
    if kinds.holds_no_stories(document.derived(modules.Modules).of(card.node).heading):
        return "under a heading of no stories"
    mark = reading.marks.covering(card.link)
    if mark is not None and mark.certain and mark.role in _NO_PLACES:
        return f"inside {mark.role}"
    is_shown = _is_shown(document, card)
    if place == "header" and not is_shown and not _is_announced(document, card):
        return "a plain link over the article"
    if place == "header" and _is_in_menu(document, card):
        return "in a menu"
    if not is_shown and not card.repeated and _is_among_sites(document, card):
        return "one of a list of other sites"
    if place == "in_body" and not card.lead_in and not is_shown:
        if card.title[-1] == ":":
            return "leads in to what follows"
        if _is_reference(document, card):
            return "a reference in the text"
    if place == "in_body" and _is_in_caption(document, card):
        return "a link in a picture's caption"
    return None


def _is_announced(document: Document, card: Card) -> bool:
    """Whether a heading over a list announces its stories, and the page shows this one nowhere else."""
    found = document.derived(modules.Modules)
    if not card.repeated or found.showings[card.key] > 1 or (heading := found.of(card.node).heading) is None:
        return False
    return kinds.kind_of_heading(heading) not in (None, "sponsored")


def _is_among_sites(document: Document, card: Card) -> bool:
    """Whether a card is the only one in a list most of whose entries lead to the front pages of sites."""
    entries = document.parents[card.node]
    if document.tags[card.node] != "li" or document.tags[entries] not in ("ul", "ol"):
        return False
    links = list(islice(document.within(entries, "a"), _MOST_SITES))
    fronts = sum(_leads_to_front(document.attributes[link].get("href") or "") for link in links)
    return len(links) > _LEAST_SITES and 2 * fronts > len(links)


def _leads_to_front(href: str) -> bool:
    """Whether an address is a site's front page."""
    return "//" in href and "/" not in href.partition("//")[2].partition("?")[0].rstrip("/")


def _is_in_caption(document: Document, card: Card) -> bool:
    """Whether a card is but a link in the words below a picture, which leads elsewhere or nowhere itself."""
    if card.repeated or len(card.links) > 1:
        return False
    return document.closest(card.link, "figcaption") is not None


def _is_module(document: Document, card: Card) -> bool:
    """Whether a card is one of several alike, each with a heading or a picture, under a heading that announces them."""
    return (
        card.repeated
        and _is_shown(document, card)
        and document.derived(modules.Modules).of(card.node).kind not in (None, "sponsored")
    )


def _is_in_menu(document: Document, card: Card) -> bool:
    """Whether a card over the article is an entry of a menu: one that folds out, or a short heading in whatever is
    called a menu."""
    if any(map(stories.folds_out, _names_around(document, card.link))):
        return True
    if stories.is_long(card.title) or document.derived(Cards).heading_of(card.title_node) is None:
        return False
    return any(document.names[node] & _NAV for node in islice(document.ancestors(card.link), _MENU_DEPTH))


def _names_around(document: Document, node: int) -> Iterator[str]:
    """The classes of an element and of those around it."""
    for around in (node, *islice(document.ancestors(node), _MENU_DEPTH)):
        if document.tags[around] not in ("body", "html") and (name := document.attributes[around].get("class")):
            yield name


def _is_reference(document: Document, card: Card) -> bool:
    """Whether a linked line of the text leads to another site, by its address and names; one of several alike does only
    where the page tells its own, and no heading announces stories."""
    own, other = (host(url) or "" for url in (document.url or document.base_url, card.url))
    if own == other or site.of_one_house(own, other) or document.names[card.node] & _NAMED:
        return False
    if not card.repeated:
        return True
    return own != "" and document.derived(modules.Modules).of(card.node).kind is None


def find(reading: Reading) -> Choice:
    """The stories that the page points to, in page order, each address once."""
    found = list(from_markup(reading))
    kept = [candidate for candidate in found if candidate.rejected_because is None][:MAX_TEASERS]
    values = [{**candidate.value, "position": position} for position, candidate in enumerate(kept)]
    rejected = [candidate for candidate in found if candidate.rejected_because is not None]
    return Choice(values, kept + rejected, 0.8 if values else 0.5)


def list_teasers(document: Document) -> list[dict[str, Any]]:
    """The stories that a front or section page shows, in page order, each address once, as `models.Teaser` has them."""
    found: dict[str, dict[str, Any]] = {}
    for card in document.derived(Cards).found:
        key = card.key
        value = _teaser(document, card, "list")
        if key not in found and len(found) < MAX_TEASERS:
            found[key] = {**value, "position": len(found)}
        elif key in found:
            found[key].update({name: part for name, part in value.items() if found[key].get(name) is None})
    return list(found.values())


def of_nodes(document: Document, nodes: list[int]) -> Iterator[Card]:
    """The cards that these elements are: each with its first heading's link, else its first link with a text."""
    for node in nodes:
        heading = next(document.within(node, *HEADINGS), None)
        links = [node] if document.tags[node] == "a" else list(document.within(node, "a"))
        within = [link for link in links if heading is not None and document.contains(heading, link)]
        link = next((link for link in (*within, *links) if document.text(link)), None)
        url = document.absolute(document.attributes[link].get("href")) if link is not None else None
        if link is not None and url:
            title = heading if heading is not None and document.text(heading) else link
            yield Card(node, link, url, stories.key(url), document.text(title), title, links=links)


def shown(document: Document, card: Card, story: Story | None) -> dict[str, Any]:
    """A card as `models.Teaser` has it; `story` is the page's own, None on a list page."""
    if story is None:
        return _teaser(document, card, "list")
    return _teaser(document, card, modules.placement(document, card.node, story.first, story.last, story.container))


def _teaser(document: Document, card: Card, place: str | None, own: frozenset[int] = frozenset()) -> dict[str, Any]:
    heading, kind, node = document.derived(modules.Modules).of(card.node)
    if heading and kinds.kind_of_heading(heading) is None and node in own:
        heading = None
    url = document.absolute(card.url)
    if "sponsored" in (document.attributes[card.link].get("rel") or "") or advertising.is_bought(url):
        kind = "sponsored"
    if card.leads_on:
        heading, kind = None, "next_up"
    found = parts.read(document, card)
    if modules.is_bought(found.get("kicker")):
        found["is_bought"], found["kicker"] = True, None
    if found.pop("is_bought", False):
        kind = "sponsored"
    if kind is None:
        kind = "in_body" if place == "in_body" else "latest" if place == "list" else "related"
    return {
        "title": card.title,
        "url": url,
        **found,
        "kind": kind,
        "placement": place,
        "module": heading,
    }

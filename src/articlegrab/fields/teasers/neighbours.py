"""The stories before and after this one, where a <nav> of their own leads to them, or their links say so."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from articlegrab.document import Document
from articlegrab.fields.teasers import stories, titles
from articlegrab.rules import load, tokens
from articlegrab.words import letters

if TYPE_CHECKING:
    from articlegrab.fields.teasers.cards import Card, Cards

_MOST_LINKS = 4
"""Links in such a <nav>: two stories, each with its picture."""
_RELATIONS = frozenset({"prev", "previous", "next"})
_NAMES = tuple(load("vocab/teasers.toml")["neighbour_navs"])
_STORIES = frozenset({"post", "article", "story", "entry", "news"})
_MARKS = " :‹›«»<>←→❮❯⟵⟶"


def before_and_after(cards: Cards) -> Iterator[Card]:
    """The cards of the stories before and after; short headlines will do, as nothing else stands there."""
    document = cards.document
    every = document.all("a")
    related = {link for link in every if "rel" in document.attributes[link] and _is_related(document, link)}
    if named := _named_boxes(document, every):
        related |= {link for link in every if not named.isdisjoint(_around(document, link))}
    yield from cards.joined([card for link in sorted(related) if (card := _card(cards, link))])
    for nav in document.all("nav"):
        first, end = bisect_left(every, nav), document.ends[nav]
        links = [link for link in every[first : first + _MOST_LINKS + 1] if link < end]
        if 0 < len(links) <= _MOST_LINKS and _leads_on(document, nav, links):
            yield from cards.joined([card for link in links if (card := _card(cards, link))])


def _is_related(document: Document, link: int) -> bool:
    """Whether a link says that it leads to the page before or after."""
    rel = document.attributes[link].get("rel")
    return rel is not None and not _RELATIONS.isdisjoint(rel.lower().split())


def _named_boxes(document: Document, links: list[int]) -> set[int]:
    """Those of the two elements around each of the links that are called the story before or after."""
    boxes = {document.parents[link] for link in links}
    boxes |= {document.parents[box] for box in boxes if box > 0}
    classes = ((box, document.attributes[box].get("class")) for box in boxes if box > 0)
    return {box for box, name in classes if name and ("prev" in name or "next" in name) and _calls_neighbour(name)}


def _around(document: Document, link: int) -> tuple[int, int]:
    """The two elements around a link."""
    box = document.parents[link]
    return box, document.parents[box]


def _calls_neighbour(name: str) -> bool:
    """Whether a class is that of the story before or after."""
    words = tokens(name)
    return len(_RELATIONS.intersection(words)) == 1 and not _STORIES.isdisjoint(words)


def _leads_on(document: Document, nav: int, links: list[int]) -> bool:
    """Whether a <nav> leads to the pages before and after: one of its links says so, or its own name."""
    if any(_is_related(document, link) for link in links):
        return True
    attributes = document.attributes[nav]
    name = "-".join(tokens(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"))
    return any(map(name.__contains__, _NAMES))


def _card(cards: Cards, link: int) -> Card | None:
    """A link as a story's card; None where it leads to another page of this story or of a list."""
    document = cards.document
    href = document.attributes[link].get("href")
    address = cards.page_address(href) if href else None
    if address is None or any(address[1].startswith(f"{own}/") for own in cards.own):
        return None
    heading = titles.heading_in(document, link)
    node = next((node for node in (heading, titles.named_alone(document, link)) if node is not None), link)
    text = _title(document, node)
    if len(text) < stories.LEAST_LETTERS or stories.is_button(text) or stories.is_call(text):
        return None
    if cards.is_own_title(text) or not (node != link or stories.is_title(text) or _is_of(address, text)):
        return None
    card = cards.bare(link, address, titles.Title(text), node)
    card.leads_on = True
    return card


def _is_of(address: tuple[str, str], text: str) -> bool:
    """Whether an address is a story's, or ends in the words of its headline."""
    return stories.is_story(address[0]) or letters(text) in letters(address[1].rpartition("/")[2])


def _title(document: Document, node: int) -> str:
    """The headline after the label that calls it the story before or after."""
    if stories.is_pager(document.text(node).strip(_MARKS)):
        return ""
    whole = [at for at in range(node, document.ends[node]) if document.texts[at] and not document.texts[at].isspace()]
    texts = whole
    while len(texts) > 1 and stories.is_pager(document.text(texts[0], texts[0] + 1).strip(_MARKS)):
        texts = texts[1:]
    if texts is whole:
        return titles.of_link(document, node).text
    return titles.cleaned(stories.without_pager(document.text(texts[0], document.ends[node])))

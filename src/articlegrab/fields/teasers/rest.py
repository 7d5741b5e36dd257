"""The rest of a list: a link of few words, or to an address that tells little, among cards of its own make."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from articlegrab.document import Document
from articlegrab.fields.teasers import stories, titles

if TYPE_CHECKING:
    from articlegrab.fields.teasers.cards import Card, Cards

_LEAST_LIST = 2
"""Cards that make a list, before links of less words join it."""
_NEAR = 4
_BOXES = 6
"""Elements around a link, one of which is its list."""
_MAX_TEXT = 400
"""Characters of text that the list alone makes a card; more may be the story itself."""


def of_lists(cards: Cards, found: list[Card], links: list[int]) -> list[Card]:
    """Those of the links passed over that stand in a list of the cards found, made as these are."""
    document = cards.document
    counted = Counter(_make(document, card.link) for card in found)
    makes = {make for make, count in counted.items() if count >= _LEAST_LIST}
    if not makes:
        return []
    taken = {link for card in found for link in card.links}
    keys = {card.key for card in found}
    boxes = {box for card in found for box in islice(document.ancestors(card.link), _BOXES)}
    folders = frozenset(filter(None, (stories.folder(card.key) for card in found)))
    short = [
        card
        for link in links
        if link not in taken and _make(document, link) in makes
        if not boxes.isdisjoint(islice(document.ancestors(link), _BOXES))
        if (card := _card(cards, link, folders)) and card.key not in keys
    ]
    return _in_lists(cards, found, short) if short else []


def _make(document: Document, link: int) -> tuple[str, str, str]:
    """What a link has in common with those of its list."""
    tags, parents = document.tags, document.parents
    parent = parents[link]
    return tags[parent], tags[parents[parent]], document.attributes[link].get("class") or ""


def _card(cards: Cards, link: int, folders: frozenset[str]) -> Card | None:
    """A link as the card that it would be in a list of stories in these folders."""
    document = cards.document
    href = document.attributes[link].get("href")
    address = cards.page_address(href, folders) if href else None
    if address is None:
        return None
    heading = titles.heading_in(document, link)
    title_node = link if heading is None else heading
    title = titles.of_short(document, link) if heading is None else titles.read(document, heading)
    if not _is_short_title(title.text):
        return None
    if title_node == link and cards.heading_of(link) is None and not cards.fills_its_line(link):
        return None
    return cards.card(link, *address, title, title_node)


def _is_short_title(text: str) -> bool:
    """Whether a text has letters enough for a word: no page number, no date, no clock, no host, no button."""
    if not stories.LEAST_LETTERS <= len(text) <= stories.MAX_TITLE or stories.is_button(text):
        return False
    return sum(map(str.isalpha, text)) * 2 > len(text) and (" " in text or "." not in text[1:-1])


def _in_lists(cards: Cards, found: list[Card], short: list[Card]) -> list[Card]:
    """The short ones in lists that hold no more of them than of the cards found; what only its place speaks for
    weighs double."""
    document = cards.document
    together = cards.joined(sorted([*found, *short], key=lambda card: card.link))
    starts = [card.link for card in together]
    surely = {card.link for card in found}
    lists: dict[int, list[tuple[Card, int]]] = {}
    for index, card in enumerate(together):
        node = cards.grow(card, starts, index)
        lists.setdefault(document.parents[node], []).append((card, node))
    kept = []
    for members in lists.values():
        whole = [node for card, node in members if card.link in surely]
        rest = [card for card, node in members if card.link not in surely and _has_likes(cards, node, whole)]
        if sum(_weight(card) for card in rest) <= len(whole):
            kept += rest
    return kept


def _has_likes(cards: Cards, node: int, others: list[int]) -> bool:
    """Whether a short element has others just like it near it in its list."""
    at = bisect_left(others, node)
    if cards.length(node) > _MAX_TEXT:
        return False
    return sum(cards.are_alike(node, other) for other in others[max(0, at - _NEAR) : at + _NEAR]) >= _LEAST_LIST


def _weight(card: Card) -> int:
    return 1 if stories.is_title(card.title) or stories.is_story(card.url) else 2

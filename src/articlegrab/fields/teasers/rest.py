"""The rest of a list: a link of few words, or to an address that tells little, among cards of its own make."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from articlegrab.document import Document
from articlegrab.fields.teasers import own_line, stories, titles
from articlegrab.fields.teasers.kinds import kind_of_heading
from articlegrab.fields.teasers.reach import Reach, are_alike

if TYPE_CHECKING:
    from articlegrab.fields.teasers.cards import Card, Cards

_LEAST_LIST = 2
"""Cards that make a list, before links of less words join it."""
_NEAR = 4
_BOXES = 6
"""Elements around a link, one of which is its list."""
_MAX_TEXT = 400
"""Characters of text that the list alone makes a card; more may be the story itself."""
_ICON = 60
"""Pixels of a picture that shows nothing of a story."""
_MAX_NAME = 300
"""Characters of a class that are looked at."""


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
        if (card := card_of(cards, link, folders)) and card.key not in keys
    ]
    return _in_lists(cards, found, short) if short else []


def _make(document: Document, link: int) -> tuple[str, str, str]:
    """What a link has in common with those of its list."""
    tags, parents = document.tags, document.parents
    parent = parents[link]
    name = document.attributes[link].get("class")
    return tags[parent], tags[parents[parent]], _without_numbers(name[:_MAX_NAME]) if name else ""


@lru_cache(maxsize=4096)
def _without_numbers(name: str) -> str:
    """A class without the words that tell one story from another: "entry post-4711"."""
    return " ".join(word for word in name.split() if not word[-1].isdigit())


def card_of(cards: Cards, link: int, folders: frozenset[str]) -> Card | None:
    """A link as the card that it would be in a list of stories in these folders."""
    document = cards.document
    href = document.attributes[link].get("href")
    address = cards.page_address(href, folders) if href else None
    if address is None:
        return None
    heading = titles.heading_in(document, link)
    title_node = link if heading is None else heading
    title = titles.of_short(document, link) if heading is None else titles.read(document, heading)
    if not _is_short_title(title.text) or (kind_of_heading(title.text) and not stories.is_story(href or "")):
        return None
    if title_node == link and cards.heading_of(link) is None and not own_line.is_own(cards, link):
        return None
    if cards.is_own_title(title.text) or cards.is_elsewhere(link, may_be_entry=_may_be_entry(href or "", title.whole)):
        return None
    return cards.bare(link, address, title, title_node)


def _may_be_entry(href: str, title: str) -> bool:
    """Whether a link may be a menu's: a short one that leads to no story, or a single word."""
    if stories.is_long(title):
        return False
    return not stories.is_story(href) or (" " not in title and stories.has_spaces(title))


def _is_short_title(text: str) -> bool:
    """Whether a text has letters enough for a word: no page number, no date, no clock, no host, no button."""
    if not stories.LEAST_LETTERS <= len(text) <= stories.MAX_TITLE or stories.is_button(text):
        return False
    return sum(map(str.isalpha, text)) * 2 > len(text) and (" " in text or "." not in text[1:-1])


def _in_lists(cards: Cards, found: list[Card], short: list[Card]) -> list[Card]:
    """The short ones in lists that hold no more of them than of the cards found; those that lead to a story's address
    or have a picture or a day weigh half, what only its place speaks for weighs double."""
    document = cards.document
    together = cards.joined(sorted([*found, *short], key=lambda card: card.link))
    reach = Reach(cards, together)
    surely = {card.link for card in found}
    lists: dict[int, list[tuple[Card, int]]] = {}
    for index, card in enumerate(together):
        node = reach.of(index)
        lists.setdefault(document.parents[node], []).append((card, node))
    kept = []
    for members in lists.values():
        whole = [node for card, node in members if card.link in surely]
        rest = [(card, node) for card, node in members if card.link not in surely and _has_likes(cards, node, whole)]
        if sum(_weight(cards.document, card, node) for card, node in rest) <= 2 * len(whole):
            kept += [card for card, _ in rest]
    return kept


def _has_likes(cards: Cards, node: int, others: list[int]) -> bool:
    """Whether a short element has others just like it near it in its list."""
    at = bisect_left(others, node)
    if cards.length(node) > _MAX_TEXT:
        return False
    return sum(_are_alike(cards, node, other) for other in others[max(0, at - _NEAR) : at + _NEAR]) >= _LEAST_LIST


def _are_alike(cards: Cards, node: int, other: int) -> bool:
    """Whether two elements are of one make; entries of one list are, however its stripes are called."""
    document = cards.document
    tags, parents = document.tags, document.parents
    return (tags[node] == "li" == tags[other] and parents[node] == parents[other]) or are_alike(document, node, other)


def _shows(document: Document, node: int) -> bool:
    """Whether an element has a day, or a picture that is no icon."""
    widths = (document.attributes[each].get("width") or "" for each in document.within(node, "img"))
    return "time" in document.tags[node : document.ends[node]] or any(
        not width.isdecimal() or int(width[:6]) > _ICON for width in widths
    )


def _weight(document: Document, card: Card, node: int) -> int:
    if stories.is_story_of(card.url, card.title) or _shows(document, node):
        return 1
    return 2 if stories.is_title(card.title) or stories.is_story(card.url) else 4

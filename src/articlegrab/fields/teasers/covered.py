"""Cards whose link is empty and lies over them, or says "Read more", beside a headline that is no link itself."""

from __future__ import annotations

from functools import cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from articlegrab.document import HEADINGS
from articlegrab.fields.teasers import stories, titles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from articlegrab.fields.teasers.cards import Card, Cards

_MOST_WRAPPERS = 3
"""Elements around the link, one of which is the card."""
_SHOWN = frozenset({"img", "picture", "time"})
_MAX_TEXT = 300
"""Characters of text in a card."""
_MAX_INDENTED = 2_000
"""The same, with all white space."""


def of_links(cards: Cards, found: list[Card], links: list[int]) -> Iterator[Card]:
    """The cards under these links, which hold nothing or a button's words, beside those found; a lone button may be
    that of a notice."""
    under = list(_under(cards, {card.key for card in found}, links))
    buttons = sum(cards.length(card.link) > 0 for card in under)
    yield from (card for card in under if buttons > 1 or cards.length(card.link) == 0)


def _under(cards: Cards, keys: set[str], links: list[int]) -> Iterator[Card]:
    """The cards under these links whose address is none of the keys."""
    silent = cache(partial(_silent_or_long, cards))
    for link in links:
        href = cards.document.attributes[link].get("href")
        address = cards.story_address(href) if href else None
        if address is None or address[1] in keys or (heading := _headline_beside(cards, link, silent)) is None:
            continue
        title = titles.read(cards.document, heading)
        if stories.is_title(title.text) and (card := cards.card(link, *address, title, heading)):
            keys.add(card.key)
            yield card


def _silent_or_long(cards: Cards, box: int) -> set[str | None]:
    """The addresses in an element of links without words, or with as many as a headline."""
    document = cards.document
    found = set()
    for link in document.within(box, "a"):
        length = cards.length(link)
        if length == 0 or (length >= stories.MIN_TITLE and len(document.text(link)) >= stories.MIN_TITLE):
            found.add(document.attributes[link].get("href"))
    return found


def _headline_beside(cards: Cards, link: int, silent: Callable[[int], set[str | None]]) -> int | None:
    """The first heading in the smallest element around such a link that has one, where every link to elsewhere has
    words, but fewer than a headline; the only heading of a card's length, where the link has words too."""
    document, box = cards.document, link
    for _ in range(_MOST_WRAPPERS):
        box = document.parents[box]
        if box <= 0 or document.tags[box] in ("body", "main"):
            return None
        if (heading := next(document.within(box, *HEADINGS), None)) is not None:
            if document.tags[heading] == "h1" or document.closest(heading, "a") is not None:
                return None
            href = document.attributes[link]["href"] or ""
            if cards.length(link) and not cards.is_here(href):
                return None
            if cards.length(link) and not _is_card(cards, box) and not _is_card(cards, box := document.parents[box]):
                return None
            return heading if silent(box) <= {href} else None
    return None


def _is_card(cards: Cards, box: int) -> bool:
    """Whether an element has one heading, no more text than a card, and a picture or a day."""
    document = cards.document
    if cards.length(box) > _MAX_INDENTED or _SHOWN.isdisjoint(document.tags[box : document.ends[box]]):
        return False
    headings = sum(1 for _ in islice(document.within(box, *HEADINGS), 2))
    return headings == 1 and len(document.text(box)) <= _MAX_TEXT

"""How far a card reaches: the element around its links that shows no other story."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from articlegrab.document import Document
from articlegrab.fields.teasers import own_line, titles

if TYPE_CHECKING:
    from articlegrab.fields.teasers.cards import Card, Cards

_MAX_CARD = 320
"""Characters of text in a card that has no like beside it."""
_MAX_OPENING = 1_600
"""Characters of text in a card that gives the first paragraphs of its story."""
_MAX_CLIMB = 9
_FRAMES = frozenset({"body", "main", "nav"})
_COUNT = re.compile(r"\d+")


class Reach:
    """How far these cards reach, which are in page order."""

    def __init__(self, cards: Cards, found: list[Card]) -> None:
        self.cards = cards
        self.document = cards.document
        self.found = found
        self._starts = [card.link for card in found]
        self._siblings: dict[int, list[int]] = {}

    def of(self, index: int) -> int:
        """The largest element around the links of a card that shows no other story and not the page's own."""
        cards, document, card = self.cards, self.document, self.found[index]
        before = self._last_link(self.found[index - 1]) if index else -1
        after = self.found[index + 1].links[0] if index + 1 < len(self.found) else len(document.tags)
        best = node = card.links[0]
        roomy = _MAX_CARD + 3 * len(card.title)
        for _ in range(_MAX_CLIMB):
            node = document.parents[node]
            if node <= 0 or document.tags[node] in _FRAMES:
                break
            end = document.ends[node]
            if before >= node or after < end or any(node <= headline < end for headline in cards.headlines):
                break
            if card.lead_in and own_line.goes_on(document, node, card.links[-1]):
                break
            length = cards.length(node)
            is_long = length > _MAX_OPENING
            if length > roomy and ((is_long and self._is_part_of_page(node)) or not self._has_like(node)):
                if is_long:
                    break
                continue
            best = node
        return best

    def _is_part_of_page(self, node: int) -> bool:
        """Whether an element is of no make, but has a name of its own, as the parts of a page have: no number of a row,
        "post-1" beside "post-2"."""
        attributes = self.document.attributes[node]
        own = attributes.get("id")
        if attributes.get("class") or not own:
            return False
        named = (self.document.attributes[other].get("id") or "" for other in self._beside(node))
        return not any(own != name and _COUNT.sub("", own) == _COUNT.sub("", name) for name in named)

    def _last_link(self, card: Card) -> int:
        """The last of a card's links, but for a label that may be another card's."""
        links = (link for link in reversed(card.links) if not titles.is_label(self.document, link))
        return max(card.link, next(links, card.link))

    def _has_like(self, node: int) -> bool:
        """Whether an element next to this one, or next but one, is of its make and shows a story too."""
        document, starts = self.document, self._starts
        return any(
            are_alike(document, node, other) and bisect_left(starts, document.ends[other]) > bisect_left(starts, other)
            for other in self._beside(node)
        )

    def _beside(self, node: int) -> list[int]:
        """The elements next to this one, and next but one."""
        document, parent = self.document, self.document.parents[node]
        siblings = self._siblings.get(parent)
        if siblings is None:
            siblings = self._siblings[parent] = [child for child in document.children(parent) if document.tags[child]]
        at = bisect_left(siblings, node)
        return [*siblings[max(0, at - 2) : at], *siblings[at + 1 : at + 3]]


def are_alike(document: Document, first: int, second: int) -> bool:
    """Whether two elements have the same parent, tag and (but for a word) class."""
    if document.parents[first] != document.parents[second] or document.tags[first] != document.tags[second]:
        return False
    one, two = (document.attributes[node].get("class") or "" for node in (first, second))
    return one == two or not set(one.split()).isdisjoint(two.split())

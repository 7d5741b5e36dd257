"""Where a teaser stands and under which heading: the module it belongs to, and so its kind."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from articlegrab.document import Document
from articlegrab.fields.teasers import stories
from articlegrab.fields.teasers.cards import MAX_LINKS, Cards
from articlegrab.fields.teasers.kinds import DENSE, MAX_HEADING, holds_no_stories, kind_of_heading, labels_slot
from articlegrab.rules import Names, tokens

_MAX_DENSE = 8
"""Characters of a label in scripts without spaces, where a word may be a part of another."""
_MAX_CLIMB = 7
_REACH = 60
_SMALL_ELEMENT = 12
_MAX_SHARE = 300
"""Characters of what holds but buttons to share the page."""
_HEADLINE = Names.HEADLINE.value
_FOOTER, _RELATED = Names.FOOTER.value, Names.RELATED.value
_SHARE = Names.SHARE.value
_SIDEBAR, _NAV = Names.SIDEBAR.value, Names.NAV.value

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_NAMED_KINDS = {
    "sponsored": frozenset(
        {
            "sponsored",
            "taboola",
            "outbrain",
            "revcontent",
            "mgid",
            "promoted",
            "zergnet",
            "ligatus",
            "plista",
            "partner",
        }
    ),
    "most_read": frozenset({"mostread", "popular", "trending", "mostviewed", "viewed", "most", "topstories", "top"}),
    "latest": frozenset({"latest", "recent", "newsticker", "ticker", "breaking"}),
    "next_up": frozenset({"next", "upnext", "nextup", "previous"}),
    "recommended": frozenset(
        {"recommended", "recommendation", "recommendations", "recommends", "recirc", "recirculation", "picks"}
    ),
    "more_from": frozenset({"morefrom", "morestories", "more"}),
}
_DRUPAL_STATES = frozenset({"promoted"})
"""What Drupal calls any node that its editors have put on the front page."""


class Module(NamedTuple):
    """The printed heading over a list of stories, the kind that it or the list's name tells, and where it stands."""

    heading: str | None = None
    kind: str | None = None
    node: int | None = None


class Modules:
    """The modules of a page, each looked at once however many cards it has."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._headings: dict[int, list[tuple[int, str]]] = {}
        self._found: dict[int, Module] = {}
        self._named: dict[int, str | None] = {}
        self._children: dict[int, list[int]] = {}
        self._before: dict[int, int | None] = {}
        cards = document.derived(Cards)
        self._cards = {card.node: document.ends[card.node] for card in cards.found}
        self._starts = list(self._cards)
        self.showings = Counter(card.key for card in cards.found)
        self._length, self._is_own, self._headlines = cards.length, cards.is_own_title, cards.headlines
        self._titles = {cards.heading_of(card.title_node) for card in cards.found}

    def of(self, card: int) -> Module:
        """The module around a card."""
        if card not in self._found:
            self._found[card] = self._around(card)
        return self._found[card]

    def _around(self, card: int) -> Module:
        document, node, named = self.document, card, None
        if (opening := self._opening(card)) is not None:
            return self._under(opening, None)
        for _ in range(_MAX_CLIMB):
            parent = document.parents[node]
            if parent < 0 or document.tags[parent] in ("body", "html", "main"):
                return self._under(self._just_before(node), named)
            near = self._just_before(node) if document.ends[parent] - parent > _REACH else None
            if near and kind_of_heading(document.text(near)):  # too far in a text to be come upon from its start
                return self._under(near, None)
            if parent not in self._headings:
                self._headings[parent] = list(self._look(parent))
                self._named[parent] = named_kind(document, parent)
            named = named or self._named[parent]
            before = (
                (index, text)
                for index, text in reversed(self._headings[parent])
                if index < card and (document.ends[index] <= card or index == parent)
            )
            index, heading = next(before, None) or (parent, self._tab_of(parent))
            if heading and self._heads_others(index, card):
                return Module(kind=named)
            if heading:
                kind = kind_of_heading(heading) or named
                return Module(kind=kind) if self._is_aside(index) else Module(heading, kind, index)
            node = parent
        return Module(kind=named)

    def _under(self, heading: int | None, named: str | None) -> Module:
        """The module under a heading, whose own name tells this kind."""
        if heading is None:
            return Module(kind=named)
        text = self.document.text(heading)
        return Module(text, kind_of_heading(text) or named, heading)

    def _heads_others(self, heading: int, card: int) -> bool:
        """Whether a heading stands with cards of its own in a section without this card."""
        section = self.document.closest(heading, "section", "aside")
        if section is None or card < (end := self.document.ends[section]):
            return False
        at = bisect_left(self._starts, heading)
        return at < len(self._starts) and self._starts[at] < end

    def _tab_of(self, panel: int) -> str | None:
        """The words of the tab that shows a panel, where they tell what it holds; the page's own story is in none."""
        name = self.document.attributes[panel].get("id")
        tab = self._tabs.get(name) if name else None
        holds_story = tab and any(self.document.contains(panel, headline) for headline in self._headlines)
        return None if holds_story else tab

    @cached_property
    def _tabs(self) -> dict[str, str]:
        """What the links to a place in the page say of it."""
        document, found = self.document, {}
        for link in document.all("a")[:MAX_LINKS]:
            href = document.attributes[link].get("href")
            if href and href[0] == "#" and len(href) > 1 and self._length(link) <= MAX_HEADING:
                text = document.text(link)
                if kind_of_heading(text) or holds_no_stories(text):
                    found[href[1:]] = text
        return found

    def _opening(self, card: int) -> int | None:
        """The heading that announces stories, where a module shows but one and so is the card itself."""
        document = self.document
        for index in range(card + 1, min(card + _SMALL_ELEMENT, document.ends[card])):
            if document.tags[index] in _HEADINGS:
                if index in self._titles:
                    return None
                text = document.text(index)
                return index if len(text) <= MAX_HEADING and kind_of_heading(text) else None
        return None

    def _just_before(self, node: int) -> int | None:
        """The heading that stands right before an element."""
        if node not in self._before:
            self._before[node] = self._look_before(node)
        return self._before[node]

    def _look_before(self, node: int) -> int | None:
        document = self.document
        beside = self._elements(document.parents[node])
        at = bisect_left(beside, node)
        previous = beside[at - 1] if at else -1
        if previous < 0 or document.tags[previous] not in _HEADINGS or previous in self._titles:
            return None
        if document.tags[previous : document.ends[previous]].count("a") > 1:
            return None  # tabs side by side
        return previous if self._may_head(document.text(previous)) else None

    def _may_head(self, text: str) -> bool:
        """Whether a heading is as short as a module's, and not the page's own headline among the others."""
        is_short = len(text) <= MAX_HEADING and any(map(str.isalpha, text))
        return is_short and (not stories.is_title(text) or not self._is_own(text) or kind_of_heading(text) is not None)

    def _elements(self, parent: int) -> list[int]:
        if parent < 0:
            return []
        if parent not in self._children:
            self._children[parent] = [child for child in self.document.children(parent) if self.document.tags[child]]
        return self._children[parent]

    def _look(self, module: int) -> Iterator[tuple[int, str]]:
        """The short headings, and words that open a module, in an element but outside the cards in it."""
        document = self.document
        label = document.attribute(module, "aria-label")
        if label and len(label) <= MAX_HEADING and kind_of_heading(label):
            yield module, label
        tags, names, ends, texts = document.tags, document.names, document.ends, document.texts
        index, end = module + 1, ends[module]
        for _ in range(_REACH):
            if index >= end:
                break
            if index in self._cards:
                index = self._cards[index]
                continue
            tag = tags[index]
            if tag and document.attributes[index].get("role") == "tablist":
                yield from self._shown_tab(index)
                index = ends[index]
                continue
            if tag == "li" and self._length(index) > MAX_HEADING:
                index = ends[index]  # its headings are its own
                continue
            if not tag:
                if (
                    2 < len(texts[index]) <= MAX_HEADING
                    and (text := document.text(index))
                    and kind_of_heading(text)
                    and not labels_slot(text)
                ):
                    yield index, text
            elif (
                tag in _HEADINGS or (names[index] & _HEADLINE and ends[index] - index < _SMALL_ELEMENT)
            ) and index not in self._titles:
                text = document.text(index)
                if self._may_head(text) and not labels_slot(text):
                    yield index, text
            index += 1

    def _is_aside(self, heading: int) -> bool:
        """Whether a heading is a part of the page's own headline, or stands over the buttons to share the page."""
        document, parent = self.document, self.document.parents[heading]
        if any(document.names[node] & _SHARE and self._length(node) <= _MAX_SHARE for node in (heading, parent)):
            return True
        return document.closest(parent, "h1") in self._headlines[:1]

    def _shown_tab(self, tabs: int) -> Iterator[tuple[int, str]]:
        """The tab whose panel is shown, which is the first where none says so."""
        document = self.document
        every = [tab for tab in range(tabs, document.ends[tabs]) if document.attributes[tab].get("role") == "tab"]
        chosen = next((tab for tab in every if document.attributes[tab].get("aria-selected") == "true"), None)
        for tab in every[:1] if chosen is None else [chosen]:
            if kind_of_heading(text := document.text(tab)):
                yield tab, text


def is_bought(label: str | None) -> bool:
    """Whether a card's label says that it is bought."""
    if label is None or (len(label) > _MAX_DENSE and DENSE.search(label)):
        return False
    return kind_of_heading(label) == "sponsored"


def is_pager(label: str) -> bool:
    """Whether a card's label only leads on, or says which list it stands in: "Previous post", "Related:"."""
    kind = kind_of_heading(label)
    return stories.is_pager(label) or kind == "next_up" or (kind is not None and label[-1:] in ":：")


def named_kind(document: Document, node: int) -> str | None:
    """The kind that an element's class or id tells."""
    attributes = document.attributes[node]
    value = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:300]
    if value == " ":
        return None
    words = set(tokens(value))
    if "node" in words:
        words -= _DRUPAL_STATES
    for kind, known in _NAMED_KINDS.items():
        if not known.isdisjoint(words) and (kind != "most_read" or "most" in words or "top" not in words):
            return kind
    return None


def placement(document: Document, card: int, first: int, last: int, container: int) -> str | None:
    """Where a card stands as seen from the story that spans `first:last`."""
    in_footer = False
    for node in (card, *document.ancestors(card)):
        tag, flags = document.tags[node], document.names[node]
        if tag in ("article", "main"):
            in_footer = False  # an article's footer, not the page's
        if document.contains(node, first):
            in_footer = in_footer and document.closest(node, "article", "main") is None
            break
        if tag == "footer" or (flags & _FOOTER and not flags & _RELATED):
            in_footer = True
        elif in_footer:
            continue
        elif (tag == "aside" or flags & _SIDEBAR) and not document.contains(container, card):
            return "sidebar"
        elif card < first and (tag in ("nav", "header") or flags & _NAV):
            return "header"
    if in_footer:
        return "footer"
    if first <= card < last:
        return "in_body"
    return "after_body" if card >= last else "header"

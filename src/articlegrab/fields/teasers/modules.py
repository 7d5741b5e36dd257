"""Where a teaser stands and under which heading: the module it belongs to, and so its kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from articlegrab.document import Document
from articlegrab.fields.teasers import stories
from articlegrab.fields.teasers.cards import Cards
from articlegrab.rules import Names, load, tokens

MAX_HEADING = 70
"""Characters of a module's heading."""
_MAX_DENSE = 8
"""Characters of a label in scripts without spaces, where a word may be a part of another."""
_MAX_CLIMB = 7
_REACH = 60
_SMALL_ELEMENT = 12
_HEADLINE = Names.HEADLINE.value
_FOOTER, _RELATED = Names.FOOTER.value, Names.RELATED.value
_SIDEBAR, _NAV = Names.SIDEBAR.value, Names.NAV.value

_WORDS = load("vocab/teasers.toml")
_SLOT_LABELS = frozenset(_WORDS["slot_labels"])
_NO_STORIES = frozenset(_WORDS["no_story_headings"])
_MODULES: dict[str, list[str]] = dict(_WORDS["modules"])
_RANK = {kind: rank for rank, kind in enumerate(_MODULES)}
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u9fff\uac00-\ud7af]")
_SPACED = {
    word.replace("’", "'"): kind for kind in reversed(_MODULES) for word in _MODULES[kind] if not _DENSE.search(word)
}
_UNSPACED = [(word, kind) for kind, words in _MODULES.items() for word in words if _DENSE.search(word)]
_OPENERS = frozenset(word.split()[0] for word in _SPACED)
_LONGEST = max(len(word.split()) for word in _SPACED)
_WORD = re.compile(r"[^\W_](?:[^\W_]|['-](?=[^\W_]))*+\.?")
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
    "next_up": frozenset({"next", "upnext", "nextup", "infinite", "previous"}),
    "recommended": frozenset(
        {"recommended", "recommendation", "recommendations", "recommends", "recirc", "recirculation", "picks"}
    ),
    "more_from": frozenset({"morefrom", "morestories", "more"}),
}


@lru_cache(maxsize=4096)
def kind_of_heading(heading: str) -> str | None:
    """The kind of module that a heading announces.

    >>> kind_of_heading("Most read in Sport"), kind_of_heading("Lesen Sie auch"), kind_of_heading("The harbour fire")
    ('most_read', 'related', None)
    """
    if not heading.isascii() and _DENSE.search(heading):
        return next((kind for word, kind in _UNSPACED if word in heading), None)
    words = _WORD.findall(heading.casefold().replace("’", "'"))
    found = {
        kind
        for start, word in enumerate(words)
        if word in _OPENERS
        for end in range(start + 1, min(len(words), start + _LONGEST) + 1)
        if (kind := _SPACED.get(" ".join(words[start:end])))
    }
    return min(found, key=_RANK.__getitem__, default=None)


class Modules:
    """The modules of a page, each looked at once however many cards it has."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._headings: dict[int, list[tuple[int, str]]] = {}
        self._found: dict[int, tuple[str | None, str | None]] = {}
        self._named: dict[int, str | None] = {}
        self._children: dict[int, list[int]] = {}
        cards = document.derived(Cards)
        self._cards = {card.node: document.ends[card.node] for card in cards.found}
        self._length = cards.length
        self._titles = {cards.heading_of(card.title_node) for card in cards.found}

    def of(self, card: int) -> tuple[str | None, str | None]:
        """The printed heading of the module around a card, and the kind that it or the module's name tells."""
        if card not in self._found:
            self._found[card] = self._around(card)
        return self._found[card]

    def _around(self, card: int) -> tuple[str | None, str | None]:
        document, node, named = self.document, card, None
        for _ in range(_MAX_CLIMB):
            parent = document.parents[node]
            if parent < 0 or document.tags[parent] in ("body", "html", "main"):
                heading = self._just_before(node)
                return heading, (kind_of_heading(heading) if heading else None) or named
            if parent not in self._headings:
                self._headings[parent] = list(self._look(parent))
                self._named[parent] = named_kind(document, parent)
            named = named or self._named[parent]
            before = (
                text
                for index, text in reversed(self._headings[parent])
                if index < card and (document.ends[index] <= card or index == parent)
            )
            if heading := next(before, None):
                return heading, kind_of_heading(heading) or named
            node = parent
        return None, named

    def _just_before(self, node: int) -> str | None:
        """The heading that stands right before an element."""
        document = self.document
        previous = next((other for other in reversed(self._elements(document.parents[node])) if other < node), -1)
        if previous < 0 or document.tags[previous] not in _HEADINGS or previous in self._titles:
            return None
        text = document.text(previous)
        return text if len(text) <= MAX_HEADING and any(map(str.isalpha, text)) else None

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
                if len(text) <= MAX_HEADING and any(map(str.isalpha, text)):
                    yield index, text
            index += 1


def labels_slot(text: str) -> bool:
    """Whether a text is but the label of a place for an advertisement: what follows it may be anything.

    >>> labels_slot("Advertisement"), labels_slot("- Anzeige -"), labels_slot("Sponsored stories")
    (True, True, False)
    """
    return text.casefold().strip(" -–—:.*0123456789[]()▼↓") in _SLOT_LABELS


def holds_no_stories(heading: str | None) -> bool:
    """Whether what stands under a heading is no story: comments, jobs, dates, other blogs.

    >>> holds_no_stories("Recent comments"), holds_no_stories("Comments on the budget")
    (True, False)
    """
    return heading is not None and heading.casefold().strip(" :.»>›→") in _NO_STORIES


def is_bought(label: str | None) -> bool:
    """Whether a card's label says that it is bought."""
    if label is None or (len(label) > _MAX_DENSE and _DENSE.search(label)):
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
    words = tokens(value)
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

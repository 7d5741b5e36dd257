"""Lists whose heading announces other stories ("Most read"): there a link of few words will do, or one to an address
of one word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from articlegrab.document import Document
from articlegrab.fields.teasers import rest, stories
from articlegrab.fields.teasers.kinds import MAX_HEADING, holds_no_stories, kind_of_heading

if TYPE_CHECKING:
    from articlegrab.fields.teasers.cards import Card, Cards

_MOST_WRAPPERS = 4
"""Elements around a heading, or around its list, that hold nothing else."""
_LEAST, _MOST = 2, 30
_MAX_ENTRY = 400
"""Characters in an entry: its headline, a day, the beginning of its text."""
_MAX_LINE = 40
"""Characters of a line that announces a list and is no heading."""
_LISTS = frozenset({"ul", "ol"})


def of_headings(cards: Cards, found: list[Card], headings: list[int]) -> Iterator[Card]:
    """The cards that the lists right under such headings, or lines, hold beside those found."""
    taken = {link for card in found for link in card.links}
    below = (
        node
        for heading in headings
        if (node := _list_below(cards.document, heading)) is not None and _announces(cards, heading)
    )
    for node in sorted({*below, *_labelled(cards.document)}):
        yield from _of_list(cards, node, taken)


def _labelled(document: Document) -> Iterator[int]:
    """The lists right after a short line that announces them."""
    for node in document.all(*_LISTS):
        at = bisect_left(document.passage_starts, node) - 1
        if at < 0 or not 2 < len(line := document.passage_texts[at]) <= _MAX_LINE:
            continue
        passage = document.passages[at]
        if passage.link_chars == 0 and passage.end <= node and _is_announcement(line) and not _goes_on(line):
            yield node


def _goes_on(line: str) -> bool:
    """Whether a line rather ends in the story's own list: "The latest figures:"."""
    return line.endswith(":") and kind_of_heading(line) in ("latest", "most_read")


def _announces(cards: Cards, heading: int) -> bool:
    document = cards.document
    if heading in cards.headlines[:1] or cards.length(heading) > 2 * MAX_HEADING:
        return False
    text = document.text(heading)
    return 0 < len(text) <= MAX_HEADING and _is_announcement(text)


def _is_announcement(text: str) -> bool:
    return kind_of_heading(text) is not None and not holds_no_stories(text)


def _list_below(document: Document, heading: int) -> int | None:
    """The list that stands next after a heading, whatever elements are around each of them."""
    tags, texts, ends, parents = document.tags, document.texts, document.ends, document.parents
    node, steps = heading, 0
    index = ends[heading]
    while index < len(tags) and steps <= 2 * _MOST_WRAPPERS:
        while index >= ends[parents[node]]:
            node, steps = parents[node], steps + 1
            if node <= 0 or steps > _MOST_WRAPPERS:
                return None
        if tags[index] in _LISTS:
            return index
        if tags[index]:
            steps += 1
        elif not texts[index].isspace():
            return None
        index += 1
    return None


def _of_list(cards: Cards, node: int, taken: set[int]) -> list[Card]:
    """The cards of a list nearly all of whose entries lead to one page each, and most of which read like headlines."""
    document = cards.document
    entries = [child for child in document.children(node) if document.tags[child] == "li"]
    if not _LEAST <= len(entries) <= _MOST:
        return []
    known, told, short = 0, 0, []
    for entry in entries:
        links = [link for link in document.within(entry, "a") if cards.length(link) > 1]
        if any(link in taken for link in links):
            known += 1
        elif links and cards.length(entry) <= _MAX_ENTRY and (card := _of_entry(cards, links)):
            short.append(card)
            told += stories.is_title(card.title) or stories.is_story_of(card.url, card.title)
    whole = known + len(short)
    return short if whole >= max(_LEAST, 0.7 * len(entries)) and 2 * (known + told) >= whole else []


def _of_entry(cards: Cards, links: list[int]) -> Card | None:
    """The card of an entry whose links all lead to one page."""
    addresses = {cards.document.attributes[link].get("href") for link in links}
    return rest.card_of(cards, max(links, key=cards.length), frozenset()) if len(addresses) == 1 else None

"""What a card prints in lines that nothing names: its kicker, its standfirst, the credit of its picture."""

from __future__ import annotations

import re
from typing import Any

from articlegrab.document import HEADINGS, Document
from articlegrab.dom import Passage
from articlegrab.fields.images import parting, wording
from articlegrab.fields.teasers import kinds, modules, stories, titles
from articlegrab.fields.teasers.cards import Card
from articlegrab.rules import Names
from articlegrab.words import letters

# fmt: off
_OTHER = (
    Names.NEWSLETTER | Names.COMMENTS | Names.SHARE | Names.CONSENT | Names.PAYWALL | Names.BYLINE | Names.DATE
    | Names.AUTHOR_BOX | Names.AD
).value
_HEADLINE, _KICKER = Names.HEADLINE.value, Names.KICKER.value
_NAMED = (Names.HEADLINE | Names.KICKER | Names.DEK).value
_CONTROLS = frozenset({"button", "form", "nav", "footer", "time"})
_MAX_LINES = 16
_KICKER_WORDS, _KICKER_SIZE = 4, 30
LEAST_DEK, _MOST_DEK = 40, 600
_MINUTES = re.compile(r"\d\s*(?:min(?:\b|ut)|мин|分)", re.IGNORECASE)
# fmt: on


def fill(document: Document, card: Card, found: dict[str, Any]) -> None:
    """Add to the parts of a card those that only the form and the place of its lines tell."""
    first, last = document.passages_in(card.node)
    title, end = card.title_node, document.ends[card.title_node]
    paragraphs: list[tuple[int, str]] = []
    for at in range(first, min(last, first + _MAX_LINES)):
        passage, text = document.passages[at], document.passage_texts[at]
        if title <= passage.start < end or text == card.title or _is_other(document, card, passage.container):
            continue
        if _is_bought(text, before=passage.end <= title):
            found["is_bought"] = True
        elif wording.is_labelled(text):
            _credit(text, found)
        elif is_kicker(text) and text not in found.values():
            if _heads(document, card, at, last):
                found.setdefault("kicker", text)
        elif passage.start >= end and (passage.link_chars * 2 < len(text) or _is_linked_text(card, passage, text)):
            after = after_label(document, passage.container)
            if after is not None and passage.start <= after:
                found.setdefault("kicker", document.text(passage.container, after))
                text = document.text(after, passage.end)
            paragraphs.append((document.parents[passage.container], text))
    _dek(paragraphs, found)


def after_label(document: Document, node: int) -> int | None:
    """Where a text begins that opens with a label in an element of its own, which is named a kicker, and no word of its
    first sentence."""
    end, label = document.ends[node], node + 1
    while label < end and not document.tags[label] and (not document.texts[label] or document.texts[label].isspace()):
        label += 1
    if label >= end or not document.tags[label] or document.names[label] & _NAMED != _KICKER:
        return None
    after = document.ends[label]
    is_apart = 1 < len(document.text(label)) <= _KICKER_SIZE and not titles.goes_on(document, after, end)
    return after if is_apart and LEAST_DEK <= len(document.text(after, end)) <= _MOST_DEK else None


def _is_linked_text(card: Card, passage: Passage, text: str) -> bool:
    """Whether a long line is a link of its own to the story."""
    return len(text) > titles.SENTENCES and any(passage.start - 1 <= link < passage.end for link in card.links)


def _heads(document: Document, card: Card, at: int, last: int) -> bool:
    """Whether a short line of a card is its kicker: a heading over the headline that leads to the same story, the link
    to a section, or a line over the headline of one of several cards."""
    passage, text, title = document.passages[at], document.passage_texts[at], card.title_node
    is_in_link = document.contains(card.link, passage.start)
    if document.tags[passage.container] in HEADINGS:
        return passage.end <= title and (is_in_link or _leads_to_story(document, card, passage.container))
    if passage.link_chars >= len(text) - 1 and not is_in_link:
        return _leads_to_section(document, passage, text)
    return card.repeated and passage.end <= title and at + 1 < last and document.passages[at + 1].end > title


def _is_bought(text: str, *, before: bool) -> bool:
    """Whether a line says that the card is bought; what labels a slot after the headline is about the next one."""
    return len(text) <= _KICKER_SIZE and modules.is_bought(text) and (before or not kinds.labels_slot(text))


def _is_other(document: Document, card: Card, node: int) -> bool:
    """Whether a line is a button's, a byline, a time: what stands around it up to the card says so."""
    while node > card.node:
        if document.names[node] & _OTHER or document.tags[node] in _CONTROLS:
            return True
        if document.attributes[node].get("role") == "button":
            return True
        node = document.parents[node]
    return False


def _leads_to_story(document: Document, card: Card, heading: int) -> bool:
    """Whether a heading over the headline is linked to the card's story, and of no higher rank than one that
    nothing names."""
    own = document.closest(card.title_node, *HEADINGS)
    if own is not None and document.tags[heading] < document.tags[own] and not document.names[own] & _HEADLINE:
        return False
    hrefs = (document.attributes[link].get("href") for link in document.within(heading, "a"))
    return any(href and card.url in (href, document.absolute(href)) for href in hrefs)


def _leads_to_section(document: Document, passage: Passage, text: str) -> bool:
    """Whether a line leads to an address that ends in its own words, and is no author's."""
    link = document.closest(passage.start, "a")
    folders = _folders(document, next(document.within(passage.container, "a"), None) if link is None else link)
    return letters(folders[-1]) == letters(text) and not _is_author(folders)


def leads_to_author(document: Document, node: int) -> bool:
    """Whether a line is a link to the pages of an author."""
    return _is_author(_folders(document, document.closest(node, "a")))


def _folders(document: Document, link: int | None) -> list[str]:
    href = (document.attributes[link].get("href") if link is not None else None) or ""
    return href.partition("?")[0].rstrip("/").lower().split("/")


def _is_author(folders: list[str]) -> bool:
    return folders[-1][:1] == "@" or not stories.AUTHORS.isdisjoint(folders)


def is_kicker(text: str) -> bool:
    """Whether a line is as short as the name of a section, and no number or time."""
    return (
        2 < len(text) <= _KICKER_SIZE
        and len(text.split()) <= _KICKER_WORDS
        and text[-1] not in ".!?…:"
        and "/" not in text
        and "_" not in text
        and not any(map(str.isdigit, text))
        and is_label(text)
    )


def is_label(text: str) -> bool:
    """Whether a line, however long, is neither a sentence nor so many minutes of reading, a credit, a button.

    >>> is_label("What the town paid for its mill"), is_label("Nobody was hurt."), is_label("3 min read")
    (True, False, False)
    """
    return (
        len(text) > 2
        and text[-1] not in ".!…:"
        and not _MINUTES.search(text)
        and not wording.names_agency(text)
        and not wording.is_labelled(text)
        and not stories.is_button(text)
    )


def _credit(text: str, found: dict[str, Any]) -> None:
    image = found.get("image")
    if image and not image["credit"]:
        caption, credit = parting.split(text)
        image.update(caption=image["caption"] if image["caption"] not in (None, text) else caption, credit=credit)


def _dek(paragraphs: list[tuple[int, str]], found: dict[str, Any]) -> None:
    """The first paragraph after the headline, with those that follow it in the same element."""
    known = found.get("dek")
    for index, (parent, text) in enumerate(paragraphs):
        if text == known or (known is None and len(text) >= LEAST_DEK):
            joined = text
            for other, more in paragraphs[index + 1 :]:
                if other != parent or len(joined) + len(more) > _MOST_DEK:
                    break
                joined += " " + more
            found["dek"] = " ".join(joined.split())
            return

"""A card's headline: which of its headings it is, and what stands beside it in the same line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.headline import pieces, take_apart
from articlegrab.fields.teasers import stories
from articlegrab.rules import Names

_HEADLINE = Names.HEADLINE.value
_KICKER = Names.KICKER.value
_DATE = Names.DATE.value
_MOST_HEADINGS = 4
_MAX_DAY = 36
_KICKER_WORDS = 6
_SENTENCES = 100
"""Characters from which what ends in a full stop is a text below the headline."""
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?: Uhr)?\s*[|•·–-]?\s+(?=\D)")
_ARROWS = "←→↑↓➔➜➤►▶◄◀⟵⟶⇐⇒\u00a0 "
_QUOTES = (("«", "»"), ("»", "«"), ("‹", "›"), ("›", "‹"), ("<", ">"), (">", "<"))
_ANGLES = frozenset(mark for mark, _ in _QUOTES)
_DOUBLED = ("<<", ">>")
_DASHES = frozenset("-–—")


@dataclass(frozen=True, slots=True)
class Title:
    """A headline, the kicker before it in the same heading, and whether words like "Read also" stand there."""

    text: str
    kicker: str | None = None
    lead_in: bool = False

    @property
    def whole(self) -> str:
        return f"{self.kicker} {self.text}" if self.kicker else self.text


def heading_in(document: Document, node: int) -> int | None:
    """The heading in an element that is its headline."""
    best = None
    for heading in islice(document.within(node, *HEADINGS), _MOST_HEADINGS):
        if best is None or outranks(document, heading, best):
            best = heading
    return best


def outranks(document: Document, second: int, first: int) -> bool:
    """Whether the later of two headings of a card is its headline, and the earlier one a kicker or the like."""
    later, earlier = (bool(document.names[node] & _HEADLINE) for node in (second, first))
    if later != earlier:
        return later
    if not stories.is_title(document.text(second)):
        return False
    return document.tags[second] < document.tags[first] or not stories.is_title(document.text(first))


def read(document: Document, node: int) -> Title:
    """The headline that a heading or a link prints."""
    if document.ends[node] - node <= 2 or len(pieces(document, node)) < 2:
        return _title(document.text(node))
    parts = take_apart(document, node, {})
    if parts.kicker is None:
        return _title(_without_day(document, node))
    label, text = document.text(*parts.kicker), document.text(parts.start, parts.end)
    if len(text) > _SENTENCES and text[-1] in ".…":
        return _title(label)
    if not _is_kicker(document, parts.kicker[0], label, text):
        return _title(_without_day(document, node))
    title = _title(text)
    if stories.without_lead_in(label) == ("", True):
        return replace(title, lead_in=True)
    return replace(title, kicker=label)


def _is_kicker(document: Document, node: int, label: str, text: str) -> bool:
    """Whether the first part of a heading is a label, and not a part of the sentence in another colour."""
    if document.names[node] & _KICKER:
        return True
    return len(label.split()) <= _KICKER_WORDS and not (text[0].islower() or text[0] in _DASHES)


def _title(text: str) -> Title:
    rest, lead_in = stories.without_lead_in(text)
    if lead_in and text[: len(text) - len(rest)].rstrip()[-1:].isalnum():
        rest, lead_in = text, False  # "Watch the river rise" announces nothing
    return Title(cleaned(rest), lead_in=lead_in)


def _without_day(document: Document, node: int) -> str:
    """The text of a heading or link but for a date or a number that stands as a part of its own at its ends."""
    parts = pieces(document, node)
    first, last = 0, len(parts)
    while last - first > 1 and _is_day(document, *parts[last - 1]):
        last -= 1
    while last - first > 1 and _is_day(document, *parts[first]):
        first += 1
    if last - first == len(parts):
        return document.text(node)
    return document.text(parts[first][0], parts[last - 1][1])


def _is_day(document: Document, start: int, end: int) -> bool:
    """Whether a part is a date, a clock, a counter: an element called so, or one of figures."""
    tag = document.tags[start]
    if not tag:
        return False
    text = document.text(start, end)
    if tag == "time" or (document.names[start] & _DATE and not document.names[start] & _HEADLINE):
        return len(text) <= _MAX_DAY
    return not any(map(str.isalpha, text))


def cleaned(text: str) -> str:
    """A headline without the clock before it, and the arrows and words for more around it.

    >>> cleaned("19:00 Harbour fire put out"), cleaned("← Harbour fire put out"), cleaned("Harbour fire out | more")
    ('Harbour fire put out', 'Harbour fire put out', 'Harbour fire out')
    >>> cleaned("« Harbour fire »"), cleaned(">> Harbour fire <<"), cleaned("Harbour fire »")
    ('« Harbour fire »', 'Harbour fire', 'Harbour fire')
    """
    if (clock := _CLOCK.match(text)) and len(text) - clock.end() >= stories.MIN_TITLE:
        text = text[clock.end() :]
    head, bar, tail = text.rpartition("|")
    if bar and stories.is_button(tail):
        text = head
    return _without_pointers(text.strip(_ARROWS))


def _without_pointers(text: str) -> str:
    """A line without the angles at its ends; those around a quotation stay."""
    if text[:1] not in _ANGLES and text[-1:] not in _ANGLES:
        return text
    for mark, other in _QUOTES:
        if text[:1] == mark and other not in text:
            text = text.lstrip(mark).lstrip()
        if text[-1:] == mark and other not in text:
            text = text.rstrip(mark).rstrip()
    if text[:2] in _DOUBLED and text[-2:] in _DOUBLED:
        return text.strip("<> ")
    return text

"""A card's headline: which of its headings it is, and what stands beside it in the same line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.headline import pieces, take_apart
from articlegrab.fields.teasers import stories
from articlegrab.rules import Names

_HEADING_TAGS = frozenset(HEADINGS)
_HEADLINE = Names.HEADLINE.value
_KICKER = Names.KICKER.value
_DATE = Names.DATE.value
_DEK = Names.DEK.value
_BYLINE = Names.BYLINE.value
_ASIDE = _BYLINE | _DEK
_HIDDEN = Names.OVERLAY.value
_PAYWALL = Names.PAYWALL.value
_NAMED = (Names.HEADLINE | Names.KICKER | Names.DEK).value
_LINE_TAGS = frozenset({"div", "p", "span", "strong", "li", "b", "figcaption"})
_MOST_LINES = 12
_MOST_HEADINGS = 4
_MAX_DAY = 36
_KICKER_WORDS = 6
_LONGEST_LABEL = 40
_LONGER_LABEL = 1.25
"""Times the headline's length that a label may have."""
_SENTENCES = 100
"""Characters from which what ends in a full stop is a text below the headline."""
_LONG = 45
"""Characters from which a line needs none below it to be a headline."""
_LONGEST_BADGE = 20
_GOING_ON = frozenset(",;")
_STRONG_TAGS = frozenset({"strong", "b"})
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?: Uhr)?\s*[|•·–-]?\s+(?=\D)")
_ARROWS = "←→↑↓➔➜➤►▶◄◀⟵⟶⇐⇒\u00a0 "
_QUOTES = (("«", "»"), ("»", "«"), ("‹", "›"), ("›", "‹"), ("<", ">"), (">", "<"))
_ANGLES = frozenset(mark for mark, _ in _QUOTES)
_DOUBLED = ("<<", ">>")
_DASHES = frozenset("-–—")


class Title(NamedTuple):
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
    if _HEADING_TAGS.isdisjoint(document.tags[node + 1 : document.ends[node]]):
        return None
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


def of_link(document: Document, link: int) -> Title:
    """The headline in a link that holds no heading: what follows its label, what is named so, the first line of a whole
    card, else all."""
    if _is_labelled(document, link):
        return read(document, link)
    named = next((line for line in _named_lines(document, link) if stories.is_title(document.text(line))), None)
    return _unnamed(document, link) if named is None else read(document, named)


def of_short(document: Document, link: int) -> Title:
    """The same for a link in a list of stories, where few words will do for what is named a headline."""
    title = of_link(document, link)
    if title.kicker is None and len(named := list(_named_lines(document, link))) == 1:
        return read(document, named[0])
    return title


def _named_lines(document: Document, link: int) -> Iterator[int]:
    """The elements of a link that are named its headline."""
    for index in range(link + 1, document.ends[link]):
        if document.names[index] & _NAMED == _HEADLINE and document.tags[index] in _LINE_TAGS:
            yield index


def _unnamed(document: Document, link: int) -> Title:
    """The headline in a link that nothing in it names so."""
    text, lead_in = stories.without_lead_in(document.text(link))
    line = _first_line(document, link, text)
    if line != text or lead_in or document.ends[link] - link <= 2:
        return Title(cleaned(line), lead_in=lead_in)
    return read(document, link)


def _first_line(document: Document, link: int, text: str) -> str:
    """The headline in a link that holds a whole card: its first line that would do for one."""
    start, end = link + 1, document.ends[link]
    if end - start < 2 or _LINE_TAGS.isdisjoint(document.tags[start:end]):
        return text
    first = bisect_left(document.passage_starts, link)
    lines = []
    for passage in document.passages[first : first + _MOST_LINES]:
        if passage.start >= end:
            break
        lines.append(document.text(passage.start, min(passage.end, end)))
    line = next(filter(stories.is_title, lines), None)
    if line is not None and line[-1] == ":":  # a label over the headline
        line = next(filter(stories.is_title, lines[lines.index(line) + 1 :]), None)
    return text if line is None or len(text) <= len(line) else stories.without_lead_in(line)[0]


def read(document: Document, node: int) -> Title:
    """The headline that a heading or a link prints."""
    if _is_one(document, node) or len(whole := pieces(document, node)) < 2:
        return _title(document.text(node))
    parts = _without_extras(document, whole)
    text = document.text(node) if parts == whole else document.text(parts[0][0], parts[-1][1])
    if len(parts) < 2 or not (_is_apart(document, parts) or (parts == whole and take_apart(document, node, {}).kicker)):
        return _title(text)
    label, rest = document.text(*parts[0]), document.text(parts[1][0], parts[-1][1])
    if len(rest) > _SENTENCES and rest[-1] in ".…":
        return _title(label)
    if not _is_kicker(document, parts[0][0], label, rest):
        return _title(text)
    title = _title(rest)
    if stories.without_lead_in(label) == ("", True):
        return title._replace(lead_in=True)
    return title._replace(kicker=_without_badge(document, parts[0]))


def _is_one(document: Document, node: int) -> bool:
    """What a glance can tell: that no more than one text stands in an element, whatever mark-up is around it."""
    end = document.ends[node]
    return end - node <= 2 or sum(not text.isspace() for text in document.texts[node:end] if text) < 2


def _is_kicker(document: Document, node: int, label: str, text: str) -> bool:
    """Whether the first part of a heading is a label, and not a part of the sentence in another colour."""
    if document.names[node] & _KICKER:
        return True
    return len(label.split()) <= _KICKER_WORDS and not (text[0].islower() or text[0] in _DASHES)


def _is_labelled(document: Document, link: int) -> bool:
    """Whether a link holds nothing but a label and a headline, each in its own element."""
    if _is_one(document, link):
        return False
    parts = pieces(document, link)
    if len(parts) != 2 or not document.tags[parts[1][0]] or not _is_apart(document, parts):
        return False
    return len(pieces(document, parts[1][0])) == 1


def _is_apart(document: Document, parts: list[tuple[int, int]]) -> bool:
    """Whether a label and a headline have an element of their own make each, or a line of their own each."""
    (first, end), (second, _) = parts[:2]
    label, text = document.text(first, end), document.text(second, parts[-1][1])
    if not document.tags[first] or label[-1] in ",;-–—" or not stories.is_title(text):
        return False
    if len(label) > min(_LONGEST_LABEL, _LONGER_LABEL * len(text)) or text[-1] in ".…":
        return False
    if document.names[first] & _DEK and not document.names[first] & _HEADLINE:
        return True
    if "br" in document.tags[end:second]:
        return True
    if len(parts) > 2 or not document.tags[second]:
        return False
    if document.names[first] & _HEADLINE and not document.names[second] & _HEADLINE:
        return False
    return _make(document, first) != _make(document, second)


def _make(document: Document, node: int) -> tuple[str, str | None]:
    return document.tags[node], document.attributes[node].get("class")


def _without_badge(document: Document, label: tuple[int, int]) -> str:
    """A kicker without the mark of what only subscribers read."""
    parts = pieces(document, label[0])
    kept = [part for part in parts if not (document.tags[part[0]] and document.names[part[0]] & _PAYWALL)]
    return document.text(kept[0][0], kept[-1][1]) if 0 < len(kept) < len(parts) else document.text(*label)


def _title(text: str) -> Title:
    rest, lead_in = stories.without_lead_in(text)
    if lead_in and text[: len(text) - len(rest)].rstrip()[-1:].isalnum():
        rest, lead_in = text, False  # "Watch the river rise" announces nothing
    return Title(cleaned(stories.without_pager(rest)), lead_in=lead_in)


def _without_extras(document: Document, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of a heading or link but for dates, numbers and what only screen readers say at its ends, and an author
    or a standfirst after it."""
    first, last = 0, len(parts)
    while last - first > 1 and (
        _is_day(document, *parts[last - 1])
        or _is_aside(document, parts[first][0], *parts[last - 1])
        or _is_badge(document, parts[first:last])
    ):
        last -= 1
    while last - first > 1 and _is_day(document, *parts[first]):
        first += 1
    return parts[first:last]


def _is_day(document: Document, start: int, end: int) -> bool:
    """Whether a part is a date, a clock, a counter: an element called so, or one of figures; or a hidden remark."""
    tag = document.tags[start]
    if not tag:
        return False
    if document.names[start] & _HIDDEN:
        return True
    text = document.text(start, end)
    if tag == "time" or (document.names[start] & _DATE and not document.names[start] & _HEADLINE):
        return len(text) <= _MAX_DAY
    return not any(map(str.isalpha, text))


def _is_aside(document: Document, first: int, start: int, end: int) -> bool:
    """Whether the last part is the author's name or a standfirst; a subtitle may be the headline of a short title."""
    names = document.names[start] if document.tags[start] else 0
    if not names & _ASIDE or names & _HEADLINE:
        return False
    before = document.text(first, start)
    if not stories.is_title(before):
        return False
    return bool(names & _BYLINE) or len(before) >= _LONG or document.text(start, end)[-1] in ".…"


def goes_on(document: Document, start: int, end: int) -> bool:
    """Whether the words after a link that opens its line go on with its sentence; a break begins another line."""
    for index in range(start, end):
        if document.tags[index] == "br":
            return False
        if first := document.texts[index].lstrip()[:1]:
            return first.islower() or first in _GOING_ON
    return False


def _is_badge(document: Document, parts: list[tuple[int, int]]) -> bool:
    """Whether the last part is a word or two of bare text behind a long headline in an element of its own."""
    if len(parts) != 2 or document.tags[parts[1][0]] or document.tags[parts[0][0]] not in _STRONG_TAGS:
        return False
    headline, badge = document.text(*parts[0]), document.text(*parts[1])
    return len(headline) >= _LONG and len(badge) <= _LONGEST_BADGE and badge[0].isupper() and badge[-1].isalpha()


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
    if bar and (stories.is_button(tail) or stories.is_medium(tail)):
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

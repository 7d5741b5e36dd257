"""A card's headline: which of its headings it is, and what stands beside it in the same line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from articlegrab.document import HEADINGS, Document
from articlegrab.dom import Passage
from articlegrab.fields.headline import pieces, take_apart
from articlegrab.fields.teasers import stories
from articlegrab.rules import Names, load
from articlegrab.scrub import scrub

_HEADING_TAGS = frozenset(HEADINGS)
_HEADLINE = Names.HEADLINE.value
_KICKER = Names.KICKER.value
_DATE = Names.DATE.value
_DEK = Names.DEK.value
_BYLINE = Names.BYLINE.value
_ASIDE = _BYLINE | _DEK
_HIDDEN = Names.OVERLAY.value
_PAYWALL = Names.PAYWALL.value
_ICONS = frozenset(load("vocab/teasers.toml")["icons"])
_UNSEEN = _PAYWALL | _HIDDEN
_NAMED = (Names.HEADLINE | Names.KICKER | Names.DEK).value
_LABELS = (_KICKER, _DEK)
_LINE_TAGS = frozenset({"div", "p", "span", "strong", "li", "b", "figcaption"})
_MOST_LINES = 12
_MOST_HEADINGS = 4
_MAX_DAY = 36
_KICKER_WORDS = 6
_LONGEST_LABEL = 40
_LONGEST_BELOW = 160
_LONGER_LABEL = 1.25
"""Times the headline's length that a label may have."""
_SMALL_WORD, _FULL_STOPS = 3, ".!?…\"”“»)"
"""Letters of a word that no headline ends in, and what a sentence ends in."""
SENTENCES = 100
"""Characters from which what ends in a full stop is a text below the headline."""
_LONG = 45
"""Characters from which a line needs none below it to be a headline."""
_LEAST_CRY = 25
"""Characters of what no label is with a mark of question or exclamation."""
_LONGEST_BADGE = 20
_GOING_ON = frozenset(",;")
_STRONG_TAGS = frozenset({"strong", "b"})
_CLOCK = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?: Uhr)?\s*[|•·–-]?\s+(?=\D)")
_ARROWS = "←→↑↓➔➜➤►▶◄◀⟵⟶⇐⇒\u00a0 "
_QUOTES = (("«", "»"), ("»", "«"), ("‹", "›"), ("›", "‹"), ("<", ">"), (">", "<"))
_ANGLES = frozenset(mark for mark, _ in _QUOTES)
_DOUBLED = ("<<", ">>")
_DASHES = frozenset("-–—")
_PARTINGS = "-–—|: "


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
    is_label = best is not None and document.names[best] & _NAMED in _LABELS
    return None if is_label and named_alone(document, node) is not None else best


def outranks(document: Document, second: int, first: int) -> bool:
    """Whether the later of two headings of a card is its headline, and the earlier one a kicker or the like."""
    later, earlier = (bool(document.names[node] & _HEADLINE) for node in (second, first))
    if later != earlier:
        return later
    if not stories.is_title(document.text(second)):
        return False
    return document.tags[second] < document.tags[first] or not stories.is_title(document.text(first))


def is_label(document: Document, link: int) -> bool:
    """Whether a link is named a kicker, or is alone in what is."""
    parent = document.parents[link]
    return any(document.names[node] & _KICKER and not document.names[node] & _HEADLINE for node in (link, parent))


def named_in(document: Document, link: int) -> int | None:
    """The element that is named the headline in a link that holds a whole card without a heading."""
    lines = _named_lines(document, link)
    line = next((line for line in lines if stories.is_title(document.text(line))), None)
    return None if line is None or _is_labelled(document, link) else line


def of_link(document: Document, link: int) -> Title:
    """The headline in a link in which nothing is named so, and no heading stands: what follows its label, the first
    line of a whole card, else all."""
    return read(document, link) if _is_labelled(document, link) else _unnamed(document, link)


def of_short(document: Document, link: int) -> Title:
    """The same for a link in a list of stories, where few words will do for what is named a headline."""
    line = named_in(document, link)
    title = of_link(document, link) if line is None else read(document, line)
    if title.kicker is None and (named := named_alone(document, link)) is not None:
        return read(document, named)
    return title


def named_alone(document: Document, link: int) -> int | None:
    """The only element in a link that is named its headline."""
    named = list(islice(_named_lines(document, link), 2))
    return named[0] if len(named) == 1 else None


def _named_lines(document: Document, link: int) -> Iterator[int]:
    """The elements of a link that are named its headline."""
    for index in range(link + 1, document.ends[link]):
        if document.names[index] & _NAMED == _HEADLINE and document.tags[index] in _LINE_TAGS:
            yield index


def _unnamed(document: Document, link: int) -> Title:
    """The headline in a link that nothing in it names so."""
    text, lead_in = stories.without_lead_in(document.text(link))
    line, kicker = _first_line(document, link, text)
    if line != text or lead_in or document.ends[link] - link <= 2:
        return Title(cleaned(line), kicker, lead_in)
    return read(document, link)


def _first_line(document: Document, link: int, text: str) -> tuple[str, str | None]:
    """The headline in a link that holds a whole card: its first line that would do for one, and the line before it
    that is named a kicker."""
    start, end = link + 1, document.ends[link]
    if end - start < 2 or _LINE_TAGS.isdisjoint(document.tags[start:end]):
        return text, None
    first = bisect_left(document.passage_starts, link)
    lines: list[str] = []
    kicker = None
    for passage in document.passages[first : first + _MOST_LINES]:
        if passage.start >= end:
            break
        printed = document.text(passage.start, min(passage.end, end))
        if not lines and kicker is None and _is_in_kicker(document, passage, link):
            kicker = printed
        else:
            lines.append(printed)
    if kicker and not any(map(stories.is_title, lines)):
        lines, kicker = [kicker, *lines], None
    line = next(filter(stories.is_title, lines), None)
    if line is not None:
        below = next(filter(stories.is_title, lines[lines.index(line) + 1 :]), None)
        if line[-1] == ":" or _is_label_over(line, below):
            line = below
    if line is None or len(text) <= len(line):
        return text, None
    return stories.without_lead_in(line)[0], kicker


def _is_in_kicker(document: Document, line: Passage, link: int) -> bool:
    """Whether a line of a link stands as a whole in what is named a kicker."""
    node = line.start
    while node > link:
        if document.names[node] & _NAMED == _KICKER and document.ends[node] >= line.end:
            return True
        node = document.parents[node]
    return False


def _is_label_over(line: str, below: str | None) -> bool:
    """Whether a line in capitals is a label over the longer line below it, which is in small letters as well and no
    sentence of a text."""
    if below is None or len(line) > _LONGEST_LABEL or not line.isupper() or below.isupper():
        return False
    return len(line) < len(below) <= _LONGEST_BELOW and below[-1] not in ".…"


def read(document: Document, node: int) -> Title:
    """The headline that a heading or a link prints."""
    if is_one(document, node) or len(whole := pieces(document, node)) < 2:
        return _title(document.text(node))
    parts = _without_extras(document, whole)
    text = document.text(node) if parts == whole else document.text(parts[0][0], parts[-1][1])
    if len(parts) < 2 or not (_is_apart(document, parts) or (parts == whole and take_apart(document, node, {}).kicker)):
        return _title(text)
    label, rest = seen(document, *parts[0]), document.text(parts[1][0], parts[-1][1])
    if len(rest) > SENTENCES and rest[-1] in ".…":
        return _title(label)
    if not _is_kicker(document, parts[0][0], label, rest):
        return _title(text)
    title = _title(rest)
    if stories.without_lead_in(label) == ("", True):
        return title._replace(lead_in=True)
    bare = title.text.lstrip(_PARTINGS)
    return title._replace(kicker=label, text=bare if bare[:1].isupper() else title.text)


def is_one(document: Document, node: int) -> bool:
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
    if is_one(document, link):
        return False
    parts = pieces(document, link)
    if len(parts) != 2 or not document.tags[parts[1][0]] or not _is_apart(document, parts):
        return False
    return len(pieces(document, parts[1][0])) == 1


def _is_apart(document: Document, parts: list[tuple[int, int]]) -> bool:
    """Whether a label and a headline have an element of their own make each, or a line of their own each."""
    (first, end), (second, _) = parts[:2]
    label, text = seen(document, *parts[0]), document.text(second, parts[-1][1])
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


def seen(document: Document, node: int, end: int) -> str:
    """A label without the mark of what only subscribers read, words for screen readers, and the names of icons."""
    kept: list[str] = []
    index, before = node, node
    while index < end:
        if index != node and document.tags[index] and _is_unseen(document, index):
            index = document.ends[index]
            continue
        if text := document.texts[index]:
            around = document.parents[index]
            if node not in (before, around) and before != around and kept[-1][-1].islower() and text[0].isupper():
                kept.append(" ")  # style alone parts two labels, each in an element of its own
            kept.append(text)
            before = around
        index += 1
    return scrub(" ".join("".join(kept).split())) or document.text(node, end)


def _is_unseen(document: Document, node: int) -> bool:
    name = document.attributes[node].get("class")
    return bool(document.names[node] & _UNSEEN) or (name is not None and not _ICONS.isdisjoint(name.split()))


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
    while last - first > 1 and (_is_day(document, *parts[first]) or _is_mark(document, *parts[first])):
        first += 1
    inner = (part for part in parts[first + 1 : last - 1] if not document.names[part[0]] & _HIDDEN)
    return [parts[first], *inner, parts[last - 1]] if last - first > 2 else parts[first:last]


def _is_mark(document: Document, start: int, end: int) -> bool:
    """Whether a part is the mark of what only subscribers read."""
    is_named = document.tags[start] != "" and document.names[start] & _PAYWALL != 0
    return is_named and len(document.text(start, end)) <= _LONGEST_BADGE


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
    return bool(names & _BYLINE) or len(before) >= _LONG or document.text(start, end).endswith((".", "…"))


def goes_on(document: Document, start: int, end: int) -> bool:
    """Whether the words after a link that opens its line go on with its sentence; a break begins another line."""
    for index in range(start, end):
        if document.tags[index] == "br":
            return False
        if first := document.texts[index].lstrip()[:1]:
            return first.islower() or first in _GOING_ON
    return False


def _is_badge(document: Document, parts: list[tuple[int, int]]) -> bool:
    """Whether the last part is a button's, or bare text behind a headline in bold: a word or two, or a sentence."""
    if document.tags[parts[-1][0]] and stories.is_button(document.text(*parts[-1])):
        return True
    if len(parts) != 2 or document.tags[parts[1][0]] or document.tags[parts[0][0]] not in _STRONG_TAGS:
        return False
    headline, badge = document.text(*parts[0]), document.text(*parts[1])
    if not (headline and badge):
        return False
    if len(badge) > _LONGEST_BADGE:
        last = headline.rpartition(" ")[2]
        is_cut = last[-1] in ":," or (last.islower() and len(last) <= _SMALL_WORD)
        if is_cut or (badge[-1] not in _FULL_STOPS and last[-1] not in "?!"):
            return False
        return badge[0].isupper() and len(headline) > (_LEAST_CRY if headline[-1] in "?!" else _LONGEST_LABEL)
    return len(headline) >= _LONG and badge[0].isupper() and badge[-1].isalpha()


def cleaned(text: str) -> str:
    """A headline without the clock before it, and the arrows and words for more around it.

    >>> cleaned("19:00 Harbour fire put out"), cleaned("← Harbour fire put out"), cleaned("Harbour fire out | more")
    ('Harbour fire put out', 'Harbour fire put out', 'Harbour fire out')
    >>> cleaned("« Harbour fire »"), cleaned(">> Harbour fire <<"), cleaned("Harbour fire »")
    ('« Harbour fire »', 'Harbour fire', 'Harbour fire')
    >>> cleaned("-- Harbour fire"), cleaned("- I saw the fire")
    ('Harbour fire', '- I saw the fire')
    """
    if (clock := _CLOCK.match(text)) and len(text) - clock.end() >= stories.MIN_TITLE:
        text = text[clock.end() :]
    head, bar, tail = text.rpartition("|")
    if bar and (stories.is_button(tail) or stories.is_medium(tail)):
        text = head
    return _without_pointers(text.strip(_ARROWS).removeprefix("-- "))


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

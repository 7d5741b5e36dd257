"""The lines after a headline, and what tells of each that it is no standfirst."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from articlegrab import rules
from articlegrab.document import HEADINGS, Document
from articlegrab.fields import description
from articlegrab.fields.authors import byline, names
from articlegrab.fields.dek.lines import STAMPED, Line, is_label, lines_after
from articlegrab.fields.headline import agreement, bag
from articlegrab.fields.site import key
from articlegrab.reading import Reading, Role
from articlegrab.rules import Names

MAX_CHARACTERS = 900
TOO_LONG = "too long"
LONG = 60
SMALL = 14
MAX_NAME = 200
_BEGINNING = 30
_NAMES = frozenset(rules.load("vocab/dek.toml")["names"])
_DEGREES = tuple(rules.load("vocab/bylines.toml")["degrees"])
STAMP = re.compile(r"\d{4}[./年-]\s?\d|\d[./]\d{4}|\d[:.]\d\d(?!\d)|\b(?:19|20)\d\d\b")
_DIGIT, _DIGITS = re.compile(r"\d"), re.compile(r"\d+")
_REWORDED = 0.8
_SENTENCE_ENDS, _LONGEST_OFFICE = ("!", "?", "…"), 6
"""What ends a sentence as does a stop, and the words of a line that is but a name."""
_DEK, _CAPTION = Names.DEK.value, Names.CAPTION.value
_ASIDE = (
    Names.BYLINE | Names.AUTHOR_BOX | Names.DATE | Names.CAPTION | Names.CREDIT | Names.SHARE | Names.COMMENTS
    | Names.AD | Names.NAV | Names.TAGS | Names.META | Names.KICKER | Names.NEWSLETTER | Names.PAYWALL | Names.OVERLAY
    | Names.GALLERY
).value
_OPENING = (Names.BYLINE | Names.AUTHOR_BOX | Names.DATE | Names.CAPTION | Names.META | Names.SHARE).value
_OUTSIDE = frozenset(
    ("figure", "figcaption", "aside", "button", "form", "nav", "footer", "table", "address", "time", "label")
)
_ENDING = frozenset(("figure", "time", "address", "figcaption"))
_BARRED: frozenset[Role] = frozenset({"nav", "form", "caption", "credit", "ad", "cta", "hidden", "consent", "footer"})


class Head:
    """The lines after a headline, with what each tells."""

    def __init__(self, reading: Reading, heading: int, title: str) -> None:
        self.reading = reading
        self.document = reading.document
        self.heading = heading
        self.title = key(title)
        self._bars: dict[int, str | None] = {}
        self._looks: dict[int, tuple[int, str, str]] = {}
        self.lines = lines_after(self.document, heading)
        self.described = descriptions(reading)

    def bar(self, line: Line) -> str | None:
        """Why a line cannot be a standfirst."""
        if line.start not in self._bars:
            self._bars[line.start] = self._bar(line)
        return self._bars[line.start]

    def _bar(self, line: Line) -> str | None:
        document = self.document
        if self.outside(line) or self._heads_form(line):
            return "in a picture, a form or a margin"
        mark = self.reading.marks.covering(line.start)
        if mark is not None and mark.role in _BARRED and (mark.certain or mark.role == "cta"):
            return f"marked {mark.role}"
        if len(line.text) > MAX_CHARACTERS:
            return TOO_LONG
        beginning = key(line.text[:_BEGINNING])
        if not beginning or (self.title.startswith(beginning) and key(line.text) == self.title):
            return "the headline again"
        if document.tags[line.node] in HEADINGS and self._rewords_headline(line.text):
            return "the headline again"
        if is_label(line.text):
            return "a label or a count"
        if document.names[document.parents[line.node]] & _CAPTION and not is_named(document, line.node):
            return "a caption"
        if self.says_description(line):
            return None
        if line.linked * 2 > len(line.text):
            return "mostly links"
        if len(line.text) < STAMPED and (line.dated or STAMP.search(line.text)):
            return "a date"
        if len(line.text) < STAMPED and byline.opens_byline(line.text) and not is_named(document, line.node):
            return "a byline"
        if _names_office(line.text):
            return "a person and an office"
        if document.tags[line.node] == "h1":
            return "another headline"
        if self._stands_by_picture(line):
            return "beside a picture"
        if len(_DIGIT.findall(line.text)) * 4 > len(line.text):
            return "mostly figures"
        called = document.names[line.node] | document.names[document.parents[line.node]]
        if called & _ASIDE and not is_named(document, line.node):
            return "named for something else"
        return None

    def _heads_form(self, line: Line) -> bool:
        """Whether a line is the question of a poll: a form follows it in a box of the two."""
        document, parent = self.document, self.document.parents[line.node]
        return parent > self.heading and any(document.tags[child] == "form" for child in document.children(parent))

    def _rewords_headline(self, text: str) -> bool:
        """Whether a line has nearly the words of a headline that the page declares."""
        return any(agreement(bag(text), words) >= _REWORDED for words in self._declared)

    @cached_property
    def _declared(self) -> list[Counter[str]]:
        choices = (self.reading.choices.get(name) for name in ("title", "seo_title"))
        return [bag(choice.value) for choice in choices if choice and choice.value]

    def _stands_by_picture(self, line: Line) -> bool:
        document, parent = self.document, self.document.parents[line.node]
        if document.ends[parent] - parent > SMALL:
            return False
        return any(True for _ in document.within(parent, "img", "picture", "video"))

    def outside(self, line: Line) -> str | None:
        """The element around a line, below those that hold the headline too, that no standfirst stands in."""
        tags, parents, node = self.document.tags, self.document.parents, line.node
        while node > self.heading:  # what begins before the headline holds it, or ended before it
            if tags[node] in _OUTSIDE:
                return tags[node]
            node = parents[node]
        return None

    def says_description(self, line: Line) -> bool:
        """Whether the page describes itself with this line's words, be they cut off at the end."""
        beginning = key(line.text[:_BEGINNING])
        if not any(other.startswith(beginning) for other in self.described):
            return False
        known = key(line.text)
        if known in self.described:
            return True
        return len(known) > LONG and any(
            len(other) > LONG and (known.startswith(other[:-4]) or other.startswith(known)) for other in self.described
        )

    def look(self, line: Line) -> tuple[int, str, str]:
        """Where a line stands and how it is set; paragraphs of one text look alike, be they numbered."""
        if line.node not in self._looks:
            document = self.document
            name = document.attributes[line.node].get("class") or ""
            name = _DIGITS.sub("", name) if name else name
            self._looks[line.node] = document.parents[line.node], document.tags[line.node], name
        return self._looks[line.node]

    @cached_property
    def opening(self) -> int:
        """How many lines stand between the headline and the first byline, date or picture."""
        document = self.document
        for index, line in enumerate(self.lines):
            around = [line.node, *document.ancestors(line.node)][:3]
            if any(document.names[node] & _OPENING and not document.names[node] & _DEK for node in around):
                return index
            if self.outside(line) in _ENDING:
                return index
        return len(self.lines)


def is_named(document: Document, node: int) -> bool:
    """Whether an element is called a standfirst."""
    if document.names[node] & _DEK:
        return True
    name = document.attributes[node].get("class") or ""
    return not _NAMES.isdisjoint(rules.tokens(name[:MAX_NAME]))


def _names_office(text: str) -> bool:
    """Whether a text is a person with a degree and, on the next line, the institution to ask; no sentences."""
    person, _, office = text.partition("\n")
    if any(line.endswith(_SENTENCE_ENDS) or names.without_stop(line) != line for line in (person, office)):
        return False
    if len(office.split()) > _LONGEST_OFFICE:
        return False
    return person.casefold().startswith(_DEGREES) and "\n" not in office and names.is_house(office)


def descriptions(reading: Reading) -> set[str]:
    """The letters of what the page says of itself in its head."""
    return {key(said.value) for signal in description.SIGNALS for said in signal(reading)}

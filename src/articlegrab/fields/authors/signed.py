"""How stories are signed in or below their text: reporters in brackets, the agencies that they are from. Each
candidate's value is `byline.Credits`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articlegrab.document import Document
from articlegrab.fields.authors import byline, names
from articlegrab.fields.authors.byline import Credits
from articlegrab.fields.authors.people import Person
from articlegrab.fields.authors.places import elsewhere
from articlegrab.fields.authors.printed import MAX_MARK, PIECES, between
from articlegrab.fields.surroundings import about_headline
from articlegrab.reading import Candidate, Reading
from articlegrab.rules import load

_SOURCES = tuple(load("vocab/wording.toml")["sources"])
_A_PARAGRAPH = 100
_SOURCE_LINE = 3.6
"""The weight of agencies that sign: more than that of a publisher in a meta, less than the article's own data."""
_SENTENCE_ENDS = ".!?…”“\"»«)]。！？"
_CREDIT_REACH = 80
_A_SENTENCE = 50
_BESIDE, _DATE_ENDS = " |·•,–—-", "日分)）"
_SIGNED = re.compile(r"(?<=[.!?…]) ?\(([^\W\d][^()/,;:|]{4,40})\) ?\+{2,3}\Z")
_HAN_NAME = 4
"""Characters of a Chinese name, at most."""
_SOURCE_PARTS = re.compile(r"[/,;&+()\[\]]")
_REPORTERS = re.compile(
    r"[（(【][^（）()【】]{0,12}(?:记者|記者)[:：]?\s?([一-鿿·、，,\s]{2,50}?)"
    r"(?:[／/╱][^（）()【】]{1,12}|[一-鿿]{2}(?:報導|报道)|\s(?:整合|综合|報導|报道))?(?<![摄攝])[)）】]"
)
_BETWEEN_HAN = re.compile(r"[\s、，,·]|通讯员|通訊員")


def from_sign_off(reading: Reading) -> Iterator[Candidate]:
    """Reporters in brackets at the start or the end of a paragraph, as Chinese papers name them."""
    for text in reading.document.passage_texts:
        if "记者" not in text and "記者" not in text:
            continue
        if match := _REPORTERS.search(text[:_CREDIT_REACH]) or _REPORTERS.search(text[-_CREDIT_REACH:]):
            signed = [name for name in _BETWEEN_HAN.split(match[1]) if name]
            if signed and all(2 <= len(name) <= _HAN_NAME and names.looks_like_person(name) for name in signed):
                people: list[Person] = [{"name": name, "kind": "person"} for name in signed]
                yield Candidate(Credits(people), "printed", 3.5, raw=match[0])
                return


def from_closing_brackets(reading: Reading) -> Iterator[Candidate]:
    """The one full name that is signed in brackets and crosses behind a paragraph: "… until May. (Ada Brook) +++"."""
    document = reading.document
    signed: dict[str, Candidate] = {}
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if not text.endswith("++") or (match := _SIGNED.search(text[-_CREDIT_REACH:])) is None:
            continue
        name = match[1]
        is_name = names.is_full(name) and names.looks_like_person(name) and names.kind_of(name) == "person"
        if is_name and len(text) >= _A_SENTENCE and not names.is_role(name) and not elsewhere(reading, passage.start):
            signed[name] = Candidate(Credits([{"name": name, "kind": "person"}]), "printed", 3.5, raw=match[0].strip())
    if len(signed) == 1:
        yield from signed.values()


def from_source_line(reading: Reading) -> Iterator[Candidate]:
    """The line under a paragraph that says which agencies the story is from: "abc/Reuters", "Source: AFP"."""
    document, begin = reading.document, about_headline(reading)[1]
    for index in range(begin + 1, len(document.passages)):
        text = document.passage_texts[index]
        if not 2 <= len(text) <= MAX_MARK or len(document.passage_texts[index - 1]) < _A_PARAGRAPH:
            continue
        agencies = _agencies(text)
        if agencies and _follows(document, index) and not elsewhere(reading, document.passages[index].start):
            yield Candidate(Credits(agencies), "printed", _SOURCE_LINE, document.passages[index].start, raw=text)
            return


def from_dated_source(reading: Reading) -> Iterator[Candidate]:
    """The agencies that a line about the headline names beside its date: "3 May 2024, 9:58 Source: AFP"."""
    document, (first, own, last) = reading.document, about_headline(reading)
    for index in range(first, last):
        text, node = document.passage_texts[index], document.passages[index].start
        if index == own or len(text) > _CREDIT_REACH or not any(map(str.isdigit, text)):
            continue
        at = next((at for label in _SOURCES if (at := f" {text.casefold()}".find(f" {label}")) >= 0), None)
        if at is None or not _is_date(text[:at].rstrip(_BESIDE)):
            continue
        agencies = _agencies(signed := byline.before_date(text[at:]))
        if agencies and not elsewhere(reading, node):
            yield Candidate(Credits(agencies), "printed", _SOURCE_LINE, node, raw=signed)
            return


def _is_date(text: str) -> bool:
    """Whether a text is a date and maybe its hour."""
    return text != "" and (text[-1].isdigit() or text[-1] in _DATE_ENDS) and not byline.before_date(text)


def _agencies(text: str) -> list[Person]:
    """The agencies in a line of little else: desks and initials, the name of the site."""
    label = next((label for label in _SOURCES if text[: len(label)].casefold() == label), "")
    piece = PIECES.split(text)[0]
    parts = [name for part in _SOURCE_PARTS.split(piece[len(label) :]) if (name := names.clean(part))]
    if not label and any(" " in part and not names.is_agency(part) for part in parts):
        return []  # "Jane Doe / AFP" took a picture
    return [{"name": part, "kind": "agency"} for part in parts if names.is_agency(part)]


def _follows(document: Document, index: int) -> bool:
    """Whether a line stands under a finished sentence, with no picture between."""
    before, node = document.passages[index - 1], document.passages[index].start
    if document.passage_texts[index - 1][-1:] not in _SENTENCE_ENDS:
        return False
    return not between(document.all("img"), before.start, node)

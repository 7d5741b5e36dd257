"""The byline as the page prints it: on which line, and what of that line it is."""

from __future__ import annotations

import re

from articlegrab.fields.authors import byline, names
from articlegrab.fields.authors.byline import Person
from articlegrab.fields.surroundings import about_headline
from articlegrab.fields.trail import is_trail
from articlegrab.reading import Candidate, Reading

SOURCES = ("byline", "printed")
_MATTER = 50
"""Letters beside the names: "By", a job, a date."""
_MOST_MATTER = 100
_FAR_LINE = 80
_SURE_LINE = 6.0
"""The weight of a printed line that is a byline whoever else is named."""
_LINE = 200
"""Characters of a byline that is printed with its date and other matter."""
_DATED = re.compile(r"(?is)\A.*\d[\d:./年月日시时點点分-]*(?:st|nd|rd|th)?(?:\s?(?:[ap]\.?m|uhr)\b\.?)?[\s/,–-]*")
_NUMBER = re.compile(r"\d")
_FROM_NUMBER = re.compile(r"(?:\A|\s)\S*\d.*", re.S)
_TRAILING = " ,:/|·•–—-"
_BORDER = re.compile(r"\s?[|•\n]\s?|\s·\s")


def find(reading: Reading, people: list[Person], ranked: list[Candidate]) -> tuple[int | None, str | None]:
    """Where the byline is printed, and as what; every line that is nothing but a byline is marked."""
    found = [person["name"] for person in people]
    _mark_sources(reading, found, ranked)
    best: tuple[int, int, str] | None = None
    document = reading.document
    personal = any(person["kind"] == "person" for person in people)
    first, own, last = about_headline(reading)
    for index in _lines_naming(document.passage_texts, found):
        text = document.passage_texts[index]
        if len(text) > _LINE or (len(text) > _FAR_LINE and not first <= index < last):
            continue
        node = document.passages[index].start
        rest = _rest(text, found)
        near = first <= index < last
        opens = byline.opens_byline(text)
        if index == own or is_trail(text) or rest > (_MATTER if opens or (near and personal) else 3):
            continue
        held = sum(name.casefold() in text.casefold() for name in found)
        rank = held * 4 + near * 3 + opens
        if best is None or rank > best[0]:
            best = rank, node, text
        if rest <= 24:
            reading.marks.put(node, "byline", "byline_line", "prints the authors' names")
    return (best[1], trimmed(best[2], found)) if best else (None, None)


def _lines_naming(texts: list[str], found: list[str]) -> list[int]:
    """The lines that hold one of the names in a usual spelling; a scan a spelling is faster than any pattern."""
    spellings = {each for name in found for each in (name, name.upper(), name.title())}
    return sorted({index for spelt in spellings for index, text in enumerate(texts) if spelt in text})


def _mark_sources(reading: Reading, found: list[str], ranked: list[Candidate]) -> None:
    """Mark the bylines that named the authors, where they print little else."""
    letters = {names.key(name) for name in found}
    for candidate in ranked:
        node, raw = candidate.node, candidate.raw
        if candidate.source not in SOURCES or node is None or not raw:
            continue
        if not (byline.keys(candidate.value) & letters or _is_signed(candidate, raw)):
            continue
        signed = [person["name"] for person in candidate.value.authors]
        named = found if byline.keys(candidate.value) & letters else signed
        if _rest(reading.document.text(node), named) <= _MOST_MATTER:
            reading.marks.put(node, "byline", "byline_markup", "names the authors")


def _is_signed(candidate: Candidate, raw: str) -> bool:
    """Whether a line says "By" and names people, if others than structured data does: it is a byline all the same."""
    return candidate.weight >= _SURE_LINE and len(raw) <= _FAR_LINE and byline.opens_byline(raw)


def _rest(text: str, found: list[str]) -> int:
    """How many characters a line has beside the names."""
    folded = text.casefold()
    for name in found:
        folded = folded.replace(name.casefold(), "")
    return len(names.key(folded))


def trimmed(line: str, found: list[str]) -> str:
    """A line as a byline: without the date, the hour and the counts that stand in it before and after the names.

    >>> trimmed("Jane Doe | Sep. 21, 2011, 3:17 PM | 1,209", ["Jane Doe"])
    'Jane Doe'
    >>> trimmed("21.9.2011 15:17 By Jane Doe, Reuters 2 min", ["Jane Doe"])
    'By Jane Doe, Reuters'
    """
    folded = line.casefold()
    places = [(begin, begin + len(name)) for name in found if (begin := folded.find(name.casefold())) >= 0]
    if not places or len(folded) != len(line):
        return " ".join(line.split())
    first, last = min(places)[0], max(end for _, end in places)
    ahead = _BORDER.split(line[:first])
    before = _DATED.sub("", ahead[-1] or next((f"{each} " for each in ahead[-2:-1] if byline.is_opening(each)), ""))
    after = line[last:]
    if number := _NUMBER.search(after):
        piece = max((border.end() for border in _BORDER.finditer(after, 0, number.start())), default=0)
        gap = " " if after[piece : piece + 1].isspace() else ""
        after = after[:piece] + gap + _FROM_NUMBER.sub("", byline.before_date(after[piece:]))
    return " ".join((before + line[first:last] + after).split()).rstrip(_TRAILING)

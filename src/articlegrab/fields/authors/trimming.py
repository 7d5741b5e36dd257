"""A printed line as a byline: what stands in it beside the names, their jobs and houses is cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from articlegrab.fields.authors import byline, names
from articlegrab.rules import load

_VOCABULARY = load("vocab/bylines.toml")
_BEFORE_FILING = frozenset(_VOCABULARY["before_filing"])
_UNSEEN_LABELS = tuple(_VOCABULARY["unseen_labels"])
_DANGLING = frozenset([*_BEFORE_FILING, *_VOCABULARY["before_date"], *_VOCABULARY["weekdays"]])
_MONTHS = frozenset(month for months in load("vocab/months.toml")["names"] for month in months.split())
_LONGEST = 4
"""Words of the longest phrase that may be left hanging."""
_DATED = re.compile(r"(?is)\A.*\d[\d:./年月日시時点點分-]*(?:st|nd|rd|th)?(?:\s?(?:[ap]\.?m|uhr)\b\.?)?[\s/,~–-]*")
_NUMBER = re.compile(r"\d")
_STATION = re.compile(r"\d{1,2}\s([A-Z][A-Za-z]{2,12})\b")
_MAKER = re.compile(r"(?:\s[^\W\d_]{3,12}:)?\s?©.*", re.S)
_FROM_NUMBER = re.compile(r"(?:\A|\s)\S*\d.*", re.S)
_TRAILING = " ,:/|·•–—-"
_BEFORE_BORDER = re.compile(r"\s?[|•\n]\s?|\s[·—–]\s")
_BORDER = re.compile(r"\s?[|•\n]\s?|\s·\s")


def trimmed(line: str, found: list[str], links: Iterable[tuple[str, bool]] = ()) -> str:
    """A line as a byline: without the date, the hour, the counts, the addresses and the sections that stand in it
    before and after the names. `links` are the texts of the line's links, and whether they lead to a section.

    >>> trimmed("Jane Doe | Sep. 21, 2011, 3:17 PM | 1,209", ["Jane Doe"])
    'Jane Doe'
    >>> trimmed("21.9.2011 15:17 By Jane Doe, Reuters 2 min", ["Jane Doe"])
    'By Jane Doe, Reuters'
    >>> trimmed("Posted byJane Doe in Rivers on Monday, 21 March", ["Jane Doe"], [("Rivers", True)])
    'Posted by Jane Doe'
    """
    folded = line.lower()
    places = sorted((begin, begin + len(name)) for name in found if (begin := folded.find(name.lower())) >= 0)
    if not places or len(folded) != len(line):
        return " ".join(line.split())
    first, last = places[0][0], max(end for _, end in places)
    before, after = _before(line[:first]), line[last:]
    if any(" " in name and name.lower() in folded[last:] for name in found):
        after = ""  # a copy for screen readers, a picture's credit, the writer's page elsewhere
    signed, after = _listed(line, places), _after(after, links)
    gap = " " if " " in signed and after[:1].isupper() else ""
    whole = before + signed + gap + after
    return " ".join(whole.split()).rstrip(_TRAILING)


def _before(text: str) -> str:
    """What stands before the names, from the last border or date on; "By" parted from the name by mark-up alone."""
    pieces = _BEFORE_BORDER.split(text)
    last = pieces[-1] or next((f"{each} " for each in pieces[-2:-1] if byline.is_opening(each)), "")
    before = _without_unseen(_DATED.sub("", byline.after_filing(last)).lstrip("~ "))
    return f"{before} " if before[-1:].isalpha() and byline.is_opening(before) else before


def _without_unseen(text: str) -> str:
    """Without the label that is there for screen readers alone."""
    label = next((label for label in _UNSEEN_LABELS if text.casefold().startswith(f"{label} ")), "")
    return text[len(label) :].lstrip(": ")


def _listed(line: str, places: list[tuple[int, int]]) -> str:
    """The names as they are printed, with commas where only mark-up parts them."""
    parts: list[str] = []
    end = places[0][0]
    for begin, stop in places:
        gap = byline.without_addresses(line[end:begin])
        parts.append(", " if parts and begin >= end and not gap.strip() else gap)
        parts.append(line[max(begin, end) : stop])
        end = max(end, stop)
    return "".join(parts)


def _after(text: str, links: Iterable[tuple[str, bool]]) -> str:
    """What stands behind the names, up to the first address, section or date."""
    cut = _MAKER.sub("", byline.before_address(text))
    for link, is_section in links:
        head, hit, _ = cut.partition(link)
        if hit and (is_section or _hangs(head, _BEFORE_FILING)):
            cut = head
    if number := next((each for each in _NUMBER.finditer(cut) if not _opens_name(cut, each.start())), None):
        piece = max((border.end() for border in _BORDER.finditer(cut, 0, number.start())), default=0)
        gap = " " if cut[piece : piece + 1].isspace() else ""
        cut = cut[:piece] + gap + _FROM_NUMBER.sub("", byline.before_date(cut[piece:]))
    if cut != text:
        cut = _without_hanging(cut)
    return _once(cut)


def _opens_name(text: str, number: int) -> bool:
    """Whether a number is the first word of a station's name: "7 News"."""
    found = _STATION.match(text, number)
    return found is not None and text[:number].endswith(", ") and _plain(found[1]) not in _MONTHS


def _hangs(text: str, words: frozenset[str]) -> bool:
    return bool(text.split()) and text.split()[-1].strip(_TRAILING).lower() in words


def _without_hanging(text: str) -> str:
    """Without the words at the end that lead to what was cut: "Published on Monday", "| Filed under"."""
    words = text.split()
    while words and (size := _hanging(words)):
        del words[-size:]
    gap = " " if text[:1].isspace() else ""
    return (gap + " ".join(words)).rstrip(_TRAILING)


def _hanging(words: list[str]) -> int:
    """How many of the last words are a phrase that leads to a date or a section, or a day or month itself."""
    if not words[-1].strip(_TRAILING):
        return 1
    for size in range(min(_LONGEST, len(words)), 0, -1):
        if " ".join(words[-size:]).strip(f"{_TRAILING}.").lower() in _DANGLING:
            return size
    return int(_plain(words[-1]) in _MONTHS)


def _plain(word: str) -> str:
    """As `months.toml` has it: small letters without accents."""
    decomposed = unicodedata.normalize("NFKD", word.strip(f"{_TRAILING}.").casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _once(text: str) -> str:
    """A job behind the names that is printed twice, once."""
    job = text.lstrip(_TRAILING)
    return text[: len(text) - len(job)] + names.once(job.rstrip()) if job else text

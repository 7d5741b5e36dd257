"""The place that opens a story: "BERLIN (dpa) —"."""

from __future__ import annotations

import re

from articlegrab.fields.authors import names
from articlegrab.rules import load

_VOCABULARY = load("vocab/notes.toml")["no_places"]
_NO_PLACES = frozenset(_VOCABULARY["words"])
_OPENING = 140
"""Characters within which a dateline ends."""

_SPACED = re.compile(
    r"(?P<head>[^\W\d_][^—–:()/\n|]{1,60}?)\s?(?P<agency>\([^()\n]{2,60}\)|/[^/\n]{2,30}/)?\.?\s?"
    r"(?P<stop>—|–|--|(?<=[\s)/])-(?=\s)|[:：](?=\s)|(?<=[)/])[.,]?\s)"
)
_AGENCY_FIRST = re.compile(
    r"\((?P<agency>[^()]{2,20})\)\s?[-–—]\s?(?P<head>[^\W\d_][^—–:()\n]{2,40}?)[,\s]?\s?(?:\d[^—–\-]{0,16})?[-–—.]\s"
)
_DENSE = re.compile(
    r"新[华華]社(?P<xinhua>[一-鿿]{2,8}?)\d{1,2}月\d{1,2}日电|（?中央社記者[一-鿿]{2,4}?(?P<cna>[一-鿿]{2,3})\d{1,2}日|[（(](?P<yonhap>[가-힣]{2,8})=[가-힣A-Z0-9]{2,8}[)）]"
    r"|【(?P<kyodo>[^【】＝=\d]{2,12}?)(?:共同|時事|AFP時事|＝[^】]{2,12}|=[^】]{2,12})】"
)
_SENTENCE = re.compile(
    r"([^\W\d_a-zß-ÿ][^\W\d_]{2,30}(?:[ /-][^\W\d_]{2,20}){0,2})"  # up to three words with a capital
    r"(?:\.|\s[–—-])(?:\s(?=[„“\"»«]?[^\W\d_a-zß-ÿ])|$)"  # a stop, and a sentence or nothing after it
)
_BEFORE_PLACES, _ARTICLES = ("|".join(_VOCABULARY[key]) for key in ("before_places", "articles"))
_AT = rf"(?<!\w)(?:{_BEFORE_PLACES})\s(?:{{}})(?!\w)"
_THE = rf"(?<!\w)(?:{_ARTICLES})\s(?:{{}})(?![\w-])"
_LONGEST_LINE = 400
_DATE_PART = re.compile(r"\d")


def read(text: str) -> str | None:
    """The place in a first paragraph's dateline; None where it has none.

    >>> [read(t) for t in ("BERLIN (dpa) — The dam", "KYIV, March 3 (Reuters) - It", "新华社北京3月5日电 记者")]
    ['BERLIN', 'KYIV', '北京']
    >>> [read(t) for t in ("SALT LAKE CITY, Utah — A", "UPDATE: The dam", "The dam — all of it — broke")]
    ['SALT LAKE CITY, Utah', None, None]
    """
    text = text[:_OPENING].lstrip()
    return None if text.isupper() and not _DENSE.match(text) else _opening(text)


def _opening(text: str) -> str | None:
    """The place that opens a text, which may be no more than that."""
    if dense := _DENSE.match(text):
        return next(group for group in dense.groups() if group)
    found = _AGENCY_FIRST.match(text) or _SPACED.match(text)
    if found is None:
        return None
    agency = found["agency"]
    by_agency = agency is not None and any(
        names.kind_of(part.strip(" ()")) == "agency" for part in re.split(r"[/,]", agency)
    )
    place = _place(found["head"])
    if place is None:
        return None
    return place if by_agency or _stands_alone(place, found["stop"] if "stop" in found.groupdict() else "-") else None


def read_line(text: str, about: list[str]) -> str | None:
    """The place on a line of its own over the first paragraph, which no other line names with an article; one in
    capitals is one word before a dash, or has its country or an agency behind it.

    >>> read_line("Ostvik.", []), read_line("VELDEN, Ostrea —", []), read_line("Read more", [])
    ('Ostvik', 'VELDEN, Ostrea', None)
    >>> read_line("Sport.", ["What is new in the sport"])
    """
    found = _SENTENCE.fullmatch(text)
    if not found or text[-1] != "." or " " in text:
        place = _opening(f"{text} ")
        is_told = "," in text or "(" in text or (" " not in (place or " ") and not text[-1].isalnum())
        return place if is_told or not text.isupper() else None
    is_common = found[1].casefold() in _NO_PLACES or _named(_THE, found[1], about)
    return None if is_common else found[1]


def read_sentence(text: str, about: list[str]) -> str | None:
    """The place that stands as a sentence of its own, or before a dash, as in German papers; other lines must name it
    as the place of something, and none with an article.

    >>> read_sentence("Ostvik. The dam broke.", ["Flood in Ostvik"]), read_sentence("No. The dam held.", ["No flood"])
    ('Ostvik', None)
    >>> read_sentence("Velden/Ostvik – Two dams broke.", ["Flood in Ostvik"])
    'Velden/Ostvik'
    >>> read_sentence("Autumn – The leaves fall.", ["Roads are wet in autumn.", "The autumn is over."])
    """
    found = _SENTENCE.match(text[:_OPENING])
    if found is None or found[1].casefold() in _NO_PLACES:
        return None
    return found[1] if _named(_AT, found[1], about) and not _named(_THE, found[1], about) else None


def _named(pattern: str, places: str, lines: list[str]) -> bool:
    """Whether a line, if it is no long one, has one of the places behind the words of a pattern."""
    named = re.compile(pattern.format("|".join(map(re.escape, places.split("/")))), re.I)
    return any(named.search(line) for line in lines if len(line) <= _LONGEST_LINE)


def _place(head: str) -> str | None:
    """The head without its day: "KYIV, March 3" is KYIV, "AUSTIN, Texas" stays whole."""
    parts = [part.strip() for part in head.split(",")]
    kept = parts[:1]
    for part in parts[1:3]:
        if _DATE_PART.search(part) or not part[:1].isupper():
            break
        kept.append(part)
    place = ", ".join(kept)
    first = re.split(r"\s?\.\s", kept[0])[0].strip(" .")
    if (
        not 3 <= len(first) <= 45
        or len(place.split()) > 6
        or _DATE_PART.search(place)
        or first.casefold() in _NO_PLACES
    ):
        return None
    return place if len(kept) > 1 else first


def _stands_alone(place: str, stop: str) -> bool:
    """Whether a place is set in capitals, as datelines are; before a colon a longer one, as initials are speakers."""
    first = place.split(",")[0]
    return first.isupper() and len(names.key(first)) >= (5 if stop in ":：" else 3)

"""The place that opens a story: "BERLIN (dpa) —"."""

from __future__ import annotations

import re

from articlegrab.fields.authors import names
from articlegrab.rules import load

_NO_PLACES = frozenset(load("vocab/notes.toml")["no_places"]["words"])
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
_SENTENCE = re.compile(r"([^\W\d_a-zß-ÿ][^\W\d_]{2,30}(?:[ -][^\W\d_]{2,20}){0,2})\.\s(?=[„“\"»«]?[^\W\d_a-zß-ÿ])")
_AT = "|".join(load("vocab/notes.toml")["no_places"]["before_places"])
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
    if dense := _DENSE.match(text):
        return next(group for group in dense.groups() if group)
    found = _AGENCY_FIRST.match(text) or _SPACED.match(text)
    if found is None or text.isupper():
        return None
    agency = found["agency"]
    by_agency = agency is not None and any(
        names.kind_of(part.strip(" ()")) == "agency" for part in re.split(r"[/,]", agency)
    )
    place = _place(found["head"])
    if place is None:
        return None
    return place if by_agency or _stands_alone(place, found["stop"] if "stop" in found.groupdict() else "-") else None


def read_sentence(text: str, above: list[str]) -> str | None:
    """The place that stands as a sentence of its own, as in German papers; the lines above the story must name it as
    the place of something.

    >>> read_sentence("Ostvik. The dam broke.", ["Flood in Ostvik"]), read_sentence("No. The dam held.", ["No flood"])
    ('Ostvik', None)
    """
    found = _SENTENCE.match(text[:_OPENING])
    if found is None or found[1].casefold() in _NO_PLACES:
        return None
    named = re.compile(rf"(?<!\w)(?:{_AT})\s{re.escape(found[1])}(?!\w)", re.I)
    return found[1] if any(named.search(line) for line in above if len(line) <= _LONGEST_LINE) else None


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

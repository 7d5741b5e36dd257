"""Reading a byline: who wrote, who else took part, with what job, for which agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from articlegrab.fields.authors import names
from articlegrab.fields.authors.people import (
    BY,
    GLUED_BY,
    GLUED_OPENINGS,
    Person,
    alternatives,
    named_in,
    parted,
    split_at_blanks,
    without_opening,
)
from articlegrab.fields.phrases import is_unspaced
from articlegrab.rules import load

_VOCABULARY = load("vocab/bylines.toml")
MAX_BYLINE = 300
"""Characters; what is longer is prose."""

AUTHOR_LABELS = frozenset(_VOCABULARY["author_labels"])
EDITOR_LABELS = frozenset(_VOCABULARY["editor_labels"])
_OTHER_LABELS = frozenset(_VOCABULARY["other_labels"])
"""Of what stands in a byline beside people: where the piece is from."""
_BARE_LABELS = frozenset(_VOCABULARY["bare_labels"])
_GUESTS = frozenset(_VOCABULARY["guests"])
_FIRST = re.compile(r"\s*[^\s:：/]+")
_FIRST_WORDS = frozenset(
    label.split()[0].rstrip("/")
    for key in ("by", "author_labels", "contributor_labels", "editor_labels")
    for label in _VOCABULARY[key]
)
_ENDS_IN_BY = re.compile(r"\S{1,20}\s(?:by|von|par|por)", re.I)
_ONE_WORD = re.compile(r"[^\W\d][\w.-]{2,29}")
_ADDRESS = re.compile(
    r"\(?(?:https?://|www\.)[^\s,;|)]{0,300}\)?|[\w.+-]{1,64}@[\w.-]{1,100}|(?<!\w)@\w{1,50}|\[email.protected\]"
)
_BARS_LEFT = re.compile(r"\|\s*\|")
_DATE = re.compile(
    r"(?:(?:\b\w{2,10}\.?,\s)?\b[^\W\d]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|\b\d{1,2}\.?\s(?:de\s)?[^\W\d]{3,12}\.?,?\s(?:de\s)?(?:19|20)\d\d"
    r"|\b\d{1,4}[./:-]\d{1,2}(?:[./:-]\d{2,4})?)"
)
_GLUED_DATE = re.compile(
    r"(?<=[^\W\d_]{2})(?=[A-ZÀ-ÞА-Я][^\W\d_]{2,11}\.?\s\d{1,2}(?!\d)|\d{1,2}(?:[./]\d|\.?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?(?:19|20)\d\d))"
)
_HOUR = re.compile(
    r"^(?:[\s,|·–-]*(?:(?:um|at|kl\.?|alle|om|à|às)\s)?\d{1,2}[:.]\d\d(?:[:.]\d\d)?)?"
    r"(?:\s?(?:[ap]\.?m|uhr|h)\b\.?)?[\s,|·–-]*",
    re.I,
)
_WEEKDAYS = [day if len(day) > 3 else f"on {day}" for day in _VOCABULARY["weekdays"]]
"""Those of three letters only behind "on": a Jane Sun may sign as well."""
_FIGURE = re.compile(r"\d")
_BEFORE_DATE = re.compile(rf"(?:^|\s)(?:{alternatives([*_VOCABULARY['before_date'], *_WEEKDAYS])})[:：]?$", re.I)
_FILED_IN = _VOCABULARY["filed"]
_FILING = re.compile(
    rf"(?:\A|[\s|,]|\s/)(?:{alternatives(_VOCABULARY['before_filing'])})\s?[:：]"
    rf"|(?<=\S)\s(?:under|{alternatives(_FILED_IN)})\s",
    re.I,
)
_FILED = re.compile(rf"(?:{alternatives(_FILED_IN)})\s.{{1,80}}?\s(?=(?:by|von|par|por)\s)", re.I)
_MOST_DATES = 3
_LABELS = alternatives([*AUTHOR_LABELS, *EDITOR_LABELS, *_OTHER_LABELS, *_VOCABULARY["contributor_labels"]])
_LABEL_BY = "(?:" + "|".join(rf"(?<=\s{word})" for word in _VOCABULARY["by_in_labels"]) + ")"
_LABEL = re.compile(
    rf"(?<!\w)({_LABELS})(?:\s?(?:[:：]|(?<=[文摄攝图圖])[/／])\s*|{_LABEL_BY}\s+)",
    re.I,
)
_SENTENCE = re.compile(r"[。！？]")
_PART = re.compile(rf"([^()]{{3,80}}?)\s?\(({_LABELS})\)", re.I)
"""Names and, in brackets, what they did: "Ada Brook (Text)"."""
# What must stand in a text for the longer patterns to find anything: most bylines are a name or two.
_DIGIT = re.compile(r"\d")
_TRAILING = " ,|·–-"
_ADDRESS_SIGN = re.compile(r"@|://|www\.|\[email")
_LABEL_END = re.compile(rf"[:：/]|\s(?:{alternatives(_VOCABULARY['by_in_labels'])})\s", re.I)
_REPORT_FROM = re.compile(r"[／/]\S{1,6}(?:報導|報道|报道|电|電)$")
_REPORTER_LINE = re.compile(
    r"[가-힣]{2,4}\s?(?:기자|특파원)(?![가-힣])"
    r"|[一-鿿]{0,8}(?:记者|記者)(?:\s?[:：]\s?|\s)[一-鿿]{2,4}(?:[\s、，,][一-鿿]{2,4}){0,3}\Z"
)
_SOURCE = re.compile(rf"\A(?:{alternatives(_VOCABULARY['other_labels'])})\s?[:：]\s?", re.I)
_COMMA = re.compile(r"[,，]")
_SITE_ASIDE = re.compile(r"\((?:www\.)?[\w-]{2,40}(?:\.[\w-]{2,40}){1,3}/?\)")


@dataclass(slots=True)
class Credits:
    """The people of a byline, as plain data for `models.Person`."""

    authors: list[Person] = field(default_factory=list)
    contributors: list[Person] = field(default_factory=list)


@lru_cache(maxsize=256)
def _read(text: str, trusted: bool) -> Credits:
    found = Credits()
    if not (trusted or text.isascii()) and _SENTENCE.search(text):
        return found
    is_site = trusted and "(" in text and _SITE_ASIDE.search(text) is not None
    if _ADDRESS_SIGN.search(text):
        text = _ADDRESS.sub(" ", text)
    text = before_date(text) if _DIGIT.search(text) else text.rstrip(_TRAILING).strip()
    if trusted and names.is_institution(text):
        return Credits([{"name": names.clean(text), "kind": "organisation"}])
    text = text if trusted else names.before_buttons(names.unglued(_before_filing(text)))
    text = names.clean(text) if text[:1] in "[(（【" and text[-1:] in ")]）】" else text
    for label, part in _labelled(text, trusted):
        told = (label or "").casefold().strip()
        people = list(named_in("、".join(split_at_blanks(part)) if told in EDITOR_LABELS else part, trusted))
        if told in _OTHER_LABELS and not any(person["kind"] == "agency" for person in people):
            continue
        is_author = label is None or told in AUTHOR_LABELS or told in _OTHER_LABELS
        if is_site:
            people = [{**person, "kind": "organisation"} for person in people]
        if is_author:
            found.authors += people
        else:
            found.contributors += [{"role": label, **person} for person in people]
    return found


def before_date(text: str) -> str:
    """A byline up to the date printed in it, which mark-up alone may part from the name; after a date that it begins
    with, if "By" follows."""
    text = after_date(_GLUED_DATE.sub(" ", text))
    dated = _DATE.search(text)
    if dated is None:
        return text.rstrip(_TRAILING).strip()
    return without_lead(text[: dated.start()])


def after_date(text: str) -> str:
    """A byline that its date or its section opens, without them: "Posted on 21 May by Jane Doe"."""
    rest = text
    for _ in range(_MOST_DATES if _FIGURE.search(text) else 0):
        dated = _DATE.search(rest)
        if dated is None or without_lead(rest[: dated.start()]):
            break
        rest = _HOUR.sub("", rest[dated.end() :], count=1)
        if opens_byline(rest):
            return rest
    return after_filing(text)


def after_filing(text: str) -> str:
    """A byline from its "By" on, where the section it is filed under goes before."""
    filed = _FILED.match(text)
    return text[filed.end() :] if filed else text


def without_lead(text: str) -> str:
    """Without the words at the end that lead to a date: "on Monday,"."""
    while (shorter := _BEFORE_DATE.sub("", text.rstrip(_TRAILING))) != text:
        text = shorter
    return text.strip()


def _before_filing(text: str) -> str:
    """A byline up to the label of the sections that the post is filed under."""
    filing = _FILING.search(text)
    return text[: filing.start()] if filing else text


def without_addresses(text: str) -> str:
    """A text without the addresses and account names in it, and the bars between that part them."""
    return _BARS_LEFT.sub(" | ", _ADDRESS.sub("", text)) if _ADDRESS_SIGN.search(text) else text


def before_address(text: str) -> str:
    """A text up to the first address or account name in it."""
    found = _ADDRESS.search(text) if _ADDRESS_SIGN.search(text) else None
    return text[: found.start()] if found else text


def read(text: str, *, trusted: bool = False) -> Credits:
    """Take a byline apart. `trusted` text is known to name authors; other text must look like names to be believed.

    >>> [p["name"] for p in read("By Jane O'Hara and Byron Okafor, Europe editor").authors]
    ["Jane O'Hara", 'Byron Okafor']
    >>> read("By Jane O'Hara and Byron Okafor, Europe editor").authors[1]["role"]
    'Europe editor'
    >>> taken = read("Text: Ana Ruiz; Photos: Leo Mai")
    >>> taken.authors[0]["name"], taken.contributors[0]["name"], taken.contributors[0]["role"]
    ('Ana Ruiz', 'Leo Mai', 'Photos')
    """
    found = _read(text[:MAX_BYLINE], trusted)
    return Credits([dict(person) for person in found.authors], [dict(person) for person in found.contributors])


def opens_byline(text: str) -> bool:
    """Whether a text begins as bylines do: "By …", "Von …", "Автор: …"."""
    first = _FIRST.match(text)
    if first is None:
        return False
    if not first[0].isascii() and _REPORTER_LINE.match(text):
        return True
    if first[0].casefold() not in _FIRST_WORDS:
        return first[0].startswith(GLUED_OPENINGS) and GLUED_BY.match(text) is not None
    if BY.match(text) or GLUED_BY.match(text):
        return True
    label = _LABEL.match(text.lstrip())
    return label is not None


def is_credit(text: str) -> bool:
    """Whether a text opens with the label of another part than the writer's: "Photo: …"."""
    label = _LABEL.match(text.lstrip())
    return label is not None and label[1].casefold() not in AUTHOR_LABELS | _OTHER_LABELS


def one_word(text: str) -> str | None:
    """The single word, a first or a pen name, that a byline holds behind its "By" or label.

    >>> one_word("by rivergirl_7"), one_word("Autor: Ada | 3 May"), one_word("by Ada Brook")
    ('rivergirl_7', 'Ada', None)
    """
    label = BY.match(text) or _LABEL.match(text)
    if label is None or (label.re is _LABEL and label[1].casefold() not in AUTHOR_LABELS):
        return None
    word = without_lead(text[label.end() :].split("|")[0])
    return word if _ONE_WORD.fullmatch(word) and not (is_unspaced(word) or names.is_account(word)) else None


def is_opening(line: str) -> bool:
    """Whether a line is the opening of a byline whose names stand on the next: "By", "Ein Kommentar von"."""
    return is_by(line) or _ENDS_IN_BY.fullmatch(line.strip()) is not None


def is_by(line: str) -> bool:
    """Whether a line is a usual "By" and nothing else.

    >>> is_by("Written by:"), is_by("Stand by")
    (True, False)
    """
    return BY.fullmatch(line.strip(" :：") + ":") is not None


def is_author_label(line: str) -> bool:
    """Whether a line is nothing but a label whose names stand on the next: "Author", "Autor*in:", "By"."""
    return line.rstrip(" :").casefold() in AUTHOR_LABELS or is_opening(line.rstrip(" :"))


def keys(found: Credits) -> set[str]:
    """The authors by the letters of their names."""
    return {names.key(person["name"]) for person in found.authors}


def letters(found: Credits) -> str:
    """All authors' letters: what two lists of the same people have in common."""
    return "+".join(sorted(names.key(person["name"]) for person in found.authors))


def _labelled(text: str, trusted: bool) -> Iterator[tuple[str | None, str]]:
    """Cut at labels: (label, what follows it); text before the first label has none."""
    text = _REPORT_FROM.sub("", without_opening(text.strip()))
    if parts := _parts(text):
        yield from parts
        return
    begun, label = 0, None
    if opening := None if trusted else _bare_label(text):
        begun, label = len(opening), opening
    for found in _LABEL.finditer(text) if _LABEL_END.search(text) else ():
        if before := text[begun : found.start()].strip(" ,;|·"):
            yield label, before
        begun, label = found.end(), found[1]
    if rest := text[begun:].strip():
        yield label, rest


def tells_parts(text: str) -> bool:
    """Whether a text tells in brackets who wrote and who did something else.

    >>> tells_parts("Ada Brook (text) and Bo Lind (photos)"), tells_parts("Ada Brook (text)")
    (True, False)
    """
    return bool(_parts(text))


def _parts(text: str) -> list[tuple[str, str]]:
    """What each did, and who, where brackets tell it of everybody in a text and it is plain of whom: what stands in
    another bracket, or in a list before one, may be somebody else's."""
    text = text.strip().rstrip(". ")
    if not text.endswith(")") or text.count("(") < 2:
        return []
    found = list(_PART.finditer(text))
    told = {part[2].casefold() for part in found}
    if told.isdisjoint(AUTHOR_LABELS) or told <= AUTHOR_LABELS or "".join(part[0] for part in found) != text:
        return []
    parts = [(part[2], _SOURCE.sub("", part[1])) for part in found]
    others = (people for label, people in parts if label.casefold() not in AUTHOR_LABELS)
    return [] if any(map(_is_doubtful, others)) else parts


def _is_doubtful(people: str) -> bool:
    """Whether a bracket's label may not be meant for all who stand before it."""
    return _COMMA.search(names.clean(people)) is not None or any(map(names.is_agency, parted(people)))


def _bare_label(text: str) -> str | None:
    """The label that a text begins with, with a full name behind it and no colon between: "Translation Ada Brook"."""
    label, _, rest = text.partition(" ")
    name = names.clean(_COMMA.split(rest)[0])
    if label.casefold() not in _BARE_LABELS or not name[:1].isupper() or name.split()[0].casefold() in _GUESTS:
        return None
    return label if names.is_full(name) and names.looks_like_person(name) else None


def add(found: Credits, more: Credits) -> None:
    """Add the people of one piece to those found before."""
    found.authors += more.authors
    found.contributors += more.contributors


def unsigned(found: Credits) -> float:
    """Where only organisations sign, a person's name elsewhere is better news."""
    if any(person["kind"] == "person" for person in found.authors):
        return 0.0
    return 3.0 if any(person["kind"] == "agency" for person in found.authors) else 5.0

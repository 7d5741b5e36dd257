"""Dates as newsrooms print them, in some seventy languages."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timezone
from functools import cache, lru_cache
from typing import Any

from articlegrab.fields.dates.calendars import from_buddhist, from_era, from_jalali
from articlegrab.fields.dates.moment import MAX_LENGTH, Moment, moment, read_machine, zone_of
from articlegrab.rules import load

_WORDS = load("vocab/dates.toml")
_PHRASES: dict[str, str] = _WORDS["month_phrases"]
_OWN_LANGUAGES = frozenset(_WORDS["own_languages"])
_HALF_DAYS: dict[str, dict[str, list[str]]] = _WORDS["half_days"]
_DAY_AND_YEAR = re.compile(r"(?<!\d)\d{1,2}(?!\d)\D{1,30}\d{4}|\d{4}\D{1,30}\d{1,2}(?!\d)")
_STRICT: Any = {
    "REQUIRE_PARTS": ["year", "month", "day"],
    "PARSERS": ["absolute-time"],
    "RELATIVE_BASE": datetime(2000, 1, 1),
    "RETURN_AS_TIMEZONE_AWARE": False,
}
_PERSIAN = ("fa", "ps", "prs")

_ACCENTS = re.compile(r"[\u0300-\u036f\u064b-\u065f]")
_CLOCK = re.compile(
    r"(?<![\d:.,/-])(\d{1,2})(?::|\.|\s?[hH]\s?|\s?[uU]\s|時|点|시 ?)(\d{2})(?!\d|[./]\d)(?::(\d{2})(?!\d))?분?"
    r"\s{0,2}([ap]\.?m\b\.?|[ap]\.\sm\b\.?|[AP]M\b)?"
)
_HOUR = re.compile(r"(?<![\d:.,/-])(\d{1,2})\s?([ap]\.?m\b\.?|[ap]\.\sm\b\.?|[AP]M\b)")
_HALF_WORD = 24
"""Characters beside a clock in which a word may stand that tells the half of the day."""
_ZONE = re.compile(r"\s{0,2}\(?((?:UTC|GMT)?\s?[+-]\d{1,2}:?\d{0,2}|[A-Z]{1,5}|МСК)\b\)?")
_MARKED = re.compile(
    r"(令和|平成|昭和|民國|民国)?\s?(\d{1,4}|元)\s?(?:年|년|оны)\s?(\d{1,2})"
    r"\s?(?:月|월|(?:дугаар |дүгээр )?сар\w{0,3})\s?(\d{1,2})"
)
_VIETNAMESE = re.compile(r"(\d{1,2})\s(?:tháng|thg)\s(\d{1,2})\D{1,8}(\d{4})")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.|]\s?(\d{1,2})\s?[-/.|]\s?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})\s?[-/.|]\s?(\d{1,2})\s?[-/.|]\s?(\d{4})(?!\d)")
_SHORT = re.compile(r"(?<![\d.])(\d{1,2})([./])(\d{1,2})\2(\d{2})(?![\d.])")
_GLUED = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?:(?=\d{1,2}[/.-]\d)|,(?=\d{1,2}:\d))|(?:(?<=[/.]\d\d)|(?<=[/.]\d{4}))-(?=\d\d?:\d\d)"
)
"""A year that runs into its hour, or into the next date, as where a page prints its date for phones and for others; a
hyphen between a day and its hour: "28/12/11-14:08"."""
_TOKEN = re.compile(r"\d+|[^\s\d,;:()|/·•–—\-]+")


@cache
def _months() -> tuple[dict[str, int], dict[str, int], dict[str, dict[str, int]]]:
    """Common month words, Iranian month words, and the words that mean another month in some language."""
    data = load("vocab/months.toml")
    named, jalali = (
        {word: number for number, words in enumerate(data[key], 1) for word in words.split()}
        for key in ("names", "jalali")
    )
    return named, jalali, data["by_language"]


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKD", text.casefold())
    for phrase, word in _PHRASES.items():
        if phrase.split()[0] in text:
            text = text.replace(unicodedata.normalize("NFKD", phrase), unicodedata.normalize("NFKD", word))
    return _ACCENTS.sub("", text)


def is_month(word: str) -> bool:
    """Whether a word names a month in some language.

    >>> is_month("März"), is_month("Jun"), is_month("Flood")
    (True, True, False)
    """
    return _fold(word) in _months()[0]


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() and not c.isascii() else c for c in text)


@lru_cache(maxsize=512)
def read_printed(text: str, language: str | None = None, *, month_first: bool = False) -> Moment | None:
    """Read the one date that a short text prints; None where it prints none, or not to the day.

    `language` (BCP 47) decides between readings, as does `month_first` for 03/05/2024.

    >>> read_printed("Dienstag, 5. März 2024, 18:30 Uhr").instant.isoformat()
    '2024-03-05T18:30:00+00:00'
    >>> read_printed("Published 5:07 a.m. ET March 5, 2024").instant.isoformat()
    '2024-03-05T05:07:00-05:00'
    >>> [str(read_printed(t).instant.date()) for t in ("令和6年3月5日", "۱۵ اسفند ۱۴۰۲", "5 มี.ค. 2567", "05.03.2024")]
    ['2024-03-05', '2024-03-05', '2024-03-05', '2024-03-05']
    >>> [str(read_printed(t).instant.time()) for t in ("24.04.2020 09:22 مساءً", "5 de marzo de 2024, 9:22 p. m.")]
    ['21:22:00', '21:22:00']
    >>> read_printed("12 March") is None
    True
    """
    if len(text) > 2 * MAX_LENGTH:
        return None
    text = _GLUED.sub(r"\1 ", " ".join(_ascii_digits(text).split()))
    language = (language or "").lower()
    if text.isascii() and (machine := read_machine(text)):
        return machine
    day = _day(text, language, month_first)
    if day is None:
        return _by_library(text, language)
    year, month, number = day
    bare = moment(year, month, number)
    if bare is None:
        return None
    clock, zone = _clock(text, bare, language)
    return moment(year, month, number, clock, zone) if clock else bare


def _by_library(text: str, language: str) -> Moment | None:
    """Ask dateparser, where the page's language is one whose months are not in `months.toml`. Its import is dear and
    its search long: texts must be short and hold a day and a year, and it never gets to guess."""
    primary = language.split("-")[0]
    if not primary or primary in _OWN_LANGUAGES or len(text) > MAX_LENGTH or not _DAY_AND_YEAR.search(text):
        return None
    import dateparser  # type: ignore[import-untyped]

    try:
        found = dateparser.parse(text, languages=[primary], settings=_STRICT)
    except (ValueError, OverflowError, RecursionError, TypeError):
        return None
    if found is None:
        return None
    known = found.hour or found.minute
    return moment(found.year, found.month, found.day, (found.hour, found.minute, None) if known else None)


@lru_cache(maxsize=64)
def _beside(half: str, language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a clock of twelve hours in this half of the day, and what behind it."""
    before, after = (
        "|".join(re.escape(_fold(word)) for word in (*words["any"], *words.get(language, ())))
        for words in (_HALF_DAYS[f"before_{half}"], _HALF_DAYS[f"after_{half}"])
    )
    return re.compile(rf"(?<![a-z])(?:{before})\s?$"), re.compile(rf"\s?(?:{after})(?!\w)")


def _in_day(hour: int, before: str, after: str, language: str) -> int:
    """An hour of twelve, as the words beside its clock put it into the day."""
    ahead, behind = _beside("morning" if hour == 12 else "afternoon", language.split("-")[0])
    is_told = behind.match(_fold(after[:_HALF_WORD])) or ahead.search(_fold(before[-_HALF_WORD:]))
    return (hour + 12) % 24 if is_told else hour


def _clock(text: str, day: Moment, language: str) -> tuple[tuple[int, int, int | None] | None, timezone | None]:
    found = _CLOCK.search(text)
    if found:
        hour, minute, second, half = found.groups()
    elif found := _HOUR.search(text):
        hour, half = found.groups()
        minute, second = "0", None
    else:
        return None, None
    number = int(hour)
    if not half and 1 <= number <= 12:
        number = _in_day(number, text[: found.start()], text[found.end() :], language)
    if half:
        if not 1 <= number <= 12:
            return None, None
        number = number % 12 + (12 if half[0] in "pP" else 0)
    if number > 23 or int(minute) > 59:
        return None, None
    clock = (number, int(minute), int(second) if second else None)
    after = _ZONE.match(text, found.end())
    return clock, zone_of(after[1], day.wall.replace(hour=number)) if after else None


def _day(text: str, language: str, month_first: bool) -> tuple[int, int, int] | None:
    if found := _MARKED.search(text):
        era, year, month, day = found.groups()
        counted = from_era(era, year) if era else int(year) if year != "元" else None
        return (counted, int(month), int(day)) if counted else None
    if found := _VIETNAMESE.search(text):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _YEAR_FIRST.search(text):
        return _numeric(int(found[1]), int(found[2]), int(found[3]), language)
    if found := _YEAR_LAST.search(text):
        first, second, year = int(found[1]), int(found[2]), from_buddhist(int(found[3]))
        if second > 12 or (month_first and first <= 12 and "." not in found[0]):
            first, second = second, first
        return year, second, first
    if found := _SHORT.search(text):
        first, second, year = int(found[1]), int(found[3]), 2000 + int(found[4])
        return (year, first, second) if month_first and found[2] == "/" else (year, second, first)
    return _worded(text, language)


def _numeric(year: int, month: int, day: int, language: str) -> tuple[int, int, int] | None:
    if 1369 <= year <= 1480:
        common = from_jalali(year, month, day) if language.split("-")[0] in _PERSIAN else None
        return (common.year, common.month, common.day) if common else None
    return from_buddhist(year), month, day


def _worded(text: str, language: str) -> tuple[int, int, int] | None:
    """Find a month's name with a day and a year about it, whatever their order."""
    named, jalali, by_language = _months()
    own = by_language.get(language.split("-")[0], {})
    tokens = [token for each in _TOKEN.findall(_CLOCK.sub(" ", _fold(text))) if (token := each.strip(".'’"))]
    for index, token in enumerate(tokens):
        month = own.get(token) or named.get(token) or named.get(token.replace(".", ""))
        iranian = jalali.get(token)
        if not month and not iranian:
            continue
        found = _around(tokens, index)
        if found is None:
            continue
        year, day = found
        if iranian and 1369 <= year <= 1480:
            common = from_jalali(year, iranian, day)
            return (common.year, common.month, common.day) if common else None
        if month:
            return from_buddhist(year), month, day
    return None


def _around(tokens: list[str], index: int) -> tuple[int, int] | None:
    """Year and day next to the month at `index`."""
    before = [int(token) for token in tokens[max(0, index - 3) : index] if token.isdecimal() and len(token) <= 4]
    after = [int(token) for token in tokens[index + 1 : index + 5] if token.isdecimal() and len(token) <= 4]
    for pair in (
        (after[:1], before[-1:]),
        (after[1:2], after[:1]),
        (before[-1:], after[:1]),
        (before[-2:-1], before[-1:]),
    ):
        year, day = pair
        if year and day and year[0] >= 1000 and 1 <= day[0] <= 31:
            return year[0], day[0]
    return None

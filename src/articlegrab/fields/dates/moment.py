"""A point in time as pages state it, and the strict reader of the forms that machines write."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal, NamedTuple

from articlegrab.rules import load

MAX_LENGTH = 64
"""Characters of a date; what is longer is a text, and costs parsers dearly."""
FIRST_YEAR, LAST_YEAR = 1990, 2100

Precision = Literal["year", "month", "day", "minute", "second"]

# fmt: off
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:(?:[T_,]|\s)\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:]\d{1,9})?)?\s*(.{0,12}))?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T ]?(\d{2}):?(\d{2}):?(\d{2})?(?:\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})?)?")
# fmt: on
_EPOCH = re.compile(r"[01]\d{9}(?:\d{3})?(?:\.\d{1,6})?")
"""Seconds since 1970, up to the year 2033: longer numbers are of telephones and the like."""
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])\s?(\d{1,2}):?(\d{2})?(?::\d{2})?")
_ZONES: dict[str, str] = load("vocab/dates.toml")["zones"]


class Moment(NamedTuple):
    """An aware datetime, how finely it is known, and whether the page stated its zone; `seconds` and `day` are its
    epoch seconds and the number of its calendar day, which compare at a tenth of the cost."""

    instant: datetime
    precision: Precision
    zoned: bool
    seconds: float
    day: int

    @property
    def wall(self) -> datetime:
        """What a clock on the wall showed."""
        return self.instant.replace(tzinfo=None)


def moment(
    year: int, month: int, day: int, clock: tuple[int, int, int | None] | None = None, zone: timezone | None = None
) -> Moment | None:
    """A Moment out of its parts; None where they are no date between 1990 and 2100.

    Midnight sharp without a zone, or in UTC, is how machines write a bare day.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    hour, minute, second = clock or (0, 0, None)
    if hour == 24:
        hour = 0
    bare = not (hour or minute or second) and (zone is None or zone == UTC)
    precision: Precision = "day" if clock is None or bare else "minute" if second is None else "second"
    try:
        instant = datetime(year, month, day, hour, minute, min(second or 0, 59), tzinfo=zone or UTC)
        seconds = instant.timestamp()
    except (ValueError, OverflowError):
        return None
    return Moment(instant, precision, zone is not None and clock is not None, seconds, instant.toordinal())


def zone_of(text: str, wall: datetime | None = None) -> timezone | None:
    """The zone that an offset or a well-known abbreviation names; `wall` tells summer from winter where it does not.

    >>> zone_of("+0530"), zone_of("CEST"), zone_of("tomorrow")
    (datetime.timezone(datetime.timedelta(seconds=19800)), datetime.timezone(datetime.timedelta(seconds=7200)), None)
    """
    text = text.strip(" ()").upper()
    if not text:
        return None
    offset = _OFFSET.fullmatch(text) or _OFFSET.match(_ZONES.get(text, ""))
    if offset is None:
        return _american(text, wall)
    sign, hours, minutes = offset.groups()
    shift = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if shift > timedelta(hours=14):
        return None
    return timezone(-shift if sign == "-" else shift) if shift else UTC


def _american(text: str, wall: datetime | None) -> timezone | None:
    """ "ET" and its like say neither summer nor winter: the date does, by the rule in force since 2007."""
    hours = {"ET": 5, "CT": 6, "MT": 7, "PT": 8}.get(text)
    if hours is None or wall is None:
        return None
    begins = datetime(wall.year, 3, 14 - datetime(wall.year, 3, 1).weekday(), 2)
    ends = datetime(wall.year, 11, 7 - datetime(wall.year, 11, 1).weekday(), 2)
    return timezone(timedelta(hours=(1 if begins <= wall < ends else 0) - hours))


@lru_cache(maxsize=256)
def read_machine(text: str) -> Moment | None:
    """Read ISO 8601 and what passes for it, compact stamps and epoch seconds or milliseconds.

    >>> read_machine("2024-03-05T10:20:30+01:00").instant.isoformat()
    '2024-03-05T10:20:30+01:00'
    >>> read_machine("2024-03-05").precision, read_machine("1709632830").instant.isoformat()
    ('day', '2024-03-05T10:00:30+00:00')
    >>> read_machine("2024-13-05") is None
    True
    """
    text = text.strip()
    if not 8 <= len(text) <= MAX_LENGTH:
        return None
    if found := _COMPACT.fullmatch(text):
        return _assemble(*found.groups())
    if _EPOCH.fullmatch(text):
        return _epoch(float(text))
    if found := _ISO.fullmatch(text):
        year, month, day, hour, minute, second, rest = found.groups()
        return _with_rest(year, month, day, hour, minute, second, rest)
    return None


def _with_rest(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, rest: str | None
) -> Moment | None:
    rest = (rest or "").strip().lower().replace(".", "")
    if hour and rest[:2] in ("am", "pm"):
        hour = str(int(hour) % 12 + (12 if rest[0] == "p" else 0))
        rest = rest[2:]
    return _assemble(year, month, day, hour, minute, second, rest)


def _assemble(
    year: str, month: str, day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None
) -> Moment | None:
    clock = (int(hour), int(minute or 0), int(second) if second else None) if hour else None
    bare = moment(int(year), int(month), int(day), clock)
    if bare is None or not zone:
        return bare
    found = zone_of(zone, bare.wall)
    return moment(int(year), int(month), int(day), clock, found) if found else bare


def _epoch(number: float) -> Moment | None:
    instant = datetime.fromtimestamp(number / 1000 if number >= 1e11 else number, UTC)
    return moment(*instant.timetuple()[:3], (instant.hour, instant.minute, instant.second), UTC)

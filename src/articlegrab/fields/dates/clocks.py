"""The clock and the zone of a moment that was chosen, by all that the page tells of it."""

from __future__ import annotations

from datetime import timedelta, timezone, tzinfo

from articlegrab.fields.dates import place
from articlegrab.fields.dates.moment import Moment, read_machine
from articlegrab.reading import Candidate

SAME_DAY = 14 * 3600
"""Seconds: two clocks of one day may differ by a zone that one of them keeps to itself."""
_HALF_DAY = 12 * 3600
"""Seconds: nobody lives so far behind UTC; a clock that is, counts to twelve."""
_SAME_SEASON = 14
"""Days within which clocks are hardly put forward or back."""
_QUARTER = 900
_RANKS = 0.05
"""What the first few of a page's dates lose for their rank."""
SOLID = 4.9
BY_HEADLINE = 3.1
"""The weight of dates by the headline, and of no others."""
_AFAR = 2.5
"""The most that lines weigh elsewhere."""
_LINES = ("named", "printed")


def finest(winner: Candidate, candidates: list[Candidate]) -> Candidate:
    """The winner, or the same day from a source that stands by the headline, or is half as good, and knows the hour, or
    the zone."""
    moment: Moment = winner.value.moment
    if moment.zoned and moment.precision != "day":
        return winner
    enough = min(BY_HEADLINE, winner.weight / 2 - _RANKS)
    for other in candidates:
        told: Moment = other.value.moment
        if other.weight < enough or _is_of_visit(other, winner):
            continue
        finer = moment.precision == "day" and told.precision in ("minute", "second") and told.day == moment.day
        if finer or (moment.precision != "day" and told.zoned and _same_clock(told, moment)):
            return other
    return winner


def _is_of_visit(line: Candidate, winner: Candidate) -> bool:
    """Whether a clock can be that of the visit: it is printed at the head of the page, far over the date by the
    headline, and no label says that the story was published then."""
    if line.source not in _LINES or line.weight > _AFAR or winner.weight < BY_HEADLINE:
        return False
    if winner.node is not None and line.node is not None and line.node > winner.node:
        return False
    return read_machine(line.raw or "") is None and place.published_label(line.raw or "") is None


def _same_clock(zoned: Moment, bare: Moment) -> bool:
    """Whether a bare clock shows the zoned moment: as it stands, or shifted by whole quarters of an hour."""
    apart = abs(zoned.seconds - bare.seconds)
    if zoned.wall.replace(second=0) == bare.wall.replace(second=0):
        return True
    return apart <= SAME_DAY and apart % _QUARTER == 0 and bool(zoned.instant.second)


def in_own_zone(winner: Candidate, candidates: list[Candidate]) -> Candidate:
    """A moment in UTC that the page also gives by its own clock, in the zone of that clock."""
    moment: Moment = winner.value.moment
    if moment.precision == "day" or not moment.zoned or moment.instant.utcoffset():
        return winner
    for other in candidates:
        told: Moment = other.value.moment
        by_the_wall = told.instant.utcoffset() and told.wall.replace(second=0) == moment.wall.replace(second=0)
        if by_the_wall and other.weight >= SOLID:
            return winner._replace(value=winner.value._replace(moment=told))  # the "Z" is there for form's sake
        apart = (told.seconds // 60 - moment.seconds // 60) * 60
        own = told.instant.utcoffset() if not apart else None
        if (
            not told.zoned
            and told.precision in ("minute", "second")
            and -_HALF_DAY < apart <= SAME_DAY
            and apart
            and apart % _QUARTER == 0
        ):
            own = timedelta(seconds=apart)
        if own:
            shifted = moment._replace(instant=moment.instant.astimezone(timezone(own)), zoned=True)
            return winner._replace(value=winner.value._replace(moment=shifted))
    return winner


def in_zone_of(bare: Candidate | None, other: Candidate | None) -> Candidate | None:
    """A clock without a zone in that of the page's other stamp, if that is a place's own and of the same weeks: a
    newsroom keeps one clock."""
    if bare is None or other is None:
        return bare
    told: Moment = bare.value.moment
    zoned: Moment = other.value.moment
    if told.zoned or told.precision == "day" or not (zoned.zoned and zoned.instant.utcoffset()):
        return bare
    if abs(told.day - zoned.day) > _SAME_SEASON:
        return bare
    return _zoned(bare, zoned.instant.tzinfo)


def before_change(first: Candidate | None, changed: Candidate | None) -> Candidate | None:
    """A publication without a zone whose clock is ahead of its own change in UTC: by that much its zone is ahead."""
    if first is None or changed is None:
        return first
    bare, utc = first.value.moment, changed.value.moment
    if bare.zoned or bare.precision == "day" or not utc.zoned or utc.instant.utcoffset():
        return first
    ahead = (bare.seconds // 60 - utc.seconds // 60) * 60
    if not 0 < ahead <= SAME_DAY or ahead % _QUARTER:
        return first
    return _zoned(first, timezone(timedelta(seconds=ahead)))


def _zoned(bare: Candidate, zone: tzinfo | None) -> Candidate:
    instant = bare.value.moment.instant.replace(tzinfo=zone)
    shared = bare.value.moment._replace(instant=instant, zoned=True, seconds=instant.timestamp())
    return bare._replace(value=bare.value._replace(moment=shared))

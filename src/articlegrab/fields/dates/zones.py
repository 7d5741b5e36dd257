"""Stamps whose clock and offset do not belong together."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from articlegrab.fields.dates.moment import Moment
from articlegrab.reading import Candidate

_Key = tuple[str, datetime, timedelta | None]
_Tellers = dict[_Key, set[str]]
"""The kinds of source that tell a stamp, by what it is of, its clock and its offset."""


def in_true_zone(candidates: list[Candidate]) -> list[Candidate]:
    """The stamps of a source that puts the place's offset to a clock in UTC, set right: another kind of source tells
    the publication by that very clock as UTC, and a third the same moment by the clock of the place.

    Where the source may be right after all, it stays as it is: the address is on its side, or it tells the true moment
    too. So does each stamp that has no twin in UTC, or that another source tells as well.
    """
    exact = [each for each in candidates if each.value.moment.zoned and each.value.moment.instant.second]
    tellers: _Tellers = defaultdict(set)
    moments: dict[float, set[str]] = defaultdict(set)
    for each in exact:
        tellers[_key(each)].add(each.source)
        moments[each.value.moment.seconds].add(each.source)
    turned = {
        each: _turned(each)
        for each in exact
        if _in_utc(each, tellers) and moments[each.value.moment.seconds] == {each.source}
    }
    days = {each.value.moment.day for each in candidates if each.source == "address"}
    wrong = {
        each.source
        for each, other in turned.items()
        if _is_borne_out(each, other, tellers)
        and each.source not in moments[other.value.moment.seconds]
        and days <= {other.value.moment.day}
    }
    return [turned[each] if each.source in wrong and each in turned else each for each in candidates]


def _key(candidate: Candidate) -> _Key:
    moment: Moment = candidate.value.moment
    return candidate.value.meaning, moment.wall, moment.instant.utcoffset()


def _in_utc(candidate: Candidate, tellers: _Tellers) -> set[str]:
    """The other kinds of source that tell the clock of a stamp with an offset as UTC."""
    meaning, wall, offset = _key(candidate)
    return tellers.get((meaning, wall, timedelta()), set()) - {candidate.source} if offset else set()


def _is_borne_out(candidate: Candidate, turned: Candidate, tellers: _Tellers) -> bool:
    """Whether a third kind of source tells the publication as it is when set right."""
    if candidate.value.meaning != "published":
        return False
    witnesses = tellers.get(_key(turned), set())
    return any(one != other for one in _in_utc(candidate, tellers) for other in witnesses)


def _turned(candidate: Candidate) -> Candidate:
    """A stamp whose clock shows UTC, by the clock of its own offset."""
    told: Moment = candidate.value.moment
    instant = told.instant.replace(tzinfo=UTC).astimezone(told.instant.tzinfo)
    moment = told._replace(instant=instant, seconds=instant.timestamp(), day=instant.toordinal())
    return candidate._replace(value=candidate.value._replace(moment=moment))

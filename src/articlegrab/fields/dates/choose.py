"""Deciding between the dates that a page states."""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime

from articlegrab.fields.dates.clocks import (
    BY_HEADLINE,
    SAME_DAY,
    SOLID,
    before_change,
    finest,
    in_own_zone,
    in_zone_of,
)
from articlegrab.fields.dates.moment import LAST_YEAR, MAX_LENGTH, Moment, read_machine
from articlegrab.fields.dates.zones import in_true_zone
from articlegrab.reading import Candidate, Choice, Reading

_DAY = 24 * 3600
_ALONE = 366 * _DAY
_YEARS = 3653 * _DAY
"""Seconds: what was changed longer after its publication was only put out again."""
_ONE_SAVE = 120
"""Seconds between the stamps of one save."""
_WESTERN = 8
"""Hours by which a clock of the American west is behind: until then its day is the one before."""
_END_OF_TIME = 2**31 - 1
_RIGHTS = re.compile(r"(?:©|\([cC]\)\s|\b[cC]opyright\b)\D{0,20}\b(?:\d{4}\s?[-–—]\s?)?(20\d\d)\b")
_SECOND_VOICE = 0.35
_ONLY_CHANGE = 1.0
_GUESSED = re.compile(r"(?<![\d/])\d{1,2}[/-]\d{1,2}[/-](?:\d\d){1,2}(?!\d)")
_FOR_MACHINES = ("json_ld", "meta")
_FOR_READERS = ("time", "named", "printed")


def decide(reading: Reading, candidates: list[Candidate]) -> dict[str, Choice]:
    """The choices of all date fields out of candidates whose values are `Stated`."""
    judged = _without_future(in_true_zone(_in_shown_order(candidates)), reading)
    published = [candidate for candidate in judged if candidate.value.meaning == "published"]
    changed = [candidate for candidate in judged if candidate.value.meaning == "modified"]
    published = [_unless_late(_unless_echo(candidate, judged), changed) for candidate in published]
    published = [_unless_contradicted(candidate, published, changed) for candidate in published]
    told = any(candidate.rejected_because is None for candidate in published)
    first, first_rest = _best(published if told else [c._replace(weight=_ONLY_CHANGE) for c in changed])
    last, last_rest = _best(_after(changed, first))
    first, last = before_change(in_zone_of(first, last), last), in_zone_of(last, first)
    if first is None:
        reading.warn("no_date", "the page states no date of publication")
    elif _conflict(published):
        reading.warn("conflicting_dates", "sources on the page give different days of publication")
    moment: Moment | None = first.value.moment if first else None
    confidence = _confidence(first, published)
    return {
        "published": _choice(first, first_rest, confidence),
        "published_raw": Choice(_raw(first, published), confidence=confidence),
        "published_precision": Choice(moment.precision if moment else None, confidence=confidence),
        "modified": _choice(last, last_rest, _confidence(last, changed)),
        "modified_raw": Choice(last.raw if last else None),
    }


def is_stated(candidates: list[Candidate], enough: float) -> bool:
    """Whether a candidate of this weight or more tells the day of publication."""
    return any(candidate.value.meaning == "published" and candidate.weight >= enough for candidate in candidates)


def is_settled(candidates: list[Candidate], enough: float) -> bool:
    """Whether a weighty candidate tells the hour and another kind of source agrees about the day, and no lone change
    lies years later."""
    told = [candidate for candidate in candidates if candidate.value.meaning == "published"]
    last = max((candidate.value.moment.seconds for candidate in told), default=0.0)
    for change in candidates:
        late = change.value.meaning == "modified" and change.value.moment.seconds > last + _ALONE
        if late and not _supported(change, candidates):
            return False
    return any(
        candidate.weight >= enough and candidate.value.moment.precision != "day" and _supported(candidate, told)
        for candidate in told
    )


def _without_future(candidates: list[Candidate], reading: Reading) -> list[Candidate]:
    """Reject what the page could not know yet: past its fetching, or more than a year past all else that it states.

    The reader's own clock is never asked: pages are read years after they were saved.
    """
    asked = fetched(reading)
    stated = [candidate.value.moment.seconds for candidate in candidates]
    if not stated or not (asked or max(stated) - min(stated) > _ALONE):
        return candidates
    judged = []
    for candidate in candidates:
        moment: Moment = candidate.value.moment
        others = [other.value.moment.seconds for other in candidates if _is_witness(other, candidate)]
        if asked and moment.seconds > asked + _DAY:
            candidate = candidate.rejected("later than the page was fetched")
        elif others and moment.seconds > max(others) + _ALONE and not _is_believable(candidate, candidates, reading):
            candidate = candidate.rejected("more than a year past every other date on the page")
        judged.append(candidate)
    if len(judged) > sum(candidate.rejected_because is None for candidate in judged):
        reading.warn("future_date", "a date on the page lies past everything else on it and was not believed")
    return judged


def _in_shown_order(candidates: list[Candidate]) -> list[Candidate]:
    """All dates such as 03/05/2024 read the other way round, if that makes one of them a day that the page states in
    numbers for machines, and none of them is one as it stands."""
    stated = {c.value.moment.day for c in candidates if c.raw and c.weight >= SOLID and read_machine(c.raw)}
    turned = {i: other for i, candidate in enumerate(candidates) if stated and (other := _turned(candidate))}
    as_read = {candidates[index].value.moment.day for index in turned}
    if stated.isdisjoint(as_read) and any(moment.day in stated for moment in turned.values()):
        return [
            candidate._replace(value=candidate.value._replace(moment=turned[index])) if index in turned else candidate
            for index, candidate in enumerate(candidates)
        ]
    return candidates


def _turned(candidate: Candidate) -> Moment | None:
    """The moment with its day for its month, if the page prints both as numbers and a reader has to guess which is
    which."""
    told: Moment = candidate.value.moment
    day, month = told.instant.day, told.instant.month
    if day == month or day > 12 or not candidate.raw or not _GUESSED.search(candidate.raw):
        return None
    instant = told.instant.replace(day=month, month=day)
    return told._replace(instant=instant, seconds=instant.timestamp(), day=instant.toordinal())


def _is_witness(other: Candidate, candidate: Candidate) -> bool:
    """Whether another date is worth believing against a candidate: from a solid place, or the address; a change that
    the same source puts before the publication is as doubtful as the publication itself."""
    if _agree(other.value.moment, candidate.value.moment):
        return False
    if other.source == candidate.source and other.value.meaning != candidate.value.meaning:
        return False
    return other.weight >= SOLID or other.source == "address"


def _supported(candidate: Candidate, candidates: list[Candidate]) -> bool:
    """Whether another kind of source tells of the same day."""
    return any(
        other.source != candidate.source and _agree(other.value.moment, candidate.value.moment) for other in candidates
    )


def _is_believable(candidate: Candidate, candidates: list[Candidate], reading: Reading) -> bool:
    """Whether a date that lies far past all others is borne out: another kind of source tells of the same day, or it is
    the one change, told for machines, of a piece whose publication the same source dates as others do, some years
    later and no later than the page's copyright."""
    if _supported(candidate, candidates):
        return True
    moment: Moment = candidate.value.moment
    if candidate.value.meaning == "published" or candidate.source not in _FOR_MACHINES or _is_never(moment):
        return False
    changes = [c for c in candidates if c.value.meaning == "modified" and c.weight >= BY_HEADLINE]
    own = (c for c in candidates if c.source == candidate.source and c.value.meaning == "published")
    alone = all(_agree(other.value.moment, moment) for other in changes)
    agreed = (c.value.moment for c in own if _supported(c, candidates))
    return alone and any(_is_some_years_after(moment, first, reading) for first in agreed)


def _is_some_years_after(moment: Moment, first: Moment, reading: Reading) -> bool:
    """Whether a moment lies some years after the publication, and no later than the last year that the page claims its
    rights for, if that is none that was written into it for good before."""
    texts = reading.document.passage_texts
    claimed = (int(year) for text in texts for year in _RIGHTS.findall(text))
    last = max((year for year in claimed if year >= first.instant.year), default=LAST_YEAR)
    return moment.seconds - first.seconds < _YEARS and moment.instant.year <= last


def _is_never(moment: Moment) -> bool:
    """Whether a moment is one that systems put for "never": the end of a year, or of time in 32 bits."""
    wall = moment.wall
    return (wall.month, wall.day, wall.hour, wall.minute) == (12, 31, 23, 59) or moment.seconds == _END_OF_TIME


def fetched(reading: Reading) -> float | None:
    """When the page was fetched, in epoch seconds, if its HTTP headers are known."""
    header = reading.document.headers.get("date")
    try:
        fetched = parsedate_to_datetime(header[:MAX_LENGTH]) if header else None
        return fetched.timestamp() if fetched and fetched.year <= LAST_YEAR else None
    except (ValueError, OverflowError):
        return None


def _agree(one: Moment, other: Moment) -> bool:
    return one.day == other.day or abs(one.seconds - other.seconds) <= (0 if one.zoned and other.zoned else SAME_DAY)


def _best(candidates: list[Candidate]) -> tuple[Candidate | None, list[Candidate]]:
    """The best candidate, and the others with the reason why each lost."""
    sound = [candidate for candidate in candidates if candidate.rejected_because is None]
    if not sound:
        return None, candidates
    voted = sorted(sound, key=lambda candidate: -_votes(candidate, sound))
    chosen = finest(voted[0], sound)
    rest = []
    for candidate in candidates:
        if candidate is chosen:
            continue
        same = _agree(candidate.value.moment, chosen.value.moment)
        reason = candidate.rejected_because or ("the same day from a weaker source" if same else "outweighed")
        rest.append(candidate.rejected(reason))
    return in_own_zone(chosen, sound), rest


def _votes(candidate: Candidate, candidates: list[Candidate]) -> float:
    """A candidate's own weight, and a share of the best of each other kind of source that tells the same day."""
    voices: dict[str, float] = {}
    for other in candidates:
        if other.source != candidate.source and _agree(candidate.value.moment, other.value.moment):
            voices[other.source] = max(voices.get(other.source, 0.0), other.weight)
    return candidate.weight + _SECOND_VOICE * sum(voices.values())


def _unless_echo(candidate: Candidate, stated: list[Candidate]) -> Candidate:
    """A publication rejected that repeats a change to the second, where the same source also states when the piece was
    made, earlier that day, and the page prints that very minute."""
    moment: Moment = candidate.value.moment
    own = [other for other in stated if other.source == candidate.source]
    if not any(other.value.meaning == "modified" and other.value.moment.seconds == moment.seconds for other in own):
        return candidate
    told = [other for other in stated if other.value.meaning == "published"]
    shown = {_minute(other.value.moment) for other in told if other.source != candidate.source}
    made = (other.value.moment for other in told if other.source == candidate.source)
    earlier = any(_precedes(other, moment) and _minute(other) in shown for other in made)
    return candidate.rejected("the change again") if earlier else candidate


def _unless_late(candidate: Candidate, changed: list[Candidate]) -> Candidate:
    """A publication from afar rejected that is later than a change told by the headline: a reader's comment's."""
    if candidate.weight >= BY_HEADLINE or candidate.rejected_because:
        return candidate
    begun = candidate.value.moment
    late = any(other.weight >= BY_HEADLINE and _is_later(begun, other.value.moment) for other in changed)
    return candidate.rejected("later than the change by the headline") if late else candidate


def _unless_contradicted(candidate: Candidate, published: list[Candidate], changed: list[Candidate]) -> Candidate:
    """A publication told for machines rejected that other signs, and a line by the headline, tell to be another's."""
    if candidate.source not in _FOR_MACHINES or candidate.rejected_because:
        return candidate
    told: Moment = candidate.value.moment
    shown = [c for c in (*published, *changed) if c.source in _FOR_READERS and c.weight >= BY_HEADLINE]
    if candidate.source == "json_ld" and _is_of_draft(told, published, changed, shown):
        return candidate.rejected("earlier than what the head and the page tell to the minute")
    first = [c.value.moment for c in shown if c.value.meaning == "published"]
    own = [c.value.moment for c in changed if c.source == candidate.source]
    if any(_follows_its_change(told, each) for each in own) and any(told.day - each.day > 1 for each in first):
        return candidate.rejected("later than its own change")
    if told.precision == "day" and any(_is_night_after(told, each) for each in first):
        return candidate.rejected("the day before the stamp by the headline")
    return candidate


def _is_night_after(told: Moment, stamp: Moment) -> bool:
    """Whether a stamp is of the night after a day told without an hour: of the same one, by a clock of the west."""
    return stamp.precision != "day" and stamp.day == told.day + 1 and stamp.wall.hour < _WESTERN


def _is_of_draft(told: Moment, published: list[Candidate], changed: list[Candidate], shown: list[Candidate]) -> bool:
    """Whether a later day, no change's, is stated in the head and printed by the headline, to the same minute."""
    stated = (c.value.moment for c in published if c.source == "meta" and c.value.moment.precision != "day")
    changes = {int(c.value.moment.seconds // 60) for c in changed if c.source in _FOR_MACHINES}
    minutes = {int(c.value.moment.seconds // 60) for c in shown if c.value.moment.precision != "day"}
    later = (int(moment.seconds // 60) for moment in stated if moment.day > told.day)
    return any(minute in minutes and minute not in changes for minute in later)


def _follows_its_change(told: Moment, change: Moment) -> bool:
    """Whether a change is stamped right before the publication it should follow, by one clock: both are of one save. A
    story that is put out by a clock was changed long before."""
    stamped = "day" not in (told.precision, change.precision) and told.zoned == change.zoned
    return stamped and 0 < told.seconds - change.seconds <= _ONE_SAVE


def _is_later(one: Moment, other: Moment) -> bool:
    """Whether one moment is after another: by the clock where both have zones, else by the day."""
    if one.zoned and other.zoned and "day" not in (one.precision, other.precision):
        return one.seconds > other.seconds
    return one.day > other.day or _precedes(other, one)


def _precedes(one: Moment, other: Moment) -> bool:
    comparable = one.zoned == other.zoned and one.precision != "day"
    return comparable and one.day == other.day and one.seconds < other.seconds


def _minute(moment: Moment) -> datetime:
    return moment.wall.replace(second=0)


def _after(changed: list[Candidate], first: Candidate | None) -> list[Candidate]:
    """Changes; those before the day of publication rejected, and those of its very second where a later one is told."""
    if first is None:
        return changed
    begun = first.value.moment.seconds
    later = (c for c in changed if c.weight >= SOLID and not c.rejected_because and c.value.moment.seconds > begun)
    if any(c.value.moment.wall != first.value.moment.wall for c in later):
        changed = [c.rejected("the publication again") if c.value.moment.seconds == begun else c for c in changed]
    compared = {_stamp(c) for c in changed if _of_one_clock(c, first)}
    sound = (c.value.moment.seconds >= begun - (0 if _stamp(c) in compared else _DAY) for c in changed)
    return [
        c if c.rejected_because or is_sound else c.rejected("before the publication")
        for c, is_sound in zip(changed, sound, strict=True)
    ]


def _stamp(candidate: Candidate) -> tuple[float, bool]:
    return candidate.value.moment.seconds, candidate.value.moment.zoned


def _of_one_clock(one: Candidate, other: Candidate) -> bool:
    """Whether two stamps tell hours that may be compared to the minute: zoned, or by the same kind of source."""
    told: tuple[Moment, Moment] = one.value.moment, other.value.moment
    if any(moment.precision == "day" for moment in told):
        return False
    return all(moment.zoned for moment in told) or (one.source == other.source and told[0].zoned == told[1].zoned)


def _conflict(published: list[Candidate]) -> bool:
    solid = [c for c in published if c.weight >= SOLID and c.rejected_because is None]
    return any(
        abs(one.value.moment.seconds - other.value.moment.seconds) > 2 * _DAY
        for one in solid[:1]
        for other in solid[1:]
    )


def _confidence(winner: Candidate | None, candidates: list[Candidate]) -> float:
    if winner is None:
        return 0.0
    voices = {c.source for c in candidates if _agree(c.value.moment, winner.value.moment)}
    against = {c.source for c in candidates if c.weight >= SOLID and not _agree(c.value.moment, winner.value.moment)}
    sure = 0.5 + 0.045 * min(winner.weight, 10.0) - 0.1 * len(against - voices) + 0.02 * (len(voices) - 1)
    return max(0.1, min(0.99, sure))


def _raw(winner: Candidate | None, candidates: list[Candidate]) -> str | None:
    """As printed, where a printed date agrees; else as stated."""
    if winner is None:
        return None
    for candidate in candidates:
        if candidate.source in _FOR_READERS and _agree(candidate.value.moment, winner.value.moment):
            return candidate.raw
    return winner.raw


def _choice(winner: Candidate | None, rest: list[Candidate], confidence: float) -> Choice:
    listed = [winner, *rest] if winner else rest
    shown = [candidate.rejected(candidate.rejected_because, candidate.value.moment.instant) for candidate in listed]
    return Choice(shown[0].value if winner else None, shown, confidence)

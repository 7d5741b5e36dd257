"""When the article was published and when it was last changed.

Machines' statements weigh most (JSON-LD, meta, microdata, <time>), printed lines and the address least; agreement
among independent sources outweighs a lone voice. What lies a year past everything else on the page, or past the day the
page was fetched, is in the page's future and rejected.

Zones: a moment without a zone takes that of a candidate that shows the same clock; else it stands in UTC. A date known
only to the day is midnight UTC.
"""

from __future__ import annotations

from datetime import date

from articlegrab.fields.dates import choose, place, signals
from articlegrab.fields.dates.signals import (
    from_address,
    from_end_of_byline,
    from_far_lines,
    from_head_title,
    from_json_ld,
    from_meta,
    from_microdata,
    from_named_markup,
    from_picture_address,
    from_printed_lines,
    from_scripts,
    from_time_elements,
)
from articlegrab.fields.surroundings import is_near_headline
from articlegrab.reading import Candidate, Choice, Reading, weigh

SIGNALS = [from_json_ld, from_meta, from_time_elements, from_address]
WHERE_NONE_IS_SURE = [from_microdata, from_named_markup, from_printed_lines, from_head_title]
WHERE_NOTHING_IS_SAID = [from_scripts, from_far_lines, from_picture_address, from_end_of_byline]
_SURE, _SAID = 7.0, 3.5
_PRINTED = ("time", "named", "printed")
_LINE = 70
"""Characters of a line with a date and its label."""


def find(reading: Reading) -> dict[str, Choice]:
    """published, modified, published_raw, published_precision and modified_raw."""
    candidates = weigh(reading, SIGNALS)
    if not choose.is_settled(candidates, _SURE):
        candidates += weigh(reading, WHERE_NONE_IS_SURE)
    if not choose.is_stated(candidates, _SAID):
        candidates += weigh(reading, WHERE_NOTHING_IS_SAID)
    _mark_lines(reading, candidates)
    decided = choose.decide(reading, candidates)
    chosen = (decided[name].value for name in ("published", "modified"))
    _mark_repeats(reading, {moment.date() for moment in chosen if moment})
    return decided


def _mark_repeats(reading: Reading, days: set[date]) -> None:
    """Mark the lines by the headline that print little but a day that was chosen, though it was known without them."""
    for _, node, text in place.lines_about_headline(reading) if days else ():
        found = signals.stamp(text.replace("\n", " "), reading) if len(text) <= _LINE else None
        if found and found.instant.date() in days:
            reading.marks.put(node, "date", "date_line", "prints the date by the headline")


def _mark_lines(reading: Reading, candidates: list[Candidate]) -> None:
    """Mark the lines by the headline that print little but a date, so that the body leaves them out."""
    for candidate in candidates:
        node = candidate.node
        if candidate.source not in _PRINTED or node is None or not is_near_headline(reading, node):
            continue
        if len(reading.document.text(node)) <= _LINE:
            reading.marks.put(node, "date", "date_line", "prints a date by the headline")

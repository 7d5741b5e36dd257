"""Times as feeds and sitemaps write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d))?\Z")
_MAX_LENGTH = 64


def read(stated: str | None) -> datetime | None:
    """An aware time; None where there is none that can be right. Without a zone it is UTC.

    >>> str(read("Mon, 03 Mar 2031 08:00:00 +0100")), str(read("2031-03-03T08:00Z")), str(read("2031-03"))
    ('2031-03-03 08:00:00+01:00', '2031-03-03 08:00:00+00:00', '2031-03-01 00:00:00+00:00')
    >>> read("yesterday"), read("0001-01-01")
    (None, None)
    """
    if not stated or len(stated) > _MAX_LENGTH:
        return None
    if match := _PARTIAL.match(stated):
        stated = f"{match[1]}-{match[2] or '01'}-01"
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(stated)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if 1990 <= moment.year <= 2100:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None

"""The time that a card states for machines."""

from __future__ import annotations

from datetime import UTC, datetime


def parse(value: str) -> datetime | None:
    """An ISO 8601 time as an aware one (UTC where it names no zone), or None.

    >>> parse("2024-05-01T10:00:00+0200"), parse("yesterday")
    (datetime.datetime(2024, 5, 1, 10, 0, tzinfo=datetime.timezone(datetime.timedelta(seconds=7200))), None)
    """
    try:
        moment = datetime.fromisoformat(value.strip()[:40])
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

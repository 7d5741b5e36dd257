"""Years that are not counted from the birth of Christ."""

from __future__ import annotations

from datetime import date, timedelta

from articlegrab.rules import load

_ERAS: dict[str, int] = load("vocab/dates.toml")["eras"]
_BUDDHIST = 543
_LEAPS_OF_33 = (1, 5, 9, 13, 17, 22, 26, 30)
"""The leap years of the 33-year cycle that the Iranian calendar keeps between 1925 and 2088."""


def from_buddhist(year: int) -> int:
    """The common year of a Thai one; other years stay as they are.

    >>> from_buddhist(2567), from_buddhist(2024)
    (2024, 2024)
    """
    return year - _BUDDHIST if 2533 <= year <= 2643 else year


def from_era(era: str, year: str) -> int | None:
    """The common year of one counted from an emperor's accession or the founding of a republic.

    >>> from_era("令和", "6"), from_era("平成", "元")
    (2024, 1989)
    """
    start = _ERAS.get(era)
    return None if start is None else start + (1 if year == "元" else int(year))


def from_jalali(year: int, month: int, day: int) -> date | None:
    """The common date of an Iranian one.

    >>> from_jalali(1402, 12, 15), from_jalali(1403, 1, 1)
    (datetime.date(2024, 3, 5), datetime.date(2024, 3, 20))
    """
    if not (1369 <= year <= 1480 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    # 1 Farvardin 1369 was 21 March 1990.
    leaps = sum(1 for earlier in range(1369, year) if earlier % 33 in _LEAPS_OF_33)
    days = (year - 1369) * 365 + leaps + (month - 1) * 30 + min(month - 1, 6) + day - 1
    return date(1990, 3, 21) + timedelta(days=days)

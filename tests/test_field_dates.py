"""When it was published and when it was changed."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import pytest

from articlegrab.document import read
from articlegrab.fields import dates
from articlegrab.fields.dates.calendars import from_jalali
from articlegrab.fields.dates.moment import read_machine
from articlegrab.fields.dates.printed import read_printed
from articlegrab.models import Page
from articlegrab.reading import Marks, Reading
from tests.by_whom_and_when import cases, check, look


@pytest.mark.parametrize("case", cases("dates"))
def test_dates(case: dict[str, Any]) -> None:
    """The day of publication is found, with clock and zone where the page states them, and nothing is invented."""
    check(case)


def test_future_is_warned_of() -> None:
    """A warning tells of a date in the page's future that was not believed."""
    stated = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2099-01-01"}</script>'
    reading = look(stated + "<h1>Velden under water</h1><p class=date>5 March 2024</p>")
    assert reading.choices["published"].value == datetime(2024, 3, 5, tzinfo=UTC)
    assert [warning.code for warning in reading.warnings] == ["future_date"]


def test_day_of_fetching_bounds_dates() -> None:
    """A page fetched in March cannot have been published in May: its HTTP Date header says so."""
    body = b'<meta name=date content="2024-05-01T10:00:00Z"><h1>Velden under water</h1><p class=date>5 March 2024</p>'
    page = Page(body=body, headers={"date": "Thu, 07 Mar 2024 10:00:00 GMT"})
    document = read(page)
    found = dates.find(Reading(document, Marks(document)))
    assert found["published"].value == datetime(2024, 3, 5, tzinfo=UTC)


def test_every_moment_is_aware() -> None:
    """Whatever the form, a date comes out with a zone."""
    for text in ("2024-03-05", "20240305", "1709632830", "2024-03-05 10:00", "2024-03-05T10:00:00.5-0330"):
        moment = read_machine(text)
        assert moment is not None
        assert moment.instant.tzinfo is not None


def test_iranian_calendar() -> None:
    """Iranian new year falls on the day that almanacs give."""
    known = {1395: 20, 1396: 21, 1399: 20, 1400: 21, 1403: 20, 1404: 21, 1408: 20}
    for year, day in known.items():
        found = from_jalali(year, 1, 1)
        assert found is not None
        assert found.day == day


def test_languages_of_the_library() -> None:
    """Where our own month names end, a library's begin; it never guesses a missing part."""
    found = read_printed("5 Maaɗa 2024", "en")
    assert found is None
    luxembourgish = read_printed("5 Mäerz 2024", "lb")
    assert luxembourgish is not None
    assert luxembourgish.instant == datetime(2024, 3, 5, tzinfo=UTC)
    assert read_printed("Mäerz 2024", "lb") is None


def _hostile() -> list[str]:
    chosen = random.Random(7)
    pieces = [
        "2024",
        "march",
        "13:61",
        "/",
        ".",
        "-",
        "年",
        "99999999999999999999",
        "T",
        "+99:99",
        "０",
        "é" * 9,
        "\x00",
        "mar",
        " ",
        "1e9",
        "NaN",
    ]
    mixed = ["".join(chosen.choices(pieces, k=chosen.randint(1, 30))) for _ in range(170)]
    return [
        *mixed,
        "9" * 100_000,
        "1/" * 5_000,
        "2024-" * 2_000,
        " " * 50_000,
        "(" * 10_000,
        "۱" * 4_000,
        "-1",
        "0000-00-00",
        "inf",
        "9999-12-31T23:59:59+14:00",
        "0001-01-01T00:00:00-14:00",
        "2024-02-30",
        "1709632830" * 9,
        "\ud800",
        "Ⅷ",
        "²⁰²⁴",
        "𝟚𝟘𝟚𝟜-𝟘𝟛-𝟘𝟝",
        "März " * 500,
        "T" * 64,
        ":" * 64,
        "2024年" * 20,
        "a" * 128,
        "1 " * 64,
        "5 mars 2024 " * 5,
        "24:00",
        "2024-03-05T24:00:00Z",
        "+" * 64,
        "Z" * 64,
        "令和元",
        "令和999年1月1日",
    ]


def test_hostile_strings() -> None:
    """Two hundred strings that are no dates, or barely, take under 10 ms each and never raise."""
    strings = _hostile()
    assert len(strings) >= 200
    for text in strings:
        started = perf_counter()
        read_machine(text)
        moment = read_printed(text, "de")
        assert perf_counter() - started < 0.010 * 5, text[:40]  # five times the limit, for busy machines
        if moment is not None:
            assert (
                datetime(1990, 1, 1, tzinfo=UTC) - timedelta(days=1) < moment.instant < datetime(2101, 1, 2, tzinfo=UTC)
            )

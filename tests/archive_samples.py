"""Invented stories, as pages, for the tests of archives and WARCs."""

from __future__ import annotations

import hashlib
import random
from datetime import UTC, datetime, timedelta

import articlegrab as ag
from articlegrab.models import FetchInfo

START = datetime(2031, 3, 2, 8, 0, tzinfo=UTC)
PLACES = ("Tarn", "Drennick", "Sarnes", "Kell", "Ilvane", "Quarrow", "Ostrea", "Velmora", "Skell", "Ansel")
THINGS = ("ferry", "tram", "bridge", "library", "lighthouse", "market", "orchard", "quarry", "theatre", "well")


def story_html(number: int, *, paragraphs: int = 3, extra: str = "") -> str:
    """A page with a story of its own."""
    place, thing = PLACES[number % 10], THINGS[number // 10 % 10]
    text = "".join(
        f"<p>Council paper {number}, part {part}: the {thing} of {place} was talked about for {number % 17 + part} "
        f"hours on Monday, and {number * 7 % 113} people signed a letter that asked to keep it open all winter.</p>"
        for part in range(paragraphs)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{place} keeps its {thing} {number}</title>'
        f'<link rel="canonical" href="https://news.example/{number}/{thing}">'
        f'<meta property="article:published_time" content="{(START + timedelta(hours=number)).isoformat()}"></head>'
        f'<body><article><h1>{place} keeps its {thing}, vote {number}</h1><p class="byline">By Ida Holm</p>'
        f"{text}{extra}</article></body></html>"
    )


def fetched(url: str, html: str | bytes, *, at: datetime = START, headers: dict[str, str] | None = None) -> ag.Page:
    """A page as `fetch` gives it."""
    body = html.encode() if isinstance(html, str) else html
    info = FetchInfo(
        url=url, final_url=url, status=200, fetched_at=at, content_type="text/html; charset=utf-8", elapsed=0.2,
        wire_bytes=len(body), body_bytes=len(body), sha256=hashlib.sha256(body).hexdigest(),
    )
    said = {"content-type": "text/html; charset=utf-8", **(headers or {})}
    return ag.Page(url=url, headers=said, body=body, fetch=info)


def story_page(number: int, *, at: datetime | None = None, paragraphs: int = 3, extra: str = "") -> ag.Page:
    """A story's page, fetched at a time of its own."""
    return fetched(
        f"https://news.example/{number}/{THINGS[number // 10 % 10]}",
        story_html(number, paragraphs=paragraphs, extra=extra), at=at or START + timedelta(seconds=number),
    )


def tampered(data: bytes, chance: random.Random) -> bytearray:
    """Some bytes with a few places, or many, changed, taken out or put in."""
    mutated = bytearray(data)
    for _ in range(chance.choice((1, 5, 50))):
        place = chance.randrange(len(mutated))
        mutated[place:place + chance.randrange(8)] = chance.randbytes(chance.randrange(8))
    return mutated

"""Sitemaps, news sitemaps, and indexes of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from articlegrab.discovery import dates, xml
from articlegrab.document.addresses import join
from articlegrab.models.find import Find
from articlegrab.scrub import scrub

MAX_ADDRESSES = 50_000
"""In one sitemap, as its protocol has it."""


class Child(NamedTuple):
    """A sitemap that an index names, and when it was last changed, if that is stated."""

    url: str
    modified: datetime | None


def read(body: bytes, url: str) -> Iterator[Find | Child]:
    """What a sitemap or an index of sitemaps holds."""
    for entry in islice(xml.elements(body, ("url", "sitemap")), MAX_ADDRESSES):
        address = join(url, xml.text(entry, "loc"))
        modified = dates.read(xml.text(entry, "lastmod"))
        if address is None:
            continue
        if xml.local(entry[""][0]) == "sitemap":
            yield Child(address, modified)
            continue
        title = xml.text(entry, "title") if "news" in entry else None  # pictures and films have titles too
        yield Find(
            url=address, title=scrub(title).strip() or None if title else None,
            published=dates.read(xml.text(entry, "publication_date")), modified=modified, kind="sitemap", found_in=url,
        )

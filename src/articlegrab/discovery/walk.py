"""From one address to all that it leads to: documents are asked one after the other, within limits."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from articlegrab import document
from articlegrab.discovery import feeds, sitemaps, xml
from articlegrab.errors import ArticlegrabError
from articlegrab.extract import extract_teasers
from articlegrab.fetch.fetcher import Fetcher
from articlegrab.models import Page
from articlegrab.models.find import Find

Faults = Callable[[ArticlegrabError], None]

MAX_DEPTH = 3
"""Indexes within indexes that are followed."""
MAX_DOCUMENTS = 500
"""Feeds, sitemaps and pages that are asked for in one walk."""

_SITEMAP_LINE = re.compile(rb"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_MAX_SITEMAP_LINES = 100
_XML_START = 2_000


class _Place(NamedTuple):
    """A document to ask for; `depth` counts the indexes above it."""

    url: str
    depth: int


class Walk:
    """One discovery. `since` lets sitemaps be passed over that have not changed since then."""

    def __init__(self, fetcher: Fetcher, since: datetime | None, faults: Faults) -> None:
        self._fetcher = fetcher
        self._since = since
        self._faults = faults
        self._waiting: deque[_Place] = deque()
        self._known: set[str] = set()
        self._asked = 0

    def finds(self, url: str) -> Iterator[Find]:
        """Everything that the address leads to. Raises FetchError where it does not come itself."""
        self._known.add(url)
        page = self._ask(url)
        yield from self._read(page, _Place(url, 0), first=True)
        while self._waiting and self._asked < MAX_DOCUMENTS:
            place = self._waiting.popleft()
            try:
                yield from self._read(self._ask(place.url), place)
            except ArticlegrabError as error:
                error.url = error.url or place.url
                self._faults(error)

    def _ask(self, url: str) -> Page:
        self._asked += 1
        return self._fetcher.fetch(url)

    def _read(self, page: Page, place: _Place, *, first: bool = False) -> Iterator[Find]:
        """What a document holds, told by its beginning, whatever its type is said to be."""
        url, body = page.url or place.url, xml.unpacked(page.body)
        start = body[:_XML_START].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if b"<urlset" in start or b"<sitemapindex" in start:
            yield from self._sitemap(body, url, place.depth)
        elif b"<rss" in start or b"<rdf:rdf" in start or b"<feed" in start:
            yield from feeds.read_xml(body, url)
        elif start.startswith(b"{"):
            yield from feeds.read_json(body, url)
        elif url.endswith("/robots.txt"):
            self._robots(body)
        elif first:
            yield from self._page(page)

    def _sitemap(self, body: bytes, url: str, depth: int) -> Iterator[Find]:
        for entry in sitemaps.read(body, url):
            if isinstance(entry, Find):
                yield entry
            elif depth < MAX_DEPTH and not (self._since and entry.modified and entry.modified < self._since):
                self._later(entry.url, depth + 1)

    def _robots(self, body: bytes) -> None:
        for line in _SITEMAP_LINE.findall(body)[:_MAX_SITEMAP_LINES]:
            self._later(line.decode("utf-8", "replace"), 0)

    def _page(self, page: Page) -> Iterator[Find]:
        """A front or section page: the feeds that it names, its teasers, and the sitemaps of its site."""
        read = document.read(page)
        for node in read.all("link"):
            attributes = read.attributes[node]
            if "alternate" in (attributes.get("rel") or "").lower() and attributes.get("type") in _FEED_TYPES:
                self._later(read.absolute(attributes.get("href")), 0)
        site = urlsplit(page.url or "")
        if site.path in ("", "/"):
            self._later(f"{site.scheme}://{site.netloc}/robots.txt", 0)
        for teaser in extract_teasers(page):
            if teaser.url:
                yield Find(
                    url=teaser.url, title=teaser.title, published=teaser.published, kind="section",
                    found_in=page.url or "", teaser=teaser,
                )

    def _later(self, url: str | None, depth: int) -> None:
        if url and url not in self._known and len(self._known) < 10 * MAX_DOCUMENTS:
            self._known.add(url)
            self._waiting.append(_Place(url, depth))

"""Discovery: from a site, a section page, a feed or a sitemap to the addresses of its stories.

    for find in discover("https://news.example/", since=yesterday, archive=archive): …

    walk        which documents are asked for, within limits
    ├── feeds       RSS, Atom, JSON Feed
    ├── sitemaps    sitemaps, news sitemaps, indexes
    └── xml, dates  what strangers write
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from articlegrab.canonical import canonical
from articlegrab.discovery.walk import Faults, Walk
from articlegrab.discovery.xml import MAX_BYTES
from articlegrab.errors import ArticlegrabError
from articlegrab.fetch import FetchOptions, user_cache
from articlegrab.fetch.fetcher import Fetcher
from articlegrab.models.find import Find

if TYPE_CHECKING:
    from articlegrab.archive import Archive

__all__ = ["MAX_FINDS", "discover"]

MAX_FINDS = 50_000


def discover(
    url: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    match: str | None = None,
    exclude: str | None = None,
    archive: Archive | None = None,
    limit: int = MAX_FINDS,
    fetch: FetchOptions | None = None,
    faults: Faults | None = None,
) -> Iterator[Find]:
    """The stories that an address leads to, each once, as they are found.

    A feed (RSS, Atom, JSON Feed) gives its entries, a sitemap or news sitemap its addresses, an index those of its
    sitemaps, packed or not. A page gives its teasers and the entries of the feeds that it names; the front page of a
    site those of the sitemaps in its robots.txt as well.

    Args:
        url: Where to begin.
        since, until: Aware times. What is dated before or after is left out; what is not dated is not.
        match, exclude: Regular expressions that addresses must have in them, or must not.
        archive: What is in it, by any of its addresses, is left out.
        limit: The most finds.
        fetch: How documents are fetched; by default with the user's own HTTP cache (`user_cache`), so that a daily run
            costs little: what has not changed is not sent again.
        faults: Called with each error that costs a document other than the first; without it they are passed over.

    Raises:
        FetchError: where `url` itself does not come.
        ValueError: for a time without a zone.
        re.error: for what is no regular expression.
    """
    for moment in (since, until):
        if moment is not None and moment.tzinfo is None:
            raise ValueError(f"{moment} has no zone")
    wanted, unwanted = re.compile(match or ""), re.compile(exclude or r"(?!)")
    options = replace(fetch or FetchOptions(cache=user_cache()), html_only=False, max_bytes=MAX_BYTES)
    seen: set[str] = set()

    def is_new(find: Find) -> bool:
        address = canonical(find.url)
        if address in seen:
            return False
        seen.add(address)
        dated = find.published or find.modified
        if dated and ((since and dated < since) or (until and dated > until)):
            return False
        if not wanted.search(find.url) or unwanted.search(find.url):
            return False
        return archive is None or next(archive.captures(find.url), None) is None

    return _limited(url, options, since, faults or _pass_over, is_new, limit)


def _limited(
    url: str, options: FetchOptions, since: datetime | None, faults: Faults, is_new: Callable[[Find], bool], limit: int
) -> Iterator[Find]:
    with Fetcher(options) as fetcher:
        yield from islice(filter(is_new, Walk(fetcher, since, faults).finds(url)), limit)


def _pass_over(error: ArticlegrabError) -> None:
    """Nobody asked."""

"""What a fetcher is told once, for all pages it gets."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl

    from articlegrab.fetch.pointers import Pointer
    from articlegrab.fetch.wire import Transport

SECRETS = frozenset({"authorization", "cookie", "proxy-authorization"})
"""Headers that say who asks: for one site, and what comes of them is not for the cache."""


def user_cache() -> Path:
    """The cache file of this user, which batches and discovery share: what ARTICLEGRAB_CACHE names, else `web.cache` in
    articlegrab's folder where the system keeps caches."""
    named = os.environ.get("ARTICLEGRAB_CACHE")
    if named:
        return Path(named)
    if sys.platform == "win32":
        caches = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        caches = "~/Library/Caches"
    else:
        caches = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(os.path.expanduser(caches), "articlegrab", "web.cache")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How a `Fetcher` behaves: `Fetcher(FetchOptions(per_host=1, delay=2.0))`.

    Raises ValueError for what makes no sense.

    Attributes:
        allow_private: Permit loopback, private and other addresses that are not of the open web.
        timeout: Seconds for one page: names, connections, redirects, tries, the whole body.
        patience: Seconds that a page may wait for its turn on top of `timeout`: for the pace, for other pages of its
            host, for what a `Retry-After` asks. 0 makes `timeout` the whole.
        max_bytes: The most bytes of body, on the wire as well as unpacked.
        html_only: Refuse what is no HTML page. Feeds, for one, are none.
        respect_robots: Ask each site's robots.txt first, and obey it, its Crawl-delay too.
        headers: More request headers, for every page of every site. What is meant for one site (Authorization, Cookie)
            is refused here; give it with the address: `fetcher.fetch(url, headers=…)`.
        retries: How often to try again after a transient failure (429, 5xx, a broken connection).
        concurrency: The most requests at any one time.
        per_host: The most requests to one host at any one time.
        delay: The least seconds from one page of a host to its next. Up to half as much again is added at random. A
            longer Crawl-delay takes its place, and a host that answers 429 or 503 is given more.
        follow: Go on from a page to the address that it gives as its "canonical" or "amp" form. Where that one does not
            come, the page at hand is kept.
        proxy: An http or https proxy, with user and password if need be. It looks the names up itself, so that the
            address check sees only what is written as an address.
        render: Let Chromium run the page's scripts first; needs `pip install 'articlegrab[browser]'` and asyncio.
        cache: The file of an HTTP cache (RFC 9111), which lasts, and which processes may share; without it nothing is
            kept.
        cache_bytes: The most bytes of pages in it; the oldest go first.
        ssl_context: Which certificates to trust; without it, the public roots.
        transport: An `httpx.AsyncBaseTransport` in place of the network; no address is checked then.
    """

    allow_private: bool = False
    timeout: float = 30.0
    patience: float = inf
    max_bytes: int = 20 * 2**20
    html_only: bool = True
    respect_robots: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    retries: int = 2
    concurrency: int = 32
    per_host: int = 2
    delay: float = 0.5
    follow: Pointer | None = None
    proxy: str | None = None
    render: bool = False
    cache: str | PathLike[str] | None = None
    cache_bytes: int = 2**30
    ssl_context: ssl.SSLContext | None = None
    transport: Transport | None = None

    def __post_init__(self) -> None:
        for name, least in (("patience", 0), ("max_bytes", 1), ("retries", 0), ("concurrency", 1), ("per_host", 1),
                            ("delay", 0)):
            if not getattr(self, name) >= least:
                raise ValueError(f"{name}={getattr(self, name)!r}; {least} is the least")
        if not self.timeout > 0:
            raise ValueError(f"timeout={self.timeout!r} leaves no time")
        if self.proxy is not None and not self.proxy.startswith(("http://", "https://")):
            raise ValueError(f"proxy={self.proxy!r} is not an http or https address")
        if self.transport and (self.proxy or self.render):
            raise ValueError("a transport of your own takes the place of proxy and render")
        if secrets := SECRETS & {name.lower() for name in self.headers}:
            name = ", ".join(sorted(secrets))
            raise ValueError(f"{name} would go to every site; give it with an address: fetch(url, headers=…)")

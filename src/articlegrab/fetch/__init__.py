"""The fetcher: an address becomes a Page, or a FetchError says why not.

    page = fetch("https://news.example/story")
    page = await afetch("https://news.example/story")

    async with Fetcher() as fetcher:                    # or a plain `with`, and fetch_many
        async for fetched in fetcher.afetch_many(urls): ...

    options     what a fetcher is told
    fetcher     many pages over shared connections
    ├── frontier    many addresses, told apart by host
    └── errand      one page: tries, redirects, robots.txt, limits
        ├── deadline    its time
        ├── retry       when to try again
        ├── pace        when it is its host's turn
        ├── trail       one redirect after the other
        │   ├── urls        addresses, read strictly
        │   └── cookies     what the sites of a run have set
        ├── robots      what a site asks for
        ├── headers     what a request says of itself
        ├── cached      the wire with a cache before it
        │   ├── cache       pages on disk
        │   └── freshness   what may be kept, and how long it holds
        ├── wire        the client, and the connection that dials checked addresses only
        │   ├── guard       which addresses are of the open web
        │   ├── translate   foreign errors → ours
        │   └── browser     pages as their scripts leave them
        ├── coding      gzip, deflate, br, zstd, never more than allowed
        ├── content     is it HTML?
        └── pointers    where a page itself sends its reader
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar

from articlegrab.fetch.options import FetchOptions, user_cache
from articlegrab.models.page import Page

if TYPE_CHECKING:
    import ssl

    from articlegrab.fetch.wire import Transport

T = TypeVar("T")

__all__ = ["FetchOptions", "afetch", "fetch", "user_cache"]


def fetch(
    url: str,
    *,
    allow_private: bool = False,
    timeout: float = 30.0,
    max_bytes: int = 20 * 2**20,
    respect_robots: bool = True,
    headers: Mapping[str, str] | None = None,
    retries: int = 2,
    ssl_context: ssl.SSLContext | None = None,
    transport: Transport | None = None,
) -> Page:
    """Get a page over the network.

    Works wherever it is called, also in a notebook, where an event loop is running.

    Args:
        url: An http or https address. User, password and fragment in it are left out.
        allow_private: Permit loopback, private and other addresses that are not of the open web.
        timeout: Seconds for everything together: names, connections, redirects, tries, the whole body.
        max_bytes: The most bytes of body, on the wire as well as unpacked.
        respect_robots: Ask the site's robots.txt first, and obey it.
        headers: More request headers. A redirect to another site carries only User-Agent, Accept and Accept-Language.
        retries: How often to try again after a transient failure (429, 5xx, a broken connection) that fits into the
            time. A `Retry-After` of up to two minutes is waited for.
        ssl_context: Which certificates to trust; without it, the public roots.
        transport: An `httpx.AsyncBaseTransport` in place of the network; no address is checked then.

    Raises:
        FetchError: in one of its kinds; see `articlegrab.errors`.
    """
    return run(
        lambda: afetch(
            url, allow_private=allow_private, timeout=timeout, max_bytes=max_bytes, respect_robots=respect_robots,
            headers=headers, retries=retries, ssl_context=ssl_context, transport=transport,
        )
    )


async def afetch(
    url: str,
    *,
    allow_private: bool = False,
    timeout: float = 30.0,
    max_bytes: int = 20 * 2**20,
    respect_robots: bool = True,
    headers: Mapping[str, str] | None = None,
    retries: int = 2,
    ssl_context: ssl.SSLContext | None = None,
    transport: Transport | None = None,
) -> Page:
    """Get a page over the network: `fetch` for asynchronous code, on asyncio or Trio, with the same arguments."""
    from articlegrab.fetch.fetcher import Fetcher

    options = FetchOptions(
        allow_private=allow_private, timeout=timeout, patience=0, max_bytes=max_bytes, respect_robots=respect_robots,
        retries=retries, delay=0, ssl_context=ssl_context, transport=transport,
    )
    async with Fetcher(options) as fetcher:
        return await fetcher.afetch(url, headers=headers)


def run(errand: Callable[[], Awaitable[T]]) -> T:
    """Await something from ordinary code; beside an event loop that is already running, in a thread of its own."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    import anyio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return anyio.run(errand)
    with ThreadPoolExecutor(1, thread_name_prefix="articlegrab-fetch") as thread:
        return thread.submit(anyio.run, errand).result()

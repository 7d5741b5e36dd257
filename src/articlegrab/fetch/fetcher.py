"""The Fetcher: many pages over shared connections, at a pace that the sites can bear."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self

import anyio
from anyio.from_thread import BlockingPortal, start_blocking_portal

from articlegrab.errors import FetchError
from articlegrab.fetch import robots
from articlegrab.fetch.cached import CachedWire
from articlegrab.fetch.cookies import Jar
from articlegrab.fetch.errand import Desk, Errand
from articlegrab.fetch.frontier import Round
from articlegrab.fetch.options import FetchOptions
from articlegrab.fetch.pace import Turns
from articlegrab.models.page import Page

_ROBOTS_SEEN = robots.RobotsCache()
"""Shared by all fetchers of the process that ask the sites themselves, and trust whom all trust."""

_AT_ONCE = 4
"""Pages under way for each request that may be on the wire: most of them wait for their hosts."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address among many: `url` as it was given, and either the page or the error."""

    url: str
    page: Page | None = None
    error: FetchError | None = None


class Fetcher:
    """Fetches pages over shared connections, with cookies and a pace for each host.

        async with Fetcher() as fetcher:
            page = await fetcher.afetch(url)
            async for fetched in fetcher.afetch_many(urls): ...

        with Fetcher(FetchOptions(per_host=1, delay=2.0)) as fetcher:
            page = fetcher.fetch(url)
            for fetched in fetcher.fetch_many(urls): ...

    On asyncio or Trio; in a plain `with` an event loop runs in a thread of its own, so that this works in a notebook
    too. Tasks and threads may use one Fetcher at the same time. With a `transport` of your own the address check is
    yours too; it is closed together with the Fetcher.
    """

    def __init__(self, options: FetchOptions | None = None) -> None:
        self.options = options or FetchOptions()
        self._portal: BlockingPortal | None = None
        self._loop = ExitStack()

    async def __aenter__(self) -> Self:
        options = self.options
        turns = Turns(concurrency=options.concurrency, per_host=options.per_host, delay=options.delay)
        alone = options.transport or options.proxy or options.ssl_context
        seen = robots.RobotsCache() if alone else _ROBOTS_SEEN
        self._wire = CachedWire(options)
        self._desk = Desk(options, self._wire, turns, Jar(), seen)
        await self._wire.__aenter__()
        self._rounds = anyio.create_task_group()
        await self._rounds.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rounds.cancel_scope.cancel()
        await self._rounds.__aexit__(None, None, None)  # it would wrap the error of the block into a group
        await self._wire.__aexit__(kind, error, trace)

    async def afetch(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """Get a page.

        Args:
            url: An http or https address. User, password and fragment in it are left out.
            headers: More request headers for this page. A redirect to another site does not carry them.

        Raises:
            FetchError: in one of its kinds, and nothing else.
        """
        return await Errand(self._desk, url, headers or {}).run()

    async def afetch_many(self, urls: Iterable[str] | AsyncIterable[str]) -> AsyncGenerator[Fetched, None]:
        """Get many pages, each yielded as it comes; hosts take turns, whatever the order of the addresses.

        Each address gives one `Fetched`, whatever happened to it. Addresses are read ahead, up to ten thousand of
        them, and pages not beyond a few hundred.
        """
        options = self.options
        work = Round(self._outcome, per_host=options.per_host, at_once=_AT_ONCE * options.concurrency)
        send, receive = anyio.create_memory_object_stream[Fetched | Exception]()
        self._rounds.start_soon(work.run, urls, send)
        async with receive:
            async for fetched in receive:
                if isinstance(fetched, Exception):  # a bug of ours, or of the transport
                    raise fetched
                yield fetched

    async def _outcome(self, url: str) -> Fetched:
        try:
            return Fetched(url, page=await self.afetch(url))
        except FetchError as error:
            return Fetched(url, error=error)

    def fetch(self, url: str, *, headers: Mapping[str, str] | None = None) -> Page:
        """`afetch` for ordinary code."""
        return self._thread.call(partial(self.afetch, url, headers=headers))

    def fetch_many(self, urls: Iterable[str] | AsyncIterable[str]) -> Iterator[Fetched]:
        """`afetch_many` for ordinary code; `urls` is read in another thread."""
        thread, pages = self._thread, self.afetch_many(urls)
        try:
            while (fetched := thread.call(anext, pages, None)) is not None:
                yield fetched
        finally:
            thread.call(pages.aclose)

    @property
    def _thread(self) -> BlockingPortal:
        if self._portal is None:
            raise RuntimeError("fetch and fetch_many work inside `with Fetcher() as fetcher:`")
        return self._portal

    def __enter__(self) -> Self:
        self._portal = self._loop.enter_context(start_blocking_portal())
        self._loop.enter_context(self._portal.wrap_async_context_manager(self))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.__exit__(kind, error, trace)
        self._portal = None

"""The wire with a cache before it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

import anyio
import anyio.to_thread

from articlegrab.errors import ProtocolError
from articlegrab.fetch import freshness
from articlegrab.fetch.cache import Cache, Kept
from articlegrab.fetch.options import FetchOptions
from articlegrab.fetch.wire import Answer, Wire, network
from articlegrab.models.page import CacheState


class CachedWire:
    """Asks the cache first, and the server where it does not know or is not sure. An async context manager."""

    def __init__(self, options: FetchOptions) -> None:
        self.wire = Wire(network(options))
        self._cache = Cache(options.cache, options) if options.cache is not None else None

    async def __aenter__(self) -> Self:
        self._threads = anyio.CapacityLimiter(4)
        await self.wire.__aenter__()
        if self._cache:
            await anyio.to_thread.run_sync(self._cache.open)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._cache:
            self._cache.close()
        await self.wire.__aexit__(kind, error, trace)

    async def look_up(self, url: str, headers: Mapping[str, str]) -> Kept | None:
        """What the cache has for such a request, fresh or not."""
        if self._cache is None:
            return None
        return await anyio.to_thread.run_sync(self._cache.look_up, url, headers, limiter=self._threads)

    def fresh(self, url: str, headers: Mapping[str, str], kept: Kept) -> Answer | None:
        """The stored answer, if it may be given without asking the server."""
        age = freshness.age(kept.headers, kept.asked, kept.received, time.time())
        if not freshness.is_fresh(headers, kept.headers, age):
            return None
        return _from(replace(kept, headers={**kept.headers, "age": f"{age:.0f}"}), url, "hit")

    @asynccontextmanager
    async def ask(
        self, url: str, headers: Mapping[str, str], kept: Kept | None, sent: Callable[[], None]
    ) -> AsyncIterator[Answer]:
        """GET an address; with a stored answer, ask whether that one still holds."""
        conditions = freshness.conditions(kept.headers) if kept else {}
        async with self.wire.ask(url, {**headers, **conditions}, sent) as answer:
            if answer.status == 304 and kept and conditions:
                yield await self._confirmed(answer, kept, headers)
            else:
                yield replace(answer, sent=headers, cache="miss" if self._cache else None)

    async def _confirmed(self, answer: Answer, kept: Kept, headers: Mapping[str, str]) -> Answer:
        now = time.time()
        if not freshness.confirms(answer.headers, kept.headers):
            await self._drop(answer.url)
            raise ProtocolError("the server confirms another page than the one that is in the cache")
        news = replace(kept, headers=freshness.refreshed(kept.headers, answer.headers, now),
                       asked=answer.asked, received=now)
        await self._keep_or_drop(answer.url, headers, news)
        return replace(_from(news, answer.url, "revalidated"), set_cookies=answer.set_cookies)

    async def keep(self, answer: Answer, packed: bytes) -> None:
        """Store an answer whose body has been read whole, if it may be; forget what is known better now."""
        if self._cache and answer.cache == "miss":
            now = time.time()
            news = Kept(freshness.kept(answer.headers, now), packed, answer.http_version, answer.asked, now)
            await self._keep_or_drop(answer.url, answer.sent, news, answer.status)

    async def _keep_or_drop(self, url: str, headers: Mapping[str, str], news: Kept, status: int = 200) -> None:
        if self._cache and freshness.may_be_kept(headers, status, news.headers):
            await anyio.to_thread.run_sync(self._cache.keep, url, headers, news, limiter=self._threads)
        else:
            await self._drop(url)

    async def _drop(self, url: str) -> None:
        if self._cache:
            await anyio.to_thread.run_sync(self._cache.drop, url, limiter=self._threads)


def _from(kept: Kept, url: str, state: CacheState) -> Answer:
    async def body() -> AsyncIterator[bytes]:
        yield kept.body

    return Answer(
        url=url, status=200, reason="OK", http_version=kept.http_version, headers=kept.headers, body=body(),
        asked=kept.asked, cache=state,
    )

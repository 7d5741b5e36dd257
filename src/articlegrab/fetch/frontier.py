"""Many addresses: told apart by host, so that a slow host does not hold up the others."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import anyio
from anyio.abc import ObjectSendStream
from anyio.streams.memory import MemoryObjectSendStream

T = TypeVar("T")

_AHEAD = 10_000
"""Addresses that are read ahead of the fetching, at most."""


class Frontier:
    """Addresses that wait. Hosts take turns, and none has more than `per_host` of them out at a time."""

    def __init__(self, per_host: int) -> None:
        self.held = 0
        self._per_host = per_host
        self._waiting: dict[str, deque[str]] = {}
        self._out: Counter[str] = Counter()
        self._ready: dict[str, None] = {}  # in order: hosts with an address waiting, and room for it

    def put(self, url: str) -> None:
        """Take in an address."""
        host = host_of(url)
        self._waiting.setdefault(host, deque()).append(url)
        self.held += 1
        self._look_at(host)

    def take(self) -> str | None:
        """Hand out an address whose host has room; None if there is none now."""
        if not self._ready:
            return None
        host = next(iter(self._ready))
        del self._ready[host]
        url = self._waiting[host].popleft()
        if not self._waiting[host]:
            del self._waiting[host]
        self.held -= 1
        self._out[host] += 1
        self._look_at(host)
        return url

    def done(self, url: str) -> None:
        """An address that was handed out has come to its end."""
        host = host_of(url)
        self._out[host] -= 1
        if not self._out[host]:
            del self._out[host]
        self._look_at(host)

    def _look_at(self, host: str) -> None:
        if host in self._waiting and self._out[host] < self._per_host:
            self._ready.setdefault(host)


class Round(Generic[T]):
    """Runs an errand for each of many addresses and sends what comes of it, in the order in which they end."""

    def __init__(self, errand: Callable[[str], Awaitable[T]], *, per_host: int, at_once: int) -> None:
        self._errand = errand
        self._frontier = Frontier(per_host)
        self._window = anyio.Semaphore(at_once)
        self._room = anyio.Semaphore(_AHEAD)
        self._changed = anyio.Event()
        self._all_read = False

    async def run(
        self, urls: Iterable[str] | AsyncIterable[str], results: MemoryObjectSendStream[T | Exception]
    ) -> None:
        """Do all of it; a consumer that takes no results stops the fetching, too."""
        async with results, anyio.create_task_group() as tasks:
            tasks.start_soon(self._read, urls, results)
            while results.statistics().open_receive_streams:
                await self._window.acquire()
                url = await self._next()
                if url is None:
                    return
                tasks.start_soon(self._one, url, results)
            tasks.cancel_scope.cancel()

    async def _next(self) -> str | None:
        while (url := self._frontier.take()) is None:
            if self._all_read and not self._frontier.held:
                return None
            self._changed = anyio.Event()
            await self._changed.wait()
        self._room.release()
        return url

    async def _one(self, url: str, results: ObjectSendStream[T | Exception]) -> None:
        result: T | Exception
        try:
            result = await self._errand(url)
        except Exception as bug:
            result = bug
        self._frontier.done(url)
        self._changed.set()
        with suppress(anyio.BrokenResourceError):
            await results.send(result)
        self._window.release()

    async def _read(
        self, urls: Iterable[str] | AsyncIterable[str], results: ObjectSendStream[T | Exception]
    ) -> None:
        try:
            async for url in urls if isinstance(urls, AsyncIterable) else _one_by_one(urls):
                await self._room.acquire()
                self._frontier.put(url)
                self._changed.set()
        except Exception as error:
            with suppress(anyio.BrokenResourceError):
                await results.send(error)
        self._all_read = True
        self._changed.set()


async def _one_by_one(urls: Iterable[str]) -> AsyncIterator[str]:
    for url in urls:
        yield url


def host_of(url: str) -> str:
    """The host as far as it can be told; what is no address has none.

    >>> host_of("https://News.example:8080/a")
    'news.example'
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

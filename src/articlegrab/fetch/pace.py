"""Turns: how many requests at once, and how soon one after the other, for each host and for all together.

A *visit* is one page with the redirects on its host; between two visits of a host lie at least so many seconds. What
belongs to a visit (robots.txt before it, a redirect behind it) follows at once.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import inf
from typing import Literal

import anyio

from articlegrab.errors import BadStatus
from articlegrab.fetch.deadline import Deadline
from articlegrab.fetch.retry import LONGEST_WAIT

Part = Literal["robots", "opening", "redirect"]
"""What a request is to the visit."""

_JITTER = 0.5
"""Of the pace, at random on top of it, so that many runs do not fall in step."""

_SLOWEST = 60.0
_FIRST_BRAKE = 1.0
_EASE = 0.8
_DAY = 86400.0
_MANY_HOSTS = 5000


class _Host:
    """One host: its places, when the next visit may begin, and how many seconds lie between two."""

    def __init__(self, places: int, gap: float) -> None:
        self.places = anyio.Semaphore(places)
        self.queue = anyio.Lock()
        self.visitors = 0
        self.least_gap = gap
        self.gap = gap
        self.due = -inf
        self.shut: tuple[float, int] | None = None


class Turns:
    """Gives requests their turn. `delay` and all times are in seconds."""

    def __init__(self, *, concurrency: int, per_host: int, delay: float) -> None:
        self._all = anyio.Semaphore(concurrency)
        self._per_host = per_host
        self._delay = delay
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str, deadline: Deadline, *, part: Part) -> AsyncIterator[Callable[[], None]]:
        """Hold a place at a host, for one request; one that opens a visit waits for the pace too.

        Gives what is to be called when the request has gone out: the pace is counted from there. Raises BadStatus at
        once for a host that asked to be left alone for longer than anybody waits.
        """
        host = self._host(name)
        host.visitors += 1
        try:
            with deadline.waiting():
                await host.places.acquire()
            try:
                with deadline.waiting():
                    await self._start(host, part)
                sending = part == "opening"

                def sent() -> None:
                    nonlocal sending
                    self._push(host, part)
                    if sending:
                        sending = False
                        host.queue.release()

                try:
                    yield sent
                finally:
                    self._all.release()
                    if sending:
                        host.queue.release()
            finally:
                host.places.release()
        finally:
            host.visitors -= 1

    async def _start(self, host: _Host, part: Part) -> None:
        """Wait until the host is due, and take a place among all; an opening keeps the queue until it is sent."""
        if part != "opening":
            await self._all.acquire()
            return
        await host.queue.acquire()
        try:
            while (wait := host.due - anyio.current_time()) > 0:
                _check_open(host)
                await anyio.sleep(wait)
            await self._all.acquire()
        except BaseException:
            host.queue.release()
            raise
        self._push(host, part)

    def _push(self, host: _Host, part: Part) -> None:
        """Put the next visit off, by the gap and a part of it at random."""
        if part != "robots":
            host.due = max(host.due, anyio.current_time() + host.gap * (1 + _JITTER * random.random()))

    def ask_for_gap(self, name: str, seconds: float | None) -> None:
        """What the host's robots.txt wants between two visits."""
        host = self._host(name)
        host.least_gap = min(max(self._delay, seconds or 0.0), _SLOWEST)
        host.gap = max(host.gap, host.least_gap)

    def slow_down(self, name: str, status: int, wish: float | None) -> None:
        """The host has too much to do: double the gap, and come back no sooner than it wishes."""
        host = self._host(name)
        host.gap = min(max(2 * host.gap, _FIRST_BRAKE), _SLOWEST)
        host.due = max(host.due, anyio.current_time() + max(min(wish or 0.0, _DAY), host.gap))
        if wish is not None and wish > LONGEST_WAIT:
            host.shut = (host.due, status)

    def ease(self, name: str) -> None:
        """The host answers well: come back to its own pace, step by step."""
        host = self._host(name)
        host.gap = max(host.least_gap, host.gap * _EASE if host.gap > 0.1 else 0.0)

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            if len(self._hosts) >= _MANY_HOSTS:
                now = anyio.current_time()
                self._hosts = {key: host for key, host in self._hosts.items() if host.visitors or host.due > now}
            self._hosts[name] = _Host(self._per_host, self._delay)
        return self._hosts[name]


def _check_open(host: _Host) -> None:
    if host.shut and (left := host.shut[0] - anyio.current_time()) > LONGEST_WAIT:
        raise BadStatus(
            f"not asked: the host answered {host.shut[1]} before, and asks to come back in {left:.0f} seconds",
            status=host.shut[1], retry_after=left,
        )

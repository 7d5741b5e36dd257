"""Few extractions at a time, a bounded queue behind them, and none that anybody waits for for ever."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request

from articlegrab.inspector.problems import Refused

T = TypeVar("T")

SECONDS = 20.0
"""For one extraction, the wait for its turn included."""
GRABS_A_MINUTE = 60


class Work:
    """Runs what takes long in threads. Pages that would take minutes are refused before they are parsed; what is given
    up for lack of time ends by itself, and counts until it does."""

    def __init__(self, *, threads: int = 2, waiting: int = 30, seconds: float = SECONDS) -> None:
        self._limiter: anyio.CapacityLimiter | None = None
        self._threads, self._most, self._seconds = threads, threads + waiting, seconds
        self._open: set[object] = set()
        self._grabs: deque[float] = deque(maxlen=GRABS_A_MINUTE)

    @property
    def going_on(self) -> int:
        """How many are running or wait for their turn."""
        return len(self._open)

    async def run(self, call: Callable[[], T]) -> T:
        """Call it in a thread. Raises Refused where too many wait, or where it takes too long."""
        if len(self._open) >= self._most:
            raise Refused(503, "busy", "Too many pages are being read already.", retry_after=2)
        self._limiter = self._limiter or anyio.CapacityLimiter(self._threads)
        place, started = object(), False
        self._open.add(place)

        def work() -> T:
            nonlocal started
            started = True
            try:
                return call()
            finally:
                self._open.discard(place)

        try:
            with anyio.fail_after(self._seconds):
                return await anyio.to_thread.run_sync(work, limiter=self._limiter, abandon_on_cancel=True)
        except TimeoutError:
            raise Refused(504, "out_of_time", f"Not read within {self._seconds:.0f} seconds.") from None
        finally:
            if not started:
                self._open.discard(place)

    def count_grab(self) -> None:
        """Count one fetch. Raises Refused where there were too many in the last minute."""
        now = time.monotonic()
        if len(self._grabs) == self._grabs.maxlen and now - self._grabs[0] < 60:
            wait = int(60 - (now - self._grabs[0])) + 1
            raise Refused(429, "too_many_requests", f"More than {GRABS_A_MINUTE} fetches a minute.", retry_after=wait)
        self._grabs.append(now)


class Gone(Exception):
    """The client hung up."""


async def while_connected(request: Request, errand: Callable[[], Awaitable[T]]) -> T:
    """Do it for as long as the client waits for it. The body of the request must have been read.

    Raises Gone where the client hangs up first; what was under way is cancelled then.
    """
    outcome: list[T] = []
    failure: list[Exception] = []

    async with anyio.create_task_group() as group:

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            group.cancel_scope.cancel()

        group.start_soon(watch)
        try:
            outcome.append(await errand())
        except Exception as error:  # passed on outside of the group, which would wrap it
            failure.append(error)
        group.cancel_scope.cancel()
    if failure:
        raise failure[0]
    if not outcome:
        raise Gone
    return outcome[0]

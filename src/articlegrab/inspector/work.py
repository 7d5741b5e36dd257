"""Few extractions at a time, each in a process that can be killed, and a bounded queue behind them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeVar, cast

import anyio
import anyio.to_thread
from starlette.requests import Request

from articlegrab.errors import WorkerCrashed
from articlegrab.inspector.problems import Refused
from articlegrab.workers import Workers

T = TypeVar("T")

SECONDS = 20.0
"""For one extraction, the wait for its turn included."""
GRABS_A_MINUTE = 60


class Work:
    """Runs what takes long in processes of its own, `processes` at a time, while `waiting` others wait their turn.

    What is not done after `seconds` is killed. What nobody waits for any more counts until it has ended.
    """

    def __init__(self, *, processes: int = 2, waiting: int = 30, seconds: float = SECONDS) -> None:
        self._workers = Workers(_do, count=processes, deadline=seconds)
        self._limiter: anyio.CapacityLimiter | None = None
        self._processes, self._most, self._seconds = processes, processes + waiting, seconds
        self._open: set[object] = set()
        self._grabs: deque[float] = deque(maxlen=GRABS_A_MINUTE)

    @property
    def going_on(self) -> int:
        """How many are running or wait for their turn."""
        return len(self._open)

    def close(self) -> None:
        """End the processes."""
        self._workers.close()

    async def run(self, job: Callable[[], T]) -> T:
        """Do a job (a `functools.partial` of a function of some module) in a process.

        Raises Refused where too many wait, or where it takes too long; else what the job raises.
        """
        if len(self._open) >= self._most:
            raise Refused(503, "busy", "Too many pages are being read already.", retry_after=2)
        self._limiter = self._limiter or anyio.CapacityLimiter(self._processes)
        place, started = object(), False
        self._open.add(place)

        def work() -> T:
            nonlocal started
            started = True
            try:
                return cast(T, self._workers.run(job))
            finally:
                self._open.discard(place)

        try:
            with anyio.fail_after(self._seconds):
                return await anyio.to_thread.run_sync(work, limiter=self._limiter, abandon_on_cancel=True)
        except TimeoutError:
            raise self._too_late() from None
        except WorkerCrashed as error:
            raise (self._too_late() if error.cause == "deadline" else error) from None
        finally:
            if not started:
                self._open.discard(place)

    def _too_late(self) -> Refused:
        return Refused(504, "out_of_time", f"Not read within {self._seconds:g} seconds.")

    def count_grab(self) -> None:
        """Count one fetch. Raises Refused where there were too many in the last minute."""
        now = time.monotonic()
        if len(self._grabs) == self._grabs.maxlen and now - self._grabs[0] < 60:
            wait = int(60 - (now - self._grabs[0])) + 1
            raise Refused(429, "too_many_requests", f"More than {GRABS_A_MINUTE} fetches a minute.", retry_after=wait)
        self._grabs.append(now)


def _do(job: Callable[[], object]) -> object:
    """What a worker process runs."""
    return job()


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

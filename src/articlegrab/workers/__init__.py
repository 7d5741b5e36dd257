"""Worker processes that may die of a page, so that nothing else does.

    with Workers(read, count=4, deadline=30.0) as workers:
        workers.run(page)               # what read(page) returns in another process; WorkerCrashed if that died of it

A parser written in C cannot be interrupted from inside: neither a thread nor a signal handler stops it. A process can
be killed from outside. Each call has one process to itself, and the next call gets a fresh one where that was lost.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.util import Finalize
from queue import LifoQueue
from typing import Any, Generic, ParamSpec, TypeVar

from articlegrab.closing import Closing
from articlegrab.errors import WorkerCrashed
from articlegrab.workers.child import Answer, Call, Orders
from articlegrab.workers.process import Process, started

P = ParamSpec("P")
T = TypeVar("T")

__all__ = ["Workers", "usable_cpus"]


class Workers(Closing, Generic[P, T]):
    """Processes that run `task`, one call at a time each.

    Args:
        task: A function that can be imported by its name; its arguments and results travel between processes.
        count: How many processes; None for one a CPU that this process may use.
        deadline: Seconds for a call, after which its process is killed.
        memory: Bytes of address space that a process may take beyond what it has at its start; None for no limit.
            Windows and macOS do not limit it.
        recycle: Calls after which a process makes room for a fresh one.

    Threads may share it: `run` waits for a free process. Asynchronous code calls `run` in threads.
    """

    def __init__(
        self, task: Callable[P, T], *, count: int | None = None, deadline: float = 30.0,
        memory: int | None = 2 * 2**30, recycle: int = 5_000,
    ) -> None:
        self.count = count or usable_cpus()
        self.deadline = deadline
        self._orders = Orders(task, deadline, memory, recycle)
        self._places: LifoQueue[_Place] = LifoQueue()
        self._all = [_Place() for _ in range(self.count)]
        for place in self._all:
            self._places.put(place)
        self._closed = threading.Event()
        # Their own clean-up at exit would wait for processes that do not heed SIGTERM.
        self._at_exit = Finalize(self, _kill, (self._all,), exitpriority=10)

    def run(self, *arguments: P.args, **named: P.kwargs) -> T:
        """What `task` returns for these arguments, or what it raises.

        Raises WorkerCrashed where the process that did it was lost, for whatever reason.
        """
        (answer,) = self._each([(arguments, named)])
        if answer.error is not None:
            raise answer.error
        return answer.value  # type: ignore[no-any-return]

    def run_each(self, calls: Iterable[tuple[Any, ...]]) -> Iterator[T | Exception]:
        """What `task` returns for each of some arguments, in order, or the error in its place.

        They travel to one process together, which costs less than one by one. What is the end of that process costs
        itself only: the rest gets a fresh one.
        """
        for answer in self._each([(call, {}) for call in calls]):
            yield answer.value if answer.error is None else answer.error

    def close(self) -> None:
        """End all processes. Calls under way, and those to come, raise WorkerCrashed."""
        self._closed.set()
        self._at_exit()
        for place in [self._places.get() for _ in self._all]:
            if place.process is not None:
                place.process.end()
                place.process = None
            self._places.put(place)

    def _each(self, calls: list[Call]) -> Iterator[Answer]:
        place = self._places.get()
        try:
            done = 0
            while done < len(calls):
                for answer in self._answers(place, calls[done:]):
                    done += 1
                    yield answer
        finally:
            self._places.put(place)

    def _answers(self, place: _Place, calls: list[Call]) -> Iterator[Answer]:
        """The answers of one process: to all calls, or to those up to the one that was its end."""
        process, kept = None, False
        try:
            process = self._process(place)
            process.send(calls)
            for _ in calls:
                if not process.answers_within(self.deadline):
                    raise WorkerCrashed(f"not done within {self.deadline:g} seconds; it was stopped", cause="deadline")
                answer = process.receive()
                yield answer
                if answer.last:
                    return
            kept = True
        except WorkerCrashed as error:
            yield Answer(None, error, last=True)
        except (EOFError, OSError) as error:
            crashed = self._lost(process) if process else WorkerCrashed(str(error), cause="exit")
            yield Answer(None, crashed, last=True)
        finally:
            if process and not kept:
                place.process = None
                process.end()

    def _process(self, place: _Place) -> Process:
        if self._closed.is_set():
            raise WorkerCrashed("the workers have been closed", cause="stopped")
        process = place.process = place.process or started(self._orders)
        if self._closed.is_set():  # while it was being started
            process.kill()
        return process

    def _lost(self, process: Process) -> WorkerCrashed:
        if self._closed.is_set():
            return WorkerCrashed("the work was given up", cause="stopped")
        code = process.exit_code()
        if code is not None and code < 0:
            with suppress(ValueError):
                name = signal.Signals(-code).name
                return WorkerCrashed(f"the process that read it was ended by {name}", cause="signal")
        return WorkerCrashed(f"the process that read it ended with exit code {code}", cause="exit")


class _Place:
    """Room for one process, which is started when it is first needed."""

    process: Process | None = None


def _kill(places: list[_Place]) -> None:
    for place in places:
        if place.process is not None:
            place.process.kill()


def usable_cpus() -> int:
    """How many CPUs this process may use, where the system tells; at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

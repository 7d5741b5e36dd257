"""One worker process, seen from outside."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

from articlegrab.errors import WorkerCrashed
from articlegrab.workers.child import READY, Answer, Call, Orders, serve

_FAREWELL = 0.5
"""Seconds that a killed process may take to be gone."""

_BIRTH = 60.0
"""Seconds for a process to come up, on however busy a machine."""

_ONE_AT_A_TIME = threading.Lock()
"""The module multiprocessing looks after its children whenever one starts, and threads would take its news from it."""


class Process:
    """A process and the pipe to it."""

    def __init__(self, process: BaseProcess, connection: Connection) -> None:
        self._process = process
        self._connection = connection

    def send(self, calls: list[Call]) -> None:
        """Hand it some calls; each has an answer. Raises OSError where it is gone."""
        self._connection.send(calls)

    def answers_within(self, seconds: float) -> bool:
        """Whether there is an answer, or an end, within the time."""
        return self._connection.poll(seconds)

    def receive(self) -> Answer:
        """The answer. Raises EOFError or OSError where it ended before it had one."""
        answer: Answer = self._connection.recv()
        return answer

    def is_ready(self) -> bool:
        """Whether it has come up, once there is a sign of it."""
        try:
            return bool(self._connection.recv() == READY)
        except (EOFError, OSError):
            return False

    def exit_code(self) -> int | None:
        """How it ended: minus the number of the signal, or its exit code."""
        with _ONE_AT_A_TIME:
            self._process.join(_FAREWELL)
            return self._process.exitcode

    def kill(self) -> None:
        """Kill it, whatever it does, from any thread. Who waits for its answer is told that it is gone."""
        with suppress(OSError):
            self._process.kill()

    def end(self) -> None:
        """Kill it and clear up. Nobody may be waiting for its answer."""
        self.kill()
        self.exit_code()
        self._connection.close()


def started(orders: Orders) -> Process:
    """A fresh process, ready for its first call. Raises WorkerCrashed where there can be none.

    Where the system can fork, it is forked off a server that has everything loaded already, which takes milliseconds.
    """
    kind = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context: Any = multiprocessing.get_context(kind)
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, orders), daemon=True, name="articlegrab-worker")
    with _ONE_AT_A_TIME, _without_main():
        if kind == "forkserver":
            context.set_forkserver_preload(["articlegrab.workers.warm", orders.task.__module__])
        process.start()
    theirs.close()
    fresh = Process(process, ours)
    if not fresh.answers_within(_BIRTH) or not fresh.is_ready():
        fresh.end()
        raise WorkerCrashed("a worker process cannot be started", cause="exit")
    return fresh


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the program that runs: a new process would run it too, which a script without a guard does not bear."""
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program

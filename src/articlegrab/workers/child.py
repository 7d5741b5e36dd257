"""Inside a worker process: calls come in through a pipe, answers go out."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from articlegrab.errors import WorkerCrashed

_ORPHANED = 2.0
"""Seconds after the deadline at which a process ends by itself: whoever should have killed it is gone."""


READY = "ready"
"""The first word of a process: from here on, time counts."""


Call = tuple[tuple[Any, ...], dict[str, Any]]
"""The arguments of a call, by position and by name."""


class Orders(NamedTuple):
    """What a process is told at its start."""

    task: Callable[..., Any]
    deadline: float
    memory: int | None
    recycle: int


class Answer(NamedTuple):
    """The result of a call, or its error; `last` tells that the process ends now."""

    value: Any
    error: Exception | None
    last: bool


def serve(connection: Connection, orders: Orders) -> None:
    """Answer calls until the other end of the pipe is closed."""
    gc.freeze()  # looking through what was there at the fork for garbage would copy all of it
    _let_the_parent_decide()
    if orders.memory is not None:
        _limit_memory(orders.memory)
    try:
        connection.send(READY)
    except OSError:
        return
    left = orders.recycle
    while left:
        try:
            calls: list[Call] = connection.recv()
        except (EOFError, OSError):
            return
        for arguments, named in calls[:left]:
            left -= 1
            _alarm(orders.deadline + _ORPHANED)
            answer = _answer(orders.task, arguments, named, last=not left)
            _alarm(0)
            try:
                connection.send(answer)
            except BrokenPipeError:
                return
            except Exception as error:  # what cannot travel
                connection.send(Answer(None, TypeError(f"{type(error).__name__}: {error}"), answer.last))
            if answer.last:
                return


def _answer(task: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any], *, last: bool) -> Answer:
    try:
        return Answer(task(*arguments, **named), None, last)
    except MemoryError:
        return Answer(None, WorkerCrashed("it took more memory than a worker may have", cause="memory"), True)
    except Exception as error:
        return Answer(None, error, last)


def _let_the_parent_decide() -> None:
    """A signal to the whole group, such as Ctrl-C, asks the parent to stop; it will tell us by closing the pipe."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)


def _alarm(seconds: float) -> None:
    """Have the system end this process after so many seconds, even inside a parser; 0 for not at all."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(more: int) -> None:
    if sys.platform != "linux":  # elsewhere the limit is missing or has no effect
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * resource.getpagesize() + more
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))

"""The time that one page has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import anyio


class Deadline:
    """Ends a block after `timeout` seconds of work. A context manager; `over` says whether it had to.

    Waiting for a turn does not count as work, as long as `patience` (seconds, for all waits together) lasts.
    """

    def __init__(self, timeout: float, patience: float) -> None:
        self.waited = 0.0
        self._patience = patience
        self._scope = anyio.CancelScope(deadline=anyio.current_time() + timeout)

    def __enter__(self) -> Self:
        self._scope.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        return bool(self._scope.__exit__(kind, error, trace))

    @property
    def over(self) -> bool:
        """Whether time was up before the work was done."""
        return self._scope.cancelled_caught

    def allows(self, seconds: float) -> bool:
        """Whether there is time to wait that long, and then to do something."""
        return anyio.current_time() + seconds < self._scope.deadline + self._patience

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Stop the clock, for as long as there is patience."""
        began = anyio.current_time()
        left = self._scope.deadline - began
        self._scope.deadline += self._patience
        try:
            yield
        finally:
            waited = anyio.current_time() - began
            self._scope.deadline = began + waited + left - max(waited - self._patience, 0.0)
            self._patience = max(self._patience - waited, 0.0)
            self.waited += waited

    async def sleep(self, seconds: float) -> None:
        """Wait that long, off the clock."""
        with self.waiting():
            await anyio.sleep(seconds)

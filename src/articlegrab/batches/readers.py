"""The worker processes of a batch, as its event loop sees them."""

from __future__ import annotations

from collections import deque

import anyio
from anyio import to_thread

from articlegrab.batches import reader
from articlegrab.batches.outputs import Given
from articlegrab.closing import Closing
from articlegrab.workers import Workers

_TOGETHER = 8
"""Pages that are handed to a process at once, where as many wait: the way there costs more than a page takes up."""


class Readers(Closing):
    """Reads pages in worker processes. `serve` has to run meanwhile, once for each of the `count` processes.

    `room` is how many pages are enough to keep all of them busy.
    """

    def __init__(self, count: int | None, deadline: float, max_bytes: int) -> None:
        self._workers = Workers(reader.read, count=count, deadline=deadline)
        self._max_bytes = max_bytes
        self._waiting: deque[_Order] = deque()
        self._answered: deque[_Order] = deque()
        self._idle: list[anyio.Event] = []
        self.count = self._workers.count
        self.room = _TOGETHER * self.count

    def close(self) -> None:
        """End all processes."""
        self._workers.close()

    async def read(self, source: str, given: Given) -> bytes:
        """The outcome of a page, or of the file of that name, as JSON. Raises WorkerCrashed."""
        order = _Order((source, given, self._max_bytes))
        self._waiting.append(order)
        if self._idle:
            self._idle.pop().set()
        await order.done.wait()
        if isinstance(order.answer, Exception):
            raise order.answer
        return order.answer

    async def serve(self) -> None:
        """Keep one process busy, for ever."""
        while True:
            while not self._waiting:
                event = anyio.Event()
                self._idle.append(event)
                await event.wait()
            share = -(-len(self._waiting) // self.count)
            orders = [self._waiting.popleft() for _ in range(min(share, _TOGETHER))]
            await to_thread.run_sync(self._ask, orders, abandon_on_cancel=True)
            self.hand_back()

    def hand_back(self) -> None:
        """Give their answers to those who wait. Done when a process has read all that it got, and from time to time,
        so that one slow page does not keep others back."""
        while self._answered:
            self._answered.popleft().done.set()

    def _ask(self, orders: list[_Order]) -> None:
        """In a thread: have one process read some pages."""
        left = deque(orders)
        try:
            for answer in self._workers.run_each([order.arguments for order in orders]):
                left[0].answer = answer
                self._answered.append(left.popleft())
        except Exception as error:  # a fault of ours, which everybody who waits is to be told
            for order in left:
                order.answer = error
                self._answered.append(order)


class _Order:
    """A page to read, and later what came out of it."""

    def __init__(self, arguments: tuple[str, Given, int]) -> None:
        self.arguments = arguments
        self.done = anyio.Event()
        self.answer: bytes | Exception = b""

"""A batch under way: one event loop that takes inputs from the frontier and brings back outcomes."""

from __future__ import annotations

import logging
import time
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Protocol, TypeAlias

import anyio
from anyio import to_thread

from articlegrab.batches import reader
from articlegrab.batches.frontier import Task
from articlegrab.batches.inputs import Input, Item, is_url, spread
from articlegrab.batches.ledger import Ledger
from articlegrab.batches.outputs import Given
from articlegrab.batches.readers import Readers
from articlegrab.errors import ArticlegrabError, DuplicateInput, WorkerCrashed
from articlegrab.fetch import FetchOptions
from articlegrab.fetch.fetcher import Fetcher
from articlegrab.models import Outcome, Page

_LOG = logging.getLogger("articlegrab.batch")
_LOOK_ROUND = 0.05
"""Seconds between two looks at whether somebody asked to stop."""
_COMMIT = 1.0
"""Seconds between two commits. What a kill leaves uncommitted is found in the output."""
_CHUNK = 1_000
"""Inputs that are put into the frontier at once."""
_PATIENCE = 0.2
"""Seconds after which those that have come are put there, where inputs come slowly."""


Found: TypeAlias = "tuple[Task, Page | ArticlegrabError | None]"
"""What to do next, with the page where it came with the input."""


class Done(NamedTuple):
    """What became of an input, as JSON, and what it came out of."""

    line: bytes
    page: Given


class Plan(NamedTuple):
    """How a batch is done; the arguments of `articlegrab.batch`."""

    out: Path | None
    workers: int | None
    deadline: float
    fetch: FetchOptions

    @property
    def carriers(self) -> int:
        """How many inputs are under way at once: most of them wait for their hosts."""
        return 4 * self.fetch.concurrency


class HandOver(Protocol):
    """Whoever takes the outcomes, in another thread."""

    def at_once(self, outcome: Outcome) -> bool:
        """Take one, unless that would mean to wait."""

    def patiently(self, outcome: Outcome) -> None:
        """Take one, as soon as there is room."""


class Progress(NamedTuple):
    """How far a batch is.

    `done` counts outcomes: `articles`, and errors by their code in `failed`. `before` counts those that an earlier run
    had done. `total` is None until all inputs are known; `elapsed` is in seconds.
    """

    done: int
    articles: int
    failed: dict[str, int]
    before: int
    total: int | None
    elapsed: float

    @property
    def rate(self) -> float:
        """Outcomes a second."""
        return self.done / self.elapsed if self.elapsed else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds that the rest will take at this rate; None where that cannot be told."""
        if self.total is None or not self.done:
            return None
        return (self.total - self.before - self.done) / self.rate


class Run:
    """One batch. `main` runs in an event loop; `ask_to_stop` and `progress` may be called from any thread."""

    def __init__(self, inputs: Iterable[Input], plan: Plan, hand_over: HandOver) -> None:
        self._inputs = inputs
        self._plan = plan
        self._hand_over = hand_over
        self._articles = 0
        self._failed: Counter[str] = Counter()
        self._before = 0
        self._total: int | None = None
        self._started = time.monotonic()
        self._stop_at: float | None = None
        self._in_flight = 0
        self._in_hand: deque[tuple[Task, Page | ArticlegrabError]] = deque()
        self._idle: list[anyio.Event] = []

    def ask_to_stop(self, within: float) -> None:
        """Take nothing more, and give up after so many seconds what is not done by then."""
        until = time.monotonic() + within
        self._stop_at = until if self._stop_at is None else min(self._stop_at, until)

    def progress(self) -> Progress:
        """How far it is."""
        failed = dict(self._failed)
        done = self._articles + sum(failed.values())
        return Progress(done, self._articles, failed, self._before, self._total, time.monotonic() - self._started)

    async def main(self) -> None:
        """Do everything. Raises StorageError where outcomes cannot be kept."""
        out = self._plan.out
        with Ledger(out) as self._ledger:
            self._before = self._ledger.frontier.done
            readers = Readers(self._plan.workers, self._plan.deadline, self._plan.fetch.max_bytes)
            try:
                with readers as self._readers:
                    async with Fetcher(self._plan.fetch) as self._fetcher:
                        await self._work()
            except BaseExceptionGroup as group:
                raise _first(group) from None

    async def _work(self) -> None:
        self._room_in_hand = anyio.Semaphore(self._readers.room)
        async with anyio.create_task_group() as group:
            group.start_soon(self._look_round, group.cancel_scope)
            for _ in range(self._readers.count):
                group.start_soon(self._readers.serve)
            async with anyio.create_task_group() as carriers:
                carriers.start_soon(self._enumerate)
                for _ in range(self._plan.carriers):
                    carriers.start_soon(self._carry)
            group.cancel_scope.cancel()

    async def _look_round(self, everything: anyio.CancelScope) -> None:
        """Hand back what was read, commit from time to time, and see whether somebody asked to stop."""
        committed = time.monotonic()
        while True:
            await anyio.sleep(_LOOK_ROUND)
            self._readers.hand_back()
            now = time.monotonic()
            if now - committed >= _COMMIT:
                self._ledger.settle()
                committed = now
            if self._stop_at is not None:
                self._wake(len(self._idle))
                if now >= self._stop_at or not self._in_flight:
                    everything.cancel()

    async def _enumerate(self) -> None:
        """Put the inputs into the frontier, and pages that come with them into our hands."""
        items = spread(self._inputs)
        while chunk := await to_thread.run_sync(_some, items, abandon_on_cancel=True):
            page = chunk[-1].page
            last = chunk.pop() if page is not None else None
            self._ledger.frontier.add(chunk)
            self._wake(len(self._idle))
            if last and page and (task := self._ledger.frontier.admit(last)):
                await self._room_in_hand.acquire()
                self._in_hand.append((task, page))
                self._wake(1)
        self._total = self._ledger.frontier.total
        self._wake(len(self._idle))

    async def _carry(self) -> None:
        """Carry one input after the other from the frontier to the output."""
        while (found := await self._next()) is not None:
            task, page = found
            done = await self._outcome(task, page)
            if done is not None:
                await self._deliver(task, done)
            self._in_flight -= 1
            if page is not None:
                self._room_in_hand.release()
            self._wake(1)
        self._wake(len(self._idle))

    async def _next(self) -> Found | None:
        """What to do next, once there is something; None where nothing will come any more."""
        while self._stop_at is None:
            found: Found | None = None
            if self._in_hand:
                found = self._in_hand.popleft()
            elif task := self._ledger.frontier.take():
                found = task, None
            elif self._total is not None and not self._in_flight:
                return None
            if found:
                self._in_flight += 1
                return found
            event = anyio.Event()
            self._idle.append(event)
            await event.wait()
        return None

    def _wake(self, count: int) -> None:
        for event in self._idle[:count]:
            event.set()
        del self._idle[:count]

    async def _outcome(self, task: Task, page: Page | ArticlegrabError | None) -> Done | None:
        """What became of an input; None where it was given up unfinished."""
        source = task.source
        given: Given = None
        try:
            if page is None and (original := self._ledger.frontier.original(task)):
                raise DuplicateInput(f"the same page as {original}", original=original)
            if isinstance(page, ArticlegrabError):
                raise page
            if page is None and is_url(source):
                page = await self._fetcher.afetch(source)
            given = task.raw if page is None else page
            return Done(await self._readers.read(source, given), given)
        except WorkerCrashed as error:
            if error.cause == "stopped":
                return None
            if isinstance(page, Page):
                error.url = page.url
                self._ledger.quarantine(source, page.body)
            return Done(reader.failure(source, error), given)
        except ArticlegrabError as error:
            return Done(reader.failure(source, error), given)
        except Exception as error:  # a fault of ours; the other pages are not to suffer from it
            _LOG.exception("%s: this should not happen", source)
            return Done(reader.failure(source, ArticlegrabError(f"{type(error).__name__}: {error}")), given)

    async def _deliver(self, task: Task, done: Done) -> None:
        outcome = Outcome.model_validate_json(done.line)
        self._ledger.enter(task, done.line, done.page)
        if outcome.error:
            self._failed[outcome.error.code] += 1
        else:
            self._articles += 1
        if not self._hand_over.at_once(outcome):
            await to_thread.run_sync(self._hand_over.patiently, outcome, abandon_on_cancel=True)


def _some(items: Iterator[Item]) -> list[Item]:
    """The next items: many, those that came within a moment, or all up to one that has its page with it."""
    found: list[Item] = []
    until = time.monotonic() + _PATIENCE
    for item in items:
        found.append(item)
        if item.page is not None or len(found) >= _CHUNK or time.monotonic() > until:
            break
    return found


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error

"""Many inputs on this machine: each becomes an Outcome, whatever happens to it.

    for outcome in batch(["https://news.example/a", "saved/"], out="articles.jsonl"):
        print(outcome.source, outcome.article.title if outcome.article else outcome.error.code)

    inputs      lists, folders, pages in hand → one item a page
    frontier    what is to be done and what is done, on disk
    run         the event loop: from the frontier through fetcher and workers to the output
    ├── readers     worker processes, which many ask at once
    │   └── reader      one page, in such a process
    └── ledger      frontier and output, never apart
        └── outputs     JSON lines, Parquet, an archive
"""

from __future__ import annotations

import os
import queue
import threading
import weakref
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

import anyio
from anyio import to_thread

from articlegrab.batches.inputs import Input
from articlegrab.batches.run import Plan, Progress, Run
from articlegrab.closing import Closing
from articlegrab.errors import InputError
from articlegrab.fetch import FetchOptions, user_cache
from articlegrab.models import Outcome

__all__ = ["Batch", "Input", "Progress", "batch"]

_AHEAD = 64
"""Outcomes that wait for the reader of a batch before it pauses."""


def batch(
    inputs: Iterable[Input],
    *,
    out: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    deadline: float = 30.0,
    fetch: FetchOptions | None = None,
) -> Batch:
    """Extract the articles of many inputs. Iterate over the result, with `for` or `async for`: outcomes in the order
    in which they are done, one for each input.

    Nothing that an input does ends the run: errors are outcomes. A page that crashes or hangs is WorkerCrashed. An
    address that is another way of writing an earlier one is DuplicateInput, and is not asked again.

    Args:
        inputs: Addresses, HTML files, folders of them, `.txt` files with one of these a line, `-` for such a list on
            standard input, `.warc`, `.warc.gz`, `.wacz` and `.archive` files, and Pages in hand. Read as they come, and
            remembered on disk: there may be millions.
        out: Where outcomes are written before they are handed out: JSON lines, a folder of Parquet files where the name
            ends in `.parquet`, an Archive of the pages and their articles where it ends in `.archive`. A run that was
            stopped or killed goes on where it was when it is started again: what is done is not done again and not
            handed out again.
        workers: Processes that read pages; None for one a CPU.
        deadline: Seconds to read one page once it is there, after which its process is killed.
        fetch: How addresses are fetched; by default with the user's own HTTP cache (`user_cache`). Whatever it says, a
            host is asked for one page at a time. `max_bytes` also limits files.

    Raises:
        StorageError: in the iteration, where the output cannot be written, or is in use.
    """
    if isinstance(inputs, str | os.PathLike):
        raise InputError("inputs is a list of inputs, not a single one; write batch([…])")
    return Batch(inputs, Plan(Path(out) if out else None, workers, deadline, fetch or FetchOptions(cache=user_cache())))


class Batch(Closing):
    """A batch under way. It begins with the first outcome asked for, and ends with the last, or with `close`."""

    def __init__(self, inputs: Iterable[Input], plan: Plan) -> None:
        self._hatch = _Hatch()
        self._run = Run(inputs, plan, self._hatch)
        self._thread: threading.Thread | None = None
        self._give_up = weakref.finalize(self, _give_up, self._run, self._hatch)

    def __iter__(self) -> Iterator[Outcome]:
        return self

    def __next__(self) -> Outcome:
        outcome = self._next()
        if outcome is None:
            raise StopIteration
        return outcome

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Outcome:
        outcome = await to_thread.run_sync(self._next, abandon_on_cancel=True)
        if outcome is None:
            raise StopAsyncIteration
        return outcome

    @property
    def progress(self) -> Progress:
        """How far it is; may be asked at any time, from any thread."""
        return self._run.progress()

    def stop(self, within: float = 5.0) -> None:
        """Take no more inputs; what is under way may be finished in so many seconds. The iteration ends then.

        May be called from a signal handler or another thread, and again with less time.
        """
        self._run.ask_to_stop(within)

    def close(self) -> None:
        """End it now. Outcomes that were not handed out are in the output, if there is one."""
        self._give_up()
        if self._thread:
            self._thread.join()

    def _next(self) -> Outcome | None:
        if self._thread is None:
            self._thread = threading.Thread(target=_work, args=(self._run, self._hatch), daemon=True)
            self._thread.start()
        return self._hatch.take()


class _Hatch:
    """Where outcomes go from the thread of the run to that of its reader; an error or None is the end."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Outcome | BaseException | None] = queue.Queue(_AHEAD)
        self.shut = threading.Event()

    def at_once(self, outcome: Outcome) -> bool:
        """Hand one over, unless that would mean to wait."""
        try:
            self._queue.put_nowait(outcome)
        except queue.Full:
            return self.shut.is_set()
        return True

    def patiently(self, outcome: Outcome | BaseException | None) -> None:
        """Hand one over when there is room, as long as anybody may want it."""
        while not self.shut.is_set():
            try:
                self._queue.put(outcome, timeout=0.2)
            except queue.Full:
                continue
            return

    def take(self) -> Outcome | None:
        """The next outcome; None at the end, then and ever after. Raises the error that ended the run."""
        while not self.shut.is_set():
            try:
                item = self._queue.get(timeout=1.0)
            except queue.Empty:
                continue
            if isinstance(item, Outcome):
                return item
            self.shut.set()
            if item is not None:
                raise item
        return None


def _work(run: Run, hatch: _Hatch) -> None:
    try:
        anyio.run(run.main)
    except BaseException as error:  # whoever iterates is to learn of it
        hatch.patiently(error)
    else:
        hatch.patiently(None)


def _give_up(run: Run, hatch: _Hatch) -> None:
    hatch.shut.set()
    run.ask_to_stop(0)

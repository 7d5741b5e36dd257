"""What crashes cost the others: 1,000 documents through two workers, 20 of which kill their process, and without that.

    python -m benchmarks.crashes

Every fiftieth document ends its process by SIGSEGV once it has been read, so that all its work is lost. The documents
are the fixtures' pages. Both ways take turns, fifty documents at a time in their own pools of processes, and the loss
is the median over neighbouring turns: what else the machine does falls on both.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import articlegrab as ag
from articlegrab.errors import WorkerCrashed
from articlegrab.workers import Workers
from benchmarks.batch import FIXTURES, holds_article

TURNS, DOCUMENTS, AT_ONCE = 20, 50, 2

Outcome = Callable[[int], bool]


def read(body: bytes, *, crash: bool) -> str:
    """The title of a page; or the end of the process, for all that has been done."""
    title = ag.extract(body).title
    if crash:
        ctypes.string_at(0)
    return title or ""


def reader(workers: Workers[..., str], bodies: list[bytes], *, crashing: bool) -> Outcome:
    """Reads a document by its number in its turn; whether there was a result."""

    def outcome(number: int) -> bool:
        try:
            workers.run(bodies[number % len(bodies)], crash=crashing and number % DOCUMENTS == DOCUMENTS // 2)
        except WorkerCrashed:
            return False
        return True

    return outcome


def seconds(threads: ThreadPoolExecutor, outcome: Outcome, *, results: int) -> float:
    """How long one turn takes, which has so many results."""
    started = time.perf_counter()
    assert sum(threads.map(outcome, range(DOCUMENTS))) == results
    return time.perf_counter() - started


def main() -> None:
    """Print both speeds and the loss."""
    pages = [file.read_bytes() for file in sorted(FIXTURES.glob("*/page.html"))]
    bodies = [body for body in pages if holds_article(body)]
    turns = list[tuple[float, float]]()
    with (
        Workers(read, count=AT_ONCE) as calm, Workers(read, count=AT_ONCE) as shaken,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        without, crashing = reader(calm, bodies, crashing=False), reader(shaken, bodies, crashing=True)
        for number in range(TURNS + 1):
            first = seconds(threads, crashing, results=DOCUMENTS - 1) if number % 2 else 0.0
            alone = seconds(threads, without, results=DOCUMENTS)
            turns.append((alone, first or seconds(threads, crashing, results=DOCUMENTS - 1)))
    del turns[0]  # in which the processes start
    for name, times in zip(("no crashes", f"{TURNS} crashes"), zip(*turns, strict=True), strict=True):
        print(f"{name:11} {DOCUMENTS / median(times):6.0f} documents/s")
    print(f"loss        {1 - median(alone / shaken for alone, shaken in turns):6.1%}")


if __name__ == "__main__":
    from benchmarks import crashes  # the workers must find `read` by its name

    crashes.main()

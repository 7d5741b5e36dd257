"""What crashes cost the others: 1,000 documents through two workers, 20 of which kill their process, and without that.

    python -m benchmarks.crashes

Every fiftieth document ends its process by SIGSEGV once it has been read, so that all its work is lost. The documents
are the fixtures' pages, the same ones both times; rounds of both ways take turns, and the ratio of the documents a
second is the median over neighbouring rounds.
"""

from __future__ import annotations

import ctypes
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import articlegrab as ag
from articlegrab.errors import WorkerCrashed
from articlegrab.workers import Workers
from benchmarks.batch import FIXTURES, holds_article

DOCUMENTS, EVERY, AT_ONCE, ROUNDS = 1_000, 50, 2, 3


def read(body: bytes, *, crash: bool) -> str:
    """The title of a page; or the end of the process, for all that has been done."""
    title = ag.extract(body).title
    if crash:
        ctypes.string_at(0)
    return title or ""


def timed(bodies: list[bytes], *, crashing: bool) -> float:
    """Seconds for all documents; each gives its title or its error."""
    with Workers(read, count=AT_ONCE) as workers, ThreadPoolExecutor(AT_ONCE) as threads:

        def outcome(number: int) -> bool:
            try:
                return bool(workers.run(bodies[number % len(bodies)], crash=crashing and number % EVERY == EVERY - 1))
            except WorkerCrashed:
                return False

        list(threads.map(outcome, range(EVERY - 1)))  # until both have started
        started = time.perf_counter()
        done = sum(threads.map(outcome, range(DOCUMENTS)))
        took = time.perf_counter() - started
    assert done == DOCUMENTS - crashing * DOCUMENTS // EVERY
    return took


def main() -> None:
    """Print both speeds and the loss."""
    pages = [file.read_bytes() for file in sorted(FIXTURES.glob("*/page.html"))]
    bodies = [body for body in pages if holds_article(body)]
    rounds: dict[bool, list[float]] = {False: [], True: []}
    for number in range(ROUNDS):
        for crashing in (False, True) if number % 2 else (True, False):
            rounds[crashing].append(timed(bodies, crashing=crashing))
    for crashing, seconds in rounds.items():
        print(f"{DOCUMENTS // EVERY if crashing else 'no':>2} crashes  {DOCUMENTS / median(seconds):6.0f} documents/s")
    ratio = median(with_crashes / without for without, with_crashes in zip(*rounds.values(), strict=True))
    print(f"loss        {1 - 1 / ratio:6.1%}")


if __name__ == "__main__":
    from benchmarks import crashes  # the workers must find `read` by its name

    crashes.main()

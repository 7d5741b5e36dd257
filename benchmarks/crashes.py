"""What crashes cost the others: 1,000 documents through two workers, 20 of which kill their process, and without that.

    python -m benchmarks.crashes

Every fiftieth document ends its process by SIGSEGV once it has been read, so that all its work is lost. The documents
are real pages where the corpus is at hand, each read once; else the fixtures', which are a third as dear and come again
and again, so that a process that has read them all before is the harder to beat. Both ways take turns, fifty documents
at a time in their own pools of processes, and the loss is the median over neighbouring turns: what else the machine
does falls on both. Processor time is that of all processes together, which decides where all processors are busy.
Linux only.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from statistics import median

import articlegrab as ag
from articlegrab.errors import WorkerCrashed
from articlegrab.workers import Workers
from benchmarks.batch import FIXTURES, holds_article, used
from benchmarks.corpus import corpus_sets, read_gold

TURNS, DOCUMENTS, AT_ONCE = 20, 50, 2

Outcome = Callable[[int], bool]


def read(body: bytes, *, crash: bool) -> str:
    """The title of a page; or the end of the process, for all that has been done."""
    title = ag.extract(body).title
    if crash:
        ctypes.string_at(0)
    return title or ""


def documents() -> list[bytes]:
    """A thousand pages that hold articles."""
    sets = corpus_sets().values()
    real = (page.read() for folder in sets for page in read_gold(folder))
    fixtures = (file.read_bytes() for file in sorted(FIXTURES.glob("*/page.html")))
    found = list(islice(filter(holds_article, real if sets else fixtures), TURNS * DOCUMENTS))
    return list(islice(cycle(found), (TURNS + 1) * DOCUMENTS))


def reader(workers: Workers[..., str], bodies: list[bytes], *, crashing: bool) -> Outcome:
    """Reads a document by its number; whether there was a result."""

    def outcome(number: int) -> bool:
        try:
            workers.run(bodies[number], crash=crashing and number % DOCUMENTS == DOCUMENTS // 2)
        except WorkerCrashed:
            return False
        return True

    return outcome


def turn(threads: ThreadPoolExecutor, outcome: Outcome, number: int, *, results: int) -> tuple[float, float]:
    """What a turn takes, which has so many results: seconds of the clock and of the processors."""
    started, worked = time.perf_counter(), used()
    assert sum(threads.map(outcome, range(number * DOCUMENTS, (number + 1) * DOCUMENTS))) == results
    return time.perf_counter() - started, used() - worked


def main() -> None:
    """Print both speeds and the loss."""
    bodies = documents()
    turns = list[tuple[tuple[float, float], tuple[float, float]]]()
    with (
        Workers(read, count=AT_ONCE) as calm, Workers(read, count=AT_ONCE) as shaken,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        without, crashing = reader(calm, bodies, crashing=False), reader(shaken, bodies, crashing=True)
        for number in range(TURNS + 1):
            alone = turn(threads, without, number, results=DOCUMENTS)
            turns.append((alone, turn(threads, crashing, number, results=DOCUMENTS - 1)))
    del turns[0]  # in which the processes start
    for name, times in zip(("no crashes", f"{TURNS} crashes"), zip(*turns, strict=True), strict=True):
        print(f"{name:11} {DOCUMENTS / median(wall for wall, _ in times):6.0f} documents/s, "
              f"{1000 * sum(worked for _, worked in times) / TURNS / DOCUMENTS:.1f} ms of processor a document")
    slower = 1 - median(alone[0] / shaken[0] for alone, shaken in turns)
    dearer = 1 - sum(alone[1] for alone, _ in turns) / sum(shaken[1] for _, shaken in turns)
    print(f"loss        {slower:.1%} of the speed, {dearer:.1%} of the processor")


if __name__ == "__main__":
    from benchmarks import crashes  # the workers must find `read` by its name

    if os.getsid(0) == os.getpid():
        crashes.main()
    else:
        subprocess.run([sys.executable, "-m", "benchmarks.crashes"], check=True, start_new_session=True)

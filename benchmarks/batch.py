"""What a batch costs on top of the bare extraction, how it scales, and whether its memory stays flat.

    python -m benchmarks.batch [--pages 2000] [--rounds 1] [--sets fundus,segments] [--memory 1000,50000]

All figures are ratios within one run, over the pages of some gold sets, in turn and again from the start; without
`--sets` over those of the fixtures, which are a third as dear as real ones. The ways of working run at the same time,
in processes of their own, but take turns of half a second, all others stopped meanwhile: whatever else the machine does
meets all of them alike. Each does a hundred pages first, so that what is counted is the cost of a page once everything
has started. CPU is that of all processes. Memory is the peak of the leading process and of its largest worker, for a
short and a long list of inputs: `--memory 1000,50000` takes its quarter of an hour. Linux only.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median

import articlegrab as ag
from benchmarks.corpus import REPOSITORY, read_gold, require_corpus

FIXTURES = REPOSITORY / "fixtures" / "pages"
TICKS = os.sysconf("SC_CLK_TCK")
FEW = 100
TURN = 0.5
"""Seconds."""


def read_pages(sets: str | None) -> list[bytes]:
    """The pages that hold articles: those of the named gold sets, else those of the fixtures."""
    if sets is None:
        found = (file.read_bytes() for file in sorted(FIXTURES.glob("*/page.html")))
    else:
        folders = require_corpus()
        found = (page.read() for name in sets.split(",") for page in read_gold(folders[name]))
    return [body for body in found if holds_article(body)]


def write_pages(folder: Path, bodies: list[bytes], count: int) -> None:
    """So many pages as files."""
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number:06}.html").write_bytes(bodies[number % len(bodies)])


def holds_article(body: bytes) -> bool:
    """Whether a page is one to measure with."""
    with suppress(ag.ArticlegrabError):
        return bool(ag.extract(body))
    return False


def bare(folder: Path) -> None:
    """The extraction and nothing else."""
    for file in sorted(folder.iterdir()):
        ag.extract(file.read_bytes())


def batched(folder: Path, workers: int) -> None:
    """A batch with an output."""
    with tempfile.TemporaryDirectory() as place:
        for _ in ag.batch([folder], out=Path(place) / "out.jsonl", workers=workers):
            pass


def sharded(folder: Path) -> None:
    """The same pages as one supervised shard."""
    from articlegrab.engines import process_shard

    with tempfile.TemporaryDirectory() as place:
        process_shard(folder.with_suffix(".parquet"), f"{place}/out.parquet")


WAYS: dict[str, Callable[[Path], None]] = {
    "bare loop": bare, "batch, 1 worker": lambda folder: batched(folder, 1),
    "batch, 2 workers": lambda folder: batched(folder, 2), "shard": sharded,
}


def write_shard(folder: Path) -> None:
    """The pages of a folder as a Parquet file beside it."""
    import pyarrow as pa
    import pyarrow.parquet

    files = sorted(folder.iterdir())
    table = pa.table({"url": [file.name for file in files], "html": [file.read_bytes() for file in files]})
    pyarrow.parquet.write_table(table, folder.with_suffix(".parquet"))


def session(leader: int) -> Iterator[tuple[int, list[str]]]:
    """The processes of a session: number, and the fields of /proc/N/stat behind the name."""
    for place in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader:
                yield int(place.name), fields


def run_way(way: str, place: Path) -> None:
    """In a session of its own: a few pages, then many; print the CPU that the many took."""
    WAYS[way](place / "few")
    print("warm", flush=True)
    before = used()
    WAYS[way](place / "many")
    print(used() - before, flush=True)


def used() -> float:
    """Seconds of CPU that all processes of this session have used, also those that have ended."""
    return sum(int(ticks) for _, fields in session(os.getsid(0)) for ticks in fields[11:15]) / TICKS


class Runner:
    """A way under way: stopped, but for its turns. `wall` and `cpu` are seconds; `cpu` is None until it is done."""

    def __init__(self, way: str, place: Path) -> None:
        self._way = way
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.batch", "--way", way, str(place)],
            stdout=subprocess.PIPE, text=True, start_new_session=True,
        )
        assert self._process.stdout
        self._said = self._process.stdout
        self._warm = False
        self.pid = self._process.pid
        self.wall = 0.0
        self.cpu: float | None = None
        os.killpg(self.pid, signal.SIGSTOP)

    def take_turn(self) -> None:
        """Work for a while, or until there is something new."""
        os.killpg(self.pid, signal.SIGCONT)
        started = time.perf_counter()
        said = self._said.readline() if select.select([self._said], [], [], TURN)[0] else None
        if self._warm:
            self.wall += time.perf_counter() - started
        if said is None or said == "warm\n":
            self._warm = self._warm or said is not None
            os.killpg(self.pid, signal.SIGSTOP)
        elif self._process.wait() == 0:
            self.cpu = float(said)
        else:
            raise SystemExit(f"{self._way}: it failed")

    def kill(self) -> None:
        """Leave nothing behind."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def measured(place: Path) -> dict[str, Runner]:
    """All ways, run in turns to their end."""
    runners = {way: Runner(way, place) for way in WAYS}
    try:
        while left := [runner for runner in runners.values() if runner.cpu is None]:
            for runner in left:
                runner.take_turn()
    finally:
        for runner in runners.values():
            runner.kill()
    return runners


def compare(place: Path, bodies: list[bytes], pages: int, rounds: int) -> None:
    """Cost of a page in each way, beside that of the bare loop; the median of some rounds."""
    write_all(place, bodies, pages)
    found = [measured(place) for _ in range(rounds)]

    def middle(figure: Callable[[Runner, Runner], float], way: str) -> float:
        return median(figure(one[way], one["bare loop"]) for one in found)

    for way in WAYS:
        print(
            f"{way:17} {pages / middle(lambda it, _: it.wall, way):7.1f} pages/s  "
            f"{middle(lambda it, _: it.cpu or 0, way) / pages * 1e3:6.2f} ms CPU a page  "
            f"{middle(lambda it, bare: (it.cpu or 0) / (bare.cpu or 1), way):5.2f} of the bare loop's CPU  "
            f"{middle(lambda it, bare: bare.wall / it.wall, way):5.2f} times its speed"
        )


def write_all(place: Path, bodies: list[bytes], pages: int) -> None:
    """The pages that are read before it counts, and those that count."""
    for name, count in (("few", FEW), ("many", pages)):
        write_pages(place / name, bodies, count)
        write_shard(place / name)


def memory(place: Path, bodies: list[bytes], short: int, long: int) -> None:
    """Peaks for a short and for a long list."""
    peaks = []
    for count in (short, long):
        write_all(place / str(count), bodies, count)
        runner = Runner("batch, 2 workers", place / str(count))
        leader = worker = 0.0
        try:
            while runner.cpu is None:
                runner.take_turn()
                found = {number: peak(number) for number, _ in session(runner.pid)}
                leader = max(leader, found.pop(runner.pid, 0))
                worker = max(worker, *found.values(), 0)
        finally:
            runner.kill()
        peaks.append((leader, worker))
        print(f"{count:7,} pages: leader {leader:6.1f} MB, largest worker {worker:6.1f} MB", flush=True)
    print(f"growth: leader {peaks[1][0] / peaks[0][0]:.2f}, worker {peaks[1][1] / peaks[0][1]:.2f}")


def peak(number: int) -> float:
    """The most memory that a process has had, in MB; 0 where it has just ended."""
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{number}/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
    return 0.0


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--sets", help="comma-separated names of gold sets; the fixtures where not given")
    parser.add_argument("--memory", metavar="SHORT,LONG", help="compare the peaks of two lengths")
    parser.add_argument("--way", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        run_way(options.way[0], Path(options.way[1]))
        return
    bodies = read_pages(options.sets)
    with tempfile.TemporaryDirectory() as place:
        if options.memory:
            memory(Path(place), bodies, *map(int, options.memory.split(",")))
        else:
            compare(Path(place), bodies, options.pages, options.rounds)


if __name__ == "__main__":
    main()

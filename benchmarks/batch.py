"""What a batch costs on top of the bare extraction, how it scales, and whether its memory stays flat.

    python -m benchmarks.batch [--pages 300] [--memory 1000,10000]

All figures are ratios within one run, over the fixtures' pages repeated. A way of working is run on so many pages
and on three times as many, each in processes of its own; the difference is what a page costs once everything has
started. CPU is that of all processes. Memory is the peak of the leading process and of its largest worker, for a
short and a long list of inputs: `--memory 1000,50000` takes its quarter of an hour. Linux only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import articlegrab as ag
from benchmarks.corpus import REPOSITORY

FIXTURES = REPOSITORY / "fixtures" / "pages"
TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """Seconds by the clock, seconds of CPU, and megabytes at the peak of the leader and of the largest worker."""

    wall: float
    cpu: float
    leader: float
    worker: float


def write_pages(folder: Path, count: int) -> None:
    """So many pages that hold articles, as files."""
    bodies = [body for file in sorted(FIXTURES.glob("*/page.html")) if holds_article(body := file.read_bytes())]
    folder.mkdir()
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


def session() -> Iterator[tuple[int, list[str]]]:
    """The processes of this session: number, and the fields of /proc/N/stat behind the name."""
    ours = os.getsid(0)
    for place in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == ours:
                yield int(place.name), fields


def run_way(way: str, folder: Path) -> None:
    """In a session of its own: work, and print the cost."""
    largest, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            for number, _ in session():
                with suppress(OSError, IndexError):  # it has just ended
                    if number != os.getpid():
                        largest.append(max(largest.pop(), peak(number)))

    looking = threading.Thread(target=look)
    looking.start()
    started = time.perf_counter()
    WAYS[way](folder)
    wall = time.perf_counter() - started
    over.set()
    looking.join()
    cpu = sum(int(ticks) for _, fields in session() for ticks in fields[11:15]) / TICKS
    print(*Cost(wall, cpu, peak(os.getpid()) / 1024, largest[0] / 1024))


def peak(number: int) -> int:
    """The most memory that a process has had, in KB."""
    status = Path(f"/proc/{number}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def measured(way: str, folder: Path) -> Cost:
    """What one way costs."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.batch", "--way", way, str(folder)],
        check=True, capture_output=True, text=True, start_new_session=True,
    )
    return Cost(*map(float, done.stdout.split()))


def compare(place: Path, pages: int) -> None:
    """Cost of a page in each way, beside that of the bare loop."""
    for name, count in (("few", pages), ("many", 3 * pages)):
        write_pages(place / name, count)
        write_shard(place / name)
    walls = {}
    for way in WAYS:
        few, many = measured(way, place / "few"), measured(way, place / "many")
        wall, cpu = ((long - short) / (2 * pages) * 1e3 for long, short in zip(many[:2], few[:2], strict=True))
        walls[way] = (wall, cpu)
        bare_wall, bare_cpu = walls["bare loop"]
        print(
            f"{way:17} {1e3 / wall:7.1f} pages/s  {cpu:6.2f} ms CPU a page  "
            f"{cpu / bare_cpu:5.2f} of the bare loop's CPU  {bare_wall / wall:5.2f} times its speed", flush=True,
        )


def memory(place: Path, short: int, long: int) -> None:
    """Peaks for a short and for a long list."""
    costs = []
    for count in (short, long):
        write_pages(place / str(count), count)
        cost = measured("batch, 2 workers", place / str(count))
        costs.append(cost)
        print(f"{count:7,} pages: leader {cost.leader:6.1f} MB, largest worker {cost.worker:6.1f} MB", flush=True)
    print(f"growth: leader {costs[1].leader / costs[0].leader:.2f}, worker {costs[1].worker / costs[0].worker:.2f}")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--memory", metavar="SHORT,LONG", help="compare the peaks of two lengths")
    parser.add_argument("--way", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        run_way(options.way[0], Path(options.way[1]))
        return
    with tempfile.TemporaryDirectory() as place:
        if options.memory:
            memory(Path(place), *map(int, options.memory.split(",")))
        else:
            compare(Path(place), options.pages)


if __name__ == "__main__":
    main()

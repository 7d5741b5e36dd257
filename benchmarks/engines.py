"""What an engine adds to a page: the same shards on Ray, on Spark, and on this machine's own pool of processes.

    python -m benchmarks.engines [--pages 1200] [--rounds 3] [--sets fundus,segments]

Each processes two shards for each of two workers, in turns, after a first round that is not counted: engines are
started once and kept for months, as clusters are. What is printed is the time of a page on one worker, the median of
the rounds, and its ratio to the pool's. Engines that are not installed are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from shutil import rmtree, which
from statistics import median

from articlegrab.engines import process_shards
from benchmarks.batch import read_pages

WORKERS = 2
SHARDS = 2 * WORKERS

Way = Callable[[list[Path], Path], object]


@contextmanager
def pool() -> Iterator[Way]:
    """The embedded default."""
    yield lambda shards, out: list(process_shards(shards, out, workers=WORKERS))


@contextmanager
def ray() -> Iterator[Way]:
    """A Ray of its own."""
    import ray

    from articlegrab.engines import on_ray

    ray.init(num_cpus=WORKERS, include_dashboard=False, object_store_memory=100 * 2**20, log_to_driver=False)
    try:
        yield on_ray.process_shards
    finally:
        ray.shutdown()


@contextmanager
def spark() -> Iterator[Way]:
    """A Spark of its own."""
    from pyspark.sql import SparkSession

    from articlegrab.engines import on_spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master(f"local[{WORKERS}]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        yield lambda shards, out: on_spark.process_shards(session, shards, out)
    finally:
        session.stop()


def engines() -> Iterator[tuple[str, Callable[[], AbstractContextManager[Way]]]]:
    """Those that can be run here, the pool first."""
    yield "pool", pool
    if find_spec("ray"):
        yield "Ray", ray
    if find_spec("pyspark") and which("java"):
        yield "Spark", spark


def write_shards(folder: Path, bodies: list[bytes], pages: int) -> list[Path]:
    """The pages, dealt out in turn, so that no shard is dearer than another."""
    import pyarrow as pa
    import pyarrow.parquet

    shards = []
    for shard in range(SHARDS):
        numbers = range(shard, pages, SHARDS)
        table = pa.table({"url": [f"page-{number}" for number in numbers],
                          "html": [bodies[number % len(bodies)] for number in numbers]})
        shards.append(folder / f"{shard}.parquet")
        pyarrow.parquet.write_table(table, shards[-1])
    return shards


def seconds(way: Way, shards: list[Path], out: Path) -> float:
    """How long it takes until all shards are there."""
    started = time.perf_counter()
    way(shards, out)
    spent = time.perf_counter() - started
    assert len(list(out.glob("*.parquet"))) == SHARDS
    rmtree(out)
    return spent


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sets", help="comma-separated names of gold sets; the fixtures where not given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        shards = write_shards(Path(place), read_pages(options.sets), options.pages)
        ways = {name: stack.enter_context(start()) for name, start in engines()}
        rounds = [
            {name: seconds(way, shards, Path(place) / "out") for name, way in ways.items()}
            for _ in range(1 + options.rounds)
        ][1:]
    for name in ways:
        page = median(one[name] for one in rounds) * WORKERS / options.pages
        ratio = median(one[name] / one["pool"] for one in rounds)
        print(f"{name:6} {page * 1e3:6.2f} ms a page on one worker, {ratio:.2f} times the pool's")


if __name__ == "__main__":
    main()

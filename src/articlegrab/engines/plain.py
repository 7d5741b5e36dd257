"""Many shards on this machine: a thread supervises each, a process does it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from articlegrab.engines.shards import ShardReport, process_shard
from articlegrab.workers import usable_cpus


def process_shards(
    shards: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str], *, workers: int | None = None,
    deadline: float = 30.0,
) -> Iterator[ShardReport]:
    """Process shards into a folder, a Parquet file each by the shard's name, and give the reports in order.

    `workers` is how many at once; None for one a CPU. Raises what `process_shard` raises.
    """
    with ThreadPoolExecutor(workers or usable_cpus()) as threads:
        yield from threads.map(partial(_one, deadline=deadline), jobs(shards, out))


def jobs(shards: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str]) -> list[tuple[str, str]]:
    """Each shard and the file that it becomes. Two shards of one name would become the same one, which is an error.

    >>> jobs(["crawl/a.warc.gz", "crawl/b.parquet"], "articles")
    [('crawl/a.warc.gz', 'articles/a.warc.gz.parquet'), ('crawl/b.parquet', 'articles/b.parquet')]
    """
    found = [(os.fspath(shard), str(Path(out) / _name(Path(shard).name))) for shard in shards]
    targets = [target for _, target in found]
    if twice := sorted({target for target in targets if targets.count(target) > 1}):
        raise ValueError(f"several shards would become {twice[0]}; give them names of their own")
    Path(out).mkdir(parents=True, exist_ok=True)
    return found


def _name(shard: str) -> str:
    return shard if shard.endswith(".parquet") else f"{shard}.parquet"


def _one(job: tuple[str, str], deadline: float) -> ShardReport:
    return process_shard(*job, deadline=deadline)

"""Shards on a Ray cluster: one task each."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial

from articlegrab.engines.plain import jobs
from articlegrab.engines.shards import ShardReport, process_shard
from articlegrab.errors import MissingExtra


def process_shards(
    shards: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str], *, deadline: float = 30.0,
    memory: int | None = 2 * 2**30,
) -> list[ShardReport]:
    """`plain.process_shards` on the Ray that this program is connected to, or that it starts here.

    Shards and `out` are on storage that all nodes mount. A task is tried again where its node is lost, and then does
    what is missing; no page can make it fail. Raises MissingExtra.
    """
    try:
        import ray
    except ImportError as error:
        raise MissingExtra("this needs Ray: pip install 'articlegrab[ray]'") from error
    one = partial(process_shard, deadline=deadline, memory=memory)
    task = ray.remote(num_cpus=1, max_retries=3)(_one)
    reports: list[ShardReport] = ray.get([task.remote(one, *job) for job in jobs(shards, out)])
    return reports


def _one(process: Callable[[str, str], ShardReport], shard: str, out: str) -> ShardReport:
    return process(shard, out)

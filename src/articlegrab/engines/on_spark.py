"""Shards, or a data frame of pages, on Spark."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from articlegrab.columns import COLUMNS
from articlegrab.engines.plain import jobs
from articlegrab.engines.records import extract_batch
from articlegrab.engines.shards import ShardReport, process_shard

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_TYPES = {
    "string": "string", "bool": "boolean", "int32": "int", "float": "float", "list<string>": "array<string>",
    "timestamp": "timestamp",
}
SCHEMA = ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in COLUMNS)
"""The columns of articles in Spark's words."""


def process_shards(
    spark: SparkSession, shards: Iterable[str | os.PathLike[str]], out: str | os.PathLike[str], *,
    deadline: float = 30.0,
) -> list[ShardReport]:
    """`plain.process_shards` on a Spark session; shards and `out` are on storage that all nodes mount."""
    work = jobs(shards, out)
    one = partial(_one, partial(process_shard, deadline=deadline))
    reports: list[ShardReport] = spark.sparkContext.parallelize(work, len(work) or 1).map(one).collect()
    return reports


def extract_frame(pages: DataFrame) -> DataFrame:
    """A frame with the columns of `records.INPUT` as one of articles, row by row.

    Pages travel through Spark here, and none is supervised: one that crashes its worker fails the job. Use
    `process_shards` for pages that you do not know.
    """
    return pages.mapInArrow(lambda batches: map(extract_batch, batches), SCHEMA)


def _one(process: Callable[[str, str], ShardReport], job: tuple[str, str]) -> ShardReport:
    return process(*job)

"""Beyond one machine, in three layers.

    records     extract_batch: an Arrow record batch in, one out, the same rows in the same order; pure, never raises
    shards      process_shard: a WARC or Parquet file in, a Parquet file out; survives any page, redoes what is missing
    plain       process_shards: the shards of a folder on this machine, with nothing but the standard library
    on_ray, on_spark, on_datatrove      the same under an engine, in a few lines each

Engines move paths, not pages: a page is read where it is extracted.
"""

from __future__ import annotations

from articlegrab.engines.plain import process_shards
from articlegrab.engines.records import extract_batch
from articlegrab.engines.shards import ShardReport, process_shard

__all__ = ["ShardReport", "extract_batch", "process_shard", "process_shards"]

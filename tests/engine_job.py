"""A program that has shards processed by an engine, to be killed: `python -m tests.engine_job ray|spark IN OUT`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from articlegrab.engines.shards import ShardReport
from tests import crashing

ROOT = Path(__file__).parents[1]
PATHS = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
DEADLINE = 5.0


def on_ray(shards: list[Path], out: Path) -> list[ShardReport]:
    """The shards as tasks of a Ray that is started here."""
    import ray

    from articlegrab.engines import on_ray

    on_ray.process_shard = crashing.process_shard
    ray.init(
        num_cpus=2, include_dashboard=False, object_store_memory=100 * 2**20, log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": PATHS, crashing.LOG: os.environ[crashing.LOG]}},
    )
    try:
        return on_ray.process_shards(shards, out, deadline=DEADLINE)
    finally:
        ray.shutdown()


def on_spark(shards: list[Path], out: Path) -> list[ShardReport]:
    """The shards on a Spark that is started here."""
    from pyspark.sql import SparkSession

    from articlegrab.engines import on_spark

    os.environ |= {"PYTHONPATH": PATHS, "PYSPARK_PYTHON": sys.executable}
    on_spark.process_shard = crashing.process_shard
    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        return on_spark.process_shards(spark, shards, out, deadline=DEADLINE)
    finally:
        spark.stop()


if __name__ == "__main__":
    engine, source, out = sys.argv[1:]
    process = {"ray": on_ray, "spark": on_spark}[engine]
    for report in process(sorted(Path(source).glob("*.parquet")), Path(out)):
        print("fresh" if report.fresh else "there", report.rows, flush=True)

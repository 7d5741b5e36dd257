"""Real Ray, real Spark and real datatrove on this machine: 2,000 pages with poison among them.

    pip install ".[test,ray,spark,datatrove]" && python -m pytest -m slow tests/test_engines_cluster.py

Each is skipped where it is not installed; Spark also needs Java.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from tests import crashing, shard_samples
from tests.newsstand import story

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ROOT = Path(__file__).parents[1]
PATHS = os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
SHARDS, ROWS = 10, 200


def check(out: Path, reports: list[object]) -> None:
    """Each page has its one row, and a second run has nothing to do."""
    assert [(report.rows, report.fresh) for report in reports] == [(ROWS, True)] * SHARDS  # type: ignore[attr-defined]
    shard_samples.check(out, count=SHARDS * ROWS)


def test_ray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ray tasks over paths: one row a page, whatever the page does; what is there is not done again."""
    ray = pytest.importorskip("ray")
    from articlegrab.engines import on_ray

    monkeypatch.setattr(on_ray, "process_shard", crashing.process_shard)
    shards = shard_samples.write(tmp_path / "in", count=SHARDS, rows=ROWS)
    ray.init(
        num_cpus=2, include_dashboard=False, object_store_memory=100 * 2**20, log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": PATHS}},
    )
    try:
        check(tmp_path / "out", list(on_ray.process_shards(shards, tmp_path / "out", deadline=8.0)))
        (tmp_path / "out" / "shard-4.parquet").unlink()
        again = on_ray.process_shards(shards, tmp_path / "out", deadline=8.0)
        assert [number for number, report in enumerate(again) if report.fresh] == [4]
        shard_samples.check(tmp_path / "out", count=SHARDS * ROWS)
    finally:
        ray.shutdown()


def test_spark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spark over paths does the same; and a frame of pages becomes a frame of articles."""
    sql = pytest.importorskip("pyspark.sql")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java")
    from articlegrab.engines import on_spark

    monkeypatch.setattr(on_spark, "process_shard", crashing.process_shard)
    monkeypatch.setenv("PYTHONPATH", PATHS)
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)  # else its workers run whatever python3 the path names
    shards = shard_samples.write(tmp_path / "in", count=SHARDS, rows=ROWS)
    spark = (
        sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC").config("spark.executorEnv.PYTHONPATH", PATHS).getOrCreate()
    )
    try:
        process = crashing.process_shard
        reports = spark.sparkContext.parallelize(
            [(str(shard), str(tmp_path / "out" / shard.name)) for shard in shards], SHARDS
        ).map(lambda job: process(*job, deadline=8.0)).collect()
        check(tmp_path / "out", reports)
        again = on_spark.process_shards(spark, shards, tmp_path / "out")
        assert not any(report.fresh for report in again)
        frame = on_spark.extract_frame(spark.read.parquet(str(shards[3]), str(shards[4])).select("url", "html"))
        rows = frame.select("source", "title", "error", "published").collect()
        assert len(rows) == 2 * ROWS
        assert {row.title for row in rows} == {f"Ferry number {n} returns" for n in range(3 * ROWS, 5 * ROWS)}
        assert {row.error for row in rows} == {None}
    finally:
        spark.stop()


def test_datatrove(tmp_path: Path) -> None:
    """A pipeline reads HTML documents, and writes the articles' text; what is no article is dropped and counted."""
    pytest.importorskip("datatrove")
    from datatrove.executor.local import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from articlegrab.engines.on_datatrove import Articles

    (tmp_path / "in").mkdir()
    documents = [
        {"id": str(number), "text": "no page" if number == 7 else story(number).decode(),
         "metadata": {"url": shard_samples.url(number)}} for number in range(40)
    ]
    (tmp_path / "in" / "pages.jsonl").write_text("\n".join(map(json.dumps, documents)))
    LocalPipelineExecutor(
        pipeline=[
            JsonlReader(str(tmp_path / "in")), Articles(),
            JsonlWriter(str(tmp_path / "out"), output_filename="${rank}.jsonl", compression=None),
        ],
        tasks=1, logging_dir=str(tmp_path / "logs"),
    ).run()
    lines = [json.loads(line) for file in (tmp_path / "out").iterdir() for line in file.read_text().splitlines()]
    assert len(lines) == 39
    assert lines[0]["metadata"]["article"]["title"] == "Ferry number 0 returns"
    assert lines[0]["text"].startswith("The ferry to the island of Tarn")
    stats = json.loads((tmp_path / "logs" / "stats.json").read_text())[1]["stats"]
    assert (stats["articles"], stats["no_article"]) == (39, 1)

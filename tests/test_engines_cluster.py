"""Real Ray, real Spark and real datatrove on this machine: 2,000 pages with poison among them.

    pip install ".[test,ray,spark,datatrove]" && python -m pytest -m slow tests/test_engines_cluster.py

Each is skipped where it is not installed; Spark also needs Java.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import pytest

from tests import crashing, shard_samples
from tests.engine_job import DEADLINE, PATHS, ROOT
from tests.newsstand import story
from tests.report import report

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

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
        check(tmp_path / "out", list(on_spark.process_shards(spark, shards, tmp_path / "out", deadline=8.0)))
        again = on_spark.process_shards(spark, shards, tmp_path / "out")
        assert not any(report.fresh for report in again)
        frame = on_spark.extract_frame(spark.read.parquet(str(shards[3]), str(shards[4])).select("url", "html"))
        rows = frame.select("source", "title", "error", "published").collect()
        assert len(rows) == 2 * ROWS
        assert {row.title for row in rows} == {f"Ferry number {n} returns" for n in range(3 * ROWS, 5 * ROWS)}
        assert {row.error for row in rows} == {None}
    finally:
        spark.stop()


def family(number: int) -> list[int]:
    """A process and all that were started by it, or by those."""
    parents = {}
    for place in Path("/proc").iterdir():
        with suppress(OSError, ValueError, IndexError):
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
    found = [number]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def rows_in(files: Iterable[Path]) -> set[str]:
    """The sources of all rows of some Parquet files."""
    parquet = pytest.importorskip("pyarrow.parquet")
    return {source for file in files for source in parquet.read_table(file)["source"].to_pylist()}


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells the processes")
@pytest.mark.parametrize("engine", ["ray", "spark"])
def test_a_killed_job_does_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    """Everything of a job killed half-way, driver, engine and workers; the same program does the rest, and only that:
    no page of a finished shard, or of a finished part of one, is read again."""
    pytest.importorskip({"ray": "ray", "spark": "pyspark"}[engine])
    if engine == "spark" and not shutil.which("java"):
        pytest.skip("Spark needs Java")
    log, out = tmp_path / "log", tmp_path / "out"
    monkeypatch.setenv(crashing.LOG, str(log))
    shard_samples.write(tmp_path / "in", count=SHARDS, rows=ROWS)
    command = [sys.executable, "-m", "tests.engine_job", engine, str(tmp_path / "in"), str(out)]

    def noted() -> list[str]:
        return log.read_text().splitlines() if log.exists() else []

    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as job:
        while len(noted()) < SHARDS * ROWS * 0.55 or not list(out.glob("shard-*.parquet")):
            assert job.poll() is None
            time.sleep(0.02)
        for number in (killed := family(job.pid)):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
    time.sleep(DEADLINE + 3)  # workers that nobody is left to kill end by themselves
    there = {file: file.stat().st_mtime_ns for file in out.glob("shard-*.parquet")}
    done = rows_in(there) | rows_in(out.glob(".*.parts/0*.parquet"))
    before = noted()
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    told = again.stdout.split()[::2]
    assert told.count("there") == len(there) > 0
    assert len(told) == SHARDS
    assert {file: file.stat().st_mtime_ns for file in there} == there
    repeated = noted()[len(before):]
    assert not done & set(repeated)
    assert len(done) + len(repeated) == SHARDS * ROWS
    shard_samples.check(out, count=SHARDS * ROWS)
    report(
        f"engines: a {engine} job of {SHARDS} shards, {len(killed)} processes killed when {len(before):,} of "
        f"{SHARDS * ROWS:,} pages had been read: {len(there)} shards stayed, {len(repeated):,} pages were read after it"
    )


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

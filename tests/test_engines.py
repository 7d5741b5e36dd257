"""Arrow batches and supervised shards, without any engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.errors import InputError, StorageError
from tests import crashing, shard_samples
from tests.newsstand import story

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")

from articlegrab import columns, engines  # noqa: E402
from articlegrab.engines import plain, shards  # noqa: E402

DOCS = Path(__file__).parents[1] / "docs" / "scale.md"


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "read_row", crashing.read_row)


def test_a_batch_keeps_rows_and_order() -> None:
    """Good and bad pages, text and bytes, with and without address give a row each, of the published schema."""
    batch = pa.RecordBatch.from_pydict({
        "html": [story(1), b"", None, story(2), b"%PDF-1.7"],
        "url": ["https://news.example/1", "https://news.example/2", None, None, "https://news.example/4"],
        "headers": [{"Content-Type": "text/html; charset=utf-8"}, None, {}, None, None], "other": [1, 2, 3, 4, 5],
    }, schema=pa.schema([
        ("html", pa.binary()), ("url", pa.string()), ("headers", pa.map_(pa.string(), pa.string())),
        ("other", pa.int8()),
    ]))
    done = engines.extract_batch(batch)
    assert done.schema == columns.schema()
    assert done["source"].to_pylist() == [
        "https://news.example/1", "https://news.example/2", "2", "3", "https://news.example/4",
    ]
    assert done["title"].to_pylist() == ["Ferry number 1 returns", None, None, "Ferry number 2 returns", None]
    assert done["error"].to_pylist() == [None, "no_article", "input_error", None, "no_article"]
    assert ag.Article.model_validate_json(done["article"][0].as_py()).title == "Ferry number 1 returns"


def test_a_batch_of_text() -> None:
    """HTML as a string column is read as it is, whatever charset it declares."""
    html = story(1).decode().replace("utf-8", "shift_jis").replace("Ferry", "Færge")
    done = engines.extract_batch(pa.RecordBatch.from_pydict({"html": [html]}))
    assert done["title"].to_pylist() == ["Færge number 1 returns"]
    with pytest.raises(InputError, match="html"):
        engines.extract_batch(pa.RecordBatch.from_pydict({"text": [html]}))


def test_schema_is_published() -> None:
    """docs/scale.md names every column with its type, in order."""
    told = [line.split("|")[1:3] for line in DOCS.read_text().splitlines() if line.startswith("| `")]
    assert [(name.strip(" `"), kind.strip()) for name, kind in told] == list(columns.COLUMNS)


@pytest.mark.usefixtures("poisoned")
@pytest.mark.skipif(sys.platform != "linux", reason="the signals and limits of Linux")
def test_poison_costs_its_row(tmp_path: Path) -> None:
    """Segfaults, hangs, hoarders and what is no page each have an error row; all others are there, in order."""
    shard, = shard_samples.write(tmp_path / "in", count=1, rows=160)
    report = engines.process_shard(shard, tmp_path / "out" / "shard-0.parquet", deadline=2.0, rows=40)
    assert (report.rows, report.errors, report.fresh) == (160, 7, True)
    shard_samples.check(tmp_path / "out", count=160)


def parts_in(folder: Path) -> dict[str, int]:
    """The finished parts of a shard, with when they were written."""
    try:
        return {part.name: part.stat().st_mtime_ns for part in folder.glob("0*.parquet")}
    except OSError:  # it is being cleared away
        return {}


def test_a_killed_shard_redoes_what_is_missing(tmp_path: Path) -> None:
    """After kill -9 the parts that are there stay as they are; a third run does nothing."""
    shard, = shard_samples.write(tmp_path / "in", count=1, rows=2)
    table = pa.table({
        "url": [shard_samples.url(number) for number in range(120)], "html": [story(number) for number in range(120)],
    })
    parquet.write_table(table, shard)
    out = tmp_path / "out" / "shard-0.parquet"
    program = "import sys; from articlegrab.engines import process_shard; process_shard(*sys.argv[1:], rows=10)"
    parts = out.with_name(f".{out.name}.parts")
    with subprocess.Popen([sys.executable, "-c", program, str(shard), str(out)]) as process:
        while len(parts_in(parts)) < 3 and process.poll() is None:
            time.sleep(0.005)
        process.kill()
    assert not out.exists()
    before = parts_in(parts)
    assert 3 <= len(before) < 12
    with subprocess.Popen([sys.executable, "-c", program, str(shard), str(out)]) as process:
        seen: dict[str, int] = {}
        while process.poll() is None:
            seen |= parts_in(parts)
            time.sleep(0.02)
    assert {name: time for name, time in seen.items() if name in before} == before
    rows = parquet.read_table(out)
    assert rows["source"].to_pylist() == table["url"].to_pylist()
    assert rows["error"].null_count == 120
    parts.mkdir()  # as a kill leaves it that comes right after the output has appeared
    (parts / "whole.parquet").touch()
    assert engines.process_shard(shard, out).fresh is False
    assert not parts.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves files to the collector
def test_warcs_are_shards(tmp_path: Path) -> None:
    """Each page of a WARC has a row; one that ends within a record has a row that says so."""
    pytest.importorskip("warcio")
    import io

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    shard = tmp_path / "crawl.warc.gz"
    with shard.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in range(5):
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(
                shard_samples.url(number), "response", payload=io.BytesIO(story(number)), http_headers=headers,
            ))
    os.truncate(shard, shard.stat().st_size - 30)
    report = engines.process_shard(shard, tmp_path / "out.parquet", rows=2)
    rows = parquet.read_table(tmp_path / "out.parquet").to_pylist()
    titles = [row["title"] for row in rows if not row["error"]]
    assert titles == [f"Ferry number {number} returns" for number in range(4)]
    assert (report.rows, report.errors) == (5, 1)
    assert rows[0]["url"] == shard_samples.url(0)
    assert rows[-1]["error"] in ("torn_record", "archive_corrupt")


def test_folders_of_shards(tmp_path: Path) -> None:
    """The plain pool does several at once, reports each, and does only new ones again."""
    done = shard_samples.write(tmp_path / "in", count=3, rows=2)
    reports = list(plain.process_shards(done[:2], tmp_path / "out", workers=2))
    assert [(Path(report.path).name, report.rows, report.fresh) for report in reports] == [
        ("shard-0.parquet", 2, True), ("shard-1.parquet", 2, True),
    ]
    assert [report.fresh for report in plain.process_shards(done, tmp_path / "out")] == [False, False, True]
    with pytest.raises(ValueError, match="several"):
        list(plain.process_shards(["a/x.parquet", "b/x.parquet"], tmp_path / "out"))


def test_what_is_no_shard_is_refused(tmp_path: Path) -> None:
    """By its name, by its columns, or because it cannot be read."""
    with pytest.raises(StorageError, match=r"none\.parquet"):
        engines.process_shard(tmp_path / "none.parquet", tmp_path / "out.parquet")
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(InputError, match="no shard"):
        engines.process_shard(tmp_path / "notes.txt", tmp_path / "out.parquet")
    (tmp_path / "noise.parquet").write_bytes(b"PAR1 noise")
    with pytest.raises(StorageError, match="damaged"):
        engines.process_shard(tmp_path / "noise.parquet", tmp_path / "out.parquet")
    parquet.write_table(pa.table({"text": ["x"]}), tmp_path / "texts.parquet")
    with pytest.raises(InputError, match="no column html"):
        engines.process_shard(tmp_path / "texts.parquet", tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()


def test_signals_are_not_swallowed(tmp_path: Path) -> None:
    """SIGTERM ends a run of shards at once."""
    shard, = shard_samples.write(tmp_path / "in", count=1, rows=2)
    parquet.write_table(pa.table({"html": [story(1)] * 3_000}), shard)
    program = "import sys; from articlegrab.engines import process_shard; process_shard(*sys.argv[1:], rows=10)"
    out = tmp_path / "out.parquet"
    with subprocess.Popen([sys.executable, "-c", program, str(shard), str(out)]) as process:
        while not parts_in(out.with_name(f".{out.name}.parts")):
            time.sleep(0.01)
        process.terminate()
        assert process.wait(10) == -signal.SIGTERM

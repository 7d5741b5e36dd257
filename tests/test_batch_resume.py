"""Batches that are killed, stopped or started twice: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

import articlegrab as ag
from articlegrab.errors import StorageError
from articlegrab.models import Page
from tests.newsstand import Newsstand, Reply, newsstand, numbered, story
from tests.report import report

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the signals of POSIX")

HOSTS = 8
"""As many requests can be under way at once: a host is asked for one page at a time."""


DRAIN = 5.0
"""Seconds that what is under way has after the first signal."""


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with newsstand(HOSTS) as served:
        served.answer = lambda path: numbered(path)._replace(delay=0.01)
        yield served


def begin(*arguments: str | Path, module: str = "articlegrab", delay: float = 0) -> subprocess.Popen[str]:
    """Start `articlegrab batch` and give the process."""
    return subprocess.Popen(
        [sys.executable, "-m", module, "batch", *map(str, arguments), "--allow-private",
         "--delay", str(delay), "--workers", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )


def written(out: Path) -> list[str]:
    """The sources of all outcomes so far, in JSON lines, in Parquet or beside an archive."""
    if out.suffix == ".parquet":
        import pyarrow.parquet

        return [] if not out.is_dir() else list(pyarrow.parquet.read_table(out)["source"].to_pylist())
    if out.suffix == ".archive":
        out = out.with_name(f"{out.name}.outcomes.jsonl")
    if not out.exists():
        return []
    return [json.loads(line)["source"] for line in out.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def wait_for(process: subprocess.Popen[str], stand: Newsstand, more: int) -> None:
    """Wait until so many more pages have been asked for, or it is over."""
    goal = len(stand.visits) + more
    while len(stand.visits) < goal and process.poll() is None:
        time.sleep(0.005)


@pytest.mark.parametrize(
    ("count", "kills", "name"),
    [(120, 2, "out.jsonl"), (60, 1, "out.parquet"), (60, 1, "out.archive"),
     pytest.param(1_000, 20, "out.jsonl", marks=pytest.mark.slow)],
)
def test_kill_9_loses_nothing_and_repeats_nothing(
    stand: Newsstand, tmp_path: Path, count: int, kills: int, name: str
) -> None:
    """Killed again and again, then left alone: each address has one outcome; only what was under way is asked anew."""
    if name.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    urls = [f"{stand.hosts[number % HOSTS]}/story-{number}" for number in range(count)]
    listed, out = tmp_path / "urls.txt", tmp_path / name
    listed.write_text("\n".join(urls))
    chance = random.Random(5)
    for _ in range(kills):
        with begin(listed, "-o", out) as process:
            wait_for(process, stand, chance.randrange(count // (2 * kills)) + 8)
            process.kill()
    with begin(listed, "-o", out) as process:
        assert f"{count:,} of {count:,} done" in process.communicate(timeout=120)[1]
    assert process.returncode == 0
    assert Counter(written(out)) == Counter(urls)
    again = len(stand.asked()) - count
    report(f"B1: {kills} kills -9 in {count:,} addresses to {out.suffix}: 0 lost, 0 twice, {again} asked again")
    assert again <= kills * HOSTS
    assert set(stand.asked()) == set(urls)


def test_an_archive_keeps_pages_with_their_articles(tmp_path: Path) -> None:
    """Pages in hand and files end in the archive, byte for byte and with what came out of them; failures beside it."""
    (tmp_path / "saved.html").write_bytes(story(7))
    pages = [Page(url=f"https://news.example/{number}", body=story(number)) for number in range(3)]
    empty = Page(url="https://news.example/none", body=b"<p>")
    out = tmp_path / "news.archive"
    outcomes = {outcome.source: outcome for outcome in ag.batch([*pages, empty, str(tmp_path / "saved.html")], out=out)}
    with ag.Archive(out, read_only=True) as archive:
        assert sorted(page.body for page in archive.pages()) == sorted(story(number) for number in (0, 1, 2, 7))
        kept = {article.title for article in archive.articles()}
    assert kept == {outcome.article.title for outcome in outcomes.values() if outcome.article}
    lines = (tmp_path / "news.archive.outcomes.jsonl").read_text("utf-8").splitlines()
    told = {line["source"]: line for line in map(json.loads, lines)}
    assert set(told) == set(outcomes)
    assert told[empty.url]["error"]["code"] == "no_article"
    assert list(ag.batch([*pages, empty], out=out)) == []


@pytest.mark.parametrize("cut", [0, 1, 40, 5_000])
def test_a_torn_line_is_done_again(tmp_path: Path, cut: int) -> None:
    """Whatever a power cut takes off the end of the output, what is missing is done again, what is there is not."""
    pages = [Page(url=f"https://news.example/{number}", body=story(number)) for number in range(6)]
    out, state = tmp_path / "out.jsonl", tmp_path / "out.jsonl.state"
    list(ag.batch(pages[:2], out=out))
    known = state.read_bytes()
    list(ag.batch(pages, out=out))
    state.write_bytes(known)  # its last commits are gone as well
    os.truncate(out, out.stat().st_size - cut)
    whole = len(written(out))
    assert len(list(ag.batch(pages, out=out))) == 6 - whole
    assert sorted(written(out)) == [page.url for page in pages]
    assert out.read_bytes().endswith(b"}\n")


def test_the_output_alone_is_enough(tmp_path: Path) -> None:
    """Without its state, an output of JSON lines still tells what is done."""
    pages = [Page(url=f"https://news.example/{number}", body=story(number)) for number in range(4)]
    out = tmp_path / "out.jsonl"
    list(ag.batch(pages[:3], out=out))
    (tmp_path / "out.jsonl.state").unlink()
    assert [outcome.source for outcome in ag.batch(pages, out=out)] == ["https://news.example/3"]
    assert len(written(out)) == 4


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """A file that is no output is not written to, nor one that has lost what the state knows."""
    page, out = Page(url="https://news.example/1", body=story(1)), tmp_path / "out.jsonl"
    out.write_text("my diary\n")
    with pytest.raises(StorageError, match="no outcomes"):
        list(ag.batch([page], out=out))
    assert out.read_text() == "my diary\n"
    out.unlink()
    (tmp_path / "out.jsonl.state").unlink()
    list(ag.batch([page], out=out))
    out.write_bytes(b"")
    with pytest.raises(StorageError, match="shorter"):
        list(ag.batch([page], out=out))


def test_two_runs_do_not_share_an_output(tmp_path: Path) -> None:
    """The second one is told so, and the first goes on."""
    pages = [Page(url=f"https://news.example/{number}", body=story(number)) for number in range(200)]
    out = tmp_path / "out.jsonl"
    with ag.batch(pages, out=out) as first:
        next(first)
        with pytest.raises(StorageError, match="in use"):
            list(ag.batch(pages, out=out))
        assert len(list(first)) == 199


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_what_is_under_way_end(stand: Newsstand, tmp_path: Path, number: signal.Signals) -> None:
    """After the signal nothing new is asked, what was asked is written, and the same command does the rest."""
    urls = [f"{stand.hosts[number % HOSTS]}/story-{number}" for number in range(60)]
    listed, out = tmp_path / "urls.txt", tmp_path / "out.jsonl"
    listed.write_text("\n".join(urls))
    with begin(listed, "-o", out) as process:
        wait_for(process, stand, 20)
        process.send_signal(number)
        started = time.monotonic()
        _, said = process.communicate(timeout=30)
        assert time.monotonic() - started < DRAIN + 5
    assert process.returncode == 128 + number
    assert "the same command goes on" in said
    assert sorted(written(out)) == sorted(stand.asked())
    with begin(listed, "-o", out) as process:
        assert process.communicate(timeout=60)[1]
    assert Counter(written(out)) == Counter(stand.asked()) == Counter(urls)


def test_a_second_signal_does_not_wait(stand: Newsstand, tmp_path: Path) -> None:
    """Pages that take for ever are given up at once, and stay to be done."""
    stand.answer = lambda path: numbered(path)._replace(delay=0.0 if path == "/robots.txt" else 60.0)
    out = tmp_path / "out.jsonl"
    with begin(f"{stand.url}/story-1", "-o", out) as process:
        while "/robots.txt" not in [visit.path for visit in stand.visits]:
            time.sleep(0.01)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        assert time.monotonic() - started < 3
    assert (process.returncode, written(out)) == (130, [])
    stand.answer = numbered
    with begin(f"{stand.url}/story-1", "-o", out) as process:
        process.communicate(timeout=30)
    assert (process.returncode, len(written(out))) == (0, 1)


@pytest.mark.slow
def test_b2_a_hundred_signals(stand: Newsstand, tmp_path: Path) -> None:
    """Stopped a hundred times, gently or hard, some with a page under way that never ends: what is under way has five
    seconds, a second signal none, and the same command always goes on; in the end each address has its one outcome."""
    hanging = ""

    def answer(path: str) -> Reply:
        return numbered(path)._replace(delay=60.0 if path == hanging else 0.02)

    stand.answer = answer
    urls = [f"{stand.hosts[number % HOSTS]}/story-{number}" for number in range(2_000)]
    listed, out, chance = tmp_path / "urls.txt", tmp_path / "out.jsonl", random.Random(2)
    drains, stops, codes = [], [], Counter[int]()
    for turn in range(100):
        gently, hangs = turn % 2 == 0, turn % 4 < 2
        hanging = f"/slow-{turn}" if hangs else ""
        listed.write_text("\n".join([*([stand.url + hanging] if hangs else []), *urls]))
        if hangs:
            urls.append(stand.url + hanging)
        with begin(listed, "-o", out) as process:
            goal = len(written(out)) + chance.randint(1, 6)
            while len(written(out)) < goal and process.poll() is None:
                time.sleep(0.01)
            number = chance.choice((signal.SIGINT, signal.SIGTERM))
            process.send_signal(number)
            started = time.monotonic()
            if not gently:
                time.sleep(chance.random() / 2)
                process.send_signal(signal.SIGINT)
                started = time.monotonic()
            process.communicate(timeout=60)
        (drains if gently else stops).append(time.monotonic() - started)
        assert process.returncode in (128 + number, 0)
        codes[process.returncode] += 1
        assert len(set(written(out))) == len(written(out))
    hanging = ""
    with begin(listed, "-o", out) as process:
        process.communicate(timeout=300)
    assert process.returncode == 0
    assert Counter(written(out)) == Counter(urls)
    again = len(stand.asked()) - len(urls)
    report(
        f"B2: of {codes.total() - codes[0]} stopped runs the gentle ended within {max(drains):.1f} s (half of them: "
        f"{median(drains):.1f}), the hard within {max(stops):.1f} s ({median(stops):.1f}); 0 lost, 0 twice, "
        f"{again} asked again"
    )
    assert codes.total() - codes[0] >= 90
    assert max(drains) < DRAIN + 2  # a process needs a moment to end, on a busy machine
    assert max(stops) < DRAIN / 2
    assert again <= 100 * HOSTS


def test_b7_a_clock_that_jumps_stalls_nothing(stand: Newsstand, tmp_path: Path) -> None:
    """The time of day is set an hour forward and back all the while: pauses, retries and deadlines are as ever."""
    busy = {f"/story-{number}" for number in range(0, 48, 6)}

    def answer(path: str) -> Reply:
        if path in busy:
            busy.remove(path)
            return Reply(b"", 503, headers={"retry-after": "1"})
        return numbered(path)._replace(headers={"cache-control": "max-age=1800"})

    stand.answer = answer
    urls = [f"{stand.hosts[number % HOSTS]}/story-{number}" for number in range(48)]
    listed, out = tmp_path / "urls.txt", tmp_path / "out.jsonl"
    listed.write_text("\n".join(urls))
    started = time.monotonic()
    with begin(listed, "-o", out, module="tests.jumping_clock", delay=0.2) as process:
        said = process.communicate(timeout=90)[1]
    took = time.monotonic() - started
    assert process.returncode == 0, said
    assert Counter(written(out)) == Counter(urls)
    assert len(stand.asked()) == 48 + 8
    for host in stand.hosts:
        begun = [visit.began for visit in stand.visits if visit.host == host and visit.path != "/robots.txt"]
        assert min(later - earlier for earlier, later in pairwise(begun)) > 0.2 - 0.1  # they notice requests late
    report(f"B7: 48 addresses of 8 hosts in {took:.1f} s, the clock jumping by an hour")


def test_b7_a_suspended_machine_goes_on(stand: Newsstand, tmp_path: Path) -> None:
    """A batch and its workers that are frozen for a while, as a laptop that is shut, go on when they are woken."""
    urls = [f"{stand.hosts[number % HOSTS]}/story-{number}" for number in range(60)]
    listed, out = tmp_path / "urls.txt", tmp_path / "out.jsonl"
    listed.write_text("\n".join(urls))
    with begin(listed, "-o", out) as process:
        wait_for(process, stand, 10)
        process.send_signal(signal.SIGSTOP)
        time.sleep(2)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert Counter(written(out)) == Counter(urls)


def test_leaving_the_loop_ends_the_run(tmp_path: Path) -> None:
    """After `break` nothing goes on in the background, and the rest can be done later."""
    pages = [Page(url=f"https://news.example/{number}", body=story(number)) for number in range(300)]
    out = tmp_path / "out.jsonl"
    for _ in ag.batch(pages, out=out):
        break
    time.sleep(1.0)
    assert 1 <= len(written(out)) < 300
    list(ag.batch(pages, out=out))
    assert sorted(written(out)) == sorted(str(page.url) for page in pages)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full")
def test_a_full_disk_is_named(tmp_path: Path) -> None:
    """An output that cannot be written ends the run with StorageError, not with a traceback of the system's."""
    out = tmp_path / "out.jsonl"
    out.symlink_to("/dev/full")
    with pytest.raises(StorageError, match="No space left"):
        list(ag.batch([Page(url="https://news.example/1", body=story(1))], out=out))


@pytest.mark.parametrize("name", ["out.jsonl", "out.archive"])
def test_a4_a_run_goes_on_when_there_is_room(tmp_path: Path, name: str) -> None:
    """A disk that fills up ends the run by name, and leaves no half outcome; with room the same command does the rest.
    """
    resource = pytest.importorskip("resource")
    pages = [Page(url=f"https://news.example/{number}", body=story(number)) for number in range(60)]
    out, limits = tmp_path / name, resource.getrlimit(resource.RLIMIT_FSIZE)
    list(ag.batch(pages[:5], out=out))
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000 if name == "out.jsonl" else 400_000, limits[1]))
    try:
        with pytest.raises(StorageError, match=r"room|full|I/O|written"):
            list(ag.batch(pages, out=out))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert 5 <= len(written(out)) < 60
    list(ag.batch(pages, out=out))
    assert sorted(written(out)) == sorted(str(page.url) for page in pages)


def test_a_state_of_another_version_is_refused(tmp_path: Path) -> None:
    """It is named, rather than misread."""
    with sqlite3.connect(tmp_path / "out.jsonl.state") as state:
        state.execute("PRAGMA user_version = 99")
    state.close()
    with pytest.raises(StorageError, match="another version"):
        list(ag.batch([], out=tmp_path / "out.jsonl"))

"""Batches of the size that they are for; they take minutes: `python -m pytest -m slow tests/test_batch_large.py`."""

from __future__ import annotations

import gzip
import json
import os
import socket
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest

import articlegrab as ag
from articlegrab.batches.frontier import Frontier
from articlegrab.batches.inputs import spread
from benchmarks.local_web import CRAWL_DELAY, host, local_web
from tests.newsstand import Reply, newsstand, numbered
from tests.report import report

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="/proc tells memory and files")]


def resident() -> float:
    """Megabytes of memory that this process has now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20


def open_files() -> int:
    """Files and sockets that this process has open."""
    return len(os.listdir("/proc/self/fd"))


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_b3_ten_thousand_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth at dead hosts, a hundredth bombs, a hundredth crashing, all on real servers: every good page is read,
    and memory and open files stay flat."""
    from articlegrab.batches import reader
    from tests import crashing

    monkeypatch.setattr(reader, "read", crashing.read)
    dead, bomb = closed_port(), gzip.compress(b" " * 2**26, 9)
    out, sizes, files = tmp_path / "out.jsonl", list[float](), list[int]()
    codes: Counter[str] = Counter()
    options = ag.FetchOptions(allow_private=True, delay=0, retries=0, timeout=60.0)

    def answer(path: str) -> Reply:
        if path.startswith("/bomb"):
            return Reply(bomb, headers={"content-encoding": "gzip"})
        return Reply(b"segfault") if path.startswith("/crash") else numbered(path)

    with newsstand(50) as stand:
        stand.answer = answer
        kinds = {7: "crash", 57: "bomb"}
        urls = [
            f"http://127.1.{number // 200 + 1}.{number % 200 + 1}:{dead}/{number}" if number % 10 == 3
            else f"{stand.hosts[number % 50]}/{kinds.get(number % 100, 'story')}-{number}" for number in range(10_000)
        ]
        started = time.monotonic()
        for count, outcome in enumerate(ag.batch(urls, out=out, fetch=options), 1):
            codes[outcome.error.code if outcome.error else "article"] += 1
            if count % 500 == 0:
                stand.visits.clear()  # they are the test's own memory
                sizes.append(resident())
                files.append(open_files())
        took = time.monotonic() - started
    early, late = slice(2, 8), slice(-6, None)  # between them stand 3,000 addresses
    report(
        f"B3: 10,000 addresses in {took:.0f} s: {dict(codes)}; resident {max(sizes[early]):.0f} MB in the first half, "
        f"{max(sizes[late]):.0f} MB in the second, {max(sizes):.0f} MB at most; files open {max(files[early])}, "
        f"{max(files[late])}, {max(files)}, with the servers'"
    )
    assert codes == {
        "article": 8_800, "worker_crashed": 100, "response_too_large": 100, "connection_failed": 1_000,
    }
    assert max(sizes) < 500
    assert max(sizes[late]) < max(sizes[early]) + 30
    assert max(files[late]) < max(files[early]) + 40
    assert len(out.read_bytes().splitlines()) == 10_000


def test_b4_five_thousand_requests() -> None:
    """By the servers' own log no host was asked for two things at once, or sooner than its pace or its Crawl-delay
    allows, and the pauses differ."""
    hosts, delay = 50, 0.1
    options = ag.FetchOptions(allow_private=True, delay=delay, timeout=60.0)
    with local_web(hosts) as port:
        urls = [f"http://{host(1 + number % hosts)}:{port}/story/{number}" for number in range(5_000)]
        batch = ag.batch(urls, fetch=options)
        outcomes = Counter(outcome.error.code if outcome.error else "article" for outcome in batch)
        lag, log = json.loads(ag.fetch(f"http://{host(1)}:{port}/log", allow_private=True, respect_robots=False).body)
    least, overlaps, pauses = 9.0, 0, list[float]()
    for name in {name for name, *_ in log}:
        spans = sorted((begin, end) for asked, _, begin, end in log if asked == name)
        overlaps += sum(later[0] < earlier[1] for earlier, later in pairwise(spans))
        visits = sorted(begin for asked, path, begin, _ in log if asked == name and path != "/robots.txt")
        gap = CRAWL_DELAY if name.split(".")[2].endswith("7") else delay
        pauses += [(later - earlier) / gap for earlier, later in pairwise(visits)]
        least = min(least, *(later - earlier - gap for earlier, later in pairwise(visits)))
    report(
        f"B4: {len(log):,} requests to {hosts} hosts, {overlaps} at once, least pause {least * 1000:+.0f} ms "
        f"beside the pace (they notice requests up to {lag * 1000:.0f} ms late), pauses {quantiles(pauses)[0]:.2f} to "
        f"{quantiles(pauses)[2]:.2f} of the pace in their middle half; {dict(outcomes)}"
    )
    assert outcomes.total() == 5_000
    assert len(log) == 5_000 + hosts
    assert overlaps == 0
    assert least > -lag - 0.01
    assert quantiles(pauses)[2] - quantiles(pauses)[0] > 0.1


def test_b6_a_million_addresses(tmp_path: Path) -> None:
    """The frontier of a million addresses of a thousand hosts is on disk: under 300 MB of memory, and still quick."""
    listed = tmp_path / "urls.txt"
    with listed.open("w") as lines:
        for number in range(1_000_000):
            lines.write(f"https://host{number % 1_000}.example/2031/03/story-{number}?utm_source=x\n")
    before = resident()
    frontier = Frontier(tmp_path / "state")
    chunk = []
    for item in spread([listed]):
        chunk.append(item)
        if len(chunk) == 1_000:
            frontier.add(chunk)
            frontier.commit()
            chunk.clear()
    assert frontier.total == 1_000_000
    for _ in range(5_000):
        task = frontier.take()
        assert task
        assert frontier.original(task) is None
        frontier.finish(task)
    frontier.close()
    more, size = resident() - before, (tmp_path / "state").stat().st_size / 2**20
    report(f"B6: a frontier of 1,000,000 addresses: {more:.0f} MB more in memory, {size:.0f} MB on disk")
    assert resident() < 300
    again = Frontier(tmp_path / "state")
    assert (again.total, again.done) == (1_000_000, 5_000)
    again.close()

"""Batches of the size that they are for; they take minutes: `python -m pytest -m slow tests/test_batch_large.py`."""

from __future__ import annotations

import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.batches.frontier import Frontier
from articlegrab.batches.inputs import Input, spread
from articlegrab.models import Page
from tests.newsstand import story

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


def test_ten_thousand_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth at dead hosts, a hundredth crashing: all good ones are read, memory and open files stay flat."""
    from articlegrab.batches import reader
    from tests import crashing

    monkeypatch.setattr(reader, "read", crashing.read)
    port = closed_port()

    def inputs() -> Iterator[Input]:
        for number in range(10_000):
            if number % 10 == 3:
                yield f"http://127.0.{number // 200 + 1}.{number % 200 + 1}:{port}/{number}"
            else:
                body = b"segfault" if number % 100 == 7 else story(number)
                yield Page(url=f"https://news.example/{number}", body=body)

    out, sizes, files = tmp_path / "out.jsonl", list[float](), list[int]()
    codes: Counter[str] = Counter()
    options = ag.FetchOptions(allow_private=True, delay=0, retries=0, timeout=5.0)
    for count, outcome in enumerate(ag.batch(inputs(), out=out, fetch=options)):
        codes[outcome.error.code if outcome.error else "article"] += 1
        if count % 500 == 499:
            sizes.append(resident())
            files.append(open_files())
    assert codes == {"article": 8_900, "worker_crashed": 100, "connection_failed": 1_000}
    print(f"resident memory {sizes[1]:.0f} MB after 1,000 inputs, {max(sizes):.0f} MB at most; {max(files)} open files")
    assert max(sizes) < sizes[1] + 60
    assert max(files[2:]) < files[1] + 40
    assert len(out.read_bytes().splitlines()) == 10_000


def test_a_million_addresses(tmp_path: Path) -> None:
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
    print(f"{resident() - before:.0f} MB more, {(tmp_path / 'state').stat().st_size / 2**20:.0f} MB on disk")
    assert resident() - before < 300
    again = Frontier(tmp_path / "state")
    assert (again.total, again.done) == (1_000_000, 5_000)
    again.close()

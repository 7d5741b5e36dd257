"""The long tests of the fetcher: thousands of pages, cuts and failures; `pytest -m slow tests/test_fetch_crowd.py`."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import articlegrab as ag
from articlegrab import errors
from benchmarks.fetching import beside_slow_servers
from benchmarks.local_web import CRAWL_DELAY, host, local_web, story
from tests.faults import reset_after
from tests.report import report
from tests.servers import PAGE, chunked, html, raw, says

pytestmark = pytest.mark.slow

HOSTS, PAGES, PER_HOST, DELAY = 50, 2000, 2, 0.1
FAULTS: dict[str, type[errors.FetchError] | None] = {
    "busy": None, "away": None, "gone": errors.BadStatus, "half": errors.IncompleteBody,
    "reset": errors.ConnectionFailed, "garbage": errors.FetchError,
}  # fmt: skip


def addresses(port: int) -> list[str]:
    """Two thousand pages over all hosts, every twentieth with a fault."""
    kinds = list(FAULTS)
    urls = []
    for number in range(PAGES):
        kind = kinds[number // 20 % len(kinds)] if number % 20 == 0 else "story"
        urls.append(f"http://{host(1 + number * 7 % HOSTS)}:{port}/{kind}/{number}")
    random.Random(7).shuffle(urls)
    return urls


def check_outcome(fetched: ag.Fetched) -> None:
    """Each page is the one that was asked for, each fault the error that it should be."""
    path = urlsplit(fetched.url).path
    expected = FAULTS.get(path.split("/")[1])
    if expected:
        assert isinstance(fetched.error, expected), fetched
        assert fetched.error.url == fetched.url
    else:
        assert fetched.page is not None, fetched
        assert fetched.page.body == story(path.replace("away", "story"))


def check_log(log: list[tuple[str, str, float, float]]) -> tuple[int, float]:
    """The most requests that a host had at once, and by how many seconds two visits kept their distance at least."""
    by_host = defaultdict(list)
    for name, path, begin, end in log:
        by_host[name].append((begin, end, path))
    most, least = 0, 9.0
    for name, entries in by_host.items():
        spans = sorted((begin, end) for begin, end, path in entries if not path.startswith("/log"))
        most = max(most, *(sum(start <= begin < end for start, end in spans) for begin, _ in spans))
        redirected = {path.replace("away", "story") for *_, path in entries if "/away/" in path}
        visits = sorted(begin for begin, _, path in entries if path not in redirected | {"/robots.txt", "/log"})
        gap = CRAWL_DELAY if name.split(".")[2].endswith("7") else DELAY
        least = min(least, *(later - earlier - gap for earlier, later in pairwise(visits)))
    return most, least


def test_two_thousand_pages_of_fifty_hosts() -> None:
    """All are accounted for, and the hosts' own logs show that none was asked more, or sooner, than it should be."""
    options = ag.FetchOptions(allow_private=True, per_host=PER_HOST, delay=DELAY, retries=2)
    with local_web(HOSTS) as port, ag.Fetcher(options) as fetcher:
        urls = addresses(port)
        started = time.monotonic()
        outcomes = list(fetcher.fetch_many(urls))
        took = time.monotonic() - started
        lag, log = json.loads(ag.fetch(f"http://{host(1)}:{port}/log", allow_private=True, respect_robots=False).body)
    assert sorted(fetched.url for fetched in outcomes) == sorted(urls)
    for fetched in outcomes:
        check_outcome(fetched)
    most, least = check_log(log)
    faults = sum(fetched.error is not None for fetched in outcomes)
    report(f"many: {len(outcomes)} of {PAGES} accounted for, {faults} of them errors, in {took:.0f} s")
    report(f"many: {len(log)} requests in the hosts' logs, at most {most} at once a host, "
           f"least gap {least * 1000:+.0f} ms beside the pace (they notice requests up to {lag * 1000:.0f} ms late)")
    assert most <= PER_HOST
    assert least > -lag - 0.01


def test_a_list_in_the_order_of_hosts_is_no_slower() -> None:
    """Whoever sorts the addresses by host still reads all hosts at once."""
    options = ag.FetchOptions(allow_private=True, per_host=1, delay=0.1, respect_robots=False)
    with local_web(20) as port, ag.Fetcher(options) as fetcher:
        urls = [f"http://{host(1 + number // 20)}:{port}/story/{number}" for number in range(400)]
        started = time.monotonic()
        assert all(fetched.page for fetched in fetcher.fetch_many(urls))
        took = time.monotonic() - started
    report(f"many: 400 pages sorted by host, 20 each, in {took:.1f} s where one host alone needs 2.5 s")
    assert took < 20


def framed(kind: str) -> bytes:
    """An answer of which no part may be taken for the whole."""
    body = bytes(random.Random(1).choices(b"abcdefgh <p>", k=900)) + PAGE
    if kind == "chunked":
        return chunked(body, size=100)
    packers: dict[str, Callable[[bytes], bytes]] = {"identity": bytes, "gzip": gzip.compress, "deflate": zlib.compress}
    if kind in ("br", "zstd"):
        library = pytest.importorskip({"br": "brotli", "zstd": "zstandard"}[kind])
        packers[kind] = library.compress
    # The packed ones end with the connection: nothing but the packing says where the end is.
    answer = html(packers[kind](body), f"Content-Encoding: {kind}")
    return answer if kind == "identity" else answer.replace(b"Content-Length:", b"X-Length:")


def test_f4_a_thousand_cuts() -> None:
    """Answers in five framings, each cut at 200 places: not one short page."""
    short = count = 0
    with ag.Fetcher(ag.FetchOptions(allow_private=True, respect_robots=False, retries=0, delay=0)) as fetcher:
        for kind in ("identity", "gzip", "br", "zstd", "chunked"):
            whole = framed(kind)
            begin = whole.index(b"\r\n\r\n") + 5
            cuts = [begin + number * (len(whole) - begin) // 200 for number in range(200)]
            with raw(*(says(whole[:cut]) for cut in cuts), says(whole)) as server:
                for _ in cuts:
                    try:
                        fetcher.fetch(server.url)
                        short += 1
                    except (errors.IncompleteBody, errors.ProtocolError):
                        count += 1
                assert fetcher.fetch(server.url).body.endswith(PAGE)
    report(f"F4 cuts: {short} of {short + count} taken for whole")
    assert short == 0


def test_f5_slow_servers_hold_up_no_other() -> None:
    """A hundred good pages take hardly longer beside a hundred servers that drip than without them."""
    (seconds, work), (longer, more) = beside_slow_servers(7)
    report(f"F5 slow servers: 100 good pages in {seconds:.2f} s, {work:.2f} s of processor; beside 100 servers that "
           f"drip {longer:.2f} times the time, {more:.2f} times the processor")
    assert min(longer, more) < 1.3  # a tenth with nothing else going on; other work spoils the one or the other


def open_files() -> int:
    """How many files and sockets this process has open."""
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files in /proc")
def test_f17_ten_thousand_errors() -> None:
    """Resets, garbage, hang-ups and short bodies by the thousand: errors of ours, and nothing stays open."""
    scripts = [says(b""), says(b"\x00garbage\r\n\r\n"), says(html(PAGE, length=999)), reset_after(b"HTTP/1.1 200"),
               says(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), says(html(b"\x89PNG\r\n"))]

    def addresses(url: str) -> Iterator[str]:
        yield from (f"{url}{number}" for number in range(10_000))

    with raw(*(scripts * 1667)) as server:
        options = ag.FetchOptions(
            allow_private=True, respect_robots=False, retries=0, delay=0, per_host=4, concurrency=4, patience=1e6
        )
        with ag.Fetcher(options) as fetcher:
            list(fetcher.fetch_many(f"{server.url}{number}" for number in range(50)))
            before = open_files()
            outcomes = list(fetcher.fetch_many(addresses(server.url)))
            until = time.monotonic() + 5  # the server, which is in this process too, hangs up a little later
            while (after := open_files()) > before and time.monotonic() < until:
                time.sleep(0.05)
    assert len(outcomes) == 10_000
    assert all(fetched.error is not None for fetched in outcomes)
    report(f"F17 errors: {len(outcomes)} of 10000 errors of ours, {max(0, after - before)} files left open")
    assert after <= before


@pytest.mark.skipif(
    shutil.which("unshare") is None or not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="makes a network of its own, which only root may",
)
def test_f9_a_real_name_server_that_changes_its_mind() -> None:
    """In a network of its own with its own name server: names that flip to loopback reach nobody there."""
    command = ["unshare", "--net", "--mount", sys.executable, "-m", "tests.rebinding"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, cwd=Path(__file__).parents[1])
    if "cannot" in done.stderr or "unshare failed" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    reached = figures["connections"]
    report(f"F9 rebinding over real DNS: {figures['answers']} answers, {reached} connections to loopback")
    assert reached == 0
    assert figures["control"] == 1
    assert figures["answers"] >= 200

"""The REST API and the inspector under noise, floods, slow clients and clients that hang up."""

from __future__ import annotations

import json
import random
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from urllib.parse import quote, urlsplit

import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytest.importorskip("uvicorn", reason="the extra serve is not installed")

import httpx

from tests.local_server import PAGES, Server, serving
from tests.report import report

STORY = (PAGES / "rebelmouse-structured" / "page.html").read_text("utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests here."""
    with serving(tmp_path_factory.mktemp("fixtures")) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    """A client of it."""
    with httpx.Client(base_url=server.url, timeout=30) as speaking:
        yield speaking


def fuzzed(dice: random.Random, port: int) -> tuple[bytes, bool]:
    """A request of a kind that the server takes, with random text in it and a few bytes turned into others; and whether
    it was cut."""
    noise = "".join(chr(dice.randrange(1, 0x2FFF)) for _ in range(60))
    story = dice.random() < 0.05
    line, kind, body = dice.choice([
        ("POST /extract", "application/json", json.dumps({"html": STORY + noise if story else f"<p>{noise}"}).encode()),
        ("POST /inspect", "multipart/form-data; boundary=x", f'--x\r\ncontent-disposition: form-data; name="html"; '
         f"filename=a\r\n\r\n{noise}\r\n--x--\r\n".encode()),
        ("POST /inspect", "application/x-www-form-urlencoded", f"html={noise}&url={noise}".encode()),
        (f"GET /?q={quote(noise)}", "text/html", b""),
        (f"GET /r/{quote(noise)}", "text/html", b""),
    ])  # fmt: skip
    head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    message = bytearray(head.encode() + b"Connection: close\r\n\r\n" + body)
    for _ in range(dice.randrange(4)):
        message[dice.randrange(len(message))] = dice.randrange(256)
    cut = dice.random() < 0.1
    return bytes(message[: dice.randrange(len(message))] if cut else message), cut


def answered(port: int, message: bytes, cut: bool) -> str:
    """The status of the answer to a message; the server is not told that it ends, unless it waits for more."""
    with socket.create_connection(("127.0.0.1", port), timeout=0.05 if cut else 1) as connection:
        connection.sendall(message)
        for _ in range(2):
            with suppress(TimeoutError, ConnectionError):
                return connection.recv(64)[9:12].decode() or "hung up"
            connection.shutdown(socket.SHUT_WR)
    return "none"


@pytest.mark.parametrize("count", [500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_fuzzed_requests_never_break_it(server: Server, client: httpx.Client, count: int) -> None:
    """Whatever is sent, no answer is a 5xx, and the server goes on."""
    dice, port = random.Random(11), urlsplit(server.url).port or 0
    statuses = Counter[str]()
    for _ in range(count):
        statuses[answered(port, *fuzzed(dice, port))] += 1
    told = ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
    report(f"W4 requests: {count:,} fuzzed ones: {told}")
    assert [status for status in statuses if status.startswith("5")] == []
    assert {"200", "303", "400", "422"} <= set(statuses)
    assert client.get("/health").status_code == 200


def test_slow_clients_do_not_keep_others_waiting(server: Server, client: httpx.Client) -> None:
    """With 500 connections that never finish their requests, health is told at once and memory stays small."""
    port = urlsplit(server.url).port or 0
    open_ones = []
    try:
        for _ in range(500):
            connection = socket.create_connection(("127.0.0.1", port), timeout=20)
            connection.sendall(b"POST /extract HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 99\r\n" % port)
            open_ones.append(connection)
        times = []
        for _ in range(20):
            started = time.perf_counter()
            assert client.get("/health").status_code == 200
            times.append(time.perf_counter() - started)
        memory = server.memory()
        median = sorted(times)[10] * 1000
        report(f"W5 slow clients: health beside 500 of them in {median:.0f} ms (median), {memory:.0f} MB")
        assert sorted(times)[10] < 0.2
        assert memory < 400
    finally:
        for connection in open_ones:
            connection.close()


def test_flood_is_answered_or_put_off(server: Server, client: httpx.Client) -> None:
    """A hundred pages at once are all read or told to come again; none is lost."""

    def send(_: int) -> int:
        return httpx.post(f"{server.url}/extract", json={"html": STORY}, timeout=60).status_code

    with ThreadPoolExecutor(50) as senders:
        statuses = list(senders.map(send, range(100)))
    report(f"W5 floods: of 100 pages at once {statuses.count(200)} read, {statuses.count(503)} put off, 0 lost")
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) >= 30
    assert client.post("/extract", json={"html": STORY}).status_code == 200


@pytest.mark.parametrize("count", [200, pytest.param(1_000, marks=pytest.mark.slow)])
def test_clients_that_hang_up_leave_nothing_behind(server: Server, client: httpx.Client, count: int) -> None:
    """After many aborted requests every place in the queue is free again."""
    port = urlsplit(server.url).port or 0
    body = json.dumps({"html": STORY}).encode()
    head = b"POST /extract HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n" % port
    client.post("/extract", json={"html": STORY})
    files = server.files()
    for _ in range(count):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if client.post("/extract", json={"html": STORY}).status_code == 200:
            break
        time.sleep(0.1)
    with ThreadPoolExecutor(20) as senders:
        again = list(senders.map(lambda _: httpx.post(f"{server.url}/extract", json={"html": STORY}), range(20)))
    report(f"W6 clients that hang up: {count:,}, 0 places left taken, {server.files() - files} files left open")
    assert [answer.status_code for answer in again] == [200] * 20
    assert server.files() <= files + 5


@pytest.mark.slow
def test_schemathesis_finds_nothing(server: Server) -> None:
    """What schemathesis makes of the OpenAPI document, sound requests and others, is answered as the document says."""
    pytest.importorskip("schemathesis")
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json", "--no-color",
         "--exclude-checks", "positive_data_acceptance"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    cases = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert cases is not None, done.stdout
    report(f"W7 schemathesis: {cases[1]} requests made, {cases[2]} answered as documented")
    assert cases[1] == cases[2]

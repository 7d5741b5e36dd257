"""F5: six ways in which a server takes its time, and one deadline for all of them."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

import articlegrab as ag
from articlegrab import errors
from tests.faults import drip, silence, then
from tests.report import report
from tests.servers import Script, html, raw, says

DEADLINE = 1.0
_TICK = 0.01


@contextlib.contextmanager
def lateness() -> Iterator[list[float]]:
    """By how many seconds this machine lets a thread wait beyond its time, at most, while the block runs."""
    late, over = [0.0], threading.Event()

    def watch() -> None:
        began = time.monotonic()
        while not over.wait(_TICK):
            late[0] = max(late[0], time.monotonic() - began - _TICK)
            began = time.monotonic()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield late
    finally:
        over.set()
        thread.join()


def hop(connection: socket.socket) -> None:
    """A redirect to somewhere else after a while."""
    time.sleep(DEADLINE / 5)
    location = time.monotonic_ns()
    connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n" % location)


WAYS: dict[str, Script] = {
    "the body drips": then(says(html(b"", length=1000)), drip(b"<p>" + b"a" * 500)),
    "the headers drip": drip(b"HTTP/1.1 200 OK\r\n" + b"X-S: 1\r\n" * 90),
    "it takes the request and is silent": silence,
    "TLS never ends": silence,
    "ten slow redirects": hop,
}


def overrun(url: str) -> float:
    """By how many seconds a fetch outlives its deadline, beyond what the machine makes of it."""
    with lateness() as late:
        started = time.monotonic()
        with pytest.raises(errors.DeadlineExceeded, match="still"):
            ag.fetch(url, allow_private=True, respect_robots=False, timeout=DEADLINE, retries=0)
        took = time.monotonic() - started
    return took - DEADLINE - late[0]


def test_f5_one_deadline_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of six kinds of slowness ends half a second after the deadline at the latest."""
    beyond = {}
    for way, script in WAYS.items():
        with raw(script) as server:
            beyond[way] = overrun(server.url.replace("http:", "https:") if "TLS" in way else server.url)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3 * DEADLINE))
    beyond["the name server is silent"] = overrun("http://news.example/")
    report(f"F5 slow servers: {len(beyond)} ways, the worst {max(beyond.values()):.2f} s beyond its deadline")
    assert max(beyond.values()) < 0.5, beyond

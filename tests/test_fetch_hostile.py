"""Fetching from servers that are broken, slow or ill-meaning."""

from __future__ import annotations

import asyncio
import gzip
import resource
import socket
import time
import zlib
from collections.abc import Callable

import pytest

from articlegrab import errors
from articlegrab.fetch import afetch, fetch
from articlegrab.models import Page
from tests.faults import drip, reset_after, silence
from tests.servers import PAGE, Script, chunked, html, raw, says

Fetch = Callable[..., Page]


def blunt(url: str, *, timeout: float = 10, max_bytes: int = 2**20, retries: int = 0) -> Page:
    """Fetch once, without asking for robots.txt."""
    return fetch(
        url, allow_private=True, respect_robots=False, timeout=timeout, max_bytes=max_bytes, retries=retries
    )


@pytest.mark.parametrize(
    "script",
    [silence, drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 500), drip(b"HTTP/1.1 200 OK\r\n" + b"X-S: 1\r\n" * 90),
     lambda connection: (connection.sendall(html(b"", length=1000)), drip(b"<p>" + b"a" * 500)(connection)),
     lambda connection: (connection.sendall(chunked(b"", end=False)), drip(b"1\r\na\r\n" * 100)(connection)),
     drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 20)],
    ids=["silence", "one endless header", "many headers", "body", "chunks", "100 Continue"],
)
def test_a_slow_server_is_cut_off_in_time(script: Script) -> None:
    """The deadline holds over all of it; a byte now and then does not extend it."""
    with raw(script) as server:
        started = time.monotonic()
        with pytest.raises(errors.DeadlineExceeded) as caught:
            blunt(server.url, timeout=0.7)
        assert 0.6 < time.monotonic() - started < 1.3
    assert isinstance(caught.value, TimeoutError)
    assert "still" in str(caught.value)


def test_slow_redirects_share_one_deadline() -> None:
    """Ten redirects of 0.2 seconds each do not get 0.2 seconds each."""
    hop = 0

    def slow(connection: socket.socket) -> None:
        nonlocal hop
        hop += 1
        time.sleep(0.2)
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n" % hop)

    with raw(slow) as server, pytest.raises(errors.DeadlineExceeded):
        blunt(server.url, timeout=0.7)


def test_slow_retries_share_one_deadline() -> None:
    """A retry that could not end in time is not begun."""
    with raw(says(b"")) as server:
        started = time.monotonic()
        with pytest.raises(errors.FetchError):
            blunt(server.url, timeout=0.5, retries=50)
        assert time.monotonic() - started < 1.0


def test_slow_names_are_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that does not answer holds nobody up."""

    def look_up(*_: object, **__: object) -> list[object]:
        time.sleep(1.5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    started = time.monotonic()
    with pytest.raises(errors.DeadlineExceeded):
        blunt("http://news.example/", timeout=0.3)
    assert time.monotonic() - started < 1.0


def test_a_tls_handshake_that_never_ends_is_cut_off() -> None:
    """A server that takes the hello and says nothing counts against the deadline."""
    with raw(silence) as server, pytest.raises(errors.DeadlineExceeded):
        blunt(server.url.replace("http:", "https:"), timeout=0.5)


def test_forty_dripping_servers_do_not_hold_up_a_good_one() -> None:
    """Slow connections wait side by side."""

    async def crowd(slow: str, good: str) -> float:
        async def one(url: str, timeout: float) -> Page | BaseException:
            return await afetch(url, allow_private=True, respect_robots=False, timeout=timeout, retries=0)

        waiting = [asyncio.create_task(one(slow, 3)) for _ in range(40)]
        await asyncio.sleep(0.5)
        started = time.monotonic()
        await one(good, 3)
        took = time.monotonic() - started
        for task in waiting:
            task.cancel()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        return took

    with raw(drip(html(PAGE), every=0.3)) as slow, raw(says(html())) as good:
        assert asyncio.run(crowd(slow.url, good.url)) < 2.0


def bomb(kind: str, size: int = 64 * 2**20) -> bytes:
    """Many zeros in few bytes."""
    blank = bytes(2**20)
    if kind in ("gzip", "deflate"):
        packer = zlib.compressobj(9, wbits=31 if kind == "gzip" else 15)
        return b"".join(packer.compress(blank) for _ in range(size // len(blank))) + packer.flush()
    if kind == "br":
        packer = pytest.importorskip("brotli").Compressor(quality=1)
        return b"".join(packer.process(blank) for _ in range(size // len(blank))) + packer.finish()
    packer = pytest.importorskip("zstandard").ZstdCompressor().compressobj()
    return b"".join(packer.compress(blank) for _ in range(size // len(blank))) + packer.flush()


@pytest.mark.parametrize("kind", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize("framing", [html, lambda body,
    *headers: chunked(body).replace(b"\r\n\r\n", "\r\n".join(["", *headers, "", ""]).encode(), 1)])
def test_a_bomb_costs_no_more_than_the_limit(kind: str, framing: Callable[..., bytes]) -> None:
    """64 MB of zeros in a few KB are refused fast, and memory does not grow by them."""
    packed = bomb(kind)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with raw(says(framing(packed, f"Content-Encoding: {kind}"))) as server:
        started = time.monotonic()
        with pytest.raises(errors.ResponseTooLarge, match="unpacked"):
            blunt(server.url)
        assert time.monotonic() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


def test_a_bomb_in_a_bomb_is_refused() -> None:
    """Two codings are undone, with the limit on each; a third is not."""
    twice = gzip.compress(bomb("gzip"))
    for codings, error in (("gzip, gzip", errors.ResponseTooLarge), ("gzip, gzip, gzip", errors.UnsupportedEncoding)):
        with raw(says(html(twice, f"Content-Encoding: {codings}"))) as server, pytest.raises(error):
            blunt(server.url)


def test_thousands_of_codings_are_refused_unread() -> None:
    """A long list of codings costs nothing."""
    head = html(b"", "Content-Encoding: " + ", ".join(["gzip"] * 2000), length=10**6)
    with raw(says(head)) as server, pytest.raises(errors.UnsupportedEncoding):
        blunt(server.url)


def test_too_long_is_refused_unread_when_announced() -> None:
    """A Content-Length over the limit ends it before the body."""
    with raw(says(html(b"<p>", length=10**12))) as server, pytest.raises(errors.ResponseTooLarge):
        blunt(server.url)


def test_the_body_of_a_redirect_is_not_read() -> None:
    """A redirect with an endless body leads on all the same."""

    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 302 Found\r\nLocation: /story\r\nContent-Length: 999999999\r\n\r\n")
        for _ in range(1000):
            connection.sendall(bytes(65536))

    with raw(endless, says(html())) as server:
        assert blunt(server.url).body == PAGE


def framed(kind: str) -> bytes:
    body = PAGE * 20
    if kind == "plain":
        return html(body)
    if kind == "chunked":
        return chunked(body, size=300)
    packed = {"gzip": gzip.compress, "deflate": zlib.compress}[kind](body)
    return html(packed, f"Content-Encoding: {kind}")


@pytest.mark.parametrize("kind", ["plain", "chunked", "gzip", "deflate"])
def test_a_page_cut_off_anywhere_is_never_taken_for_whole(kind: str) -> None:
    """Whatever byte the connection ends at, the outcome is an error; only the whole answer is a Page."""
    whole = framed(kind)
    cuts = sorted({*range(0, len(whole), max(1, len(whole) // 25)), len(whole) - 1, len(whole) - 2})
    with raw(*(says(whole[:cut]) for cut in cuts), says(whole)) as server:
        for _ in cuts:
            with pytest.raises((errors.IncompleteBody, errors.ConnectionFailed, errors.ProtocolError)) as caught:
                blunt(server.url)
            assert caught.value.retryable
        assert blunt(server.url).body == PAGE * 20


@pytest.mark.parametrize("kind", ["gzip", "deflate"])
def test_packed_data_that_ends_early_under_a_true_length_is_incomplete(kind: str) -> None:
    """The length is right, the packing is not finished: nobody gets half a page."""
    packed = gzip.compress(PAGE) if kind == "gzip" else zlib.compress(PAGE)
    with raw(says(html(packed[:-9], f"Content-Encoding: {kind}"))) as server, pytest.raises(errors.IncompleteBody):
        blunt(server.url)


@pytest.mark.parametrize("cut", [0, 1, 5, 9, 12, 15, 17, 20, 30, 41, 42, 60, 76, 77, 78, 79, 80, 90, 150, 300])
def test_f17_a_reset_is_a_failure_of_ours(cut: int) -> None:
    """Reset at any of twenty places in the status line, the headers or the body: a retryable error of ours."""
    with raw(reset_after(html(PAGE * 3)[:cut])) as server, pytest.raises(errors.FetchError) as caught:
        blunt(server.url)
    assert isinstance(caught.value, errors.ConnectionFailed | errors.IncompleteBody)
    assert caught.value.retryable
    assert caught.value.__cause__ is not None


def test_a_reset_is_tried_again() -> None:
    """One reset connection costs a second try, not the page."""
    with raw(reset_after(b""), says(html())) as server:
        page = blunt(server.url, retries=2)
        assert page.body == PAGE
        assert server.connections == 2


GARBAGE = [
    b"\x00\xff\xfe garbage\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 9999 What\r\n\r\n",
    b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", b"HTTP/1.1 200 OK\r\n: empty name\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n<p>ab",
    b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000 + b"\r\n", b"HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n", b"\r\n" * 1000,
    b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\x80\r\n\r\n", b"HTTP/1.1 302 Found\r\nLocation: http://\xff[/\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n<p>plain.",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 9\r\n\r\n<p>plain.",
    b"HTTP/1.1 200 OK\r\nContent-Encoding: \xfc\xff\r\nContent-Length: 9\r\n\r\n<p>plain.",
    b"HTTP/1.1 200 OK\r\nContent-Type: \xfc/\xff\r\nContent-Length: 9\r\n\r\n<p>plain.",
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=[str(number) for number in range(len(GARBAGE))])
def test_garbage_is_an_error_of_ours(garbage: bytes) -> None:
    """Whatever a port says, what comes out is a FetchError that names the address."""
    with raw(says(garbage)) as server, pytest.raises(errors.FetchError) as caught:
        blunt(server.url)
    assert caught.value.url is not None
    assert caught.value.url.startswith(server.url)
    assert caught.value.stage == "fetch"


@pytest.mark.parametrize(
    "cookie", [b"a=b; expires=never", b"\xff=\xfe", b"=", b"a=b; domain=.com; path=\x7f",
    b"a=b; max-age=" + b"9" * 400, b";" * 5000]
)
def test_bad_cookies_do_no_harm(cookie: bytes) -> None:
    """Cookies that make no sense are not kept, and the page comes."""
    head, _, body = html().partition(b"\r\n\r\n")
    with raw(says(head + b"\r\nSet-Cookie: " + cookie + b"\r\n\r\n" + body)) as server:
        assert blunt(server.url).body == PAGE


def test_a_page_without_a_length_ends_with_the_connection() -> None:
    """HTTP/1.0 servers that just hang up are still read."""
    with raw(says(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)) as server:
        assert blunt(server.url).body == PAGE


def test_nobody_listens() -> None:
    """A refused connection is named with host and port, and may be tried again."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(errors.ConnectionFailed, match=str(port)) as caught:
        blunt(f"http://127.0.0.1:{port}/")
    assert caught.value.retryable


def test_failures_leave_no_connection_open() -> None:
    """After 200 failures of all kinds as many files are open as before."""
    import os

    def open_files() -> int:
        return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0

    garbage = [data for data in GARBAGE if b"Location" not in data] * 8
    with raw(*map(says, garbage), says(html())) as server:
        before = open_files()
        for _ in garbage:
            with pytest.raises(errors.FetchError):
                blunt(server.url)
        assert open_files() <= before + 3

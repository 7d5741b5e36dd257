"""Faults that servers have: scripts for `raw`, each with what the fetcher must make of it."""

from __future__ import annotations

import gzip
import socket
import struct
import time
import zlib

from tests.servers import PAGE, Script, chunked, html, says

DEADLINE = 1.2
"""Seconds that the fetcher has for each of the faults."""


def drip(data: bytes, *, every: float = 0.05) -> Script:
    """Send one byte at a time, as long as somebody listens."""

    def script(connection: socket.socket) -> None:
        for byte in data:
            connection.sendall(bytes([byte]))
            time.sleep(every)

    return script


def silence(connection: socket.socket) -> None:
    """Accept, read, and never say a word."""
    connection.recv(1)


def reset_after(data: bytes) -> Script:
    """Send some bytes, then reset the connection."""

    def script(connection: socket.socket) -> None:
        connection.sendall(data)
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


def then(*scripts: Script) -> Script:
    """One after the other on the same connection."""

    def script(connection: socket.socket) -> None:
        for part in scripts:
            part(connection)

    return script


def over_and_over(head: bytes, piece: bytes, times: int) -> Script:
    """A head, and the same piece again and again."""

    def script(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(times):
            connection.sendall(piece)

    return script


def zeros(kind: str, size: int) -> bytes:
    """So many zeros in few bytes: blocks that end by themselves, over and over, for the time of one."""
    if kind == "zstd":  # blocks of one byte that is said 128 Ki times, in a frame made by hand
        block = struct.pack("<I", (2**17 << 3) | 2)[:3] + b"\0"
        return b"\x28\xb5\x2f\xfd\x00\x58" + block * (size // 2**17)
    if kind == "br":
        import brotli

        packer = brotli.Compressor(quality=1)
        return b"".join(packer.process(bytes(2**20)) for _ in range(size // 2**20)) + bytes(packer.finish())
    packer = zlib.compressobj(9, wbits=31 if kind == "gzip" else 15)
    first = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + block * (size // 2**20 - 1)


def head(*lines: str) -> bytes:
    """A response's head with just these lines behind its first."""
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: text/html", *lines, "", ""]).encode("latin-1")


PACKED = gzip.compress(PAGE * 20)
OK = "page"

FAULTS: dict[str, tuple[Script, str]] = {
    "reset at once": (reset_after(b""), "connection_failed"),
    "reset in the status line": (reset_after(b"HTTP/1.1 20"), "connection_failed"),
    "reset in the headers": (reset_after(b"HTTP/1.1 200 OK\r\nContent-T"), "connection_failed"),
    "reset before the body": (reset_after(head("Content-Length: 99")), "incomplete_body"),
    "reset in the body": (reset_after(html(PAGE * 20)[:900]), "incomplete_body"),
    "reset in a chunk": (reset_after(chunked(PAGE * 20)[:900]), "incomplete_body"),
    "hung up at once": (says(b""), "connection_failed"),
    "hung up in the headers": (says(b"HTTP/1.1 200 OK\r\nContent-"), "connection_failed"),
    "half a body": (says(html(PAGE, length=2 * len(PAGE))), "incomplete_body"),
    "half a packed body": (says(html(PACKED[:60], "Content-Encoding: gzip")), "incomplete_body"),
    "a length too small": (says(html(PAGE * 9, length=len(PAGE))), OK),
    "two lengths": (says(html(PAGE, "Content-Length: 5")), "protocol_error"),
    "two lengths in one": (says(html(PAGE, f"Content-Length: {len(PAGE)}, 5")), "protocol_error"),
    "a negative length": (says(head("Content-Length: -5") + PAGE), "protocol_error"),
    "a length in words": (says(head("Content-Length: many") + PAGE), "protocol_error"),
    "length and chunks": (says(head("Content-Length: 5", "Transfer-Encoding: chunked") + b"0\r\n\r\n"), OK),
    "the last chunk missing": (says(chunked(PAGE * 20, end=False)), "incomplete_body"),
    "a chunk of no size": (says(head("Transfer-Encoding: chunked") + b"ZZ\r\n<p>"), "protocol_error"),
    "a chunk too long": (says(head("Transfer-Encoding: chunked") + b"3\r\n<p>what\r\n0\r\n\r\n"), "protocol_error"),
    "a chunk of 2**64": (says(head("Transfer-Encoding: chunked") + b"FFFFFFFFFFFFFFFF\r\n<p>"), "incomplete_body"),
    "an unknown transfer coding": (says(head("Transfer-Encoding: gzip") + PAGE), "protocol_error"),
    "silence": (silence, "deadline_exceeded"),
    "a slow status line": (drip(b"HTTP/1.1 200 OK\r\n" + b"X-S: 1\r\n" * 90), "deadline_exceeded"),
    "a header without end": (drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 900), "deadline_exceeded"),
    "a slow body": (then(says(html(b"", length=1000)), drip(b"a" * 900)), "deadline_exceeded"),
    "slow chunks": (then(says(chunked(b"", end=False)), drip(b"1\r\na\r\n" * 200)), "deadline_exceeded"),
    "please continue, for ever": (drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 50), "deadline_exceeded"),
    "early hints without end": (
        over_and_over(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 10**7), "deadline_exceeded",
    ),
    "not TLS": (says(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "tls_error"),
    "a header of 10 MB": (over_and_over(b"HTTP/1.1 200 OK\r\nX: ", b"a" * 65536, 160), "protocol_error"),
    "a million headers": (over_and_over(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 10_000, 100), "protocol_error"),
    "a body without end": (over_and_over(head(), b"<p>more</p>" * 6000, 2000), "response_too_large"),
    "chunks without end": (
        over_and_over(head("Transfer-Encoding: chunked"), b"10000\r\n%s\r\n" % bytes(65536), 2000),
        "response_too_large",
    ),
    "a terabyte announced": (says(html(b"<p>", length=10**12)), "response_too_large"),
    "ten gigabytes in gzip": (lambda wire: wire.sendall(html(zeros("gzip", 10 * 2**30), "Content-Encoding: gzip")),
                              "response_too_large"),
    "ten gigabytes in zstd": (lambda wire: wire.sendall(html(zeros("zstd", 10 * 2**30), "Content-Encoding: zstd")),
                              "response_too_large"),
    "gzip in gzip in gzip": (says(html(gzip.compress(PACKED), "Content-Encoding: gzip, gzip, gzip")),
                             "unsupported_encoding"),
    "2,000 codings": (says(html(b"", "Content-Encoding: " + ", ".join(["gzip"] * 2000))), "unsupported_encoding"),
    "a coding that nobody knows": (says(html(PAGE, "Content-Encoding: sdch")), "unsupported_encoding"),
    "gzip that is none": (says(html(PAGE, "Content-Encoding: gzip")), "protocol_error"),
    "gzip with a wrong sum": (says(html(PACKED[:-8] + b"\0" * 8, "Content-Encoding: gzip")), "protocol_error"),
    "empty, though packed": (says(html(b"", "Content-Encoding: gzip")), OK),
    "empty": (says(html(b"")), OK),
    "no content": (says(b"HTTP/1.1 204 No Content\r\nContent-Type: text/html\r\n\r\n"), OK),
    "part of a page": (says(html(PAGE).replace(b"200 OK", b"206 Partial Content")), "incomplete_body"),
    "not modified, unasked": (says(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "bad_status"),
    "another protocol": (says(b"SSH-2.0-OpenSSH_9.6\r\n"), "connection_failed"),
    "HTTP of the future": (says(b"HTTP/9.9 200 OK\r\n\r\n"), "protocol_error"),
    "a status of four digits": (says(b"HTTP/1.1 9999 What\r\n\r\n"), "protocol_error"),
    "a header without a colon": (says(b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n"), "protocol_error"),
    "NUL in a header": (says(b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n"), "protocol_error"),
    "switching protocols": (says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"), "protocol_error"),
    "a redirect to itself": (says(b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
                             "too_many_redirects"),
    "a redirect of bytes": (says(b"HTTP/1.1 302 Found\r\nLocation: http://\xff[/\r\n\r\n"), "unsafe_redirect"),
    "a redirect with a body of 2 GB": (
        over_and_over(b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 2147483648\r\n\r\n",
                      bytes(65536), 32768), "unsafe_redirect",
    ),
    "an image that says it is a page": (says(html(b"\x89PNG\r\n\x1a\n" + bytes(600))), "unsupported_content_type"),
    "a page in no encoding": (says(html(b"<p>\xff\xfe\x00\xc3\x28 \x81\x8d" * 50)), OK),
    "no length, no chunks": (says(head() + PAGE), OK),
}  # fmt: skip

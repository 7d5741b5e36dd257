"""A small web of its own: many hosts on this machine, in one process, that write down what they are asked.

    python -m benchmarks.local_web 50

prints its port, serves on 127.0.1.1, 127.0.2.1 and so on, and on `GET /log` of any host says what came in: by how many
seconds it was late at most in noticing anything, and one list [host, path, begin, end] for each request, in seconds of
the monotonic clock. A path says what its page is: `/story/7`
is a page, `/busy/7` answers 503 once, `/half/7` breaks off, `/reset/7` resets, `/gone/7` is a 404, `/garbage/7` no
HTTP, `/away/7` a redirect to `/story/7`, `/drip/7` a page that comes by a byte a second. Hosts whose number ends in 7
have a Crawl-delay of a quarter of a second.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

CRAWL_DELAY = 0.25
_WORDS = b"<p>The ferry to Tarn sails again on Monday, the harbour office said. " * 20
_LATENCY = 0.01
"""Seconds that each answer takes."""


def story(path: str) -> bytes:
    """The page at a path, about 14 KB."""
    return b"<!doctype html><html lang=en><title>%s</title>" % path.encode() + _WORDS * 10


class LocalWeb:
    """The hosts, and their log."""

    def __init__(self) -> None:
        self.log: list[tuple[str, str, float, float]] = []
        self.lag = 0.0
        self._busy: set[tuple[str, str]] = set()

    async def watch(self) -> None:
        """Notice how late things are noticed here, on a machine with other work, until whoever asked for it is gone."""
        leader = os.getppid()
        while os.getppid() == leader:
            began = time.monotonic()
            await asyncio.sleep(_LATENCY)
            self.lag = max(self.lag, time.monotonic() - began - _LATENCY)

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        host = writer.get_extra_info("sockname")[0]
        try:
            while line := await reader.readline():
                begin, path = time.monotonic(), line.split()[1].decode()
                while (await reader.readline()).strip():
                    pass
                await asyncio.sleep(_LATENCY)
                if path.startswith("/drip/"):
                    await self._drip(writer, path)
                stay = self._answer(writer, host, path)
                self.log.append((host, path, begin, time.monotonic()))
                await writer.drain()
                if not stay:
                    break
        except (OSError, IndexError):
            pass
        finally:
            writer.close()

    async def _drip(self, writer: asyncio.StreamWriter, path: str) -> None:
        """Send a page byte by byte, as long as somebody listens."""
        for byte in _response(story(path)):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(1)

    def _answer(self, writer: asyncio.StreamWriter, host: str, path: str) -> bool:
        """Answer one request; whether the connection stays."""
        kind = path.split("/")[1]
        if kind == "busy" and (host, path) not in self._busy:
            self._busy.add((host, path))
            writer.write(_response(b"", "503 Busy"))
        elif kind == "half":
            writer.write(_response(story(path))[:5000])
            return False
        elif kind == "reset":
            writer.transport.abort()
            return False
        elif kind == "garbage":
            writer.write(b"\x00\xff\xfe what is this\r\n\r\n")
            return False
        elif kind == "away":
            writer.write(_response(b"", "302 Found", f"Location: {path.replace('away', 'story')}"))
        elif kind == "log":
            writer.write(_response(json.dumps([self.lag, self.log]).encode()))
        elif kind == "robots.txt" and host.split(".")[2].endswith("7"):
            writer.write(_response(b"User-agent: *\nCrawl-delay: %.2f\n" % CRAWL_DELAY))
        elif kind in ("story", "busy"):
            writer.write(_response(story(path)))
        else:
            writer.write(_response(b"not here", "404 Not Found"))
        return True


def _response(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def host(number: int) -> str:
    """The address of a host, counted from 1."""
    return f"127.0.{number}.1"


async def _serve(hosts: int) -> None:
    web = LocalWeb()
    first = await asyncio.start_server(web.converse, host(1), 0, backlog=512)
    port = first.sockets[0].getsockname()[1]
    for number in range(2, hosts + 1):
        await asyncio.start_server(web.converse, host(number), port, backlog=512)
    with suppress(PermissionError):
        os.nice(-10)
    print(port, flush=True)
    await web.watch()


@contextmanager
def local_web(hosts: int) -> Iterator[int]:
    """Serve in a process of its own while the block runs; gives the port."""
    command = [sys.executable, "-m", "benchmarks.local_web", str(hosts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))

"""Many small news sites on 127.0.0.1, 127.0.0.2 … with stories that know their number, and a log of who asked when."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

TEXT = (
    "The ferry to the island of Tarn sailed again on Monday, nine years after the last crossing, with forty people on "
    "board and a brass band waiting on the quay in the rain, and nobody could say who had paid for the trumpets."
)


def story(number: int, more: str = "") -> bytes:
    """A page with an article of its own."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Ferry number {number} returns</title>'
        f'<meta property="article:published_time" content="2031-03-02T08:00:00Z">{more}</head><body>'
        f'<nav><a href="/">Home</a> <a href="/sea">Sea</a></nav><article><h1>Ferry number {number} returns</h1>'
        f"<p>{TEXT}</p><p>It was crossing number {number}. {TEXT}</p><p>{TEXT}</p></article>"
        f"<footer>Harbour Post</footer></body></html>"
    ).encode()


class Reply(NamedTuple):
    """An answer, given after `delay` seconds."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed
    delay: float = 0.0


class Visit(NamedTuple):
    """A request: to which host, for what, with which headers, from when to when."""

    host: str
    path: str
    headers: dict[str, str]
    began: float
    ended: float


class Newsstand:
    """What the servers share. `answer` is asked for what `pages` does not have."""

    def __init__(self, hosts: list[str], port: int) -> None:
        self.hosts = [f"http://{host}:{port}" for host in hosts]
        self.pages: dict[str, Reply] = {}
        self.visits: list[Visit] = []
        self.answer: Callable[[str], Reply] = lambda path: Reply(b"not here", 404)

    @property
    def url(self) -> str:
        """The address of the first host."""
        return self.hosts[0]

    def asked(self) -> list[str]:
        """The addresses of all requests so far but those for robots.txt, in order."""
        return [visit.host + visit.path for visit in self.visits if visit.path != "/robots.txt"]


def numbered(path: str) -> Reply:
    """The story whose number ends the path; no robots.txt."""
    number = path.rstrip("/").rpartition("-")[2]
    return Reply(story(int(number))) if number.isdecimal() else Reply(b"not here", 404)


@contextmanager
def newsstand(count: int = 1) -> Iterator[Newsstand]:
    """Serve on so many hosts, at one port, while the block runs."""
    hosts = [f"127.0.0.{number}" for number in range(1, count + 1)]
    loop = asyncio.new_event_loop()
    started = threading.Event()
    stand: list[Newsstand] = []
    servers: list[asyncio.Server] = []

    async def serve() -> None:
        port = 0
        for host in hosts:
            server = await asyncio.start_server(lambda r, w, host=host: converse(r, w, host), host, port)
            port = server.sockets[0].getsockname()[1]
            servers.append(server)
        stand.append(Newsstand(hosts, port))
        started.set()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                await answer(writer, host, request)
        writer.close()

    async def answer(writer: asyncio.StreamWriter, host: str, request: list[str]) -> None:
        began = time.monotonic()
        path = request[0].split(" ")[1]
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in request[1:] if line)}
        reply = stand[0].pages.get(path) or stand[0].answer(path)
        await asyncio.sleep(reply.delay)
        lines = [f"HTTP/1.1 {reply.status} So", f"content-type: {reply.content_type}"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        lines += [f"content-length: {len(reply.body)}", "", ""]
        base = next(url for url in stand[0].hosts if f"//{host}:" in url)
        stand[0].visits.append(Visit(base, path, headers, began, time.monotonic()))  # before a client can count them
        writer.write("\r\n".join(lines).encode() + reply.body)
        await writer.drain()

    async def end() -> None:
        for server in servers:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.run_forever()
        loop.run_until_complete(end())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    started.wait(10)
    try:
        yield stand[0]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()

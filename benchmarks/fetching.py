"""How fast many pages are fetched, beside a bare httpx loop at the same limits, and beside servers that are slow.

    python -m benchmarks.fetching

Both fetch the same 2,000 pages of 50 hosts on this machine, at most 32 at a time and two a host; once as fast as they
can, once with at least a tenth of a second from one page of a host to its next, and half as much again at random. The
Fetcher does what it always does, but for robots.txt: checks, bounded decoding, charset, digest; the loop only reads.
The ratio is that of the pages a second, the better of two rounds each, in turn.

Then the Fetcher gets 100 good pages alone and while 100 servers drip a byte a second each, in turn; servers run in
other processes. The ratio is the median over neighbouring rounds, of the clock and of this process's processor time.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from contextlib import suppress
from statistics import median

import anyio
import httpx

import articlegrab as ag
from benchmarks.local_web import host, local_web

HOSTS, PAGES, AT_ONCE, PER_HOST, ROUNDS = 50, 2000, 32, 2, 2
PACE, JITTER = 0.1, 0.5
GOOD, SLOW = 100, 100

Times = tuple[float, float]
"""Seconds of the clock, and of the processor."""


def addresses(port: int) -> list[str]:
    """All pages, in any order."""
    urls = [f"http://{host(1 + number % HOSTS)}:{port}/story/{number}" for number in range(PAGES)]
    random.Random(7).shuffle(urls)
    return urls


async def with_fetcher(urls: list[str], pace: float) -> int:
    """How many pages came by the Fetcher."""
    options = ag.FetchOptions(
        allow_private=True, concurrency=AT_ONCE, per_host=PER_HOST, delay=pace, respect_robots=False
    )
    async with ag.Fetcher(options) as fetcher:
        return sum([fetched.page is not None async for fetched in fetcher.afetch_many(urls)])


async def with_httpx(urls: list[str], pace: float) -> int:
    """How many pages came by httpx alone."""
    everyone = asyncio.Semaphore(AT_ONCE)
    places: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PER_HOST))
    due: defaultdict[str, float] = defaultdict(float)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=4 * AT_ONCE)

    async def get(client: httpx.AsyncClient, url: str) -> bool:
        name = httpx.URL(url).host
        async with places[name]:
            turn = max(due[name], time.monotonic())
            due[name] = turn + pace * (1 + JITTER * random.random())
            await asyncio.sleep(turn - time.monotonic())
            async with everyone:
                for _ in range(3):  # on a busy machine a connection may be closed just as it is taken up again
                    with suppress(httpx.TransportError):
                        return (await client.get(url)).status_code == 200
            return False

    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        return sum(await asyncio.gather(*(get(client, url) for url in urls)))


def beside_httpx(urls: list[str], pace: float) -> dict[str, Times]:
    """The better of the rounds of each, by name."""
    best: dict[str, Times] = {}
    for _ in range(ROUNDS):
        for name, way in (("httpx", with_httpx), ("Fetcher", with_fetcher)):
            started, worked = time.perf_counter(), time.process_time()
            assert asyncio.run(way(urls, pace)) == PAGES
            figures = (time.perf_counter() - started, time.process_time() - worked)
            best[name] = min(best.get(name, figures), figures)
    return best


async def good_pages(good: list[str], slow: list[str]) -> Times:
    """What the good pages take while the slow ones are under way."""
    options = ag.FetchOptions(
        allow_private=True, respect_robots=False, delay=0, concurrency=GOOD + SLOW, per_host=GOOD + SLOW, timeout=600
    )
    async with ag.Fetcher(options) as fetcher, anyio.create_task_group() as tasks:
        for url in slow:
            tasks.start_soon(fetcher.afetch, url)
        await anyio.sleep(0.8)
        started, worked = time.perf_counter(), time.process_time()
        assert all([fetched.page async for fetched in fetcher.afetch_many(good)])
        figures = (time.perf_counter() - started, time.process_time() - worked)
        tasks.cancel_scope.cancel()
    return figures


def beside_slow_servers(rounds: int) -> tuple[Times, Times]:
    """What the good pages take alone, and by how much more beside slow servers: medians of so many rounds."""
    alone, ratios = list[Times](), list[Times]()
    with local_web(20) as port, local_web(SLOW) as slow_port:
        good = [f"http://{host(1 + number % 20)}:{port}/story/{number}" for number in range(GOOD)]
        slow = [f"http://{host(1 + number)}:{slow_port}/drip/{number}" for number in range(SLOW)]
        for number in range(rounds):
            pair = [asyncio.run(good_pages(good, among)) for among in (slow, [])[::(-1) ** number]][::(-1) ** number]
            alone.append(pair[1])
            ratios.append((pair[0][0] / pair[1][0], pair[0][1] / pair[1][1]))
    return (median(wall for wall, _ in alone), median(work for _, work in alone)), (
        median(wall for wall, _ in ratios), median(work for _, work in ratios)
    )


def main() -> None:
    """Print pages a second of both, the processor time for a page, and the ratios."""
    with local_web(HOSTS) as port:
        urls = addresses(port)
        for pace in (0.0, PACE):
            best = beside_httpx(urls, pace)
            for name, (seconds, work) in best.items():
                print(f"{name:8} {PAGES / seconds:6.0f} pages/s, {1000 * work / PAGES:.1f} ms of processor a page")
            ratio = best["httpx"][0] / best["Fetcher"][0]
            print(f"ratio    {ratio:6.2f}, {f'with a pace of {pace} s' if pace else 'without a pace'}")
    (seconds, work), (longer, more) = beside_slow_servers(21)
    print(f"{GOOD} pages alone in {seconds:.2f} s, {work:.2f} s of processor; beside {SLOW} servers that drip "
          f"{longer:.2f} times that, {more:.2f} times the processor")


if __name__ == "__main__":
    main()

"""How fast many pages are fetched, beside a bare httpx loop at the same limits.

    python -m benchmarks.fetching

Both fetch the same 2,000 pages of 50 hosts on this machine, at most 32 at a time and two a host. The Fetcher does
what it always does, but for robots.txt: checks, bounded decoding, charset, digest; the loop only reads.
The ratio is that of the pages a second, the better of two rounds each, in turn.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import defaultdict
from contextlib import suppress

import httpx

import articlegrab as ag
from benchmarks.local_web import host, local_web

HOSTS, PAGES, AT_ONCE, PER_HOST, ROUNDS = 50, 2000, 32, 2, 2


def addresses(port: int) -> list[str]:
    """All pages, in any order."""
    urls = [f"http://{host(1 + number % HOSTS)}:{port}/story/{number}" for number in range(PAGES)]
    random.Random(7).shuffle(urls)
    return urls


async def with_fetcher(urls: list[str]) -> int:
    """How many pages came by the Fetcher."""
    options = ag.FetchOptions(
        allow_private=True, concurrency=AT_ONCE, per_host=PER_HOST, delay=0, respect_robots=False
    )
    async with ag.Fetcher(options) as fetcher:
        return sum([fetched.page is not None async for fetched in fetcher.afetch_many(urls)])


async def with_httpx(urls: list[str]) -> int:
    """How many pages came by httpx alone."""
    everyone = asyncio.Semaphore(AT_ONCE)
    hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(PER_HOST))
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=4 * AT_ONCE)

    async def get(client: httpx.AsyncClient, url: str) -> bool:
        async with hosts[httpx.URL(url).host], everyone:
            for _ in range(3):  # on a busy machine a connection may be closed just as it is taken up again
                with suppress(httpx.TransportError):
                    return (await client.get(url)).status_code == 200
            return False

    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        return sum(await asyncio.gather(*(get(client, url) for url in urls)))


def main() -> None:
    """Print pages a second of both, the processor time for a page, and the ratio."""
    best: dict[str, tuple[float, float]] = {}
    with local_web(HOSTS) as port:
        urls = addresses(port)
        for _ in range(ROUNDS):
            for name, way in (("httpx", with_httpx), ("Fetcher", with_fetcher)):
                started, worked = time.perf_counter(), time.process_time()
                assert asyncio.run(way(urls)) == PAGES
                figures = (time.perf_counter() - started, time.process_time() - worked)
                best[name] = min(best.get(name, figures), figures)
    for name, (seconds, work) in best.items():
        print(f"{name:8} {PAGES / seconds:6.0f} pages/s, {1000 * work / PAGES:.1f} ms of processor a page")
    print(f"ratio    {best['httpx'][0] / best['Fetcher'][0]:6.2f}")


if __name__ == "__main__":
    main()

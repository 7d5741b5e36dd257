"""The REST API leads nowhere inside: by no spelling, redirect or name that changes its mind; no answer tells more."""

from __future__ import annotations

import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from statistics import median

import httpcore
import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")

import anyio
import httpx

import articlegrab as ag
from articlegrab.fetch import guard
from articlegrab.inspector.app import application
from articlegrab.inspector.work import Work
from tests.hostile_addresses import HOSTS, TARGETS, FickleNames
from tests.report import report
from tests.servers import PAGE, Site, raw, site
from tests.test_api import INSIDE, is_problem
from tests.test_fetch_acceptance import chains

Dial = list[str]


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """A worker that is never too busy to fetch."""
    monkeypatch.setattr(Work, "count_grab", lambda _: None)
    made = Work(processes=1)
    yield made
    made.close()


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> Dial:
    """All addresses that are dialled; only what listens on 127.0.0.1 can be reached."""
    found, dial = Dial(), httpcore.AnyIOBackend.connect_tcp

    async def counted(backend: httpcore.AnyIOBackend, host: str, *rest: object, **more: object) -> object:
        found.append(host)
        if host != "127.0.0.1":
            raise httpcore.ConnectError("not in this test")
        return await dial(backend, host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", counted)
    return found


@asynccontextmanager
async def speaking(folder: Path, work: Work) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application."""
    transport = httpx.ASGITransport(application(folder, work))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8765", timeout=60) as client:
        yield client


def test_hostile_addresses_over_the_api(tmp_path: Path, work: Work, dialled: Dial) -> None:
    """Every spelling of an inner address, sent to the API and to the inspector's form: refused, nothing is dialled."""
    urls = [f"http://{host}:8080/" for host in HOSTS] + [url for url in TARGETS if not url.startswith("//")]

    async def send() -> None:
        async with speaking(tmp_path, work) as client:
            for url in urls:
                answer = await client.post("/grab", json={"url": url})
                echoed = answer.json()["code"] == "invalid_url"  # its message quotes what the caller sent
                assert echoed or is_problem(answer, 403, 502), answer.text
                told = await client.post("/inspect", data={"url": url})
                assert told.status_code == 422
                said = told.text.partition('role="alert">')[2].partition("</p>")[0]
                assert said
                assert echoed or not INSIDE.search(said), said

    anyio.run(send)
    report(f"W2, F8 over HTTP: {len(urls)} addresses twice, {len(dialled)} sockets")
    assert len(urls) >= 40
    assert dialled == []


def test_public_pages_lead_nowhere_inside(
    tmp_path: Path, work: Work, dialled: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Redirects, chains of them and refreshes to inner addresses are refused in the same words as these themselves."""
    judge = guard.why_closed
    monkeypatch.setattr(guard, "why_closed", lambda ip: None if ip == "127.0.0.1" else judge(ip))
    details = set()

    async def send(news: Site) -> int:
        count = 0
        async with speaking(tmp_path, work) as client:
            for target in TARGETS:
                for url in chains(news, target):
                    answer = await client.post("/grab", json={"url": url})
                    if url.endswith("/canonical"):  # which is not followed
                        assert answer.status_code in (200, 422)
                    else:
                        assert is_problem(answer, 403), answer.text
                        details.add(answer.json()["detail"])
                    count += 1
        return count

    with site() as news:
        count = anyio.run(send, news)
    report(f"W2, F8 over HTTP: {count} ways from public pages inside, {len(set(dialled) - {'127.0.0.1'})} sockets")
    assert set(dialled) == {"127.0.0.1"}
    assert details == {"The address is not one of the open web."}


def test_names_that_change_their_mind_over_the_api(
    tmp_path: Path, work: Work, dialled: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thousand names that are public at one look and private at the next, or both at once: no private socket."""
    names = FickleNames()
    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr(ag, "afetch", partial(ag.afetch, retries=0))

    async def send() -> None:
        async with speaking(tmp_path, work) as client:
            limit = anyio.CapacityLimiter(50)

            async def ask(number: int) -> None:
                async with limit:
                    answer = await client.post("/grab", json={"url": f"http://{number}.news.example/"})
                assert is_problem(answer, 403, 502), answer.text

            async with anyio.create_task_group() as group:
                for number in range(1000):
                    group.start_soon(ask, number)

    anyio.run(send)
    report(f"W2, F9 over HTTP: {names.looks} looks for 1000 names, {dialled.count('127.0.0.1')} private sockets")
    assert names.looks >= 1000
    assert "127.0.0.1" not in dialled


def test_refusal_does_not_tell_what_is_there(tmp_path: Path, work: Work, dialled: Dial) -> None:
    """A server, a closed port, one that never answers and an address nobody has: the same bytes, after the same time.

    What is refused is refused before anything is dialled, so there is nothing that could take longer.
    """
    with site() as inner, raw(lambda _: time.sleep(5)) as silent, socket.socket() as shut:
        inner.page("/", PAGE)
        shut.bind(("127.0.0.1", 0))
        urls = [
            inner.url, silent.url, f"http://127.0.0.1:{shut.getsockname()[1]}/", "http://10.255.255.1/",
            "http://169.254.169.254/", f"http://[::1]:{shut.getsockname()[1]}/",
        ]  # fmt: skip
        answers, times = set[bytes](), dict[str, list[float]]()

        async def send() -> None:
            async with speaking(tmp_path, work) as client:
                for _ in range(30):
                    for url in urls:
                        begun = time.perf_counter()
                        answer = await client.post("/grab", json={"url": url})
                        times.setdefault(url, []).append(time.perf_counter() - begun)
                        answers.add(answer.content)

        anyio.run(send)
        assert inner.connections == silent.connections == 0
    medians = sorted(median(some) * 1000 for some in times.values())
    report(f"W2 refusals: {len(urls)} kinds of places, medians of {medians[0]:.1f} to {medians[-1]:.1f} ms")
    assert len(answers) == 1
    assert dialled == []
    assert medians[-1] - medians[0] < 50

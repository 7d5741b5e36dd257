"""F8 at every door: whatever leads to an address that is not of the open web, no socket is opened to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

import httpcore
import httpx
import pytest

import articlegrab as ag
from articlegrab import errors
from articlegrab.fetch import guard
from tests.hostile_addresses import HOSTS, TARGETS
from tests.report import report
from tests.servers import PAGE, Site, site

ADDRESSES = [f"http://{host}:8080/" for host in HOSTS] + [target for target in TARGETS if target.startswith("http")]


HERE = "127.0.0.7"
"""Where the server of these tests is, to which none of the addresses leads."""


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All addresses that are dialled from now on; of the closed ones only the server's counts as open."""
    judge, dial, found = guard.why_closed, httpcore.AnyIOBackend.connect_tcp, list[str]()

    async def counted(backend: httpcore.AnyIOBackend, host: str, *rest: object, **more: object) -> object:
        found.append(host)
        return await dial(backend, host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(guard, "why_closed", lambda ip: None if ip == HERE else judge(ip))
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", counted)
    return found


@pytest.fixture
def news() -> Iterator[Site]:
    with site(host=HERE) as served:
        yield served


def documents(news: Site) -> dict[str, str]:
    """A document of each kind that leads to all the addresses, by its kind."""
    places = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>" for url in ADDRESSES)
    links = "".join(f'<link rel=alternate type="application/rss+xml" href="{escape(url)}">' for url in ADDRESSES)
    images = "".join(f'<img src="{escape(url)}">' for url in ADDRESSES)
    lines = "".join(f"Sitemap: {url}\n" for url in ADDRESSES)
    return {
        "sitemap index": news.page("/index.xml", f"<sitemapindex>{places}</sitemapindex>".encode()),
        "feeds of a page": news.page("/page", f"<!doctype html><title>t</title>{links}<p>x".encode()),
        "sitemaps in robots.txt": news.page("/robots.txt", f"User-agent: *\nAllow: /\n{lines}".encode()),
        "images": news.page("/images", PAGE.replace(b"<p>", f"{images}<p>".encode())),
    }


@pytest.mark.parametrize("kind", ["sitemap index", "feeds of a page", "sitemaps in robots.txt", "images"])
def test_f8_what_documents_lead_to(news: Site, dialled: list[str], kind: str) -> None:
    """Discovery follows none of the addresses that a sitemap, a page or a robots.txt names; images are not fetched."""
    url, refused = documents(news)[kind], list[errors.ArticlegrabError]()
    options = ag.FetchOptions(delay=0, retries=0, timeout=5)
    if kind == "images":
        ag.extract(ag.fetch(url, retries=0))
    list(ag.discover(url, fetch=options, faults=refused.append))
    inside = [host for host in dialled if host != HERE]
    report(f"F8 {kind}: {len(ADDRESSES)} hostile addresses, {len(inside)} sockets")
    assert inside == []
    assert len(dialled) > len(inside)
    if kind != "images":
        kinds = (errors.BlockedAddress, errors.InvalidUrl, errors.ConnectionFailed)
        assert len([error for error in refused if isinstance(error, kinds)]) > 40


def test_f8_the_api(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No address that is given to the API is dialled, and each answer is a problem."""
    pytest.importorskip("starlette")
    from articlegrab.inspector import work as desk
    from articlegrab.inspector.app import application

    found: list[str] = []

    async def refuse(_: object, host: str, *__: object, **___: object) -> None:
        found.append(host)
        raise httpcore.ConnectError("not in this test")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", refuse)
    monkeypatch.setattr(desk, "GRABS_A_MINUTE", 10_000)

    async def statuses() -> list[int]:
        work = desk.Work()
        transport = httpx.ASGITransport(app=application(tmp_path, work))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            answers = [await client.post("/grab", json={"url": url}) for url in ADDRESSES]
        work.close()
        return [answer.status_code for answer in answers]

    codes = asyncio.run(statuses())
    report(f"F8 the API: {len(codes)} hostile addresses, {len(found)} sockets")
    assert set(codes) <= {403, 422, 502}
    assert found == []

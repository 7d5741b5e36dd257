"""What the fetcher promises, counted: each test says its figure at the end of the run."""

from __future__ import annotations

import gzip
import random
import socket
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from types import SimpleNamespace

import httpcore
import httpx
import pytest

import articlegrab as ag
from articlegrab import errors
from articlegrab.fetch import guard, retry
from tests.hostile_addresses import HOSTS, TARGETS, FickleNames
from tests.report import report
from tests.servers import PAGE, Site, html, raw, says, site


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        yield served


def read(url: str, **changes: object) -> ag.Page:
    """Fetch once, and quickly."""
    options = {"delay": 0, "retries": 0, "timeout": 5, **changes}
    with ag.Fetcher(ag.FetchOptions(**options)) as fetcher:  # type: ignore[arg-type]
        return fetcher.fetch(url)


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All addresses that the fetcher dials from now on; none is reached."""
    found: list[str] = []

    async def refuse(_: object, host: str, *__: object, **___: object) -> None:
        found.append(host)
        raise httpcore.ConnectError("not in this test")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", refuse)
    return found


def test_f8_hostile_addresses(dialled: list[str]) -> None:
    """No spelling of a private address, nor any that looks like one, is dialled, for the page or its robots.txt."""
    refused = 0
    for host in HOSTS:
        for robots in (True, False):
            with pytest.raises((errors.BlockedAddress, errors.InvalidUrl, errors.ConnectionFailed)):
                read(f"http://{host}:8080/", respect_robots=robots)
        refused += 1
    report(f"F8 hostile addresses: {refused} of {len(HOSTS)} refused, {len(dialled)} sockets")
    assert len(HOSTS) >= 60
    assert dialled == []


def chains(news: Site, target: str) -> Iterator[str]:
    """Ways by which a public page leads to a target."""
    yield news.redirect("/one", target)
    news.redirect("/two", "/one", 301)
    yield news.redirect("/three", "/two", 307)
    yield news.page("/refresh", f'<meta http-equiv=refresh content="0;url={target}">'.encode())
    yield news.page("/canonical", PAGE.replace(b"<title>", f'<link rel=canonical href="{target}"><title>'.encode()))


def test_f8_chains_from_public_pages(news: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Redirects, chains of them, refreshes, canonical addresses and robots.txt lead to no private address."""
    judge, dial, reached = guard.why_closed, httpcore.AnyIOBackend.connect_tcp, list[str]()

    async def counted(backend: httpcore.AnyIOBackend, host: str, *rest: object, **more: object) -> object:
        reached.append(host)
        return await dial(backend, host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(guard, "why_closed", lambda ip: None if ip == "127.0.0.1" else judge(ip))
    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", counted)
    count = 0
    for target in TARGETS:
        for url in chains(news, target):
            if url.endswith("/canonical"):
                assert read(url, follow="canonical").url == url
            else:
                with pytest.raises(errors.BlockedAddress):
                    read(url)
            count += 1
        with site() as other:
            other.page("/story")
            other.redirect("/robots.txt", target)
            with pytest.raises(errors.BlockedAddress):
                read(other.url + "/story")
            count += 1
    inside = [host for host in reached if host != "127.0.0.1"]
    report(f"F8 hostile chains: {count} of {count} stopped, {len(inside)} sockets")
    assert set(reached) == {"127.0.0.1"}


def test_f9_names_that_change_their_mind(dialled: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand names that are public at one look and private at the next, or both at once: no private socket."""
    names = FickleNames()
    monkeypatch.setattr(socket, "getaddrinfo", names)
    with ag.Fetcher(ag.FetchOptions(delay=0, retries=0, respect_robots=False)) as fetcher:
        outcomes = list(fetcher.fetch_many(f"http://{number}.news.example/" for number in range(1000)))
    assert all(isinstance(fetched.error, errors.BlockedAddress | errors.ConnectionFailed) for fetched in outcomes)
    report(f"F9 rebinding: {names.looks} looks for 1000 connections, {dialled.count('127.0.0.1')} private sockets")
    assert names.looks == 1000
    assert dialled == ["93.184.216.34"] * 250


PORTS = [1, 7, 9, 11, 13, 19, 21, 22, 23, 25, 37, 53, 69, 79, 110, 111, 119, 135, 139, 143, 161, 389, 465, 587, 993,
         995, 2049, 2375, 3306, 5060, 5432, 5900, 6000, 6379, 6667, 9200, 11211, 27017, 65536]  # fmt: skip


def test_f10_ports(dialled: list[str]) -> None:
    """Ports of other services are refused, even with private addresses permitted."""
    for port in PORTS:
        with pytest.raises(errors.InvalidUrl):
            read(f"http://127.0.0.1:{port}/", allow_private=True)
    report(f"F10 ports: {len(PORTS)} of {len(PORTS)} refused, {len(dialled)} sockets")
    assert dialled == []


PAIRS = [
    ("https://news.example/", "http://news.example/"), ("http://news.example/", "https://news.example/"),
    ("https://news.example/", "https://news.example:8443/"), ("https://news.example:8443/", "https://news.example/"),
    ("https://news.example/", "https://www.news.example/"), ("https://www.news.example/", "https://news.example/"),
    ("https://news.example/", "https://other.example/"), ("https://news.example/", "https://news.example.org/"),
    ("https://news.example/", "https://evilnews.example/"), ("https://news.example/", "https://192.0.2.1/"),
    ("https://news.example/", "https://news.example./"), ("https://a.news.example/", "https://b.news.example/"),
]  # fmt: skip


def test_f11_secrets_stay_with_their_origin() -> None:
    """Authorization, Cookie, own headers and set cookies go to no other scheme, host or port, there or back."""
    given = {"Authorization": "t", "Cookie": "own=1", "X-Key": "k", "Proxy-Authorization": "p"}
    for start, end in PAIRS:
        seen: list[httpx.Request] = []
        leads = {start: end, end: start + "back"}

        def answer(
            request: httpx.Request, seen: list[httpx.Request] = seen, leads: dict[str, str] = leads
        ) -> httpx.Response:
            seen.append(request)
            if location := leads.get(str(request.url)):
                return httpx.Response(302, headers={"location": location, "set-cookie": "s=1"})
            return httpx.Response(200, html="<p>x")

        options = ag.FetchOptions(transport=httpx.MockTransport(answer), respect_robots=False, delay=0)
        with ag.Fetcher(options) as fetcher:
            fetcher.fetch(start, headers=given)
        assert [str(request.url) for request in seen] == [start, end, start + "back"]
        secret = {"authorization", "x-key", "proxy-authorization"}
        assert secret <= set(seen[0].headers)
        assert not (secret | {"cookie"}) & set(seen[1].headers)
        assert not secret & set(seen[2].headers)
        assert seen[2].headers["cookie"] == "s=1"
    report(f"F11 secrets: {len(PAIRS)} of {len(PAIRS)} pairs of origins without a leak")


NOW = datetime(2030, 1, 1, tzinfo=UTC)
WISHES: dict[str | None, float | None] = {
    "0": 0, "1": 1, "7": 7, "119": 119, "120": 120, "121": 121, "86400": 86400, "1000000000": 1e9,
    "9" * 300: 999999999999, "-5": None, "7.5": None, "": None, "soon": None, None: None, "٣": None,
    format_datetime(NOW + timedelta(seconds=9), usegmt=True): 9, "Thu, 01 Jan 1970 00:00:00 GMT": 0,
    "Fri, 31 Dec 9999 23:59:59 GMT": (datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC) - NOW).total_seconds(),
    "Tue, 99 Jan 2030 00:00:09 GMT": None,
}  # fmt: skip


def pause(error: errors.FetchError) -> float:
    """How long the first try again waits after an error."""
    outcome = SimpleNamespace(exception=lambda: error)
    return retry._pause(SimpleNamespace(outcome=outcome, attempt_number=1))  # type: ignore[arg-type]


def test_f13_retry_after() -> None:
    """What a server wishes is the least that is waited, or is handed on; two hundred clients do not fall in step."""
    for header, seconds in WISHES.items():
        wish = retry.retry_after(header, now=NOW)
        assert wish == seconds, header
        error = errors.BadStatus("busy", status=503, retry_after=wish)
        assert retry._is_transient(error) is ((wish or 0) <= retry.LONGEST_WAIT)
        assert all(pause(error) > (wish or 0) for _ in range(20))
    random.seed(7)
    pauses = sorted(pause(errors.BadStatus("busy", status=503, retry_after=5)) for _ in range(200))
    spread = pauses[-1] - pauses[0]
    report(f"F13 Retry-After: {len(WISHES)} of {len(WISHES)} values, never early; 200 clients over {spread:.2f} s")
    assert spread > 0.3
    assert max(later - earlier for earlier, later in pairwise(pauses)) < 0.1


TYPES = [
    "application/pdf", "application/zip", "application/gzip", "application/json", "application/ld+json",
    "application/rss+xml", "application/atom+xml", "application/javascript", "application/wasm", "application/msword",
    "application/vnd.ms-excel", "application/x-tar", "application/epub+zip", "application/manifest+json",
    "audio/mpeg", "audio/ogg", "audio/wav", "video/mp4", "video/webm", "video/quicktime", "image/jpeg", "image/png",
    "image/gif", "image/webp", "image/svg+xml", "image/avif", "font/woff2", "text/css", "text/csv", "text/calendar",
    "text/javascript", "message/rfc822",
]  # fmt: skip
STARTS = [b"%PDF-1.7", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n", b"GIF89a", b"PK\x03\x04", b"\x1f\x8b\x08", b"ID3\x04",
          b"OggS", b"\x00\x00\x00\x18ftypmp42", b"RIFF....WEBP", b"wOF2"]
VAGUE = ["", "text/plain", "application/octet-stream", "text/xml", "application/xml", "unknown/unknown", "*/*",
         "binary/octet-stream", "application/unknown", "text/htm"]


def test_f16_other_kinds_of_files(news: Site) -> None:
    """Thirty types are refused by name, files named pages by their bytes, pages under a vague name are taken."""
    with ag.Fetcher(ag.FetchOptions(allow_private=True, delay=0, retries=0)) as fetcher:
        for content_type in TYPES:
            with pytest.raises(errors.UnsupportedContentType):
                fetcher.fetch(news.page("/file", content_type=content_type))
        for start in STARTS:
            with pytest.raises(errors.UnsupportedContentType):
                fetcher.fetch(news.page("/file", start + bytes(600), content_type="text/html"))
        for content_type in VAGUE:
            assert fetcher.fetch(news.page("/file", content_type=content_type)).body == PAGE
    report(f"F16 kinds of files: {len(TYPES)} types refused; mislabelled: {len(STARTS)} refused, {len(VAGUE)} taken")


def test_f2_f3_codings_and_members() -> None:
    """Two thousand codings are refused before the body, x-gzip is gzip, and members are bounded."""
    codings = "Content-Encoding: " + ",".join(["gzip"] * 2000)
    two = gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:])
    cases: list[tuple[bytes, type[errors.FetchError] | None]] = [
        (html(b"", codings, length=10**6), errors.UnsupportedEncoding),
        (html(gzip.compress(PAGE), "Content-Encoding: x-gzip"), None),
        (html(two, "Content-Encoding: gzip"), None),
        (html(gzip.compress(b"") * 200_000, "Content-Encoding: gzip"), errors.ProtocolError),
    ]
    for data, error in cases:
        with raw(says(data)) as server, pytest.raises(error) if error else nullcontext():
            assert read(server.url, allow_private=True, respect_robots=False).body == PAGE
    report("F2, F3 codings: 2,000 codings and 200,000 members refused, x-gzip and two members read")

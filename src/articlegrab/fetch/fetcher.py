"""Getting one page: the deadline over everything, tries, redirects, robots.txt, limits."""

from __future__ import annotations

import hashlib
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self, TypeVar
from weakref import WeakValueDictionary

import anyio

from articlegrab.decode import decode
from articlegrab.errors import (
    BadStatus,
    DeadlineExceeded,
    FetchError,
    IncompleteBody,
    InvalidUrl,
    ProtocolError,
    ResponseTooLarge,
    RobotsDenied,
    TooManyRedirects,
    UnsafeRedirect,
    UnsupportedEncoding,
)
from articlegrab.fetch import robots
from articlegrab.fetch.coding import accept_encoding, codings, unpacked
from articlegrab.fetch.content import check_content, check_content_type
from articlegrab.fetch.retry import retry_after, with_retries
from articlegrab.fetch.trail import Trail
from articlegrab.fetch.translate import translated
from articlegrab.fetch.urls import clean_url, origin
from articlegrab.fetch.wire import Answer, Transport, Wire
from articlegrab.models.page import FetchInfo, Page

T = TypeVar("T")

MAX_REDIRECTS = 10

_ROBOTS_SEEN = robots.RobotsCache()
"""Shared by all fetchers of the process that use the real network."""


class Fetcher:
    """Fetches pages over shared connections: `async with Fetcher() as fetcher: page = await fetcher.fetch(url)`.

    The arguments are those of `articlegrab.fetch`. Tasks may use one Fetcher at the same time. With a `transport` of
    your own the address check is yours too; it is closed together with the Fetcher.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        timeout: float = 30.0,
        max_bytes: int = 20 * 2**20,
        respect_robots: bool = True,
        headers: Mapping[str, str] | None = None,
        retries: int = 2,
        ssl_context: ssl.SSLContext | None = None,
        transport: Transport | None = None,
    ) -> None:
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.respect_robots = respect_robots
        self.retries = retries
        self.headers = _request_headers(headers or {})
        self.robots = robots.RobotsCache() if transport else _ROBOTS_SEEN
        self.asking_robots: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()
        self.wire = Wire(allow_private=allow_private, ssl_context=ssl_context, transport=transport)

    async def __aenter__(self) -> Self:
        await self.wire.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.wire.__aexit__(kind, error, trace)

    async def fetch(self, url: str) -> Page:
        """Get a page. Raises FetchError in one of its kinds, and nothing else."""
        return await _Errand(self, url).run()


class _Errand:
    """One page to get. `doing` says where it is, for the message when time is up."""

    def __init__(self, fetcher: Fetcher, url: str) -> None:
        self._fetcher = fetcher
        self._asked = url
        self._url = clean_url(url)
        self._doing = "connecting"
        self._attempts = 0
        self._started = time.monotonic()

    async def run(self) -> Page:
        try:
            with anyio.fail_after(self._fetcher.timeout):
                return await with_retries(
                    self._attempt, retries=self._fetcher.retries, within=self._fetcher.timeout,
                )
        except FetchError:
            raise
        except TimeoutError as error:
            raise DeadlineExceeded(
                f"not done within {self._fetcher.timeout:g} seconds, still {self._doing}; timeout= allows more",
                url=self._url,
            ) from error

    async def _attempt(self) -> Page:
        self._attempts += 1
        trail = Trail(self._url, self._fetcher.headers, limit=MAX_REDIRECTS)

        async def take(answer: Answer) -> Page:
            return await self._page(answer, trail)

        return await self._walk(trail, take, before=self._check_robots)

    async def _walk(
        self, trail: Trail, take: Callable[[Answer], Awaitable[T]], *, before: Callable[[str], Awaitable[None]] | None,
    ) -> T:
        """Follow the redirects, whose bodies are not read, and `take` what comes at their end."""
        while True:
            if before:
                await before(trail.url)
            self._doing = f"waiting for {origin(trail.url)}"
            async with self._fetcher.wire.ask(trail.url, trail.headers) as answer:
                if answer.location is None:
                    with translated(trail.url, "reading"):
                        return await take(answer)
            trail.step(answer.location, set_cookies=answer.set_cookies)

    async def _check_robots(self, url: str) -> None:
        if not self._fetcher.respect_robots:
            return
        site = origin(url)
        async with self._fetcher.asking_robots.setdefault(site, anyio.Lock()):  # many tasks, one question
            rules = self._fetcher.robots.get(site)
            if rules is None:
                rules = await self._robots(site)
                self._fetcher.robots.put(site, rules)
        if rules.unreachable:
            refusal = RobotsDenied(
                f"robots.txt answered {rules.status}, which means: not now; respect_robots=False overrides it", url=url,
            )
            refusal.retryable = True
            raise refusal
        if not rules.allows(url, self._fetcher.headers["user-agent"]):
            raise RobotsDenied("robots.txt asks not to fetch it; respect_robots=False overrides that", url=url)

    async def _robots(self, site: str) -> robots.Robots:
        """Ask a site for its robots.txt. Where it cannot be reached, the page cannot either: that error goes up."""
        trail = Trail(f"{site}/robots.txt", self._fetcher.headers, limit=robots.MAX_REDIRECTS)

        async def take(answer: Answer) -> robots.Robots:
            return robots.read(answer.status, await self._start_of_body(answer, robots.MAX_BYTES))

        try:
            return await self._walk(trail, take, before=None)
        except (TooManyRedirects, UnsafeRedirect):
            return robots.Robots(404)

    async def _page(self, answer: Answer, trail: Trail) -> Page:
        content_type = answer.headers.get("content-type")
        _check_status(answer)
        check_content_type(content_type)
        packing = codings(answer.headers.get("content-encoding"))
        self._doing = "reading the page"
        packed = await self._packed(answer)
        body = b"".join(unpacked(packed, packing, limit=self._fetcher.max_bytes))
        check_content(body, content_type)
        charset = decode(body, content_type)[1]
        info = FetchInfo(
            url=self._asked, final_url=trail.url, status=answer.status, redirects=trail.passed,
            http_version=answer.http_version, fetched_at=datetime.now(UTC), elapsed=time.monotonic() - self._started,
            attempts=self._attempts, content_type=content_type, charset=charset, wire_bytes=len(packed),
            body_bytes=len(body), sha256=hashlib.sha256(body).hexdigest(),
        )
        return Page(
            url=trail.url, status=answer.status, headers=answer.headers, body=body, charset=charset, fetch=info,
        )

    async def _packed(self, answer: Answer) -> bytes:
        """The body as it is on the wire, whole."""
        limit = self._fetcher.max_bytes
        announced = answer.headers.get("content-length", "")
        packed = bytearray()
        if not (announced.isdigit() and int(announced[:18]) > limit):
            async for piece in answer.pieces():
                packed += piece
                if len(packed) > limit:
                    break
            else:
                return bytes(packed)
        raise ResponseTooLarge(f"more than {limit:,} bytes on the wire; max_bytes= sets the limit", limit=limit)

    async def _start_of_body(self, answer: Answer, limit: int) -> bytes:
        """The first bytes of a body, as far as they can be read: a broken robots.txt still says something."""
        packed, body = bytearray(), bytearray()
        with suppress(IncompleteBody):
            async for piece in answer.pieces():
                packed += piece
                if len(packed) >= limit:
                    break
        with suppress(IncompleteBody, ProtocolError, ResponseTooLarge, UnsupportedEncoding):
            names = codings(answer.headers.get("content-encoding"))
            with translated(answer.url, "reading"):
                for part in unpacked(bytes(packed[:limit]), names, limit=2 * limit):
                    body += part
        return bytes(body[:limit])


def _check_status(answer: Answer) -> None:
    if 200 <= answer.status < 300:
        return
    wish = retry_after(answer.headers.get("retry-after"))
    later = f"; it asks to come back in {wish:g} seconds" if wish else ""
    raise BadStatus(
        f"the server answered {answer.status} {answer.reason}".rstrip() + later, status=answer.status, retry_after=wish,
    )


def _request_headers(given: Mapping[str, str]) -> dict[str, str]:
    """What every request says; `given` headers come on top, except for how the body may be packed."""
    headers = {
        "user-agent": user_agent(),
        "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "accept-language": "en,*;q=0.5",
        **{name.lower(): value for name, value in given.items()},
        "accept-encoding": accept_encoding(),
    }
    for name, value in headers.items():
        if any(mark in name + value for mark in "\r\n\0") or not value.isprintable():
            raise InvalidUrl(f"the header {name!r} has characters that no header may have")
    return headers


def user_agent() -> str:
    """Who we are, and where to read about us."""
    try:
        number = version("articlegrab")
    except PackageNotFoundError:
        number = "0"
    return f"articlegrab/{number} (+https://pypi.org/project/articlegrab/)"

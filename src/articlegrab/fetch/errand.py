"""One page to get: tries, redirects, robots.txt, limits."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar
from weakref import WeakValueDictionary

import anyio

from articlegrab.decode import decode
from articlegrab.errors import (
    BadStatus,
    DeadlineExceeded,
    FetchError,
    IncompleteBody,
    ProtocolError,
    ResponseTooLarge,
    RobotsDenied,
    TooManyRedirects,
    UnsafeRedirect,
    UnsupportedEncoding,
)
from articlegrab.fetch import pointers, robots
from articlegrab.fetch.cached import CachedWire
from articlegrab.fetch.coding import codings, unpacked
from articlegrab.fetch.content import check_content, check_content_type
from articlegrab.fetch.cookies import Jar
from articlegrab.fetch.deadline import Deadline
from articlegrab.fetch.frontier import host_of
from articlegrab.fetch.headers import request_headers
from articlegrab.fetch.options import FetchOptions
from articlegrab.fetch.pace import Part, Turns
from articlegrab.fetch.pointers import Pointers
from articlegrab.fetch.retry import retry_after, with_retries
from articlegrab.fetch.trail import Trail, for_anybody
from articlegrab.fetch.translate import translated
from articlegrab.fetch.urls import clean_url, origin
from articlegrab.fetch.wire import Answer
from articlegrab.models.page import FetchInfo, Page

T = TypeVar("T")

MAX_REDIRECTS = 10
_SILENCE = 60.0
_TOO_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Desk:
    """What all errands of a fetcher share."""

    options: FetchOptions
    wire: CachedWire
    turns: Turns
    jar: Jar
    robots: robots.RobotsCache
    asking_robots: WeakValueDictionary[str, anyio.Lock] = field(default_factory=WeakValueDictionary)
    silent: dict[str, float] = field(default_factory=dict)
    """Sites whose robots.txt could not be had, and until when nobody asks again, on the clock of the event loop."""

    def leave_alone(self, site: str) -> None:
        """Have nobody ask a site for its robots.txt for a minute."""
        now = anyio.current_time()
        self.silent.pop(site, None)
        self.silent[site] = now + _SILENCE
        while self.silent and (oldest := next(iter(self.silent))) and self.silent[oldest] <= now:
            del self.silent[oldest]


class Errand:
    """One page to get. `doing` says where it is, for the message when time is up."""

    def __init__(self, desk: Desk, url: str, headers: Mapping[str, str]) -> None:
        self._desk = desk
        self._url = clean_url(url)
        self._headers = request_headers({**desk.options.headers, **headers})
        self._doing = "connecting"
        self._attempts = 0
        self._at_hand: Page | None = None
        self._asking_robots_of: str | None = None
        self._started = time.monotonic()

    async def run(self) -> Page:
        """Get it. Raises FetchError in one of its kinds."""
        options = self._desk.options
        try:
            with Deadline(options.timeout, options.patience) as self._deadline:
                return await with_retries(self._attempt, retries=options.retries, deadline=self._deadline)
        finally:
            if self._asking_robots_of:
                self._desk.leave_alone(self._asking_robots_of)
        if self._at_hand:
            return self._at_hand
        raise DeadlineExceeded(
            f"not done within {options.timeout:g} seconds, still {self._doing}; timeout= allows more", url=self._url,
        )

    async def _attempt(self) -> Page:
        self._attempts += 1
        trail = Trail(self._url, self._headers, self._desk.jar, limit=MAX_REDIRECTS)

        async def take(answer: Answer) -> tuple[Page, Pointers]:
            return await self._page(answer, trail)

        page, said = await self._walk(trail, take, before=self._check_robots)
        while target := trail.beyond(said.refresh, said.base):
            trail.step(target)
            page, said = await self._walk(trail, take, before=self._check_robots)
        wanted = self._desk.options.follow
        if wanted and (target := trail.beyond(getattr(said, wanted), said.base)):
            self._at_hand = page  # better than none
            with suppress(FetchError):
                trail.step(target)
                page, _ = await self._walk(trail, take, before=self._check_robots)
        return page

    async def _walk(
        self, trail: Trail, take: Callable[[Answer], Awaitable[T]], *, before: Callable[[str], Awaitable[None]] | None,
    ) -> T:
        """Follow the redirects, whose bodies are not read, and `take` what comes at their end."""
        last_host = None
        while True:
            cached = before is not None and not trail.has_secrets
            kept = await self._desk.wire.look_up(trail.url, trail.headers) if cached else None
            if kept and (answer := self._desk.wire.fresh(trail.url, trail.headers, kept)):
                return await take(answer)
            if before:
                await before(trail.url)
            host = host_of(trail.url)
            self._doing = f"waiting for a turn at {host}"
            part: Part = "robots" if before is None else "redirect" if host == last_host else "opening"
            async with self._desk.turns.turn(host, self._deadline, part=part) as sent:
                self._doing = f"waiting for {origin(trail.url)}"
                async with self._desk.wire.ask(trail.url, trail.headers, kept, sent) as answer:
                    if answer.location is None:
                        with translated(trail.url, "reading"):
                            return await take(answer)
            last_host = host
            trail.step(answer.location, set_cookies=answer.set_cookies)

    async def _check_robots(self, url: str) -> None:
        if not self._desk.options.respect_robots:
            return
        site, agent = origin(url), self._headers["user-agent"]
        async with self._desk.asking_robots.setdefault(site, anyio.Lock()):  # many tasks, one question
            rules = self._desk.robots.get(site)
            if rules is None:
                if anyio.current_time() < self._desk.silent.get(site, 0.0):
                    raise _not_now("robots.txt could not be had a moment ago", url)
                self._asking_robots_of = site
                rules = await self._robots(site)
                self._asking_robots_of = None
                self._desk.robots.put(site, rules)
        if rules.unreachable:
            raise _not_now(f"robots.txt answered {rules.status}", url)
        if not rules.allows(url, agent):
            raise RobotsDenied("robots.txt asks not to fetch it; respect_robots=False overrides that", url=url)
        self._desk.turns.ask_for_gap(host_of(url), rules.crawl_delay(agent))

    async def _robots(self, site: str) -> robots.Robots:
        """Ask a site for its robots.txt. Where it cannot be reached, the page cannot either: that error goes up."""
        trail = Trail(f"{site}/robots.txt", for_anybody(self._headers), Jar(), limit=robots.MAX_REDIRECTS)

        async def take(answer: Answer) -> robots.Robots:
            return robots.read(answer.status, await self._start_of_body(answer, robots.MAX_BYTES))

        try:
            return await self._walk(trail, take, before=None)
        except (TooManyRedirects, UnsafeRedirect):
            return robots.Robots(404)

    async def _page(self, answer: Answer, trail: Trail) -> tuple[Page, Pointers]:
        content_type = answer.headers.get("content-type")
        trail.keep(answer.set_cookies)
        self._check_status(answer)
        if self._desk.options.html_only:
            check_content_type(content_type)
        packing = codings(answer.headers.get("content-encoding"))
        self._doing = "reading the page"
        packed = await self._packed(answer)
        try:
            body = b"".join(unpacked(packed, packing, limit=self._desk.options.max_bytes))
        except ResponseTooLarge as error:
            del packed  # the traceback of its refusal would keep a bomb in memory
            raise error.with_traceback(None) from None
        if self._desk.options.html_only:
            check_content(body, content_type)
        if not trail.has_secrets:
            await self._desk.wire.keep(answer, packed)
        text, charset = decode(body, content_type)
        info = FetchInfo(
            url=self._url, final_url=trail.url, status=answer.status, redirects=list(trail.passed),
            http_version=answer.http_version, fetched_at=datetime.now(UTC), elapsed=time.monotonic() - self._started,
            waited=self._deadline.waited, attempts=self._attempts, cache=answer.cache, content_type=content_type,
            charset=charset, wire_bytes=len(packed), body_bytes=len(body), sha256=hashlib.sha256(body).hexdigest(),
        )
        page = Page(
            url=trail.url, status=answer.status, headers=answer.headers, body=body, charset=charset, fetch=info,
        )
        return page, pointers.read(text)

    def _check_status(self, answer: Answer) -> None:
        host = host_of(answer.url)
        if answer.status == 206:
            raise IncompleteBody("the server sent a part of the page, though it was asked for the whole")
        if 200 <= answer.status < 300:
            self._desk.turns.ease(host)
            return
        wish = retry_after(answer.headers.get("retry-after"))
        if answer.status in _TOO_BUSY:
            self._desk.turns.slow_down(host, answer.status, wish)
        later = f"; it asks to come back in {wish:g} seconds" if wish else ""
        raise BadStatus(
            f"the server answered {answer.status} {answer.reason}".rstrip() + later,
            status=answer.status, retry_after=wish,
        )

    async def _packed(self, answer: Answer) -> bytes:
        """The body as it is on the wire, whole."""
        limit = self._desk.options.max_bytes
        announced = answer.headers.get("content-length", "")
        packed = bytearray()
        if not (announced.isdigit() and int(announced[:18]) > limit):
            async for piece in answer.pieces():
                packed += piece
                if len(packed) > limit:
                    break
            else:
                return bytes(packed)
        packed.clear()  # the traceback would keep it
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


def _not_now(why: str, url: str) -> RobotsDenied:
    refusal = RobotsDenied(f"{why}, which means: not now; respect_robots=False overrides it", url=url)
    refusal.retryable = True
    return refusal

"""Pages as their scripts leave them: Chromium renders, but has no network of its own.

Whatever a page asks for is caught before it leaves the browser, and fetched over the same guarded wire as pages are:
the same address check, the same limits. What cannot be caught so, sockets for instance, ends at a proxy that does not
exist. Of a page's own requests only scripts, styles and data are fetched.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING

import anyio
import httpx

from articlegrab.errors import ConnectionFailed, FetchError, MissingExtra, ProtocolError, ResponseTooLarge
from articlegrab.fetch.coding import codings, unpacked
from articlegrab.fetch.content import media_type
from articlegrab.fetch.translate import translated
from articlegrab.fetch.urls import clean_url
from articlegrab.fetch.wire import Answer, Transport, Wire

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Page, Route

_NO_NETWORK = (
    "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>", "--disable-quic", "--disable-gpu",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--dns-prefetch-disable",
)
_FETCHED = frozenset({"script", "stylesheet", "xhr", "fetch"})
_NOT_PASSED_ON = frozenset({"content-encoding", "content-length", "transfer-encoding", "set-cookie", "connection"})
_MOST_REQUESTS = 150
_MOST_HOPS = 5
_MOST_PAGES = 4
_FAREWELL = 5.0
"""Seconds that the last pages may take to close, before the browser ends with them."""

_SETTLES = 3000
"""Milliseconds that a page may take to come to rest once it is loaded; then it is taken as it stands."""


class BrowserTransport(Transport):
    """Answers as the wire does, but HTML pages after their scripts have run."""

    def __init__(self, wire: Wire, *, max_bytes: int) -> None:
        self._wire = wire
        self._max_bytes = max_bytes
        self._running = AsyncExitStack()
        self._browser: Browser | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> BrowserTransport:
        try:
            asyncio.get_running_loop()
        except RuntimeError as error:
            raise RuntimeError("render=True needs asyncio") from error
        self._starting, self._pages = anyio.Lock(), anyio.Semaphore(_MOST_PAGES)
        await self._running.enter_async_context(self._wire)
        return self

    async def aclose(self) -> None:
        """End the browser."""
        with anyio.move_on_after(_FAREWELL):
            await asyncio.gather(*self._closing)
        await self._running.aclose()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """GET a page over the wire, and let the browser build it."""
        headers = dict(request.headers)
        async with self._wire.ask(str(request.url), headers) as answer:
            status, named = answer.status, _passed_on(answer)
            body = b"" if answer.location else await _body(answer, self._max_bytes)
            cookies = [("set-cookie", line) for line in answer.set_cookies]
        if status != 200 or media_type(named.get("content-type")) not in ("text/html", "application/xhtml+xml"):
            return httpx.Response(status, headers=[*named.items(), *cookies], content=body)
        async with self._visit(headers) as page:
            visit = _Visit(self._wire, page, str(request.url), (named, body), self._max_bytes - len(body))
            rendered = await visit.render(self._max_bytes)
        if visit.moved_to:
            return httpx.Response(302, headers=[("location", visit.moved_to), *cookies])
        named["content-type"] = "text/html; charset=utf-8"
        return httpx.Response(200, headers=[*named.items(), *cookies], content=rendered)

    @asynccontextmanager
    async def _visit(self, headers: dict[str, str]) -> AsyncIterator[Page]:
        """A page of a browser that remembers nothing. Closing it, which a busy script holds up, is not waited for."""
        await self._pages.acquire()
        context = None
        try:
            browser = await self._started()
            context = await browser.new_context(
                service_workers="block", accept_downloads=False, user_agent=headers.get("user-agent"),
            )
            yield await context.new_page()
        except _error() as error:
            raise ProtocolError(f"the browser could not show the page: {str(error).splitlines()[0]}") from error
        finally:
            closing = asyncio.create_task(self._leave(context))
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def _leave(self, context: BrowserContext | None) -> None:
        """Close a page, and make room for the next one."""
        try:
            if context is not None:
                with suppress(_error()):
                    await context.close()
        finally:
            self._pages.release()

    async def _started(self) -> Browser:
        async with self._starting:
            if self._browser is None:
                from playwright.async_api import async_playwright

                playwright = await self._running.enter_async_context(async_playwright())
                own = playwright.chromium.executable_path
                found = own if os.path.exists(own) else shutil.which("chromium") or shutil.which("google-chrome")
                if found is None:
                    raise MissingExtra("no Chromium here; run: playwright install chromium")
                self._browser = await playwright.chromium.launch(
                    executable_path=found, args=list(_NO_NETWORK), chromium_sandbox=not _is_root(),
                )
                self._running.push_async_callback(self._browser.close)
            return self._browser


class _Visit:
    """One page in the browser. `moved_to` is where its script went instead of staying."""

    def __init__(
        self, wire: Wire, page: Page, url: str, document: tuple[dict[str, str], bytes], allowance: int
    ) -> None:
        self._wire = wire
        self._page = page
        self._url = url
        self._document = document
        self._allowance = allowance
        self._requests = 0
        self._begun = False
        self.moved_to: str | None = None

    async def render(self, limit: int) -> bytes:
        """The page's HTML once it has come to rest."""
        from playwright.async_api import TimeoutError as NotYet

        await self._page.context.route("**/*", self._answer)
        try:
            await self._page.goto(self._url, wait_until="load", timeout=0)
            with suppress(NotYet):
                await self._page.wait_for_load_state("networkidle", timeout=_SETTLES)
            length = await self._page.evaluate("document.documentElement.outerHTML.length")
            if not isinstance(length, int) or length > limit:
                raise ResponseTooLarge(f"more than {limit:,} characters when its scripts have run", limit=limit)
            return (await self._page.content()).encode("utf-8", "replace")
        except _error():
            if self.moved_to:
                return b""
            raise

    async def _answer(self, route: Route) -> None:
        with suppress(_error()):  # the page was closed meanwhile
            await self._decide(route)

    async def _decide(self, route: Route) -> None:
        request = route.request
        if request.is_navigation_request() and request.frame == self._page.main_frame:
            if self._begun:
                self.moved_to = request.url
                await route.abort()
                return
            self._begun = True
            headers, body = self._document
            await route.fulfill(status=200, headers=headers, body=body)
        elif request.method == "GET" and request.resource_type in _FETCHED and self._requests < _MOST_REQUESTS:
            self._requests += 1
            wanted = ("user-agent", "accept", "accept-language", "referer", "origin")
            headers = {name: value for name, value in request.headers.items() if name in wanted}
            try:
                status, named, body = await self._fetched(request.url, headers)
            except FetchError:
                await route.abort()
            else:
                await route.fulfill(status=status, headers=named, body=body)
        else:
            await route.abort()

    async def _fetched(self, url: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        for _ in range(_MOST_HOPS):
            url = clean_url(url)
            async with self._wire.ask(url, headers) as answer:
                if answer.location is None:
                    body = await _body(answer, self._allowance)
                    self._allowance -= len(body)
                    return answer.status, _passed_on(answer), body
                url = clean_url(answer.location, base=url)
        raise ConnectionFailed("too many redirects", url=url)


def _is_root() -> bool:
    """Chromium's sandbox does not work for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _error() -> type[Exception]:
    from playwright.async_api import Error

    return Error


def _passed_on(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in _NOT_PASSED_ON}


async def _body(answer: Answer, limit: int) -> bytes:
    packing, packed = codings(answer.headers.get("content-encoding")), bytearray()
    async for piece in answer.pieces():
        packed += piece
        if len(packed) > limit:
            raise ResponseTooLarge(f"more than {limit:,} bytes on the wire; max_bytes= sets the limit", limit=limit)
    with translated(answer.url, "reading"):
        return b"".join(unpacked(bytes(packed), packing, limit=limit))

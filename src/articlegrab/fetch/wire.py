"""The wire: an httpx client that dials only addresses that were checked.

httpx, its maintained successor httpx2 and httpcore are spoken to in this file, `translate.py` and `urls.py` alone. The
client's own redirects, decoding, time limits, cookies and environment are switched off: see `fetcher.py` for ours.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

import anyio
import httpcore
import httpx

from articlegrab.errors import ConnectionFailed
from articlegrab.fetch import guard
from articlegrab.fetch.translate import translated

Transport = httpx.AsyncBaseTransport
"""What carries requests; tests hand in an `httpx.MockTransport`."""

Cookies = httpx.Cookies

_ONE_ADDRESS = 4.0
"""Seconds for one address of a host that has others to try."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Answer:
    """The head of a response, and its body still on the wire."""

    def __init__(self, response: httpx.Response, url: str) -> None:
        self.url = url
        self.status = response.status_code
        self.reason = response.reason_phrase
        self.http_version = response.http_version
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        self._response = response

    @property
    def location(self) -> str | None:
        """Where a redirect points; None for an answer that is none."""
        return self.headers.get("location") if self.status in _REDIRECTS else None

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes over the wire, packed as it is."""
        with translated(self.url, "reading"):
            async for piece in self._response.aiter_raw():
                yield piece


class Wire:
    """Sends requests. An async context manager; connections are kept while it is open."""

    def __init__(self, *, allow_private: bool, ssl_context: ssl.SSLContext | None, transport: Transport | None) -> None:
        self._client = httpx.AsyncClient(
            transport=transport or _CheckedTransport(allow_private, ssl_context or _trusting_public_roots()),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # each errand has its own
            follow_redirects=False,
            trust_env=False,
            timeout=None,
        )

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    @asynccontextmanager
    async def ask(self, url: str, headers: Mapping[str, str], cookies: Cookies) -> AsyncIterator[Answer]:
        """GET an address. Leaving the block without reading the body costs nothing but the connection."""
        with translated(url, "asking"):
            request = httpx.Request("GET", url, headers=dict(headers))
            cookies.set_cookie_header(request)
            response = await self._client.send(request, stream=True)
        try:
            with translated(url, "asking"):
                cookies.extract_cookies(response)
                answer = Answer(response, url)
            yield answer
        finally:
            with anyio.CancelScope(shield=True):
                await response.aclose()


class _CheckedTransport(Transport):
    """httpx's own transport, but with a network backend of ours, for which httpx has no argument."""

    def __init__(self, allow_private: bool, ssl_context: ssl.SSLContext) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context,
            http2=find_spec("h2") is not None,
            network_backend=_CheckedBackend(allow_private),
            max_connections=None,
            keepalive_expiry=15.0,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        response = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=response.status, headers=response.headers, stream=_Body(response.stream),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name once, judges all addresses, dials them in turn. TLS still asks for the name."""

    def __init__(self, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._dial = httpcore.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await guard.addresses(host, port, allow_private=self._allow_private)
        problem: Exception = ConnectionFailed(f"no address of {host} answers")
        for address in addresses:
            try:
                return await self._dial.connect_tcp(
                    address, port, timeout=_ONE_ADDRESS if len(addresses) > 1 else timeout,
                    local_address=local_address, socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
        raise ConnectionFailed(
            f"no connection to {host}, port {port}: {str(problem) or type(problem).__name__}"
        ) from problem

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise NotImplementedError("pages are not fetched over local sockets")

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


@lru_cache(maxsize=1)
def _trusting_public_roots() -> ssl.SSLContext:
    """Certificates are verified against the public roots; loading them takes long enough to do it once."""
    return httpx.create_ssl_context(trust_env=False)

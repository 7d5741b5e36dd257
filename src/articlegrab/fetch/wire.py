"""The wire: an httpx transport that dials only addresses that were checked.

httpx and httpcore are spoken to in this file, `translate.py` and `urls.py` alone; httpx2, which carries httpx on, can
replace it there. Requests go straight to the transport: httpx's Client adds redirects, decoding, time limits, cookies
and proxies, of which `fetcher.py` has its own, and reads `Location` and cookies even where that is switched off.
"""

from __future__ import annotations

import ssl
import time
from collections import OrderedDict
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

import anyio
import httpcore
import httpx

from articlegrab.errors import ConnectionFailed, MissingExtra, ProtocolError
from articlegrab.fetch import guard
from articlegrab.fetch.options import FetchOptions
from articlegrab.fetch.translate import translated
from articlegrab.models.page import CacheState

Transport = httpx.AsyncBaseTransport
"""What carries requests; tests hand in an `httpx.MockTransport`."""

_ONE_ADDRESS = 4.0
"""Seconds for one address of a host that has others to try."""

_MOST_FIELDS = 200
_MOST_HEADER_BYTES = 64 * 1024
_SPOKEN = frozenset({"HTTP/1.0", "HTTP/1.1", "HTTP/2"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of a response, and its body still on the wire or in the cache.

    Header names are in lower case. `asked` is when, as Unix time, and `sent` the headers of the request.
    """

    url: str
    status: int
    reason: str
    http_version: str
    headers: dict[str, str]
    body: AsyncIterable[bytes]
    set_cookies: list[str] = field(default_factory=list)
    asked: float = 0.0
    sent: Mapping[str, str] = field(default_factory=dict)
    cache: CacheState | None = None

    @property
    def location(self) -> str | None:
        """Where a redirect points; None for an answer that is none."""
        return self.headers.get("location") if self.status in _REDIRECTS else None

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes over the wire, packed as it is."""
        with translated(self.url, "reading"):
            async for piece in self.body:
                yield piece


class Wire:
    """Sends requests. An async context manager; connections are kept while it is open."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._transport.__aexit__(kind, error, trace)

    @asynccontextmanager
    async def ask(
        self, url: str, headers: Mapping[str, str], sent: Callable[[], None] | None = None
    ) -> AsyncIterator[Answer]:
        """GET an address. Leaving the block without reading the body costs nothing but the connection.

        `sent` is called when the request has gone out.
        """

        async def trace(event: str, _: object) -> None:
            if sent and event.endswith("send_request_headers.complete"):
                sent()

        if sent and not isinstance(self._transport, _CheckedTransport):
            sent()  # others do not say when
        with translated(url, "asking"):
            request = httpx.Request("GET", url, headers=dict(headers), extensions={"trace": trace})
            asked = time.time()
            response = await self._transport.handle_async_request(request)
        try:
            yield _answer(response, url, asked)
        finally:
            with anyio.CancelScope(shield=True):
                await response.aclose()


def _answer(response: httpx.Response, url: str, asked: float) -> Answer:
    if response.http_version not in _SPOKEN:
        raise ProtocolError(f"an answer in {response.http_version[:20]!a}", url=url)
    fields = response.headers.raw
    if len(fields) > _MOST_FIELDS or sum(len(name) + len(value) for name, value in fields) > _MOST_HEADER_BYTES:
        raise ProtocolError(f"{len(fields)} header fields, or more than {_MOST_HEADER_BYTES:,} bytes of them", url=url)
    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("transport= must be an asynchronous one")
    return Answer(
        url=url, status=response.status_code, reason=response.reason_phrase, http_version=response.http_version,
        headers={name.lower(): value for name, value in response.headers.items()}, body=response.stream,
        set_cookies=response.headers.get_list("set-cookie"), asked=asked,
    )


def network(options: FetchOptions) -> Transport:
    """What carries the requests that a fetcher with these options sends."""
    if options.transport:
        return options.transport
    checked = _CheckedTransport(options)
    if not options.render:
        return checked
    if find_spec("playwright") is None:
        raise MissingExtra("render=True needs a browser; pip install 'articlegrab[browser]'")
    from articlegrab.fetch.browser import BrowserTransport

    return BrowserTransport(Wire(checked), max_bytes=options.max_bytes)


class _CheckedTransport(Transport):
    """httpx's own transport, but with a network backend of ours, for which httpx has no argument.

    Each origin has a pool to itself: one pool for all would look at every connection for every request.
    """

    def __init__(self, options: FetchOptions) -> None:
        self._options = options
        self._spelling_only = options.proxy is not None and not options.allow_private
        self._pools: OrderedDict[tuple[bytes, bytes, int | None], httpcore.AsyncConnectionPool] = OrderedDict()
        self._most_pools = 4 * options.concurrency

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if self._spelling_only:
            guard.check_spelling(url.host)
        await self._close_idle()
        response = await self._pool(url).handle_async_request(
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

    def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        """The pool of an origin, which begins its request at once: so long none of them is taken for idle."""
        key = (url.raw_scheme, url.raw_host, url.port)
        if key not in self._pools:
            self._pools[key] = _proxy(self._options) if self._options.proxy else httpcore.AsyncConnectionPool(
                **_pooling(self._options), network_backend=_CheckedBackend(self._options.allow_private),
            )
        self._pools.move_to_end(key)
        return self._pools[key]

    async def _close_idle(self) -> None:
        """Close the connections of the origins that were last asked the longest ago, where there are many."""
        if len(self._pools) > self._most_pools:
            idle = (key for key, pool in self._pools.items() if all(line.is_idle() for line in pool.connections))
            if key := next(idle, None):
                await self._pools.pop(key).aclose()

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


def _pooling(options: FetchOptions) -> dict[str, Any]:
    return {
        "ssl_context": options.ssl_context or _trusting_public_roots(),
        "http2": find_spec("h2") is not None,
        "max_connections": None,
        "keepalive_expiry": 15.0,
    }


def _proxy(options: FetchOptions) -> httpcore.AsyncHTTPProxy:
    """All requests over the user's proxy: its own address is the user's choice, and not checked."""
    url = httpx.URL(options.proxy or "")
    return httpcore.AsyncHTTPProxy(
        str(url.copy_with(userinfo=b"")), proxy_auth=(url.username, url.password) if url.userinfo else None,
        **_pooling(options),
    )


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
                return _Connection(
                    await self._dial.connect_tcp(
                        address, port, timeout=_ONE_ADDRESS if len(addresses) > 1 else timeout,
                        local_address=local_address, socket_options=socket_options,
                    )
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


class _Connection(httpcore.AsyncNetworkStream):
    """A connection that is closed also when the TLS handshake on it is cut off, which httpcore forgets."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            with anyio.CancelScope(shield=True):
                await self._stream.aclose()
            raise


@lru_cache(maxsize=1)
def _trusting_public_roots() -> ssl.SSLContext:
    """Certificates are verified against the public roots; loading them takes long enough to do it once."""
    return httpx.create_ssl_context(trust_env=False)

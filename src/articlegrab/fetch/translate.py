"""The one spot where errors of other libraries become ours."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import anyio
import httpcore
import httpx

from articlegrab.errors import (
    ConnectionFailed,
    DeadlineExceeded,
    FetchError,
    IncompleteBody,
    InvalidUrl,
    ProtocolError,
    TlsError,
    TooManyRedirects,
)
from articlegrab.fetch.coding import CODEC_ERRORS

Phase = Literal["asking", "reading"]

_OURS: dict[type[BaseException], type[FetchError]] = {
    httpx.InvalidURL: InvalidUrl,
    httpx.UnsupportedProtocol: InvalidUrl,
    httpx.TimeoutException: DeadlineExceeded,
    httpx.TooManyRedirects: TooManyRedirects,
    httpx.NetworkError: ConnectionFailed,
    httpx.ProxyError: ConnectionFailed,
    httpx.HTTPError: ProtocolError,
    httpx.StreamError: ProtocolError,
    httpx.CookieConflict: ProtocolError,
    httpcore.UnsupportedProtocol: InvalidUrl,
    httpcore.TimeoutException: DeadlineExceeded,
    httpcore.NetworkError: ConnectionFailed,
    httpcore.ProxyError: ConnectionFailed,
    httpcore.ConnectionNotAvailable: ConnectionFailed,
    httpcore.ProtocolError: ProtocolError,
    anyio.BrokenResourceError: ConnectionFailed,
    anyio.ClosedResourceError: ConnectionFailed,
    anyio.EndOfStream: ConnectionFailed,
    ssl.SSLError: TlsError,
    OSError: ConnectionFailed,
    ValueError: ProtocolError,  # header values and cookies that Python cannot read
    **dict.fromkeys(CODEC_ERRORS, ProtocolError),
}
"""A class stands for its subclasses; the nearest ancestor counts."""

_SENT_WRONG = (httpx.LocalProtocolError, httpcore.LocalProtocolError)

_HANGS_UP = (
    "peer closed connection", "Server disconnected without sending", "<StreamReset", "<ConnectionTerminated",
)
"""How httpcore says so, over HTTP/1.1 and HTTP/2."""


@contextmanager
def translated(url: str, phase: Phase) -> Iterator[None]:
    """Turn whatever other libraries raise inside into a FetchError with `url`, chained to the original."""
    try:
        yield
    except FetchError as error:
        error.url = error.url or url
        raise
    except tuple(_OURS) as error:
        raise ours(error, phase, url) from error


def ours(error: BaseException, phase: Phase, url: str | None = None) -> FetchError:
    """What a foreign error is called here. Raises KeyError for one that has no name yet."""
    kind = next((_OURS[cls] for cls in type(error).__mro__ if cls in _OURS), None)
    if kind is None:
        raise KeyError(type(error))
    if (cause := _tls_cause(error)) is not None:
        return TlsError(f"no secure connection: {_reason(cause)}", url=url)
    text = str(error) or type(error).__name__
    hung_up = text.startswith(_HANGS_UP)
    if phase == "reading" and (kind is ConnectionFailed or hung_up):
        return IncompleteBody(f"the connection ended before the page did: {text}", url=url)
    if kind is ProtocolError and hung_up:
        return ConnectionFailed("the server hung up without an answer", url=url)
    failure = kind(f"{_WHAT.get(kind, 'the request failed')}: {text}", url=url)
    if isinstance(error, (*_SENT_WRONG, *CODEC_ERRORS)):
        failure.retryable = False
    return failure


_WHAT: dict[type[FetchError], str] = {
    ConnectionFailed: "no connection",
    DeadlineExceeded: "the network took too long",
    InvalidUrl: "not an address to fetch",
    ProtocolError: "not HTTP as written down",
    TooManyRedirects: "too many redirects",
}


def _tls_cause(error: BaseException) -> ssl.SSLError | None:
    """The TLS error at the bottom, if there is one; a connection cut off inside TLS is only a cut connection."""
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, ssl.SSLError):
        seen = seen.__cause__ or seen.__context__
    return None if isinstance(seen, ssl.SSLEOFError | ssl.SSLZeroReturnError) else seen


def _reason(error: ssl.SSLError) -> str:
    text = getattr(error, "verify_message", None) or getattr(error, "reason", None)  # errors made in Python have none
    return str(text or error)

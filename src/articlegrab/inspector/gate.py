"""Who may speak to the server, and how much: its own host names, its own pages, requests of bounded size."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from articlegrab.inspector.problems import Refused, problem
from articlegrab.models.requests import MAX_HTML

MAX_BODY = 2 * MAX_HTML + 2**20
"""Bytes of a request: a page of the largest size, some of its characters escaped."""
MAX_TARGET = 4096
"""Bytes of a request's path and query."""

_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Gate:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or let through, one request."""
        if scope["type"] != "http":
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal := _refusal(scope):
            await problem(refusal)(scope, receive, send_with_headers)
        else:
            await self._app(scope, _counted(receive), send_with_headers)


def _refusal(scope: Scope) -> Refused | None:
    """Why a request is not let in; None where it is."""
    headers = Headers(scope=scope)
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _is_here(hosts[0], scope):
        return Refused(400, "wrong_host", "This server answers to localhost and 127.0.0.1 only.")
    origin = headers.get("origin")
    if origin is not None and origin != f"http://{hosts[0]}":
        return Refused(403, "wrong_origin", "Other sites' pages may not use this server.")
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and scope["method"] not in _SAFE:
        return Refused(403, "wrong_origin", "Other sites' pages may not use this server.")
    if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET:
        return Refused(414, "address_too_long", f"The address has more than {MAX_TARGET} bytes.")
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()):
        return Refused(400, "invalid_request", "The Content-Length is no number.")
    return _TOO_LARGE if len(length) > 12 or int(length) > MAX_BODY else None


def _is_here(host: str, scope: Scope) -> bool:
    """Whether a Host header names this server: a loopback name, and the port it listens on."""
    name, _, port = host.lower().rpartition(":") if not host.endswith("]") and ":" in host else (host.lower(), "", "80")
    return name in _NAMES and port == str(_port(scope))


def _port(scope: Scope) -> Any:
    server = scope.get("server")
    return server[1] if server else None


_TOO_LARGE = Refused(413, "request_too_large", f"The request has more than {MAX_BODY >> 20} MB.")


def _counted(receive: Receive) -> Receive:
    """The same stream of messages, which ends in a refusal where it holds too much."""
    seen = 0

    async def counting() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > MAX_BODY:
            raise _TOO_LARGE
        return message

    return counting

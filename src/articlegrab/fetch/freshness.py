"""HTTP caching as RFC 9111 has it, for a private cache of pages: what may be kept, how long it holds, what then.

Nothing here touches disk, network or clock. Headers are dicts with lower-case names, times are Unix seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import formatdate, parsedate_to_datetime

Headers = Mapping[str, str]

_DIRECTIVE = re.compile(r'([!#$%&\'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,;"]*))?')
_LONGEST = 2**31
_HEURISTIC = 0.1
_LONGEST_HEURISTIC = 86400.0
_NOT_FOR_THE_NEXT = frozenset({
    "connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "proxy-connection",
    "proxy-authenticate", "proxy-authentication-info", "proxy-authorization", "set-cookie",
})
_NOT_FROM_A_304 = {"content-length", "content-encoding", "content-range", "content-md5"}
"""What describes the stored body, which the 304 did not bring."""


def directives(header: str | None) -> dict[str, str | None]:
    """The directives of a `Cache-Control` header; of one that is said twice, the first counts.

    >>> directives('max-age=60, private="set-cookie, x", No-Cache')
    {'max-age': '60', 'private': 'set-cookie, x', 'no-cache': None}
    """
    found: dict[str, str | None] = {}
    for match in _DIRECTIVE.finditer(header or ""):
        value = match[2]
        found.setdefault(match[1].lower(), value.strip('"') if value is not None else None)
    return found


def may_be_kept(request: Headers, status: int, response: Headers) -> bool:
    """Whether an answer to a GET may be stored, and is worth it: it says how long it holds, or can be asked about."""
    wanted, said = directives(request.get("cache-control")), directives(response.get("cache-control"))
    if status != 200 or "no-store" in wanted or "no-store" in said:
        return False
    if "*" in varying(response):
        return False
    lasting = "max-age" in said or "expires" in response or "last-modified" in response
    return lasting or "etag" in response


def kept(response: Headers, received: float) -> dict[str, str]:
    """Of an answer's headers those that are stored, with a Date in any case."""
    this_hop = _NOT_FOR_THE_NEXT | {name.strip().lower() for name in response.get("connection", "").split(",")}
    headers = {name: value for name, value in response.items() if name not in this_hop}
    if moment(headers.get("date")) is None:
        headers["date"] = formatdate(received, usegmt=True)
    return headers


def refreshed(stored: Headers, response: Headers, received: float) -> dict[str, str]:
    """The stored headers after a 304 that confirms them."""
    news = {name: value for name, value in kept(response, received).items() if name not in _NOT_FROM_A_304}
    old = {name: value for name, value in stored.items() if name not in ("age", "date") or name in news}
    return {**old, **news}


def age(response: Headers, asked: float, received: float, now: float) -> float:
    """Seconds since the answer was made or confirmed at its origin; `asked` and `received` are when it was fetched."""
    date = moment(response.get("date"))
    apparent = max(0.0, received - date) if date is not None else 0.0
    announced = response.get("age", "").split(",")[0].strip()
    corrected = (float(announced[:10]) if announced.isdigit() and announced.isascii() else 0.0) + received - asked
    return max(apparent, corrected) + max(0.0, now - received)


def lifetime(response: Headers) -> float:
    """Seconds that an answer is fresh; a tenth of the time it had not changed before, where it does not say."""
    said = directives(response.get("cache-control"))
    if "max-age" in said:
        return _seconds(said["max-age"]) or 0.0
    date = moment(response.get("date")) or 0.0
    if "expires" in response:
        expires = moment(response["expires"])
        return max(0.0, expires - date) if expires is not None else 0.0
    modified = moment(response.get("last-modified"))
    return min(max(0.0, date - modified) * _HEURISTIC, _LONGEST_HEURISTIC) if modified is not None else 0.0


def is_fresh(request: Headers, response: Headers, its_age: float) -> bool:
    """Whether a stored answer may be given without asking the server."""
    said, wanted = directives(response.get("cache-control")), directives(request.get("cache-control"))
    if "cache-control" not in request and "no-cache" in request.get("pragma", "").lower():
        return False
    if "no-cache" in said or "no-cache" in wanted or "no-store" in wanted:
        return False
    longest = min(lifetime(response), _bound(wanted, "max-age", _LONGEST))
    return its_age + _bound(wanted, "min-fresh", 0) < longest


def conditions(response: Headers) -> dict[str, str]:
    """The headers that ask whether a stored answer still holds; none where it cannot be told."""
    names = {"etag": "if-none-match", "last-modified": "if-modified-since"}
    return {asked: response[name] for name, asked in names.items() if name in response}


def confirms(response: Headers, stored: Headers) -> bool:
    """Whether a 304 speaks of the stored answer, not of another."""
    return all(
        name not in response or name not in stored or _opaque(response[name]) == _opaque(stored[name])
        for name in ("etag", "last-modified")
    )


def varying(response: Headers) -> list[str]:
    """The request headers that an answer depends on, in lower case and in order."""
    return sorted({name for part in response.get("vary", "").split(",") if (name := part.strip().lower())})


def variant(names: list[str], request: Headers) -> str:
    """What a request says in these headers, as one text to compare.

    >>> variant(["accept-language", "cookie"], {"accept-language": "nb,  en"})
    'accept-language: nb, en\\ncookie'
    """
    said = ((name, request.get(name)) for name in names)
    return "\n".join(name if value is None else f"{name}: {' '.join(value.split())}" for name, value in said)


def moment(date: str | None) -> float | None:
    """An HTTP date as Unix time; None for what is no date."""
    try:
        return parsedate_to_datetime(date).timestamp() if date and len(date) < 64 else None
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _opaque(tag: str) -> str:
    return tag.strip().removeprefix("W/")


def _bound(wanted: Mapping[str, str | None], name: str, otherwise: float) -> float:
    seconds = _seconds(wanted.get(name))
    return otherwise if seconds is None else seconds


def _seconds(value: str | None) -> float | None:
    text = (value or "").strip()
    return min(float(text[:12]), _LONGEST) if text.isascii() and text.isdigit() else None

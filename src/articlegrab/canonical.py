"""One way of writing an address, so that two that lead to the same page are the same text."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import urlsplit

from articlegrab.rules import load

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def canonical(url: str) -> str:
    """The address without what does not change the page: case of scheme and host, default port, user, fragment,
    tracking parameters, an empty path. Addresses that cannot be read come back as they are.

    >>> canonical("HTTPS://News.Example:443?utm_source=mail&id=7#top")
    'https://news.example/?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not host:
        return url
    name = f"[{host}]" if ":" in host else host.rstrip(".")
    place = name if port is None or str(port) == _DEFAULT_PORTS[scheme] else f"{name}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _tracks(part.partition("=")[0]))
    path = _ESCAPE.sub(lambda escape: escape[0].upper(), parts.path or "/")
    return f"{scheme}://{place}{path}" + (f"?{query}" if query else "")


def story_address(url: str | None, canonical_url: str | None) -> str | None:
    """What a story is known by: the address that its page calls its own, else the one it came from; written as https.

    A canonical address without a path, on a page that has one, is the site's mistake and says nothing.

    >>> story_address("http://news.example/a?utm_source=x", "https://news.example/")
    'https://news.example/a'
    """
    if canonical_url and not (_is_front(canonical_url) and url and not _is_front(url)):
        url = canonical_url
    if not url:
        return None
    known_by = canonical(url)
    return f"https{known_by[4:]}" if known_by.startswith("http:") else known_by


def _is_front(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def _tracks(name: str) -> bool:
    names, prefixes = _tracking()
    name = name.lower()
    return name in names or name.startswith(prefixes)


@cache
def _tracking() -> tuple[frozenset[str], tuple[str, ...]]:
    words = load("vocab/tracking.toml")
    return frozenset(words["names"]), tuple(words["prefixes"])

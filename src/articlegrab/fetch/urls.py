"""Addresses of pages: read strictly, written in one way."""

from __future__ import annotations

import re
from ipaddress import IPv6Address

import httpx

from articlegrab.errors import InvalidUrl

_NAME = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,252})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\\]")
_DEFAULT_PORTS = {"http": 80, "https": 443}

_BAD_PORTS = frozenset({
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531,
    532, 540, 548, 554, 556, 563, 587, 601, 636, 873, 989, 990, 993, 995, 1433, 1719, 1720, 1723, 2049, 2375, 2376,
    3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5900, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697,
    9200, 10080, 11211, 27017,
})
"""Ports where something else than a web server listens: the list of the Fetch Standard, and common databases."""


def clean_url(url: str, *, base: str | None = None) -> str:
    """An http(s) address as it will be asked for: absolute, quoted, without user, password and fragment.

    `base` is what a relative address is relative to. Raises InvalidUrl for everything else.

    >>> clean_url(" HTTP://Bücher.example:80/ä b#top ")
    'http://xn--bcher-kva.example/%C3%A4%20b'
    >>> clean_url("../b?q=1", base="https://news.example/a/c/d")
    'https://news.example/a/b?q=1'
    """
    url = url.strip(" \t\r\n")
    if _UNSEEN.search(url):
        raise InvalidUrl("the address has control characters or backslashes in it", url=ascii(url))
    try:
        parsed = httpx.URL(url) if base is None or _SCHEME.match(url) else httpx.URL(base).join(url)
        host = parsed.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, ValueError) as error:
        raise InvalidUrl(f"not an address: {error}", url=ascii(url)[1:-1]) from error
    if parsed.scheme not in _DEFAULT_PORTS:
        raise InvalidUrl("not an http or https address; it should begin with https://", url=url)
    _check_host(host, url)
    if parsed.port in _BAD_PORTS or not 0 < (parsed.port or 80) < 65536:
        raise InvalidUrl(f"port {parsed.port} is not one of a web server", url=url)
    port = None if parsed.port == _DEFAULT_PORTS[parsed.scheme] else parsed.port
    return str(parsed.copy_with(userinfo=b"", fragment=None, port=port))


def origin(url: str) -> str:
    """Scheme, host and port of a clean address.

    >>> origin("https://news.example/a?b")
    'https://news.example'
    """
    parsed = httpx.URL(url)
    return f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"


def _check_host(host: str, url: str) -> None:
    try:
        good = IPv6Address(host).scope_id is None if ":" in host else _NAME.fullmatch(host)
    except ValueError:
        good = None
    if not good:
        raise InvalidUrl(f"{host!r} is not a host" if host else "the address names no host", url=url)

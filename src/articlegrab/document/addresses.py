"""Addresses in pages: joined safely, bad ones dropped, never raised."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

MAX_LENGTH = 4096
"""Longer addresses are data, not places."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_ABSOLUTE = re.compile(r"https?://[^/\s]", re.I)


def join(base: str | None, href: str | None) -> str | None:
    """`href` made absolute by `base`; None unless the result is a sound http(s) address.

    >>> join("https://example.org/a/b", "../c?d=1")
    'https://example.org/c?d=1'
    >>> join(None, "c") is None, join("https://example.org", "java\\nscript:x") is None
    (True, True)
    """
    if not href:
        return None
    href = href.strip()
    if not href or len(href) > MAX_LENGTH:
        return None
    href = href.replace("\n", "").replace("\r", "").replace("\t", "")
    if _CONTROL.search(href):
        return None
    try:
        joined = href if _ABSOLUTE.match(href) else urljoin(base or "", href)
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return joined.replace(" ", "%20")


def host(url: str | None) -> str | None:
    """The host name of an address without "www."; None where it has none."""
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None

"""Which addresses may leave in a rendered article."""

from __future__ import annotations

import re
from urllib.parse import quote

_SAFE = re.compile(r"https?://[^/?#\\]|mailto:[^/\\]", re.IGNORECASE)
_WEB = re.compile(r"https?:", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# White space, and what would end or open something in HTML, Markdown or BibTeX.
_UNQUOTED = re.compile(r"[\s\"<>\\^`{|}]")


def safe_url(url: str | None) -> str | None:
    """An absolute http, https or mailto address with its delimiters percent-encoded; None for anything else.

    >>> safe_url("https://example.org/a b|c")
    'https://example.org/a%20b%7Cc'
    >>> safe_url("java\\tscript:alert(1)") is None
    True
    """
    if url is None or _FORBIDDEN.search(url):
        return None
    url = url.strip()
    if not _SAFE.match(url):
        return None
    return _UNQUOTED.sub(lambda found: quote(found[0]), url)


def web_url(url: str | None) -> str | None:
    """As `safe_url`, and for http and https only: what a picture can have."""
    safe = safe_url(url)
    return safe if safe and _WEB.match(safe) else None


def host(url: str) -> str:
    """The host name of a web address, for want of a better label.

    >>> host("https://player.example/v/1")
    'player.example'
    """
    return url.split("/", 3)[2] if _WEB.match(url) else url

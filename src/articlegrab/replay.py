"""Pages as web archives replay them → pages as they were published.

Replay tools (the Wayback Machine, pywb and what is built on it, OpenWayback) put a toolbar and scripts into a page, and
turn each address in it into one of their own, `https://web.archive.org/web/20240102030405/https://news.example/story`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

_ADDRESS = re.compile(
    r"(?P<root>https?://[^/\s]+)(?P<path>(?:/[\w.*-]{1,60}){0,4}?/)(?P<time>\d{4,14})(?P<form>[a-z]{2}_)?/"
    r"(?P<original>https?:/.+)"
)
_IN_PAGE = re.compile(
    rb"https?://[^/\s\"'<>]{1,200}(?:/[\w.-]{1,60}){0,4}?/\d{14}(?:[a-z]{2}_)?/https?://[^\s\"'<>]{1,2000}"
)
_STATED = re.compile(rb"(?:__wm\.wombat\(|wbinfo\.url ?= ?)\"(https?://[^\"\s<>]{1,2000})\"")

_TOOLBAR = (b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->")
_PYWB = (b"<!-- WB Insert -->", b"<!-- End WB Insert -->")
_SCRIPTS_END = b"<!-- End Wayback Rewrite JS Include -->"
"""The scripts before it begin right behind `<head>`."""


class Replayed(NamedTuple):
    """What a replay address says: which address it is a copy of, of what time, and whether as it was.

    `prefix` is what stands before the time, without the host; `root` scheme and host.
    """

    root: str
    prefix: str
    time: datetime
    untouched: bool
    original: str


def replayed(url: str | None) -> Replayed | None:
    """A replay address, taken apart; None for all others.

    >>> replayed("https://web.archive.org/web/20240102030405id_/http://news.example/a").original
    'http://news.example/a'
    >>> replayed("https://news.example/2024/http-is-here") is None
    True
    """
    match = _ADDRESS.fullmatch(url or "")
    if match is None:
        return None
    digits = match["time"]
    try:
        time = datetime.strptime(digits + "00000101000000"[len(digits):], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    original = re.sub(r"^(https?:)/+", r"\1//", match["original"])
    return Replayed(match["root"], match["path"], time, match["form"] == "id_", original)


def published(html: bytes, url: str | None) -> tuple[bytes, str | None]:
    """A page and its address as they were published; all that is no replay comes back as it is."""
    known = replayed(url)
    if known and known.untouched:
        return html, known.original
    marked = _TOOLBAR[0] in html or _SCRIPTS_END in html or _PYWB[1] in html
    if not known and not marked:
        return html, url
    if known:
        url = known.original
    else:  # saved from a browser: the page says itself where it came from
        found = _IN_PAGE.search(html)
        known = replayed(found[0].decode("ascii", "replace")) if found else None
        stated = _STATED.search(html)
        url = url or (stated[1].decode("ascii", "replace") if stated else None)
    for begin, end in (_TOOLBAR, _PYWB):
        html = _without(html, begin, end)
    html = _without_scripts(html)
    return (_rewritten(known.root, known.prefix).sub(b"", html) if known else html), url


def _without(html: bytes, begin: bytes, end: bytes) -> bytes:
    """The page without what stands between two marks; an open end is left alone."""
    start = html.find(begin)
    stop = html.find(end, start)
    return html[:start] + html[stop + len(end):] if 0 <= start < stop else html


def _without_scripts(html: bytes) -> bytes:
    stop = html.find(_SCRIPTS_END)
    head = re.search(rb"<head\b[^>]{0,400}>", html[:max(stop, 0)], re.IGNORECASE)
    return html[:head.end()] + html[stop + len(_SCRIPTS_END):] if head else html


@lru_cache(maxsize=64)
def _rewritten(root: str, prefix: str) -> re.Pattern[bytes]:
    """What a replay tool has put before each address: whole, without scheme, without host, or with slashes escaped."""
    host = re.escape(root.partition("://")[2].encode())
    path = rb"\\?/".join(re.escape(part) for part in prefix.encode().split(b"/"))
    return re.compile(
        rb"(?:(?:https?:)?\\?/\\?/" + host + rb")?" + path + rb"\d{4,14}(?:[a-z]{2}_)?\\?/(?=https?:\\?/)"
    )

"""Addresses of advertisements."""

from __future__ import annotations

from articlegrab.document.addresses import host
from articlegrab.rules import load

_WORDS = load("vocab/advertising.toml")
_HOSTS = tuple(f".{name}" for name in _WORDS["hosts"])
_FOLDERS = frozenset(_WORDS["folders"])


def is_bought(url: str | None) -> bool:
    """Whether an address is one of those that serve advertisements or count the clicks on them.

    >>> is_bought("https://ad.doubleclick.net/clk;1"), is_bought("https://example.org/doubleclick.net")
    (True, False)
    >>> is_bought("https://data.example.org/adclick/id=7"), is_bought("https://example.org/why-i-adclick")
    (True, False)
    """
    return f".{host(url) or ''}".endswith(_HOSTS) or not _FOLDERS.isdisjoint((url or "").split("/"))

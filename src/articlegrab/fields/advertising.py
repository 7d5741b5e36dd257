"""Addresses of advertisements."""

from __future__ import annotations

from articlegrab.document.addresses import host
from articlegrab.rules import load

_HOSTS = tuple(f".{name}" for name in load("vocab/advertising.toml")["hosts"])


def is_bought(url: str | None) -> bool:
    """Whether an address is one of those that serve advertisements or count the clicks on them.

    >>> is_bought("https://ad.doubleclick.net/clk;1"), is_bought("https://example.org/doubleclick.net")
    (True, False)
    """
    return f".{host(url) or ''}".endswith(_HOSTS)

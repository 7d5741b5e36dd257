"""What a request says of itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from articlegrab.errors import InvalidUrl
from articlegrab.fetch.coding import accept_encoding


def request_headers(given: Mapping[str, str]) -> dict[str, str]:
    """What every request says; `given` headers come on top, except for how the body may be packed."""
    headers = {
        "user-agent": user_agent(),
        "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "accept-language": "en,*;q=0.5",
        **{name.lower(): value for name, value in given.items()},
        "accept-encoding": accept_encoding(),
    }
    for name, value in headers.items():
        if any(mark in name + value for mark in "\r\n\0") or not value.isprintable():
            raise InvalidUrl(f"the header {name!r} has characters that no header may have")
    return headers


@lru_cache(maxsize=1)
def user_agent() -> str:
    """Who we are, and where to read about us."""
    try:
        number = version("articlegrab")
    except PackageNotFoundError:
        number = "0"
    return f"articlegrab/{number} (+https://pypi.org/project/articlegrab/)"

"""Cookies of one run: kept for the very origin that set them, and for nobody else."""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Sequence
from email.utils import parsedate_to_datetime

_COOKIE = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})=([\x21-\x3a\x3c-\x7e]{0,4096})(?:;|\s*$)")
_MAX_AGE = re.compile(r";\s*max-age\s*=\s*(-?\d{1,12})\s*(?:;|$)", re.IGNORECASE)
_EXPIRES = re.compile(r";\s*expires\s*=([^;]*)", re.IGNORECASE)

_MOST_A_SITE = 50
_LONGEST_HEADER = 16_000
"""Characters of a site's cookies together; few servers take more."""

_MOST_SITES = 1000


class Jar:
    """What the sites of a run have set. Domain and path are left out: a cookie goes back to its origin alone."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, str]] = OrderedDict()

    def header(self, origin: str) -> str | None:
        """The `Cookie` header for an origin.

        >>> jar = Jar()
        >>> jar.keep("https://news.example", ["edition=north; Secure", "seen=1; Path=/"])
        True
        >>> jar.header("https://news.example")
        'edition=north; seen=1'
        >>> jar.header("https://www.news.example")
        """
        return "; ".join(f"{name}={value}" for name, value in self._kept.get(origin, {}).items()) or None

    def keep(self, origin: str, lines: Sequence[str]) -> bool:
        """Take in `Set-Cookie` lines; whether one of them says something new."""
        if not lines:
            return False
        cookies = self._kept.setdefault(origin, {})
        self._kept.move_to_end(origin)
        before = dict(cookies)
        for line in lines[:_MOST_A_SITE]:
            if cookie := _COOKIE.match(line):
                if _is_over(line):
                    cookies.pop(cookie[1], None)
                elif _has_room({**cookies, cookie[1]: cookie[2]}):
                    cookies[cookie[1]] = cookie[2]
        while len(self._kept) > _MOST_SITES:
            self._kept.popitem(last=False)
        return cookies != before


def _has_room(cookies: dict[str, str]) -> bool:
    """Whether a site may have all of these."""
    length = sum(len(name) + len(value) for name, value in cookies.items())
    return len(cookies) <= _MOST_A_SITE and length <= _LONGEST_HEADER


def _is_over(line: str) -> bool:
    """Whether a site takes a cookie back: its time is in the past."""
    if age := _MAX_AGE.search(line):
        return int(age[1]) <= 0
    try:
        date = parsedate_to_datetime(expires[1].replace("-", " ")) if (expires := _EXPIRES.search(line)) else None
        return date is not None and date.timestamp() <= time.time()
    except (ValueError, TypeError, OverflowError, OSError):  # no date
        return False

"""The way from the address asked for to the one that answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from articlegrab.errors import InvalidUrl, TooManyRedirects, UnsafeRedirect
from articlegrab.fetch.urls import clean_url, origin

_GO_ANYWHERE = frozenset({"user-agent", "accept", "accept-language", "accept-encoding"})
"""Headers that another site may see; what else was given was meant for the first one."""

_COOKIE = re.compile(r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]{1,256})=([\x21-\x3a\x3c-\x7e]{0,4096})(?:;|\s*$)")
_MOST_COOKIES = 50


class Trail:
    """Where a request stands: `url` is the next address, `passed` those before it."""

    def __init__(self, url: str, headers: Mapping[str, str], *, limit: int) -> None:
        self.url = url
        self.passed: list[str] = []
        self._headers = dict(headers)
        self._cookies: dict[str, dict[str, str]] = {}
        self._limit = limit
        self._seen = {url}

    @property
    def headers(self) -> dict[str, str]:
        """What the next request says: what was given, and the cookies that this very site set on the way."""
        pairs = [f"{name}={value}" for name, value in self._cookies.get(origin(self.url), {}).items()]
        given = self._headers.get("cookie")
        return {**self._headers, "cookie": "; ".join([given, *pairs] if given else pairs)} if pairs else self._headers

    def step(self, location: str, *, set_cookies: Sequence[str] = ()) -> None:
        """Go where a redirect points.

        A redirect that sets a cookie may lead back to where it came from: the next answer can differ. Raises
        UnsafeRedirect for what is not an http(s) address, TooManyRedirects for a loop or more than the limit.
        """
        try:
            target = clean_url(location, base=self.url)
        except InvalidUrl as error:
            raise UnsafeRedirect(f"a redirect to {location[:200]!a}: {error.message}", url=self.url) from error
        if self._keep(set_cookies):
            self._seen.clear()
        if target in self._seen:
            raise TooManyRedirects("the redirects go round in a loop", url=self.url)
        if len(self.passed) >= self._limit:
            raise TooManyRedirects(f"more than {self._limit} redirects", url=self.url)
        if origin(target) != origin(self.url):
            self._headers = {name: value for name, value in self._headers.items() if name in _GO_ANYWHERE}
        self._seen.add(target)
        self.passed.append(self.url)
        self.url = target

    def _keep(self, set_cookies: Sequence[str]) -> bool:
        """Keep the cookies for this origin and this errand; whether there was one that says something new."""
        jar = self._cookies.setdefault(origin(self.url), {})
        before = dict(jar)
        for line in set_cookies[:_MOST_COOKIES]:
            if (cookie := _COOKIE.match(line)) and len(jar) < _MOST_COOKIES:
                jar[cookie[1]] = cookie[2]
        return jar != before

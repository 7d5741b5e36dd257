"""The way from the address asked for to the one that answers."""

from __future__ import annotations

from collections.abc import Mapping

from articlegrab.errors import InvalidUrl, TooManyRedirects, UnsafeRedirect
from articlegrab.fetch.urls import clean_url, origin

_GO_ANYWHERE = frozenset({"user-agent", "accept", "accept-language", "accept-encoding"})
"""Headers that another site may see; what else was given was meant for the first one."""


class Trail:
    """Where a request stands: `url` and `headers` of the next step, `passed` the addresses before it."""

    def __init__(self, url: str, headers: Mapping[str, str], *, limit: int) -> None:
        self.url = url
        self.headers = dict(headers)
        self.passed: list[str] = []
        self._limit = limit
        self._seen = {url}

    def step(self, location: str, *, sets_cookie: bool) -> None:
        """Go where a redirect points.

        A redirect that sets a cookie may lead back to where it came from: the next answer can differ. Raises
        UnsafeRedirect for what is not an http(s) address, TooManyRedirects for a loop or more than the limit.
        """
        try:
            target = clean_url(location, base=self.url)
        except InvalidUrl as error:
            raise UnsafeRedirect(f"a redirect to {location[:200]!a}: {error.message}", url=self.url) from error
        if sets_cookie:
            self._seen.clear()
        if target in self._seen:
            raise TooManyRedirects("the redirects go round in a loop", url=self.url)
        if len(self.passed) >= self._limit:
            raise TooManyRedirects(f"more than {self._limit} redirects", url=self.url)
        if origin(target) != origin(self.url):
            self.headers = {name: value for name, value in self.headers.items() if name.lower() in _GO_ANYWHERE}
        self._seen.add(target)
        self.passed.append(self.url)
        self.url = target

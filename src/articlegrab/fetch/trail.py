"""The way from the address asked for to the one that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from articlegrab.errors import InvalidUrl, TooManyRedirects, UnsafeRedirect
from articlegrab.fetch.cookies import Jar
from articlegrab.fetch.options import SECRETS
from articlegrab.fetch.urls import clean_url, origin

_GO_ANYWHERE = frozenset({"user-agent", "accept", "accept-language", "accept-encoding"})
"""Headers that another site may see; what else was given was meant for the first one."""


class Trail:
    """Where a request stands: `url` is the next address, `passed` those before it."""

    def __init__(self, url: str, headers: Mapping[str, str], jar: Jar, *, limit: int) -> None:
        self.url = url
        self.passed: list[str] = []
        self._headers = dict(headers)
        self._jar = jar
        self._limit = limit
        self._seen = {url}

    @property
    def headers(self) -> dict[str, str]:
        """What the next request says: what was given, and the cookies that this very site has set."""
        set_here = self._jar.header(origin(self.url))
        if not set_here:
            return self._headers
        given = self._headers.get("cookie")
        return {**self._headers, "cookie": f"{given}; {set_here}" if given else set_here}

    @property
    def has_secrets(self) -> bool:
        """Whether the next request says who asks, as it was told to: its answer is for nobody else."""
        return not SECRETS.isdisjoint(self._headers)

    def step(self, location: str, *, set_cookies: Sequence[str] = ()) -> None:
        """Go where a redirect points.

        A redirect that sets a cookie may lead back to where it came from: the next answer can differ. Raises
        UnsafeRedirect for what is not an http(s) address, TooManyRedirects for a loop or more than the limit.
        """
        try:
            target = clean_url(location, base=self.url)
        except InvalidUrl as error:
            raise UnsafeRedirect(f"a redirect to {location[:200]!a}: {error.message}", url=self.url) from error
        if self.keep(set_cookies):
            self._seen.clear()
        if target in self._seen:
            raise TooManyRedirects("the redirects go round in a loop", url=self.url)
        if len(self.passed) >= self._limit:
            raise TooManyRedirects(f"more than {self._limit} redirects", url=self.url)
        if origin(target) != origin(self.url):
            self._headers = for_anybody(self._headers)
        self._seen.add(target)
        self.passed.append(self.url)
        self.url = target

    def beyond(self, pointer: str | None, base: str | None) -> str | None:
        """Where a page that stands here points to, if that is elsewhere."""
        if not pointer:
            return None
        try:
            target = clean_url(pointer, base=clean_url(base, base=self.url) if base else self.url)
        except InvalidUrl:
            return None
        return None if target == self.url else target

    def keep(self, set_cookies: Sequence[str]) -> bool:
        """Keep the cookies that this site sets; whether there was one that says something new."""
        return self._jar.keep(origin(self.url), set_cookies)


def for_anybody(headers: Mapping[str, str]) -> dict[str, str]:
    """Of the headers those that another site than the one asked for may see."""
    return {name: value for name, value in headers.items() if name in _GO_ANYWHERE}

"""An address becomes an Article: fetch, then extract."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from articlegrab.errors import FetchError
from articlegrab.fetch import afetch, fetch
from articlegrab.models import Article
from articlegrab.wayback import SERVICE, afetch_wayback, fetch_wayback

if TYPE_CHECKING:
    from articlegrab.extract import Rules


def grab(
    url: str,
    *,
    allow_private: bool = False,
    timeout: float = 30.0,
    max_bytes: int = 20 * 2**20,
    respect_robots: bool = True,
    headers: Mapping[str, str] | None = None,
    retries: int = 2,
    rules: Rules | None = None,
    wayback: bool | str = False,
) -> Article:
    """Fetch a page and extract its article. The arguments are those of `fetch`, and `rules` those of `extract`.

    With `wayback` a page that is gone (404, 410, 451, no connection) is asked from the Wayback Machine, or from the
    replay service whose address it is.

    Raises FetchError where the page does not come, and NoArticle where it holds none.
    """
    from articlegrab.extract import extract

    try:
        page = fetch(
            url, allow_private=allow_private, timeout=timeout, max_bytes=max_bytes, respect_robots=respect_robots,
            headers=headers, retries=retries,
        )
    except FetchError as error:
        if not (wayback and error.gone):
            raise
        page = fetch_wayback(
            url, service=_service(wayback), allow_private=allow_private, timeout=timeout, max_bytes=max_bytes,
            respect_robots=respect_robots, retries=retries,
        )
    return extract(page, rules=rules)


async def agrab(
    url: str,
    *,
    allow_private: bool = False,
    timeout: float = 30.0,
    max_bytes: int = 20 * 2**20,
    respect_robots: bool = True,
    headers: Mapping[str, str] | None = None,
    retries: int = 2,
    rules: Rules | None = None,
    wayback: bool | str = False,
) -> Article:
    """`grab` for asynchronous code; the extraction runs in a thread, so that other tasks go on."""
    import anyio.to_thread

    from articlegrab.extract import extract

    try:
        page = await afetch(
            url, allow_private=allow_private, timeout=timeout, max_bytes=max_bytes, respect_robots=respect_robots,
            headers=headers, retries=retries,
        )
    except FetchError as error:
        if not (wayback and error.gone):
            raise
        page = await afetch_wayback(
            url, service=_service(wayback), allow_private=allow_private, timeout=timeout, max_bytes=max_bytes,
            respect_robots=respect_robots, retries=retries,
        )
    return await anyio.to_thread.run_sync(partial(extract, rules=rules), page)


def _service(wayback: bool | str) -> str:
    return wayback if isinstance(wayback, str) else SERVICE


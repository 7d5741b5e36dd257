"""An address becomes an Article: fetch, then extract."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from articlegrab.fetch import afetch, fetch
from articlegrab.models import Article

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
) -> Article:
    """Fetch a page and extract its article. The arguments are those of `fetch`, and `rules` those of `extract`.

    Raises FetchError where the page does not come, and NoArticle where it holds none.
    """
    from articlegrab.extract import extract

    return extract(
        fetch(
            url, allow_private=allow_private, timeout=timeout, max_bytes=max_bytes, respect_robots=respect_robots,
            headers=headers, retries=retries,
        ),
        rules=rules,
    )


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
) -> Article:
    """`grab` for asynchronous code; the extraction runs in a thread, so that other tasks go on."""
    import anyio.to_thread

    from articlegrab.extract import extract

    page = await afetch(
        url, allow_private=allow_private, timeout=timeout, max_bytes=max_bytes, respect_robots=respect_robots,
        headers=headers, retries=retries,
    )
    return await anyio.to_thread.run_sync(partial(extract, rules=rules), page)

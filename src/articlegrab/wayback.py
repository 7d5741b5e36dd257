"""Pages that are gone, asked from the Wayback Machine or another replay service."""

from __future__ import annotations

from datetime import UTC, datetime

from articlegrab.errors import BadStatus, ProtocolError
from articlegrab.fetch import afetch, run
from articlegrab.models import Page
from articlegrab.replay import replayed

SERVICE = "https://web.archive.org/web"


def fetch_wayback(
    url: str, *, at: datetime | None = None, service: str = SERVICE, allow_private: bool = False,
    timeout: float = 30.0, max_bytes: int = 20 * 2**20, respect_robots: bool = True, retries: int = 2,
) -> Page:
    """A page as the Wayback Machine has it, at the time nearest to `at` (aware; without it, the newest).

    The bytes are asked for as they were, without toolbar and rewritten addresses. The Page has the address `url`;
    `fetch.final_url` is the replay's and `fetch.fetched_at` the time when the service got it. `service` is the address
    of another replay service, up to where the time stands. The other arguments are those of `fetch`.

    Raises FetchError; BadStatus with 404 where the service does not have the page.
    """
    return run(
        lambda: afetch_wayback(
            url, at=at, service=service, allow_private=allow_private, timeout=timeout, max_bytes=max_bytes,
            respect_robots=respect_robots, retries=retries,
        )
    )


async def afetch_wayback(
    url: str, *, at: datetime | None = None, service: str = SERVICE, allow_private: bool = False,
    timeout: float = 30.0, max_bytes: int = 20 * 2**20, respect_robots: bool = True, retries: int = 2,
) -> Page:
    """`fetch_wayback` for asynchronous code, with the same arguments."""
    moment = (at or datetime.now(UTC)).astimezone(UTC)
    try:
        page = await afetch(
            f"{service.rstrip('/')}/{moment:%Y%m%d%H%M%S}id_/{url}", allow_private=allow_private, timeout=timeout,
            max_bytes=max_bytes, respect_robots=respect_robots, retries=retries,
        )
    except BadStatus as error:
        if error.status != 404:
            raise
        raise BadStatus(f"{service} has no copy of it", url=url, status=404) from error
    copy = replayed(page.url)
    if copy is None or page.fetch is None:
        raise ProtocolError("the replay service answered with something that is no copy of a page", url=page.url)
    fetch = page.fetch.model_copy(update={"url": url, "fetched_at": copy.time})
    # A service that does not know `id_` sends a page of its own making: its address stays, for that to be undone later.
    return page.model_copy(update={"url": copy.original if copy.untouched else page.url, "fetch": fetch})

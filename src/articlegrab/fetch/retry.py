"""When to try again, and how long to wait before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    wait_random_exponential,
)

from articlegrab.errors import BadStatus, ConnectionFailed, IncompleteBody, ProtocolError
from articlegrab.fetch.deadline import Deadline

T = TypeVar("T")

LONGEST_WAIT = 120.0
"""Seconds; a server that asks for more is given up now and its wish handed on as `error.retry_after`."""

_TRANSIENT = (BadStatus, ConnectionFailed, IncompleteBody, ProtocolError)
_backoff = wait_random_exponential(multiplier=0.6, min=0.2, max=10)


async def with_retries(attempt: Callable[[], Awaitable[T]], *, retries: int, deadline: Deadline) -> T:
    """Call `attempt` again after transient failures, at most `retries` times, with growing and random pauses.

    A pause that the deadline does not allow is not begun: the failure is raised at once.
    """

    def enough(state: RetryCallState) -> bool:
        return state.attempt_number > retries or not deadline.allows(state.upcoming_sleep)

    retrying = AsyncRetrying(
        retry=retry_if_exception(_is_transient), wait=_pause, stop=enough, sleep=deadline.sleep, reraise=True,
    )
    return await retrying(attempt)


def retry_after(header: str | None, *, now: datetime | None = None) -> float | None:
    """Seconds that a `Retry-After` header asks to wait: a number or a date. A date gone by is 0, nonsense None.

    >>> retry_after("120")
    120.0
    >>> retry_after("soon")
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())


def _is_transient(error: BaseException) -> bool:
    return isinstance(error, _TRANSIENT) and error.retryable and _asked_pause(error) <= LONGEST_WAIT


def _asked_pause(error: BaseException | None) -> float:
    return (error.retry_after or 0.0) if isinstance(error, BadStatus) else 0.0


def _pause(state: RetryCallState) -> float:
    """What the server asks for is the least; the random part on top keeps many clients from coming back as one."""
    return _asked_pause(state.outcome.exception() if state.outcome else None) + _backoff(state)

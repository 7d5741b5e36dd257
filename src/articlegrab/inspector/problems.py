"""Refusals as RFC 9457 problem details, which tell of the request and nothing of this machine."""

from __future__ import annotations

from starlette.responses import Response

from articlegrab import errors
from articlegrab.models.requests import Problem

_SAID = {
    "blocked_address": "The address is not one of the open web.",
    "connection_failed": "The site could not be reached.",
    "protocol_error": "The site did not answer as HTTP asks.",
    "rules_error": "The rules for the page's site are wrong: `articlegrab rules check` says where.",
    "tls_error": "The site's certificate or encryption is not sound.",
}
"""Words for failures whose own message may name an address inside the network, or a file."""

_STATUS: tuple[tuple[type[errors.ArticlegrabError], int], ...] = (
    (errors.InvalidUrl, 422), (errors.BlockedAddress, 403), (errors.RobotsDenied, 403), (errors.DeadlineExceeded, 504),
    (errors.FetchError, 502), (errors.ExtractError, 422),
)  # fmt: skip


class Refused(Exception):
    """A request that is not served: an HTTP status, a stable code, and a sentence for people."""

    def __init__(self, status: int, code: str, detail: str, *, reason: str | None = None, retry_after: int = 0) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.reason, self.retry_after = status, code, detail, reason, retry_after


_TITLES = {
    400: "Bad request", 403: "Not permitted", 404: "Not found", 405: "Method not allowed", 408: "Request too slow",
    413: "Too large", 414: "Address too long", 415: "Not JSON", 422: "No article", 429: "Too many requests",
    502: "The site failed", 503: "Busy", 504: "Out of time",
}  # fmt: skip


def problem(refused: Refused, headers: dict[str, str] | None = None) -> Response:
    """The refusal as an answer."""
    told = Problem(
        title=_TITLES.get(refused.status, "Not served"), status=refused.status, detail=refused.detail,
        code=refused.code, reason=refused.reason, retryable=refused.retry_after > 0,
    )
    more = {"retry-after": str(refused.retry_after)} if refused.retry_after else {}
    body = told.model_dump_json(exclude_none=True)
    return Response(body, refused.status, {**(headers or {}), **more}, media_type="application/problem+json")


def of_error(error: errors.ArticlegrabError) -> Refused:
    """Why there is no Article, as a refusal."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 422)
    detail = _SAID.get(error.code) or f"{error.message[:1].upper()}{error.message[1:]}."
    reason = error.reason if isinstance(error, errors.NoArticle) else None
    return Refused(status, error.code, detail, reason=reason, retry_after=10 if error.retryable else 0)

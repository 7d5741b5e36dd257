"""What people are told when an input fails: which one, what is wrong with it, and what to do next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from articlegrab.cli.streams import one_line

if TYPE_CHECKING:
    from articlegrab.errors import ArticlegrabError


def complain(source: str | None, error: ArticlegrabError) -> None:
    """Name the input on standard error, in the words of the command line."""
    where = "standard input" if source == "-" else one_line(source) if source else None
    hint = _hint(source, error)
    # Library messages end in advice for Python code, behind a semicolon; here the option takes its place.
    said = error.message.partition("; ")[0] if hint else error.message
    print(": ".join(part for part in ("articlegrab", where, f"{said} ({error.code})") if part), file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)


def _hint(source: str | None, error: ArticlegrabError) -> str | None:
    from articlegrab import errors

    browser = "open it in a browser, save the page, and run: articlegrab FILE --url ADDRESS"
    match error:
        case errors.BlockedAddress():
            return "--allow-private permits it, if you trust the address"
        case errors.RobotsDenied():
            return "--no-robots overrides it, if you have the site's leave"
        case errors.DeadlineExceeded():
            return "--timeout SECONDS allows more"
        case errors.NoArticle(reason="list_page"):
            return f"for the teasers of a list page: articlegrab teasers {source}"
        case errors.NoArticle(reason="consent_wall" | "bot_check" | "login_wall" | "script_only"):
            return browser
        case errors.BadStatus(status=401 | 402 | 403):
            return f"the site does not serve it to programs; {browser}"
        case errors.FetchError(gone=True):
            return "--wayback asks the Wayback Machine for a copy"
        case errors.FetchError(retryable=True):
            return "it may work later"
    return None

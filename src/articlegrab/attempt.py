"""An extraction that cannot fail: what goes wrong is its outcome."""

from __future__ import annotations

import logging

from articlegrab.errors import ArticlegrabError, ExtractError
from articlegrab.extract import extract
from articlegrab.models import Failure, Outcome, Page

_LOG = logging.getLogger("articlegrab.attempt")


def attempt(source: str, html: Page | bytes) -> Outcome:
    """The article of a page, or the error, as the outcome of `source`. Only MemoryError is raised."""
    try:
        return Outcome(source=source, article=extract(html))
    except ArticlegrabError as error:
        return failed(source, error)
    except MemoryError:
        raise
    except Exception as error:  # a fault of ours; the other pages are not to suffer from it
        _LOG.exception("%s: this should not happen", source)
        return failed(source, ExtractError(f"{type(error).__name__}: {error}"))


def failed(source: str, error: ArticlegrabError) -> Outcome:
    """The outcome of what ended in an error."""
    return Outcome(source=source, error=Failure.of(error))

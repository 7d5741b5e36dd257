"""What a worker process does with one page of a batch."""

from __future__ import annotations

import logging
import os

from articlegrab.errors import ArticlegrabError, ExtractError, InputError
from articlegrab.extract import extract
from articlegrab.models import Failure, Outcome, Page

_LOG = logging.getLogger("articlegrab.batch")


def read(source: str, page: Page | bytes, max_bytes: int) -> bytes:
    """The outcome of a page, or of the file of that name, as JSON. Errors are outcomes; nothing is raised."""
    try:
        html = page if isinstance(page, Page) else _file(page, max_bytes)
        return Outcome(source=source, article=extract(html)).model_dump_json().encode()
    except ArticlegrabError as error:
        return failed(source, error)
    except MemoryError:
        raise
    except Exception as error:  # a fault of ours; the other pages are not to suffer from it
        _LOG.exception("%s: this should not happen", source)
        return failed(source, ExtractError(f"{type(error).__name__}: {error}"))


def failed(source: str, error: ArticlegrabError) -> bytes:
    """The outcome of what ended in an error, as JSON."""
    return Outcome(source=source, error=Failure.of(error)).model_dump_json().encode()


def _file(path: bytes, max_bytes: int) -> bytes:
    name = os.fsdecode(path)
    try:
        with open(name, "rb") as file:
            html = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"the file cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(html) > max_bytes:
        raise InputError(f"the file has more than {max_bytes:,} bytes; max_bytes= sets the limit")
    return html

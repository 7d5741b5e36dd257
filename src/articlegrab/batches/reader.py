"""What a worker process does with one page of a batch."""

from __future__ import annotations

import os

from articlegrab.attempt import attempt, failed
from articlegrab.errors import ArticlegrabError, InputError
from articlegrab.models import Page


def read(source: str, page: Page | bytes, max_bytes: int) -> bytes:
    """The outcome of a page, or of the file of that name, as JSON. Errors are outcomes."""
    try:
        html = page if isinstance(page, Page) else _file(page, max_bytes)
    except InputError as error:
        return failure(source, error)
    return attempt(source, html).model_dump_json().encode()


def failure(source: str, error: ArticlegrabError) -> bytes:
    """The outcome of what ended in an error, as JSON."""
    return failed(source, error).model_dump_json().encode()


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

"""What the REST API takes and what it answers when it cannot."""

from __future__ import annotations

from pydantic import Field

from articlegrab.models.blocks import Model

MAX_HTML = 10 * 2**20
"""Characters of a page that the REST API takes: ten times the largest news page seen."""


class ExtractRequest(Model):
    """A page as text; `url` is where it came from, to which relative addresses are joined."""

    html: str = Field(max_length=MAX_HTML)
    url: str | None = Field(default=None, max_length=2048)


class GrabRequest(Model):
    """An address of the open web to fetch and read. How it is fetched is not the caller's to say."""

    url: str = Field(max_length=2048)


class Problem(Model):
    """Why there is no Article, as RFC 9457 has it. `code` and `reason` are those of the error."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    reason: str | None = None
    retryable: bool = False


class Health(Model):
    """That the server is there, and which articlegrab it runs."""

    status: str = "ok"
    version: str

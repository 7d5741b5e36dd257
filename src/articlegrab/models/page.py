"""A fetched or saved page, before anything is read out of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field, field_validator

from articlegrab.models.blocks import Model

CharsetSource = Literal["text", "bom", "header", "meta", "detected", "default"]

CacheState = Literal["miss", "hit", "revalidated"]
"""Whether a page came over the wire, from the cache, or from there after the server said that it still holds."""


class Charset(Model):
    """The encoding a page was read in, and what said so.

    `name` is the WHATWG name ("windows-1252", "shift_jis"); `source` is where it was found: `text` for a str, which
    was decoded before it came here.
    """

    name: str
    source: CharsetSource


class FetchInfo(Model):
    """How a page was got.

    `url` is the one asked for, `final_url` the one that answered after `redirects` (each address on the way). Times
    are seconds of wall clock, `waited` the part of `elapsed` spent waiting for a turn; `fetched_at` is aware. `sha256`
    is the digest of the decoded body in hex. `cache` is None where no cache was asked, `elapsed`
    where nobody noted it, as in a WARC.
    """

    url: str
    final_url: str
    status: int
    redirects: list[str] = Field(default_factory=list)
    http_version: str | None = None
    fetched_at: datetime
    elapsed: float | None = None
    waited: float = 0.0
    attempts: int = 1
    cache: CacheState | None = None
    content_type: str | None = None
    charset: Charset | None = None
    wire_bytes: int
    body_bytes: int
    sha256: str


class Page(Model):
    """A page as bytes: what `fetch` returns and `extract` reads. The names of `headers` are put in lower case."""

    url: str | None = None
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    body: bytes = Field(repr=False)
    charset: Charset | None = None
    fetch: FetchInfo | None = None

    @field_validator("headers")
    @classmethod
    def _lower(cls, headers: dict[str, str]) -> dict[str, str]:
        return {name.lower(): value for name, value in headers.items()}

"""What an archive hands out about the pages it keeps."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from articlegrab.models.blocks import Model


class Failure(Model):
    """A named error as a value: what `ArticlegrabError` carries. `reason` is that of NoArticle."""

    code: str
    message: str
    url: str | None = None
    stage: str
    retryable: bool = False
    reason: str | None = None


class Capture(Model):
    """One fetch of one page, as an archive keeps it; the bytes and the Article are asked for by `id`.

    `story` is what all captures of the same story share: its address. `sha256` is the digest of the page's bytes in
    hex. `error` says why there is no article; both `extractor` (a version) and `extracted_at` are None where nobody
    tried. `is_new` is False where this very capture had been kept before.
    """

    id: int
    story: str
    url: str | None
    fetched_at: datetime
    status: int
    sha256: str
    size: int
    title: str | None = None
    published: datetime | None = None
    has_article: bool = False
    error: Failure | None = None
    extractor: str | None = None
    extracted_at: datetime | None = None
    is_new: bool = Field(default=True, exclude=True)

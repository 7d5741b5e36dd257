"""What an archive hands out about the pages it keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from articlegrab.models.blocks import Model
from articlegrab.models.outcome import Failure


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


class Hit(Model):
    """A story found by a search: the newest capture of the wording that fits best.

    `snippet` is the place that fits, `highlights` the matches in it as offsets (start, end) in code points. A higher
    `score` is a better fit; scores of different searches cannot be compared.
    """

    capture: Capture
    snippet: str
    highlights: list[tuple[int, int]]
    score: float


class Version(Model):
    """A story as it stood for a while: captures in a row with the same headline, standfirst, byline and text.

    `number` counts from 1. A wording that comes back later is a version of its own.
    """

    number: int
    first: Capture
    last: Capture
    captures: int


class Stretch(Model):
    """Some words of a changed passage, with the spaces and marks between them."""

    kind: Literal["same", "added", "removed"]
    text: str


class Change(Model):
    """One difference. `before` and `after` are the whole passage, None where there is none; `words` the two in one.

    `part` is where it is; paragraphs count from 0 in `position_before` and `position_after`.
    """

    part: Literal["kicker", "title", "dek", "byline", "paragraph"]
    kind: Literal["changed", "added", "removed", "moved"]
    before: str | None = None
    after: str | None = None
    position_before: int | None = None
    position_after: int | None = None
    words: list[Stretch] = Field(default_factory=list)


class Difference(Model):
    """What was changed between two captures, in the order of the page."""

    before: Capture
    after: Capture
    changes: list[Change]

    def to_text(self) -> str:
        """The changes as plain text, `[-removed-]` and `{+added+}`."""
        from articlegrab.render import difference

        return difference.text(self)

    def to_html(self) -> str:
        """The changes as one HTML page that needs nothing else, in `<del>` and `<ins>`."""
        from articlegrab.render import difference

        return difference.html(self)


class Verification(Model):
    """What a check of an archive found: how much was looked at, and each fault in words."""

    captures: int
    blobs: int
    faults: list[str]


class Reextraction(Model):
    """What a new extraction of a kept page changed: the names of the fields that differ.

    `error_before` and `error_after` are codes of errors, None where there is an article. A page that is damaged is not
    extracted; its `error_after` is `archive_corrupt`.
    """

    capture: int
    url: str | None
    changed: list[str]
    error_before: str | None
    error_after: str | None

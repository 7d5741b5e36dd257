"""An address that discovery found, and what was said of it there."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from articlegrab.models.article import Teaser
from articlegrab.models.blocks import Model


class Find(Model):
    """A story's address. `found_in` is the feed, sitemap or page that names it; times are aware, as stated there.

    `teaser` is what a section page prints of it.
    """

    url: str
    title: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    kind: Literal["feed", "sitemap", "section"]
    found_in: str
    teaser: Teaser | None = None

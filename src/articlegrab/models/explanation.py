"""What `explain` tells beside the Article: what was left out and why, and what stood for each field."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from articlegrab.models.article import Article
from articlegrab.models.blocks import Model


class Candidate(Model):
    """A value that stood for a field. `source` is the kind of evidence (json_ld, meta, markup, text …), `locator` where
    it stands (a key or a CSS path), `raw` the text as found. `rejected_because` is None for the one chosen."""

    value: Any
    source: str
    locator: str | None = None
    raw: str | None = None
    weight: float = 0.0
    chosen: bool = False
    rejected_because: str | None = None


class Mark(Model):
    """A piece of the page and the role it was given: by which `rule`, for which `reason`, how surely."""

    path: str
    role: str
    rule: str
    reason: str
    strength: Literal["certain", "likely"]
    text: str


class Explanation(Model):
    """An Article and the reasons behind it. `confidences` holds a 0-1 confidence per field."""

    article: Article
    marks: list[Mark] = Field(default_factory=list)
    candidates: dict[str, list[Candidate]] = Field(default_factory=dict)
    confidences: dict[str, float] = Field(default_factory=dict)

"""The front door of extraction. What is behind it (`pipeline`) is loaded by the first page: importing stays quick."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from articlegrab.models import Article, Page, Teaser
from articlegrab.models.explanation import Explanation
from articlegrab.site_rules import SiteRules

Rules = SiteRules | Mapping[str, Any]
"""Rules that `load_rules` read, or selectors by field for the page at hand: `{\"title\": \"h1.headline\"}`."""


def extract(html: str | bytes | Page, *, url: str | None = None, rules: Rules | None = None) -> Article:
    """The article of a page. Pure: touches neither network nor disk nor clock.

    `html` is the page as text, as bytes (decoded here, by its own declarations) or as fetched; `url` is where it came
    from, to which relative addresses are joined. `rules` go before everything that articlegrab sees by itself. Raises
    NoArticle where the page holds none, DocumentTooComplex where parsing it would take too long, RulesError where a
    rule cannot be understood.
    """
    from articlegrab import pipeline

    return pipeline.article(html, url, rules)


def explain(html: str | bytes | Page, *, url: str | None = None, rules: Rules | None = None) -> Explanation:
    """The article with its reasons: what was left out by which rule, and all candidates of each field.

    Takes and raises what `extract` does; its `article` is the one that `extract` gives.
    """
    from articlegrab import pipeline

    return pipeline.explanation(html, url, rules)


def extract_teasers(
    html: str | bytes | Page, *, url: str | None = None, rules: Rules | None = None
) -> list[Teaser]:
    """The stories that a front or section page points to, in page order, as typed data.

    Takes what `extract` does. Works on an article's page too, where it gives every teaser of the page.
    """
    from articlegrab import pipeline

    return pipeline.listed(html, url, rules)

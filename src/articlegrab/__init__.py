"""articlegrab: raw news pages in, clean typed articles out.

    import articlegrab as ag

    article = ag.grab("https://…")                   # fetch and extract; `await ag.agrab(…)` does so asynchronously
    article = ag.extract(html, url="https://…")      # str or bytes; touches neither network nor disk
    report = ag.explain(html)                        # the article and every reason behind it
    page = ag.fetch("https://…")                     # bytes, headers, and how they came
    teasers = ag.extract_teasers(html)               # the stories a front or section page points to
    article = ag.extract(html, rules=ag.load_rules("rules/"))   # what you know of your sites goes first
"""

from __future__ import annotations

import logging

from articlegrab import errors, models
from articlegrab.errors import ArticlegrabError, DocumentTooComplex, ExtractError, FetchError, NoArticle
from articlegrab.extract import explain, extract, extract_teasers
from articlegrab.fetch import afetch, fetch
from articlegrab.grab import agrab, grab
from articlegrab.models import Article, Page
from articlegrab.rule_check import Firing, check_rules
from articlegrab.site_rules import SiteRules
from articlegrab.site_rules import load as load_rules

__version__ = "0.1.0"
__all__ = [
    "Article", "ArticlegrabError", "DocumentTooComplex", "ExtractError", "FetchError", "Firing", "NoArticle", "Page",
    "SiteRules", "afetch", "agrab", "check_rules", "errors", "explain", "extract", "extract_teasers", "fetch", "grab",
    "load_rules", "models",
]  # fmt: skip

logging.getLogger("articlegrab").addHandler(logging.NullHandler())

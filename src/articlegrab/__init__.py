"""articlegrab: raw news pages in, clean typed articles out.

    import articlegrab as ag

    article = ag.grab("https://…")                   # fetch and extract; `await ag.agrab(…)` does so asynchronously
    article = ag.extract(html, url="https://…")      # str or bytes; touches neither network nor disk
    report = ag.explain(html)                        # the article and every reason behind it
    page = ag.fetch("https://…")                     # bytes, headers, and how they came
    with ag.Fetcher() as fetcher: …                  # many pages: shared connections, cookies, a pace for each host
    teasers = ag.extract_teasers(html)               # the stories a front or section page points to
    article = ag.extract(html, rules=ag.load_rules("rules/"))   # what you know of your sites goes first
    archive = ag.Archive("news.archive")             # pages and articles in one file, for years
    for page in ag.read_warc("crawl.warc.gz"): …     # pages out of WARC files; ag.read_wacz likewise
    for find in ag.discover("https://…", since=day): …   # feeds, sitemaps and section pages: the addresses of stories
    for outcome in ag.batch(inputs, out="a.jsonl"):  # many at once: addresses, files, folders; resumes where it was
"""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING

from articlegrab import errors, models
from articlegrab.errors import ArticlegrabError, DocumentTooComplex, ExtractError, FetchError, NoArticle
from articlegrab.extract import explain, extract, extract_teasers
from articlegrab.fetch import FetchOptions, afetch, fetch, user_cache
from articlegrab.grab import agrab, grab
from articlegrab.models import Article, Page
from articlegrab.site_rules import SiteRules
from articlegrab.site_rules import load as load_rules
from articlegrab.wayback import afetch_wayback, fetch_wayback

if TYPE_CHECKING:
    from articlegrab.archive import Archive
    from articlegrab.batches import batch
    from articlegrab.discovery import discover
    from articlegrab.fetch.fetcher import Fetched, Fetcher
    from articlegrab.rule_check import Firing, check_rules
    from articlegrab.warc import read_wacz, read_warc

__version__ = "0.1.0"
__all__ = [
    "Archive", "Article", "ArticlegrabError", "DocumentTooComplex", "ExtractError", "FetchError", "FetchOptions",
    "Fetched", "Fetcher", "Firing", "NoArticle", "Page", "SiteRules", "afetch", "afetch_wayback", "agrab",
    "batch", "check_rules", "discover", "errors", "explain", "extract", "extract_teasers", "fetch", "fetch_wayback",
    "grab", "load_rules", "models", "read_wacz", "read_warc", "user_cache",
]  # fmt: skip

_LATER = {
    "Firing": "articlegrab.rule_check", "check_rules": "articlegrab.rule_check",
    "Archive": "articlegrab.archive", "Fetched": "articlegrab.fetch.fetcher", "Fetcher": "articlegrab.fetch.fetcher",
    "batch": "articlegrab.batches", "discover": "articlegrab.discovery",
    "read_wacz": "articlegrab.warc", "read_warc": "articlegrab.warc",
}
"""What would make `import articlegrab` slow is loaded when it is named: the module of each such name."""

logging.getLogger("articlegrab").addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)

"""The pipeline, on one screen: a page in, an Article out, and every reason kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from articlegrab import blocks, boilerplate, confidence, fallback, fields, ruling, site_rules, story, verdict
from articlegrab.document import Document, read
from articlegrab.explanation import explain as explained
from articlegrab.fields import teasers
from articlegrab.fields.dek import withdraw
from articlegrab.fields.links import links_of
from articlegrab.models import Article, Page, Teaser
from articlegrab.models.explanation import Explanation
from articlegrab.reading import Reading
from articlegrab.site_rules import SiteRules

_Rules = SiteRules | Mapping[str, Any]


def article(html: str | bytes | Page, url: str | None, rules: _Rules | None) -> Article:
    """What `articlegrab.extract` gives."""
    with _opened(html, url) as document:
        return _assemble(html, _read(document, rules))


def explanation(html: str | bytes | Page, url: str | None, rules: _Rules | None) -> Explanation:
    """What `articlegrab.explain` gives: the same run, and its reasons."""
    with _opened(html, url) as document:
        reading = _read(document, rules)
        return explained(reading, _assemble(html, reading))


def listed(html: str | bytes | Page, url: str | None, rules: _Rules | None) -> list[Teaser]:
    """What `articlegrab.extract_teasers` gives."""
    with _opened(html, url) as document:
        found = ruling.list_teasers(ruling.begin(document, _understood(rules))) or teasers.list_teasers(document)
        return [Teaser.model_validate(teaser) for teaser in found]


@contextmanager
def _opened(html: str | bytes | Page, url: str | None) -> Iterator[Document]:
    document = read(html, url=url)
    try:
        yield document
    finally:
        document.forget()


def _understood(rules: _Rules | None) -> ruling.Rules | None:
    return site_rules.layout(rules) if isinstance(rules, Mapping) else rules


def _read(document: Document, rules: _Rules | None) -> Reading:
    reading = ruling.begin(document, _understood(rules))
    boilerplate.mark(reading)
    fields.before_story(reading)
    ruling.decide(reading)
    reading.story = ruling.story(reading) or story.find(reading)
    if withdraw.if_story(reading):
        reading.story = story.find(reading)
    boilerplate.warn_of_hidden(reading)
    fields.in_story(reading)
    reading.body = fallback.rescue(reading, blocks.build(reading))
    if not reading.warned("body_from_json"):  # such a page prints nothing that could be judged
        verdict.judge(reading)
    fields.after_story(reading)
    ruling.decide(reading)
    if reading.warned("body_from_json"):
        fallback.complete(reading)
    _warn(reading)
    return reading


def _warn(reading: Reading) -> None:
    """What a careful reader should know of the page as a whole."""
    document = reading.document
    if reading.value("title") is None:
        reading.warn("no_title", "the page has no headline")
    if document.tree.capped:
        reading.warn("capped", "the page has more elements than are read: what comes after them is missing")
    if document.json_ld.broken:
        reading.warn("broken_json_ld", "some of the page's JSON-LD cannot be parsed and was passed over")
    if document.json_ld.oversized:
        reading.warn("oversized_json_ld", "some of the page's JSON-LD is too long to be read and was passed over")
    if any("\ufffd" in (block.get("text") or "") for block in reading.body):
        reading.warn("undecodable_bytes", "the text has characters that cannot be read in the page's encoding")


def _assemble(html: str | bytes | Page, reading: Reading) -> Article:
    document = reading.document
    return Article.model_validate(
        {
            "url": document.url,
            **{name: choice.value for name, choice in reading.choices.items()},
            "body": reading.body,
            "links": links_of(reading.body),
            "confidence": confidence.of_body(reading),
            "warnings": reading.warnings,
            "charset": document.charset,
            "fetch": html.fetch if isinstance(html, Page) else None,
        }
    )

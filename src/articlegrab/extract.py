"""The pipeline, on one screen: a page in, an Article out, and every reason kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from articlegrab import blocks, boilerplate, confidence, fallback, fields, ruling, site_rules, story, verdict
from articlegrab.document import read
from articlegrab.explanation import explain as explained
from articlegrab.fields.links import links_of
from articlegrab.models import Article, Page, Teaser
from articlegrab.models.explanation import Explanation
from articlegrab.reading import Reading
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
    return _assemble(html, _read(html, url, rules))


def explain(html: str | bytes | Page, *, url: str | None = None, rules: Rules | None = None) -> Explanation:
    """The article with its reasons: what was left out by which rule, and all candidates of each field.

    Takes and raises what `extract` does; its `article` is the one that `extract` gives.
    """
    reading = _read(html, url, rules)
    return explained(reading, _assemble(html, reading))


def extract_teasers(
    html: str | bytes | Page, *, url: str | None = None, rules: Rules | None = None
) -> list[Teaser]:
    """The stories that a front or section page points to, in page order, as typed data.

    Takes what `extract` does. Works on an article's page too, where it gives every teaser of the page.
    """
    from articlegrab.fields import teasers

    document = read(html, url=url)
    found = ruling.list_teasers(ruling.begin(document, _understood(rules))) or teasers.list_teasers(document)
    return [Teaser.model_validate(teaser) for teaser in found]


def _understood(rules: Rules | None) -> ruling.Rules | None:
    return site_rules.layout(rules) if isinstance(rules, Mapping) else rules


def _read(html: str | bytes | Page, url: str | None, rules: Rules | None) -> Reading:
    reading = ruling.begin(read(html, url=url), _understood(rules))
    boilerplate.mark(reading)
    fields.before_story(reading)
    ruling.decide(reading)
    reading.story = ruling.story(reading) or story.find(reading)
    boilerplate.warn_of_hidden(reading)
    fields.in_story(reading)
    reading.body = fallback.rescue(reading, blocks.build(reading))
    if not reading.warned("body_from_json"):  # such a page prints nothing that could be judged
        verdict.judge(reading)
    fields.after_story(reading)
    ruling.decide(reading)
    if reading.warned("body_from_json"):
        fallback.complete(reading)
    return reading


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

"""The Article and the nouns that only an Article has."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from articlegrab.models.blocks import RUNNING_TEXT, Block, Image, Model
from articlegrab.models.page import Charset, FetchInfo

SCHEMA_VERSION = "1"


class Kind(StrEnum):
    """What sort of piece it is. `news` is the default; the others need evidence on the page."""

    NEWS = "news"
    OPINION = "opinion"
    ANALYSIS = "analysis"
    REVIEW = "review"
    INTERVIEW = "interview"
    LIVE_BLOG = "live_blog"
    GALLERY = "gallery"
    VIDEO = "video"
    PRESS_RELEASE = "press_release"
    SPONSORED = "sponsored"
    OTHER = "other"


class Person(Model):
    """Somebody or something with a part in the piece. `role` is as printed ("Europe editor"); `url` the profile."""

    name: str
    kind: Literal["person", "organisation", "agency"] = "person"
    role: str | None = None
    url: str | None = None


class Site(Model):
    """The publication: its name as readers know it, its host name, and the company behind it."""

    name: str | None = None
    domain: str | None = None
    publisher: str | None = None


class Access(Model):
    """Who may read it. `is_truncated` tells that the page holds only the beginning; `evidence` says what showed it."""

    status: Literal["free", "metered", "registration", "subscription", "unknown"] = "unknown"
    is_truncated: bool = False
    evidence: list[str] = Field(default_factory=list)


class Teaser(Model):
    """Another story that the page points to.

    `placement` is where it stands (in_body, after_body, sidebar, header, footer, list); `module` the printed heading
    of its group ("Read also"); `position` counts the page's teasers from 0.
    """

    title: str
    url: str | None = None
    dek: str | None = None
    kicker: str | None = None
    image: Image | None = None
    byline: str | None = None
    published: datetime | None = None
    kind: Literal[
        "related", "in_body", "more_from", "recommended", "next_up", "most_read", "latest", "sponsored"
    ] = "related"
    placement: Literal["in_body", "after_body", "sidebar", "header", "footer", "list"] | None = None
    module: str | None = None
    position: int = 0


class Note(Model):
    """A word of the editors about the text: what was corrected or who contributed. `date` is its own, if printed."""

    kind: Literal["correction", "clarification", "editors_note", "update", "contribution"]
    text: str
    date: datetime | None = None


class LiveUpdate(Model):
    """One entry of a live blog."""

    time: datetime | None = None
    title: str | None = None
    text: str
    url: str | None = None


class Link(Model):
    """A link inside the body; `block` is the index of its block in `Article.body`."""

    text: str
    url: str
    block: int


class Warning(Model):  # noqa: A001 - the contract's word; users reach it as articlegrab.models.Warning
    """Something a careful reader should know. `code` is stable; `message` is for people."""

    code: Literal[
        "thin_body", "truncated", "body_disagrees_with_json_ld", "body_from_json", "second_opinion",
        "no_title", "no_date", "conflicting_dates", "future_date", "hidden_text_dropped", "broken_json_ld",
        "oversized_json_ld", "capped", "undecodable_bytes",
    ]
    message: str


class Article(Model):
    """A news article, complete. Absent values are None, never ""; lists are empty; times are aware.

    The fields are described in the README; `text`, `word_count` and `reading_time` (minutes, at 220 words or 500 CJK
    characters a minute) are computed from `body`.
    """

    schema_version: str = SCHEMA_VERSION

    url: str | None = None
    canonical_url: str | None = None
    amp_url: str | None = None
    kind: Kind = Kind.NEWS

    title: str | None = None
    seo_title: str | None = None
    kicker: str | None = None
    dek: str | None = None
    description: str | None = None

    byline: str | None = None
    authors: list[Person] = Field(default_factory=list)
    contributors: list[Person] = Field(default_factory=list)
    dateline: str | None = None

    published: datetime | None = None
    published_raw: str | None = None
    published_precision: Literal["year", "month", "day", "minute", "second"] | None = None
    modified: datetime | None = None
    modified_raw: str | None = None

    site: Site | None = None
    section: str | None = None
    breadcrumbs: list[str] = Field(default_factory=list)
    tags: list[str] = Field(default_factory=list)
    series: str | None = None
    language: str | None = None
    direction: Literal["ltr", "rtl"] = "ltr"
    access: Access = Field(default_factory=Access)

    body: list[Block] = Field(default_factory=list)
    images: list[Image] = Field(default_factory=list)
    lead_image: Image | None = None
    teasers: list[Teaser] = Field(default_factory=list)
    corrections: list[Note] = Field(default_factory=list)
    live_updates: list[LiveUpdate] = Field(default_factory=list)
    links: list[Link] = Field(default_factory=list)

    confidence: float = Field(default=0.0, ge=0.0, le=1.0)
    warnings: list[Warning] = Field(default_factory=list)
    charset: Charset | None = None
    fetch: FetchInfo | None = None

    @property
    def text(self) -> str:
        """The running text: paragraphs, headings, lists, quotes, tables, code, interviews; a blank line between."""
        return "\n\n".join(block.text for block in self.body if block.type in RUNNING_TEXT and block.text)

    @property
    def word_count(self) -> int:
        """Words of `text`; in scripts that write no spaces, characters."""
        from articlegrab.words import count_words

        return count_words(self.text)

    @property
    def reading_time(self) -> int:
        """Whole minutes to read `text`, at least 1 where there is any."""
        from articlegrab.words import reading_minutes

        return reading_minutes(self.text)

    def to_text(self) -> str:
        """Title, dek and running text as plain text."""
        from articlegrab.render import text

        return text.render(self)

    def to_markdown(self) -> str:
        """The article as CommonMark with GFM tables."""
        from articlegrab.render import markdown

        return markdown.render(self)

    def to_html(self) -> str:
        """The article as one `<article>` of clean, sanitised HTML5, safe to insert into another page."""
        from articlegrab.render import html

        return html.render(self)

    def to_json_ld(self) -> dict[str, Any]:
        """The article as a schema.org NewsArticle (or nearer type), ready for `json.dumps`."""
        from articlegrab.render import json_ld

        return json_ld.render(self)

    def to_bibtex(self) -> str:
        """A BibTeX `@online` entry."""
        from articlegrab.render import citation

        return citation.bibtex(self)

    def to_csl(self) -> dict[str, Any]:
        """A CSL-JSON item of type article-newspaper (or webpage)."""
        from articlegrab.render import citation

        return citation.csl(self)

"""JSON-LD in the words of schema.org."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from articlegrab.models import Access, Article, Image, Kind, LiveUpdate, Note, Paragraph, Person, Site
from tests.render_samples import NOON, article_saying

URL = "https://news.example/a"


def test_full_article() -> None:
    """Every property, exactly."""
    lead = Image(
        url="https://news.example/p.jpg", alt="A boat", caption="At dawn.", credit="Ana Reis/Agency",
        photographer="Ana Reis", width=640, height=480, is_lead=True,
    )
    other = Image(url="https://news.example/q.jpg")
    article = Article(
        url=URL + "?from=feed", canonical_url=URL, kind=Kind.OPINION, title="Storm", seo_title="Storm: why",
        dek="A dek", description="In short.",
        authors=[Person(name="Bo Lund", role="Editor", url=URL), Person(name="PA", kind="agency")],
        contributors=[Person(name="Cy Ek")], dateline="LISBON", published=NOON, published_precision="minute",
        modified=NOON + timedelta(hours=1), site=Site(name="The Post", domain="news.example", publisher="Post Group"),
        section="Coast", tags=["storms", "ports"], language="en", access=Access(status="subscription"),
        body=[Paragraph(text="Wind rose.")], images=[other, lead], lead_image=lead,
        corrections=[Note(kind="correction", text="Fixed.", date=NOON), Note(kind="contribution", text="With thanks.")],
    )
    assert article.to_json_ld() == {
        "@context": "https://schema.org",
        "@type": "OpinionNewsArticle",
        "headline": "Storm",
        "alternativeHeadline": "Storm: why",
        "description": "In short.",
        "abstract": "A dek",
        "url": URL,
        "mainEntityOfPage": {"@type": "WebPage", "@id": URL},
        "author": [
            {"@type": "Person", "name": "Bo Lund", "jobTitle": "Editor", "url": URL},
            {"@type": "Organization", "name": "PA"},
        ],
        "contributor": [{"@type": "Person", "name": "Cy Ek"}],
        "dateline": "LISBON",
        "datePublished": "2024-05-01T12:00:00+00:00",
        "dateModified": "2024-05-01T13:00:00+00:00",
        "publisher": {
            "@type": "NewsMediaOrganization", "name": "Post Group", "url": "https://news.example",
            "brand": {"@type": "Brand", "name": "The Post"},
        },
        "articleSection": "Coast",
        "keywords": ["storms", "ports"],
        "inLanguage": "en",
        "isAccessibleForFree": False,
        "image": [
            {
                "@type": "ImageObject", "url": "https://news.example/p.jpg", "caption": "At dawn.",
                "creditText": "Ana Reis/Agency", "creator": {"@type": "Person", "name": "Ana Reis"},
                "description": "A boat", "width": 640, "height": 480,
            },
            {"@type": "ImageObject", "url": "https://news.example/q.jpg"},
        ],
        "articleBody": "Wind rose.",
        "wordCount": 2,
        "correction": [{"@type": "CorrectionComment", "text": "Fixed.", "datePublished": "2024-05-01T12:00:00+00:00"}],
    }


def test_what_is_not_known_is_left_out() -> None:
    """An empty article has a type and nothing else: no null, no empty string."""
    assert Article().to_json_ld() == {"@context": "https://schema.org", "@type": "NewsArticle"}


@pytest.mark.parametrize(("kind", "schema_type"), [
    (Kind.NEWS, "NewsArticle"), (Kind.ANALYSIS, "AnalysisNewsArticle"), (Kind.REVIEW, "ReviewNewsArticle"),
    (Kind.LIVE_BLOG, "LiveBlogPosting"), (Kind.SPONSORED, "AdvertiserContentArticle"), (Kind.OTHER, "Article"),
])
def test_type(kind: Kind, schema_type: str) -> None:
    """The kind of piece chooses the nearest type."""
    assert Article(kind=kind).to_json_ld()["@type"] == schema_type


def test_every_kind_has_a_type() -> None:
    """No kind is forgotten, and each is some sort of article or posting."""
    for kind in Kind:
        assert str(Article(kind=kind).to_json_ld()["@type"]).endswith(("Article", "Posting"))


@pytest.mark.parametrize(("precision", "published"), [
    ("year", "2024"), ("month", "2024-05"), ("day", "2024-05-01"), ("minute", "2024-05-01T12:00:00+00:00"),
    ("second", "2024-05-01T12:00:00+00:00"), (None, "2024-05-01T12:00:00+00:00"),
])
def test_date_is_no_finer_than_known(precision: str | None, published: str) -> None:
    """A date known to the day is a date, not midnight."""
    article = Article.model_validate({"published": NOON, "published_precision": precision})
    assert article.to_json_ld()["datePublished"] == published


@pytest.mark.parametrize(("status", "free"), [("free", True), ("metered", False), ("registration", False)])
def test_access(status: str, free: bool) -> None:
    """What asks for anything is not free; what is not known is not said."""
    article = Article.model_validate({"access": {"status": status}})
    assert article.to_json_ld()["isAccessibleForFree"] is free
    assert "isAccessibleForFree" not in Article().to_json_ld()


def test_live_blog() -> None:
    """A live blog has its entries and the times of the first and the last, in whatever order they stand."""
    late = datetime(2024, 5, 1, 15, 0, tzinfo=UTC)
    updates = [
        LiveUpdate(time=late, title="Over", text="It is over.", url=URL), LiveUpdate(time=NOON, text="It is here."),
        LiveUpdate(text="Undated."),
    ]
    told = Article(kind=Kind.LIVE_BLOG, live_updates=updates).to_json_ld()
    assert told["coverageStartTime"] == "2024-05-01T12:00:00+00:00"
    assert told["coverageEndTime"] == "2024-05-01T15:00:00+00:00"
    assert told["liveBlogUpdate"] == [
        {
            "@type": "BlogPosting", "headline": "Over", "articleBody": "It is over.", "url": URL,
            "datePublished": "2024-05-01T15:00:00+00:00",
        },
        {"@type": "BlogPosting", "articleBody": "It is here.", "datePublished": "2024-05-01T12:00:00+00:00"},
        {"@type": "BlogPosting", "articleBody": "Undated."},
    ]


@pytest.mark.parametrize("domain", ["news.example/path", "javascript:alert(1)", "a b", "news.example\n"])
def test_odd_domain_makes_no_address(domain: str) -> None:
    """A domain that is no host name does not become the publisher's address."""
    assert Article(site=Site(domain=domain)).to_json_ld().get("publisher") is None


def test_any_text_can_be_dumped() -> None:
    """Half characters and controls do not keep the result from being written as UTF-8 JSON."""
    told = article_saying("a\ud800\x00b", URL).to_json_ld()
    assert json.loads(json.dumps(told, ensure_ascii=False).encode()) == told

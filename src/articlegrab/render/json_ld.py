"""An Article in the words of schema.org."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from articlegrab.models import Article, Image, Kind, LiveUpdate, Note, Person, Site
from articlegrab.render import outline
from articlegrab.render.spans import clean
from articlegrab.render.urls import safe_url, web_url

Thing = dict[str, Any]

_TYPES: dict[Kind, str] = {
    Kind.NEWS: "NewsArticle",
    Kind.OPINION: "OpinionNewsArticle",
    Kind.ANALYSIS: "AnalysisNewsArticle",
    Kind.REVIEW: "ReviewNewsArticle",
    Kind.INTERVIEW: "NewsArticle",
    Kind.LIVE_BLOG: "LiveBlogPosting",
    Kind.GALLERY: "NewsArticle",
    Kind.VIDEO: "NewsArticle",
    Kind.PRESS_RELEASE: "Article",
    Kind.SPONSORED: "AdvertiserContentArticle",
    Kind.OTHER: "Article",
}
_FREE: dict[str, bool] = {"free": True, "metered": False, "registration": False, "subscription": False}
_DOMAIN = re.compile(r"[\w.-]+(?::[0-9]{1,5})?")


def render(article: Article) -> Thing:
    """A schema.org NewsArticle or nearer type, ready for `json.dumps`; what is not known is left out.

    To place it in a page, write `<` as `\\u003c` in the dumped string: an article may quote a closing script tag.
    """
    page = safe_url(article.canonical_url) or safe_url(article.url)
    return {"@context": "https://schema.org"} | _thing(
        _TYPES[article.kind],
        headline=article.title,
        alternativeHeadline=article.seo_title,
        description=article.description or article.dek,
        abstract=article.dek if article.description else None,
        url=page,
        mainEntityOfPage={"@type": "WebPage", "@id": page} if page else None,
        author=[_person(person) for person in article.authors],
        contributor=[_person(person) for person in article.contributors],
        dateline=article.dateline,
        datePublished=outline.published_iso(article),
        dateModified=article.modified.isoformat() if article.modified else None,
        publisher=_publisher(article.site),
        articleSection=article.section,
        keywords=[clean(tag) for tag in article.tags],
        inLanguage=article.language,
        isAccessibleForFree=_FREE.get(article.access.status),
        image=_images(article),
        articleBody=article.text,
        wordCount=article.word_count or None,
        correction=[_correction(note) for note in article.corrections if note.kind in ("correction", "clarification")],
        **_coverage(article),
    )


def _thing(kind: str, **properties: Any) -> Thing:
    """A typed node without its empty properties."""
    kept = {name: clean(value) if isinstance(value, str) else value for name, value in properties.items()}
    return {"@type": kind} | {name: value for name, value in kept.items() if value not in (None, "", [])}


def _person(person: Person) -> Thing:
    if person.kind == "person":
        return _thing("Person", name=person.name, jobTitle=person.role, url=safe_url(person.url))
    return _thing("Organization", name=person.name, description=person.role, url=safe_url(person.url))


def _publisher(site: Site | None) -> Thing | None:
    if site is None:
        return None
    address = f"https://{site.domain}" if site.domain and _DOMAIN.fullmatch(site.domain) else None
    name = site.publisher or site.name
    brand = _thing("Brand", name=site.name) if site.name and site.name != name else None
    return _thing("NewsMediaOrganization", name=name, url=address, brand=brand) if name or address else None


def _images(article: Article) -> list[Thing]:
    """The article's pictures, the lead image first."""
    lead = [article.lead_image] if article.lead_image else []
    rest = [image for image in article.images if image not in lead]
    return [_image(image) for image in lead + rest if web_url(image.url)]


def _image(image: Image) -> Thing:
    photographer = _thing("Person", name=image.photographer) if image.photographer else None
    return _thing(
        "ImageObject", url=web_url(image.url), caption=image.caption, creditText=image.credit, creator=photographer,
        description=image.alt, width=image.width, height=image.height,
    )


def _correction(note: Note) -> Thing:
    return _thing("CorrectionComment", text=note.text, datePublished=note.date.isoformat() if note.date else None)


def _coverage(article: Article) -> Thing:
    """What only a live blog has: its entries, and when the first and the last of them were written."""
    if article.kind is not Kind.LIVE_BLOG:
        return {}
    times = sorted((update.time for update in article.live_updates if update.time), key=datetime.timestamp)
    return {
        "coverageStartTime": times[0].isoformat() if times else None,
        "coverageEndTime": times[-1].isoformat() if times else None,
        "liveBlogUpdate": [_posting(update) for update in article.live_updates],
    }


def _posting(update: LiveUpdate) -> Thing:
    return _thing(
        "BlogPosting", headline=update.title, articleBody=update.text, url=safe_url(update.url),
        datePublished=update.time.isoformat() if update.time else None,
    )

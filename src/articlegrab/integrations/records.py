"""What all integrations share: articles of mixed sources, and an Article as a flat record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import articlegrab as ag
from articlegrab.errors import MissingExtra

Source = str | Path | ag.Page
"""An address, an HTML file, or a page that is at hand."""

Value = str | int | float | datetime | list[str] | None


def missing(extra: str, library: str) -> MissingExtra:
    """The error for a library that is not installed."""
    return MissingExtra(f'{library} is not installed: pip install "articlegrab[{extra}]"')


def read(sources: Iterable[Source], *, continue_on_failure: bool = False) -> Iterator[tuple[str, ag.Article]]:
    """The article of each source with the name of the source, one after the other.

    With `continue_on_failure` those that hold none are left out, and logged. Raises ArticlegrabError without it, and
    OSError for a file that cannot be read.
    """
    import logging

    for source in sources:
        try:
            yield _name(source), _article(source)
        except ag.ArticlegrabError as error:
            if not continue_on_failure:
                raise
            logging.getLogger("articlegrab").warning("%s: %s (%s)", _name(source), error.message, error.code)


def _name(source: Source) -> str:
    return (source.url or "page") if isinstance(source, ag.Page) else str(source)


def _article(source: Source) -> ag.Article:
    if isinstance(source, ag.Page):
        return ag.extract(source)
    if isinstance(source, str) and source.lower().startswith(("http://", "https://")):
        return ag.grab(source)
    return ag.extract(Path(source).read_bytes())


def record(article: ag.Article) -> dict[str, Value]:
    """The fields that fit one cell each, in the order of the Article; people by name, absent values as None."""
    site = article.site
    return {
        "url": article.canonical_url or article.url,
        "kind": article.kind.value,
        "title": article.title,
        "kicker": article.kicker,
        "dek": article.dek,
        "description": article.description,
        "byline": article.byline,
        "authors": [person.name for person in article.authors],
        "dateline": article.dateline,
        "published": article.published,
        "modified": article.modified,
        "site": site.name if site else None,
        "publisher": site.publisher if site else None,
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "access": article.access.status,
        "image": article.lead_image.url if article.lead_image else None,
        "word_count": article.word_count,
        "confidence": article.confidence,
    }


def metadata(article: ag.Article, source: str) -> dict[str, str | int | float]:
    """The record for vector stores, most of which take plain values only: times as ISO 8601, lists joined by commas,
    nothing that is absent. `source` is where the text came from."""
    flat: dict[str, str | int | float] = {"source": article.canonical_url or article.url or source}
    for name, value in record(article).items():
        if isinstance(value, datetime):
            flat[name] = value.isoformat()
        elif isinstance(value, list):
            flat |= {name: ", ".join(value)} if value else {}
        elif value is not None:
            flat[name] = value
    return flat

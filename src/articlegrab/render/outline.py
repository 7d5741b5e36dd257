"""The shapes that several formats share: lists as rows with a depth, what stands at the head and the foot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from articlegrab.models import Article, Gallery, Image, ImageBlock, ListBlock, ListItem, LiveUpdate, Note

_DEPTH_LIMIT = 7
"""The eighth level shows the deeper ones too: some Markdown readers drop them, and HTML parsers slow down."""


class Row(NamedTuple):
    """A list item with the depth of its list from 0, whether that list is numbered, and the item's number."""

    depth: int
    ordered: bool
    number: int
    item: ListItem


def list_rows(block: ListBlock) -> Iterator[Row]:
    """All items of a list and of the lists inside it, as they are read; items without text and items are left out."""
    ahead = [(0, block.ordered, enumerate(_filled(block.items), block.start))]
    while ahead:
        depth, ordered, items = ahead[-1]
        numbered = next(items, None)
        if numbered is None:
            ahead.pop()
            continue
        number, item = numbered
        yield Row(min(depth, _DEPTH_LIMIT), ordered, number, item)
        if item.items:
            ahead.append((depth + 1, item.ordered, enumerate(_filled(item.items), 1)))


def _filled(items: Sequence[ListItem]) -> list[ListItem]:
    return [item for item in items if item.text.strip() or item.items]


def byline(article: Article) -> str | None:
    """The byline as printed, else the authors' names."""
    return article.byline or ", ".join(author.name for author in article.authors) or None


def published_iso(article: Article) -> str | None:
    """When it was published, in ISO 8601, no finer than it is known."""
    if article.published is None:
        return None
    if article.published_precision in ("year", "month", "day"):
        letters = {"year": 4, "month": 7, "day": 10}[article.published_precision]
        return article.published.isoformat()[:letters]
    return article.published.isoformat()


def shown_date(article: Article) -> str | None:
    """When it was published, for reading: a date, or date and time with zone."""
    iso = published_iso(article)
    if iso is None or article.published is None or len(iso) <= 10:
        return iso
    return moment(article.published)


def moment(time: datetime) -> str:
    """A time for reading.

    >>> from datetime import UTC
    >>> moment(datetime(2024, 5, 1, 9, 30, tzinfo=UTC))
    '2024-05-01 09:30+00:00'
    """
    return time.isoformat(" ", "minutes")


def opening_image(article: Article) -> Image | None:
    """The lead image, unless the body shows it."""
    shown = {block.image.url for block in article.body if isinstance(block, ImageBlock)}
    shown |= {image.url for block in article.body if isinstance(block, Gallery) for image in block.images}
    lead = article.lead_image
    return None if lead is None or lead.url in shown else lead


def closing_notes(article: Article) -> list[Note]:
    """Corrections and other notes that do not stand in the body."""
    shown = {block.text for block in article.body}
    return [note for note in article.corrections if note.text not in shown]


def separate_updates(article: Article) -> list[LiveUpdate]:
    """Entries of a live blog that do not stand in the body."""
    shown = {block.text for block in article.body if block.text}
    return [update for update in article.live_updates if update.text.split("\n", 1)[0] not in shown]

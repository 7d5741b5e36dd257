"""The structured extractor: one file (or folder) a field, each with its signals and its choice.

A field has `find(reading) -> Choice`, or `find(reading) -> dict[str, Choice]` where one look serves several fields. The
tables are the order they run in: those of BEFORE_STORY claim the headline, standfirst, byline and captions that the
body must not hold, those IN_STORY the editors' notes in it; those of AFTER_STORY want to know where the story stands.
"""

from __future__ import annotations

from collections.abc import Callable

from articlegrab.document.json_ld import Item, types_of
from articlegrab.fields import (
    access,
    authors,
    dates,
    dek,
    description,
    images,
    kicker,
    kind,
    language,
    notes,
    section,
    site,
    tags,
    teasers,
    title,
    trail,
)
from articlegrab.fields.authors.byline import opens_byline
from articlegrab.fields.dek import points, withdraw
from articlegrab.reading import Choice, Reading

_BYLINE_REACH = 3
"""Passages below a standfirst in which its byline or date comes."""

_BYLINE = 60
"""Characters of a line below a standfirst that opens as bylines do."""

_KICKERED = 300
"""Characters of a line that holds the headline and, parted by a line break, what stands over or under it."""

Find = Callable[[Reading], Choice | dict[str, Choice]]

BEFORE_STORY: tuple[tuple[str, Find], ...] = (
    ("title", title.find),
    ("dek", dek.find),
    ("authors", authors.find),
    ("dates", dates.find),
)
IN_STORY: tuple[tuple[str, Find], ...] = (("notes", notes.find),)
AFTER_STORY: tuple[tuple[str, Find], ...] = (
    ("description", description.find),
    ("breadcrumbs", trail.find),
    ("tags", tags.find),
    ("kicker", kicker.find),
    ("site", site.find),
    ("section", section.find),
    ("language", language.find),
    ("kind", kind.find),
    ("access", access.find),
    ("images", images.find),
    ("teasers", teasers.find),
)


def before_story(reading: Reading) -> None:
    """Find the fields that stand around the story, and mark where they are printed."""
    images.mark_captions(reading)
    _run(reading, BEFORE_STORY)
    _claim_headline(reading)
    withdraw.if_signed(reading)
    _confirm_dek(reading)
    points.settle(reading)
    teasers.mark_teasers(reading)


def _claim_headline(reading: Reading) -> None:
    """Mark the headline, and every line that repeats it to the letter."""
    document, chosen = reading.document, reading.choices["title"]
    if chosen.node is not None:
        reading.marks.put(chosen.node, "headline", "headline", "the article's title")
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        is_line = "\n" in text and len(text) <= _KICKERED and chosen.value and chosen.value in text.split("\n")
        if is_line or text == chosen.value:
            reading.marks.put(passage.start, "headline", "headline", "repeats the article's title")


def _confirm_dek(reading: Reading) -> None:
    """Make sure of a standfirst that stands over the byline or the date: the story begins below them; and of a single
    passage on a page that calls itself a piece of news, for newsrooms print standfirsts, and blogs first paragraphs."""
    document, node = reading.document, reading.choices["dek"].node
    if node is None or not dek.stands_alone(document, node):
        return
    start, end = document.passages_in(node)
    if end - start == 1 and any(_is_news(item) for item in document.json_ld.articles):
        reading.marks.confirm("dek")
    if any(text and len(text) <= _BYLINE and opens_byline(text) for text in document.passage_texts[end : end + 1]):
        reading.marks.confirm("dek")
    following = (reading.marks.covering(passage.start) for passage in document.passages[end : end + _BYLINE_REACH])
    if any(mark is not None and mark.role in ("byline", "date") for mark in following):
        reading.marks.confirm("dek")


def _is_news(item: Item) -> bool:
    return any(kind.endswith("NewsArticle") for kind in types_of(item))


def in_story(reading: Reading) -> None:
    """Find the fields that are printed among the story's text and do not belong to it, and mark them."""
    withdraw.if_text(reading)
    _run(reading, IN_STORY)


def after_story(reading: Reading) -> None:
    """Find the fields that need the story."""
    _run(reading, AFTER_STORY)


def _run(reading: Reading, table: tuple[tuple[str, Find], ...]) -> None:
    for name, find in table:
        found = find(reading)
        reading.choices.update(found if isinstance(found, dict) else {name: found})

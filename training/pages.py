"""The corpus as labelled passages: read once, kept in memory while a model is fitted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from articlegrab import boilerplate, fields
from articlegrab.document import Document, read
from articlegrab.errors import ArticlegrabError
from articlegrab.models import Page
from articlegrab.reading import Marks, Reading
from benchmarks.corpus import REPOSITORY, read_gold, require_corpus
from benchmarks.folds import FOLDS, fold_of, site_of
from training import readings
from training.labels import Label, from_gold

SETS = ("fundus", "newspaper", "daniel", "segments", "postlight", "dates")
_TRUST = {
    "fixtures": 2.0, "fundus": 2.0, "newspaper": 3.0, "daniel": 1.0, "segments": 0.8, "postlight": 0.6, "dates": 0.4,
}  # fmt: skip
"""How far a set's labels and the age of its pages may shape the judge."""


@dataclass
class LabelledPage:
    """A page ready for training: its reading, a label per passage, its site and fold, and the gold values."""

    set: str
    id: str
    site: str
    fold: int
    reading: Reading
    labels: list[Label]
    trust: float
    gold: dict[str, object] = field(default_factory=dict)


def load() -> Iterator[LabelledPage]:
    """The project's own pages, and all pages of the corpus that can be labelled."""
    yield from _own_pages()
    read_by_people = readings.known()
    for name in SETS:
        for page in read_set(name):
            texts = page.reading.document.passage_texts
            if body := page.gold.get("body"):
                page.labels = from_gold(texts, str(body))
            elif choice := read_by_people.get((name, page.id)):
                page.labels = choice.labels(texts)
            if page.labels:
                yield page


def read_set(name: str) -> Iterator[LabelledPage]:
    """The pages of a set as far as they are read before the judge sees them, not labelled yet."""
    for page in read_gold(require_corpus()[name]):
        try:
            document = read(page.read(), url=page.url)
        except ArticlegrabError:
            continue
        site = site_of(page.url or page.id)
        yield LabelledPage(name, page.id, site, fold_of(site), _read(document), [], _TRUST[name], page.gold)


def _own_pages() -> Iterator[LabelledPage]:
    """The project's own fixtures: short pages, but of every make."""
    for file in sorted((REPOSITORY / "fixtures" / "pages").glob("*/expected.json")):
        expected = json.loads(file.read_text("utf-8"))
        context = json.loads((file.parent / "context.json").read_text("utf-8"))
        if not expected.get("text"):
            continue
        page = Page(
            url=context.get("url"),
            headers={"content-type": context["content_type"]} if context.get("content_type") else {},
            body=(file.parent / "page.html").read_bytes(),
        )
        reading = _read(read(page))
        labels = from_gold(reading.document.passage_texts, expected["text"])
        slug = file.parent.name
        yield LabelledPage("fixtures", slug, slug, fold_of(slug), reading, labels, _TRUST["fixtures"])


def _read(document: Document) -> Reading:
    """A page as far as it is read before the judge sees it."""
    reading = Reading(document, Marks(document))
    boilerplate.mark(reading)
    fields.before_story(reading)
    return reading


__all__ = ["FOLDS", "LabelledPage", "load"]

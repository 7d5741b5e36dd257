"""The corpus as labelled passages: read once, kept in memory while a model is fitted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from articlegrab import boilerplate, fields
from articlegrab.document import Document, read
from articlegrab.errors import ArticlegrabError
from articlegrab.models import Page
from articlegrab.reading import Marks, Reading
from benchmarks.corpus import REPOSITORY, read_gold, require_corpus
from benchmarks.folds import FOLDS, fold_of, site_of
from training.labels import Label, from_gold, from_votes

_LONG_BODY = 800
"""Characters; a shorter `articleBody` may be a summary."""
SETS = ("fundus", "newspaper", "daniel", "segments", "postlight", "dates")
_TRUST = {
    "fixtures": 2.0, "fundus": 1.0, "newspaper": 1.0, "daniel": 0.6, "segments": 0.8, "postlight": 0.6, "dates": 0.4,
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


def load(votes: Path | None) -> Iterator[LabelledPage]:
    """All pages of the corpus that can be labelled. `votes` holds peers' outputs, `<set>.<peer>.jsonl`."""
    yield from _own_pages()
    corpus = require_corpus()
    for name in SETS:
        outputs = _outputs(votes, name) if votes else {}
        for page in read_gold(corpus[name]):
            try:
                document = read(page.read(), url=page.url)
            except ArticlegrabError:
                continue
            reading = _read(document)
            gold = page.gold
            if gold.get("body"):
                labels = from_gold(document.passage_texts, gold["body"])
            elif described := _described_body(document):
                labels = from_gold(document.passage_texts, described)
            else:
                fragments = gold.get("with"), gold.get("without")
                labels = from_votes(document.passage_texts, outputs.get(page.id, []), *fragments)
            site = site_of(page.url or page.id)
            yield LabelledPage(name, page.id, site, fold_of(site), reading, labels, _TRUST[name], gold)


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


def _described_body(document: Document) -> str | None:
    """A JSON-LD `articleBody` that is the page's whole text, as far as can be told: long, and found on the page."""
    bodies = [body for item in document.json_ld.articles if isinstance(body := item.get("articleBody"), str)]
    body = max(bodies, key=len, default="")
    if len(body) < _LONG_BODY or "<p" in body:
        return None
    labels = from_gold(document.passage_texts, body)
    found = sum(len(text) for text, label in zip(document.passage_texts, labels, strict=True) if label.value)
    return body if 0.93 < found / len(body) < 1.05 else None


def _outputs(votes: Path, name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(votes.glob(f"{name}.*.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            if row.get("body"):
                found.setdefault(row["id"], []).append(row["body"])
    return found


__all__ = ["FOLDS", "LabelledPage", "load"]

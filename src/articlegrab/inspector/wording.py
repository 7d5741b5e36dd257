"""What the inspector says in plain words: values, sources, and how sure an article is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from articlegrab.models import Article
from articlegrab.models.explanation import Candidate, Explanation

SOURCES = {
    "markup": "the page's mark-up", "meta": "the page's <meta> data", "time": "a <time> element",
    "printed": "a date as printed", "text": "the page's text", "url": "the page's address",
    "json_ld": "the page's JSON-LD", "byline": "the byline", "link": "a <link>", "named": "an element named for it",
    "page_json": "the page's own JSON", "script": "a script's data", "line": "a line of text",
    "address": "the page's address", "microdata": "the page's microdata", "site_rule": "your rule for this site",
}  # fmt: skip

_LONG = 400


class Field(NamedTuple):
    """A field as shown: its value in words, how sure it is, what stood for it, best first, and whether a rule of the
    user's decided."""

    name: str
    value: str | None
    sure: str | None
    candidates: list[Standing]
    by_rule: bool


class Standing(NamedTuple):
    """A candidate as shown: what, from where, the text as found, and why it won or lost."""

    value: str
    source: str
    raw: str | None
    chosen: bool
    why: str


def fields_of(explanation: Explanation) -> Iterator[Field]:
    """All fields but the body, in the order of the Article."""
    names = [name for name in type(explanation.article).model_fields if name in explanation.candidates]
    for name in names:
        ranked = sorted(explanation.candidates[name], key=lambda candidate: not candidate.chosen)
        value = getattr(explanation.article, name)
        shown = in_words(value) if value not in (None, []) else None
        sure = explanation.confidences.get(name)
        by_rule = any(candidate.chosen and candidate.source == "site_rule" for candidate in ranked)
        percent = _percent(sure) if sure and shown else None
        yield Field(name, shown, percent, [_standing(candidate) for candidate in ranked], by_rule)


def _standing(candidate: Candidate) -> Standing:
    source = SOURCES.get(candidate.source, candidate.source.replace("_", " "))
    if candidate.locator:
        source += f", {candidate.locator}"
    raw = candidate.raw if candidate.raw and candidate.raw != str(candidate.value) else None
    why = "chosen" if candidate.chosen else f"not chosen: {candidate.rejected_because or 'another weighs more'}"
    return Standing(in_words(candidate.value), source, _short(raw) if raw else None, candidate.chosen, why)


def in_words(value: Any) -> str:
    """A value of any field on one line.

    >>> in_words(None), in_words(["rail", "ports"]), in_words(3), in_words({"name": "Pia Drosten", "role": "editor"})
    ('none', 'rail · ports', '3', 'Pia Drosten')
    """
    if value is None:
        return "none"
    if isinstance(value, list | tuple):
        return _short(" · ".join(in_words(item) for item in value)) or "none"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    for name in ("name", "title", "status", "text", "caption", "url"):
        part = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
        if isinstance(part, str) and part and not isinstance(value, str):
            return _short(part)
    return _short(str(value))


def confidence_in_words(article: Article) -> str:
    """How right the body is likely to be, for people."""
    sure = article.confidence
    words = next(said for least, said in _SURE if sure >= least)
    return f"{words}: the text is expected to be {_percent(sure)} right"


_SURE = ((0.95, "Very sure"), (0.85, "Sure"), (0.7, "Fairly sure"), (0.5, "Not sure"), (0.0, "A guess"))


def _percent(share: float) -> str:
    return f"{round(share * 100)} %"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONG else flat[:_LONG] + "…"

"""The page's description of itself, printed or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from articlegrab.document.json_ld import strings
from articlegrab.fields.headline import bag
from articlegrab.fields.site import key, names
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.scrub import without_tags

_METAS = ("description", "og:description", "twitter:description", "dc.description", "sailthru.description", "abstract")
_EMPTY = ("|", "- ", "– ", "— ", "· ")
"""What a description opens with that a template made of nothing and the name of the site."""
_SUFFIX = 60
_OPENING = 60
"""Characters by which a text is known."""
_MOST = 4


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """The meta description and its like."""
    for rank, name in enumerate(_METAS):
        value = _of_story(reading) if rank == 0 else reading.document.meta(name)
        text = " ".join(without_tags(value or "").split())
        if key(text) and not (len(text) <= _SUFFIX and text.startswith(_EMPTY)):
            yield Candidate(text, "meta", 2.0 - rank / 10, locator=name)


def _of_story(reading: Reading) -> str | None:
    """Of several plain descriptions the story's, which opens its text, or is told elsewhere too and has more of the
    headline's words than the first; the first may be the site's, and begin with its name."""
    document, title = reading.document, reading.choices.get("title")
    values = document.metas.get(_METAS[0], [])[:_MOST]
    if len(values) > 1:
        told = {key(other) for name in _METAS[1:3] if (other := document.meta(name))}
        openings = {key(text[:_OPENING]) for text in document.passage_texts if len(text) > 2 * _OPENING}
        headline = bag(title.value or "" if title else "")
        is_sites = key(values[0]).startswith(tuple(name for name in names(document) if name))
        for value in values:
            likelier = is_sites or _shared(value, headline) > _shared(values[0], headline)
            if (likelier and key(value) in told) or key(" ".join(value.split())[:_OPENING]) in openings:
                return value
    return values[0] if values else None


def _shared(text: str, headline: Counter[str]) -> int:
    """How many of a headline's words a text has."""
    return len(bag(text).keys() & headline.keys())


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """What JSON-LD calls the description, the abstract or the second headline."""
    for article in reading.document.json_ld.articles[:2]:
        for rank, field in enumerate(("description", "abstract", "alternativeHeadline")):
            for text in strings(article.get(field))[:1]:
                yield Candidate(text, "json_ld", 1.2 - rank / 10, locator=field)


SIGNALS = [from_meta, from_json_ld]


def find(reading: Reading) -> Choice:
    """description."""
    candidates = weigh(reading, SIGNALS)
    best = next((candidate for candidate in candidates if candidate.locator != "alternativeHeadline"), None)
    if best is None:
        return Choice(None, candidates, 0.9)
    rest = [other.rejected("said in a lesser place") for other in candidates if other is not best]
    return Choice(best.value, [best, *rest], 0.95)

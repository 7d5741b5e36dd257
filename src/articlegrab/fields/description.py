"""The page's description of itself, printed or not."""

from __future__ import annotations

from collections.abc import Iterator

from articlegrab.document.json_ld import strings
from articlegrab.fields.site import key
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.scrub import without_tags

_METAS = ("description", "og:description", "twitter:description", "dc.description", "sailthru.description", "abstract")
_EMPTY = ("|", "- ", "– ", "— ", "· ")
"""What a description opens with that a template made of nothing and the name of the site."""
_SUFFIX = 60


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """The meta description and its like."""
    for rank, name in enumerate(_METAS):
        value = reading.document.meta(name)
        text = " ".join(without_tags(value or "").split())
        if key(text) and not (len(text) <= _SUFFIX and text.startswith(_EMPTY)):
            yield Candidate(text, "meta", 2.0 - rank / 10, locator=name)


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

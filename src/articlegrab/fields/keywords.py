"""Declared keywords: how many of them the story bears out, and how it spells those that are an address's words."""

from __future__ import annotations

import re

from articlegrab.reading import Reading
from articlegrab.words import split_words

_MAX_PASSAGES, _MAX_READ = 40, 8_000
_WHOLE = 3
"""Characters of a word that has no ending to lose; of longer ones two thirds are its stem, but four at least."""
_CODE = 2
"""Hyphens of a desk's code."""


class Evidence:
    """What the headline, the standfirst and the story say."""

    def __init__(self, reading: Reading) -> None:
        told = (reading.choices.get(name) for name in ("title", "dek"))
        texts = [choice.value for choice in told if choice and choice.value]
        passages = reading.document.passage_texts
        texts += [passages[index] for index in reading.story.passages[:_MAX_PASSAGES]]
        self._text = " ".join(texts)[:_MAX_READ]
        self._words = " " + " ".join(split_words(self._text.casefold()))

    def share(self, tags: list[str]) -> float:
        """What share of the tags has all its words in the text, whatever their endings."""
        return sum(map(self.says, tags)) / len(tags) if tags else 0.0

    def says(self, tag: str) -> bool:
        return all(f" {_stem(word)}" in self._words for word in split_words(tag.casefold()))

    def spelt(self, slug: str) -> str | None:
        """An address's words as the text writes them, else parted by blanks; None for many that the text lacks: those
        are a desk's codes."""
        words = re.escape(slug).replace(r"\-", r"[-\s]")
        found = re.search(rf"(?<!\w){words}(?!\w)", self._text, re.I)
        if found:
            return found[0]
        spaced = slug.replace("-", " ")
        return spaced if slug.count("-") < _CODE or self.says(spaced) else None


def evidence_of(reading: Reading) -> Evidence:
    """The evidence of a page whose story is known."""
    if reading.evidence is None:
        reading.evidence = Evidence(reading)
    evidence: Evidence = reading.evidence
    return evidence


def _stem(word: str) -> str:
    return word if len(word) <= _WHOLE else word[: max(_WHOLE + 1, len(word) * 2 // 3)]


def are_slugs(tags: list[str]) -> bool:
    """Whether the tags are the words of addresses: without capitals and blanks, some with hyphens.

    >>> are_slugs(["flood-of-may", "velden"]), are_slugs(["flood of May", "e-mail"])
    (True, False)
    """
    return any("-" in tag for tag in tags) and all(tag == tag.lower() and " " not in tag for tag in tags)


def is_cut_up(tags: list[str], headline: str) -> bool:
    """Whether the tags are nearly all the words of a headline.

    >>> is_cut_up(["River", "takes", "mill", "wheel"], "River takes mill and wheel")
    True
    >>> is_cut_up(["Velden", "Mill", "River", "Flood"], "River takes mill of Velden after days of heavy rain")
    False
    """
    words = _long_words(headline)
    known = _long_words(" ".join(tags))
    alone = not any(" " in tag for tag in tags)
    return alone and len(known) > _WHOLE and 5 * len(words & known) >= 4 * max(len(words), len(known))


def _long_words(text: str) -> set[str]:
    return {word for word in split_words(text.casefold()) if len(word) > 2}

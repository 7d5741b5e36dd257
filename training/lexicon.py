"""Weights of words: how much a name or a word in a short passage speaks for or against a story.

The weight is a smoothed log-odds over sites, each site counting once a word, so that no big site's template decides.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from articlegrab.rules import tokens
from articlegrab.words import split_words
from training.pages import LabelledPage

_NAME_SITES, _WORD_SITES = 4, 8
"""A word must occur on this many sites."""
_LEAST = 0.7
"""Weaker weights are left out."""
_SHORT = 240
"""Characters; the words of longer passages say little about their place."""

Tally = dict[str, list[float]]
"""Word → how much text outside and inside of stories it stood with."""


@dataclass
class Counts:
    """What one page says of words; counted once, summed in whichever fold the page is."""

    site: str
    names: Tally = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))
    words: Tally = field(default_factory=lambda: defaultdict(lambda: [0.0, 0.0]))


def count(page: LabelledPage) -> Counts:
    """Count one page's words."""
    document = page.reading.document
    counts = Counts(page.site)
    around: dict[int, set[str]] = {-1: set()}
    for passage, text, label in zip(document.passages, document.passage_texts, page.labels, strict=True):
        if not label.weight or not text:
            continue
        size = min(len(text), 400) * label.weight
        for word in _words_around(document, passage.container, around):
            counts.names[word][label.value] += size
        if len(text) < _SHORT:
            for word in set(split_words(text.lower())):
                counts.words[word][label.value] += label.weight
    return counts


def _words_around(document, node: int, known: dict[int, set[str]]) -> set[str]:  # type: ignore[no-untyped-def]
    chain = []
    while node not in known:
        chain.append(node)
        node = document.parents[node]
    for inner in reversed(chain):
        attributes = document.attributes[inner]
        own = {word for key in ("class", "id") if (value := attributes.get(key)) for word in tokens(value)}
        outer = known[document.parents[inner]]
        known[inner] = outer | own if own else outer
    return known[chain[0]] if chain else known[node]


def weigh(counted: Iterable[Counts]) -> tuple[dict[str, float], dict[str, float]]:
    """The weights of name words and of text words."""
    counted = list(counted)
    return (
        _weights(((counts.site, counts.names) for counts in counted), math.log(0.5), _NAME_SITES),
        _weights(((counts.site, counts.words) for counts in counted), math.log(0.15), _WORD_SITES),
    )


def _weights(tallies: Iterable[tuple[str, Tally]], base: float, least_sites: int) -> dict[str, float]:
    by_word: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for site, tally in tallies:
        for word, (bad, good) in tally.items():
            held = by_word[word][site]
            held[0] += bad
            held[1] += good
    weights = {}
    for word, sites in by_word.items():
        if len(sites) < least_sites or len(word) < 2:
            continue
        shares = [good / (bad + good) for bad, good in sites.values() if bad + good]
        inside = sum(shares)
        weight = math.log((inside + 0.5) / (len(shares) - inside + 0.5)) - base
        if abs(weight) >= _LEAST:
            weights[word] = round(max(-5.0, min(5.0, weight)), 2)
    return weights

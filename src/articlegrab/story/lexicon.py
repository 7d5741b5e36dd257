"""Learned weights of words: those in element names, and those in short passages.

A weight is the log-odds that text under such a name, or holding such a word, belongs to a story; see `training/`.
"""

from __future__ import annotations

from collections.abc import Mapping

from articlegrab.rules import tokens
from articlegrab.words import split_words

_MEMO_SIZE = 20_000


class Lexicon:
    """Looks weights up. An unknown word weighs nothing."""

    def __init__(self, names: Mapping[str, float], words: Mapping[str, float]) -> None:
        self._names = names
        self._words = words
        self._memo: dict[tuple[str | None, str | None], tuple[float, float]] = {}

    def name_weights(self, attributes: Mapping[str, str | None]) -> tuple[float, float]:
        """The lowest and the highest weight among an element's class and id words; 0 bounds both."""
        key = attributes.get("class"), attributes.get("id")
        known = self._memo.get(key)
        if known is None:
            weights = [self._names.get(word, 0.0) for value in key if value for word in tokens(value)]
            known = min(0.0, *weights, 0.0), max(0.0, *weights, 0.0)
            if len(self._memo) >= _MEMO_SIZE:
                self._memo.clear()
            self._memo[key] = known
        return known

    def word_weights(self, text: str) -> tuple[float, float]:
        """The lowest and the mean weight of a text's words."""
        words = split_words(text.lower())
        found = self._words.keys() & words
        weights = [self._words[word] for word in found]
        return (min(0.0, *weights, 0.0), sum(weights) / len(words)) if weights else (0.0, 0.0)

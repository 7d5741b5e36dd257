"""Finding the words and phrases of a vocabulary in short texts, fast."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TOKEN = re.compile(r"\w+|[^\w\s]")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Phrases:
    """Words and phrases, found in casefolded texts as whole words; those of `anywhere` inside words too."""

    def __init__(self, words: Iterable[str], anywhere: Iterable[str] = ()) -> None:
        whole = sorted(words, key=len, reverse=True)
        patterns = [r"(?<!\w)(?:" + "|".join(map(re.escape, whole)) + r")(?!\w)", *map(re.escape, anywhere)]
        self._pattern = re.compile("|".join(patterns))
        self._first = frozenset(_TOKEN.findall(word)[0] for word in whole)
        self._anywhere = len(patterns) > 1

    def search(self, folded: str, start: int = 0) -> re.Match[str] | None:
        """The first of them in a text. The pattern tries each phrase at each word: most texts, which have the first
        word of none, are spared it."""
        if self._first.isdisjoint(_TOKEN.findall(folded)) and not (self._anywhere and _UNSPACED.search(folded)):
            return None
        return self._pattern.search(folded, start)


def is_unspaced(word: str) -> bool:
    """Whether a word stands in a script that puts no spaces between words."""
    return _UNSPACED.search(word) is not None

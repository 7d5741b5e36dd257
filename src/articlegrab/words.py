"""Counting words in any script."""

from __future__ import annotations

import re

_WORD = re.compile(r"[฀-໿က-႟⺀-〄ぁ-鿿가-힣豈-﫿]|[^\W฀-໿က-႟⺀-鿿가-힣豈-﫿]+")
"""A character of a script written without spaces (as in Thai, Burmese, Chinese, Japanese), or a run of others."""

_WORDS_A_MINUTE = 220
_CHARACTERS_A_MINUTE = 500


def split_words(text: str) -> list[str]:
    """The words of a text; each character of a script without spaces is a word of its own.

    >>> split_words("Don't panic, 東京")
    ['Don', 't', 'panic', '東', '京']
    """
    return _WORD.findall(text)


def count_words(text: str) -> int:
    """How many words a text has, as `split_words` sees them."""
    return len(_WORD.findall(text))


def reading_minutes(text: str) -> int:
    """Whole minutes of reading: 220 words or 500 characters of an unspaced script a minute, rounded up."""
    words = _WORD.findall(text)
    dense = sum(1 for word in words if len(word) == 1 and word >= "฀")
    work = dense * _WORDS_A_MINUTE + (len(words) - dense) * _CHARACTERS_A_MINUTE
    return -(-work // (_WORDS_A_MINUTE * _CHARACTERS_A_MINUTE))

"""How much of a string is prose: sentences for readers, not code, class names, addresses or settings."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"<[^<>]{0,2000}>")
_CLAUSE = re.compile(r"[.!?…:,;][\s\"'”’»)]|[.!?…]$|[।؟،]")
_SENTENCE = re.compile(r"[.!?…][\s\"'”’»)]|[.!?…]$|[।؟]")
_LONG = 160
"""Characters from which a text is expected to hold the end of a sentence."""
_NOT_TEXT = ("http:", "https:", "//", "data:", "mailto:", "javascript:", "{", "[", "function", "import ")
_DENSE = re.compile(r"[ก-๿ក-៿က-႟぀-ヿ㐀-鿿가-힣]")
_CODE = str.maketrans("", "", "{}=<>|\\")
_SAMPLE = 4_000
_SHORT = 24


def plain(text: str) -> str:
    """A text without its mark-up, which pages escape up to twice.

    >>> plain("&lt;p&gt;Caf&amp;eacute;&lt;/p&gt;").strip()
    'Café'
    """
    if "&" in text:
        text = unescape(unescape(text))
    return _TAG.sub(" ", text) if "<" in text else text


def chars(text: str) -> int:
    """The characters of prose in a string, mark-up not counted; 0 where it is something else.

    >>> chars("<p>The mayor said, on Monday, that the bridge is closed.</p>")
    53
    >>> chars("flex items-center md:px-4 text-gray-500"), chars("https://a.example/b c"), chars("if(a){b=c; d=e;}")
    (0, 0, 0)
    """
    if len(text) < _SHORT // 2 or text.startswith(_NOT_TEXT):
        return 0
    bare = _TAG.sub("", text) if "<" in text else text
    bare = bare.strip()
    sample = bare[:_SAMPLE]
    if _DENSE.search(sample):
        return len(bare) if len(bare) >= _SHORT // 2 else 0
    if len(bare) < _SHORT or sample.count(" ") < 3 or len(sample) / (sample.count(" ") + 1) > 20:
        return 0
    code = len(sample) - len(sample.translate(_CODE))
    if code * 60 > len(sample) or not (_SENTENCE if len(bare) >= _LONG else _CLAUSE).search(sample):
        return 0
    return len(bare)

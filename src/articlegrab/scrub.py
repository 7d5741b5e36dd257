"""Characters that no text of an article needs, and that break JSON, XML, databases or a reader's trust.

- Lone surrogates, which cannot be written as UTF-8, become U+FFFD.
- Removed: NUL and the other controls (C0, DEL and C1) but tab and line feed, and noncharacters such as U+FFFE.
- Removed, as they are invisible in print: soft hyphen, zero-width space, word joiner and the invisible operators, byte
  order mark, annotation marks, object replacement, tag characters (but in the flags of Scotland and its like).
- Removed: the bidirectional embeddings and overrides U+202A-U+202E, which can make a text read differently from what it
  says. Kept: the marks U+200E, U+200F and U+061C and the isolates U+2066-U+2069, which Arabic and Hebrew pages need.
- Kept: the joiners U+200C and U+200D, without which Persian, Hindi and emoji are misspelt, and all variation selectors.

Carriage returns are controls too: the text comes out of a parser, which has made line feeds of them.
"""

from __future__ import annotations

import re

_INVISIBLE = "\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffc"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
)
_TAGS = "\U000e0001\U000e0020-\U000e007f"

# Two plain classes: one that reaches beyond U+FFFF costs seven times as much a character.
_SUSPECT = re.compile(f"[{_CONTROLS}{_INVISIBLE}\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_SUSPECT_FAR = re.compile("[\U0001fffe-\U0010ffff]")
_UNWANTED = re.compile(
    f"(\U0001f3f4[\U000e0030-\U000e007a]{{3,6}}\U000e007f)|[{_CONTROLS}{_INVISIBLE}{_NONCHARACTERS}{_TAGS}]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>( ?[.,;])?")


def scrub(text: str) -> str:
    """The text without characters that do not belong in one; a clean text comes back as the same object.

    >>> scrub("caf\\u00e9\\x00 au\\u200b lait\\ud800")
    'café au lait\ufffd'
    """
    if text.isprintable() and "\ufffc" not in text:
        return text
    if _SUSPECT.search(text) is None and _SUSPECT_FAR.search(text) is None:
        return text
    return _SURROGATE.sub("\ufffd", _UNWANTED.sub(r"\1", text))


def without_tags(text: str) -> str:
    """The text with a space for each piece of mark-up that a declared value carries, none before a full stop or comma.

    >>> without_tags("by <a href='/ann'>Ann Lee</a>, 5 < 6 > 4")
    'by  Ann Lee, 5 < 6 > 4'
    """
    return _TAG.sub(lambda tag: tag[1] or " ", text) if "<" in text else text

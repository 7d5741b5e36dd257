"""A card's headline as the link's own `title` tells it, found again in what is printed."""

from __future__ import annotations

from articlegrab.document import Document
from articlegrab.fields.headline import pieces
from articlegrab.fields.teasers import stories, titles
from articlegrab.rules import Names
from articlegrab.words import letters

_NO_HEADLINE = (Names.DEK | Names.KICKER | Names.BYLINE | Names.DATE).value
_LINE_TAGS = frozenset({"div", "p", "span", "strong", "b"})
_MOST_LINES = 12
_MOST_ELEMENTS = 60
_MOST_LINKS = 3_000
_LONGEST_LABEL = 60
"""Characters of a label before a headline that the link's `title` gives without it."""
_LABEL_ENDS = frozenset(":|–-")


def line_in(document: Document, link: int, named: int | None) -> int | None:
    """The innermost element of a link that prints just what the link's `title` tells, but for spaces; within the one
    that is named its headline, where there is such."""
    told = document.attributes[link].get("title")
    if not told or not stories.MIN_DENSE <= len(told) <= stories.MAX_TITLE or titles.is_one(document, link):
        return None
    if (known := letters(told)) in document.derived(_of_many):
        return None
    line, around = None, link if named is None else named
    for node in range(around + 1, min(document.ends[around], around + _MOST_ELEMENTS)):
        if document.tags[node] in _LINE_TAGS and letters(text := document.text(node)) == known:
            line = node if stories.is_title(text) and not document.names[node] & _NO_HEADLINE else None
    return line


def _of_many(document: Document) -> frozenset[str]:
    """What links to different addresses all tell: a call, a section, an author."""
    first: dict[str, str] = {}
    many = set()
    for link in document.all("a")[:_MOST_LINKS]:
        if told := document.attributes[link].get("title"):
            address = stories.key(document.absolute(document.attributes[link].get("href")) or "")
            if first.setdefault(known := letters(told), address) != address:
                many.add(known)
    return frozenset(many)


def as_told(document: Document, link: int, node: int) -> titles.Title | None:
    """The headline in a card as the link's own `title` has it, where a part of what is printed is, or ends in, just
    these words: what stands before is a kicker."""
    told = document.attributes[link].get("title")
    if not told or titles.is_one(document, node) or not stories.is_title(told := " ".join(told.split())):
        return None
    if letters(told) in document.derived(_of_many):
        return None
    parts = pieces(document, node)
    for at, part in enumerate(parts[:_MOST_LINES]):
        text = document.text(*part)
        if not text.endswith(told) or text == document.text(node):
            continue
        label = text.removesuffix(told).rstrip()
        if not label and at == 1:
            label = document.text(*parts[0])
        elif label and (at or label[-1] not in _LABEL_ENDS):
            return None
        return titles.Title(titles.cleaned(told), label.rstrip(" :|–-") if 0 < len(label) <= _LONGEST_LABEL else None)
    return None

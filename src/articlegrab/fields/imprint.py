"""Where a page shows whose it is: in its lines of rights, and by its logo."""

from __future__ import annotations

import re

from articlegrab.document import Document
from articlegrab.words import letters

_RIGHTS, _YEAR = re.compile(r"©|\([cC]\)|[cC]opyright"), re.compile(r"(?:19|20)\d\d")
_REACH = 100
"""Characters about a claim of rights in which the house is named."""
_LOGO = re.compile(r"logo", re.I)
_LOGO_SIGNS = ("src", "class", "id", "alt")
_MOST_IMAGES, _MAX_ALT = 40, 80


def lines_of_rights(document: Document) -> str:
    """What the page prints about its claims of rights in lines with a year, folded."""
    found = []
    for text in document.passage_texts:
        if claim := _RIGHTS.search(text):
            start = max(text.rfind("\n", 0, claim.start()) + 1, claim.start() - _REACH)
            about = text[start : claim.end() + _REACH].split("\n", 1)[0]
            if _YEAR.search(about):
                found.append(about.casefold())
    return "\n".join(found)


def logos(document: Document) -> frozenset[str]:
    """The letters of what the page's logos show, in words."""
    found = set()
    for image in document.all("img")[:_MOST_IMAGES]:
        attributes = document.attributes[image]
        alt = attributes.get("alt")
        if alt and any(_LOGO.search(attributes.get(name) or "") for name in _LOGO_SIGNS):
            found.add(letters(_LOGO.sub("", alt[:_MAX_ALT])))
    return frozenset(found)

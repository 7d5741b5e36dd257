"""Where a page shows whose it is: in its lines of rights, and by its logo."""

from __future__ import annotations

import re
from itertools import islice

from articlegrab import rules
from articlegrab.document import HEADINGS, Document
from articlegrab.rules import Names
from articlegrab.words import letters

_VOCABULARY = rules.load("vocab/site.toml")
_RIGHTS = re.compile(r"©|\(c\)|copyright|版[权權]所有", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BEFORE, _AFTER = ("|".join(map(re.escape, _VOCABULARY[name])) for name in ("before_houses", "after_houses"))
_STAMP = r"(?:[a-z]{3} ){2}[ \d]\d [\d:]{8} \S{3,6}\b"
_OPENING = re.compile(rf"(?:[\W_]|(?:19|20)\d\d|c\)|copyright\b|(?:{_BEFORE})\b|{_STAMP})*")
"""What stands between the begin of a claim and the name of the house; a script's stamp may be the year."""
_CLOSING = re.compile(rf"\s*(?:$|[,|;:•·(\[/]|[-–—]\s|\.(?:\s|$)|\(?(?:19|20)\d\d|(?:{_AFTER})(?!\w))")
"""What stands behind the whole of the name."""
_QUOTED = re.compile(r"[«\"„“]([^«»\"„“”]{2,80})[»\"“”]")
_LONGEST = 160
"""Characters of a line of rights."""
_APART = ("|", "•", "·")
_CREDITS, _BOXES = (Names.CAPTION | Names.CREDIT).value, 3
_LOGO = re.compile(r"logo", re.I)
_LOGO_SIGNS = ("src", "class", "id", "alt")
_MOST_IMAGES, _MAX_ALT = 40, 80


def lines_of_rights(document: Document) -> list[tuple[str, str]]:
    """The page's short lines that claim its rights in a year, folded: what stands before the claim, and the rest. None
    of a picture's, nor one whose claim is but a word of a sentence."""
    found = []
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if not _RIGHTS.search(text) or _is_of_picture(document, passage.start):
            continue
        for line in text.split("\n"):
            claim = _RIGHTS.search(line) if len(line) <= _LONGEST and _YEAR.search(line) else None
            if claim:
                found.append((line[: claim.start()].casefold(), line[claim.start() :].casefold()))
    return found


def _is_of_picture(document: Document, node: int) -> bool:
    """Whether a line tells whose a picture is."""
    around = (node, *islice(document.ancestors(node), _BOXES))
    return document.closest(node, "figure") is not None or any(document.names[each] & _CREDITS for each in around)


def is_claimant(name: str, lines: list[tuple[str, str]]) -> bool:
    """Whether one of the lines claims the rights for a whole name, and no longer one.

    >>> lines = [("", "© 2031 the planet, inc."), ("legal | ", "© ostvik verlag 2031"), ("photo: ", "© 2031 ada brook")]
    >>> [is_claimant(name, lines) for name in ("Planet", "Ostvik Verlag", "Ostvik", "Ada Brook", "2031")]
    [True, True, False, False, False]
    """
    folded = name.casefold()
    bare = folded[_end_of_opening(folded) :]
    if letters(bare) == "":
        return False
    for before, line in lines:
        if letters(_YEAR.sub("", before)) == letters(name):
            return True
        if before.strip() and not before.rstrip().endswith(_APART):
            continue
        if any(letters(quoted) == letters(name) for quoted in _QUOTED.findall(line)):
            return True
        owner = line[_end_of_opening(line) :]
        if owner.startswith(bare) and _CLOSING.match(owner, len(bare)):
            return True
    return False


def _end_of_opening(text: str) -> int:
    opening = _OPENING.match(text)
    return opening.end() if opening else 0


def logos(document: Document) -> frozenset[str]:
    """The letters of what the page's logos above the text of its first heading show, in words."""
    found, headings = set(), document.all("h1") or document.all(*HEADINGS)
    heading = next((node for node in headings if document.text(node)), 0)
    for image in document.all("img")[:_MOST_IMAGES]:
        attributes = document.attributes[image]
        alt = attributes.get("alt")
        if image < heading and alt and any(_LOGO.search(attributes.get(name) or "") for name in _LOGO_SIGNS):
            found.add(letters(_LOGO.sub("", alt[:_MAX_ALT])))
    return frozenset(found)

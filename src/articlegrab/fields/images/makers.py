"""Who made a picture: the photographer and the agency that its credit names."""

from __future__ import annotations

import re

from articlegrab.fields.images import wording
from articlegrab.rules import load

_SPLIT = re.compile(r"\s?[/|]\s?|\s+via\s+|\s?[–—]\s|\s-\s|[,;]\s+|\s?[(\[]\s?")
# What a credit says beside names: under which licence the picture may be shown, and where it was found.
_NO_NAME = re.compile(r"\bCC[ -](?:BY|0)(?:[ -](?:NC|ND|SA))*(?:\s?\d\.\d)?|\bhttps?://\S+")
_PERSON = re.compile(r"[^\W\d_][^\d_/|@:]{2,50}")

_WORDS = load("vocab/images.toml")
_AGENCIES = frozenset(word.casefold() for word in _WORDS["agencies"])
_HOUSES = frozenset(_WORDS["houses"])
_HOUSE_ENDINGS = tuple(_WORDS["house_endings"])
_NOBODY = tuple(_WORDS["nobody"])
_LONGEST_HOUSE = 6
"""Words in the name of an agency; in more of them it is one of several things said."""
_ARTICLES = frozenset(_WORDS["articles"])


def parts(credit: str | None) -> tuple[str | None, str | None]:
    """The photographer and the agency that a credit names.

    >>> parts("Rolf Lund/AFP via Getty Images"), parts("AP Photo/Mia Berg"), parts("City Museum / Facebook")
    (('Rolf Lund', 'AFP via Getty Images'), ('Mia Berg', 'AP Photo'), (None, 'Facebook'))
    >>> parts("Mia Berg for The Harbour Chronicle via Getty Images"), parts("Source: Velden Statistical Yearbook")
    (('Mia Berg', 'Getty Images'), (None, None))
    """
    if not credit:
        return None, None
    person: str | None = None
    houses: dict[str, str] = {}
    for piece in map(_bare, _SPLIT.split(_NO_NAME.sub(" / ", credit))):
        if not piece or piece.casefold().startswith(_NOBODY):
            continue
        if len(piece.split()) > _LONGEST_HOUSE:
            continue
        if piece.casefold() in _AGENCIES or (wording.names_agency(piece) and not _has_middle_name(piece)):
            houses.setdefault(piece.casefold(), piece)
        elif person is None and _is_person(name := piece.split(" for ")[0]):
            person = name
    agency = (" via " if " via " in credit else "/").join(houses.values())
    return person, agency or None


def _bare(piece: str) -> str:
    """One name of a credit, without the label before it."""
    return wording.without_label(piece.strip(" .)]").removeprefix("via "))


def _has_middle_name(name: str) -> bool:
    """Whether a person is named whose middle name is an agency's too: "Charles Rex Lund"."""
    first, *middle, last = name.split() if name.count(" ") == 2 else (name, name)
    return bool(middle) and _is_person(name) and not wording.names_agency(first) and not wording.names_agency(last)


def _is_person(name: str) -> bool:
    """Whether a name is a person's rather than an institution's."""
    words = [word.casefold().strip(".") for word in name.split()]
    if not 2 <= len(words) <= 4 or not _PERSON.fullmatch(name) or not wording.is_sparse(name):
        return False
    is_house = not _HOUSES.isdisjoint(words) or any(word.endswith(_HOUSE_ENDINGS) for word in words)
    return not is_house and words[0] not in _ARTICLES

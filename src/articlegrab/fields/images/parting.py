"""Parting a caption from its credit, by the wording."""

from __future__ import annotations

import re

from articlegrab.fields.images import wording
from articlegrab.rules import load

_WORDS = load("vocab/images.toml")
_PICTURE_WORDS = tuple(_WORDS["picture_words"])
_BRACKETED_WORDS = (*_PICTURE_WORDS, "credit", "crédit", "crédito", "courtesy", "cortesía")
"""In brackets, a credit is a picture's whatever it calls it."""
_SUFFIXES = tuple(_WORDS["suffixes"])
_BARE_LABEL = re.compile(r"(?:[.!?…»”\"')\]/|–—(\[]|\s-|\s(?=FOTO))\s?(?i:fotos?|photos?|fot|nuotr|фото)\.?\s(?=\S)")
_DAY = re.compile(r"[/|]?(?:19|20)\d\d[./-]\d\d?[./-]\d\d?[./|]?")
_NAME_WORDS = 5
_NO_NAME = frozenset(_WORDS["no_makers"])
_MAX_NAME = 20
"""Characters of a name, and of who sent the one who bears it, where no blanks are written."""
_OPENING, _BRACKETS = 45, "([（▲ "
"""Characters in which a label ends, and what may stand before it."""
_LONG = 50
"""Characters from which on what stands between two labels is a caption."""
_SENTENCE_END = re.compile(r"[.!?…»”\"')\]](?=\s)|[。！？」]|\s[|–—•·]\s|\s-\s|\n")
_OPENER_GAP = re.compile(rf"{_SENTENCE_END.pattern}|\s/\s")


def split(text: str) -> tuple[str | None, str | None]:
    """The caption and the credit in a line that may hold both.

    >>> split("The quay at dawn. (Photo: Rolf Lund)")
    ('The quay at dawn.', 'Rolf Lund')
    >>> split("The quay at dawn (north side). MIA BERG / AFP")
    ('The quay at dawn (north side).', 'MIA BERG / AFP')
    >>> split("Rolf Lund at his desk in 2019")
    ('Rolf Lund at his desk in 2019', None)
    """
    text = wording.without_prefix(text)
    if not text:
        return None, None
    if text[0] in "([（" and wording.matching(text) == 0 and wording.is_credit(text, set_apart=True):
        return None, wording.tidy(text)
    if wording.is_labelled(text) and (told := _after_label(text.partition(":")[2])):
        return told
    labelled = (_by_closing_label, _by_label, _by_bare_label, _by_suffix, _by_maker)
    for look in (*labelled, _by_brackets, _by_tail, _by_capitals):
        found = look(text)
        if found is not None:
            caption, credit = found
            return _unbracketed(caption.strip(wording.EDGES.replace(":", ""))) or None, wording.tidy(credit)
    return text, None


def is_picture_credit(text: str) -> bool:
    """Whether a line is nothing but the credit of a picture, that says so: "Photo: M. Berg", "(Photo by M. Berg)"; or
    its caption with the credit after it.

    >>> is_picture_credit("(Photo: Mia Berg)"), is_picture_credit("Source: Mia Berg"), is_picture_credit("Photo: why?")
    (True, False, False)
    """
    opening = text[:_OPENING]
    has_label = ":" in opening or "：" in opening or "／" in opening
    if not has_label and not wording.may_open(opening.lstrip(_BRACKETS)):
        return False
    text = text.strip()
    words = _BRACKETED_WORDS if text[0] in "([（" and wording.matching(text) == 0 else _PICTURE_WORDS
    text = text.lstrip(_BRACKETS).rstrip(" )]）")
    if not 1 < len(text) <= wording.MAX_CREDIT * 2 or text[-1] in "?!？！":
        return False
    colon = next((index for index, letter in enumerate(text[:40]) if letter in ":：／"), -1)
    length = colon if colon > 0 and wording.label_start(text, colon) == 0 else wording.opener_length(text)
    if length <= 0 or not any(word in text[:length].casefold() for word in words):
        return False
    rest = text[length + 1 :].strip()
    if wording.is_sparse(rest):
        return bool(rest) and len(rest) <= wording.MAX_CREDIT
    return _by_label(rest) is not None or _by_brackets(rest) is not None


def _unbracketed(caption: str) -> str:
    """A caption without a bracket that held its credit, or holds all of it."""
    caption = caption.rstrip("([（ ")
    if caption[:1] in "([（":
        return caption[1:-1] if caption and wording.matching(caption) == 0 else caption.lstrip("([（ ")
    return caption


def _after_label(text: str) -> tuple[str, str] | None:
    """Caption and credit after a label that announces both, as in "Top image credit: The quay. (Photo by M. Berg)"."""
    text = text.strip()
    found = None if wording.is_sparse(text) else _by_brackets(text)
    if found is None or not found[0] or (credit := wording.tidy(found[1])) is None:
        return None
    return found[0], credit


def _by_closing_label(text: str) -> tuple[str, str] | None:
    """A last pair of brackets with a label in it: "Rolf Lund: the quay at dawn (Photo: Mia Berg)"."""
    bare = text.rstrip(" .")
    start = wording.matching(bare)
    inside = bare[start + 1 : -1]
    return (text[:start], inside) if start > 0 and wording.is_labelled(inside) else None


def _by_label(text: str) -> tuple[str, str] | None:
    """A label with a colon, an opener after a sentence, or a copyright sign."""
    for index, letter in enumerate(text):
        if letter in ":：／" and (start := wording.label_start(text, index)) >= 0:
            if start == 0 and (told := _by_second_label(text, index + 1)):
                return told
            if start == 0 and not wording.is_sparse(text[index:]) and not wording.names_agency(text):
                continue
            return _cut(text, start)
    for match in _OPENER_GAP.finditer(text):
        after = text[match.end() :].lstrip()
        if wording.opener_length(after.lstrip("([")):
            return _cut(text, len(text) - len(after))
    if len(text) <= wording.MAX_CREDIT and wording.opener_length(text):
        return "", text
    sign = wording.COPYRIGHT.search(text)
    return _cut(text, sign.start()) if sign and len(text) - sign.start() <= wording.MAX_CREDIT else None


def _by_second_label(text: str, start: int) -> tuple[str, str] | None:
    """A caption between two labels: "Picture: what it shows, told in a line. / Source: Mia Berg"."""
    for index in range(start + _LONG, len(text)):
        if text[index] in ":：" and (second := wording.label_start(text, index)) > start + _LONG:
            return text[start:second], text[second:]
    return None


def _by_bare_label(text: str) -> tuple[str, str] | None:
    """A label without a colon, then names: "The quay at dawn. FOTO Mia Berg", "The quay at dawn / Foto Mia Berg"."""
    label = next(reversed(list(_BARE_LABEL.finditer(text))), None)
    if label is None or not label.start():
        return None
    name = text[label.end() :].strip(" .)]")
    if not name[:1].isupper() or len(name.split()) > _NAME_WORDS or any(map(str.isdigit, name)):
        return None
    return (text[: label.start() + 1].rstrip(" /|–—-(["), name) if wording.is_sparse(name) else None


def _by_suffix(text: str) -> tuple[str, str] | None:
    """A name followed by the word for "took the picture", in brackets or after the full-width equals sign."""
    bare = _unsigned(text.rstrip(" .。"))
    if " / " in bare and bare.endswith(_SUFFIXES):
        return bare[: bare.index(" / ")], bare[bare.index(" / ") + 3 :]
    start = wording.matching(bare) if bare[-1:] in ")）]" else max(bare.rfind("＝"), bare.rfind("="))
    inside = bare[start + 1 :].rstrip(")）]").strip()
    if start < 0 or not 0 < len(inside) <= 60:
        return None
    if inside.endswith(_SUFFIXES) or (bare[start] in "＝=" and wording.names_agency(inside)):
        return bare[:start], next((inside.removesuffix(word) for word in _SUFFIXES if inside.endswith(word)), inside)
    return None


def _by_maker(text: str) -> tuple[str, str] | None:
    """A name and the word for "took the picture", after the last sentence or a blank: "洪水退去。林河 摄"."""
    word = next((word for word in wording.MAKERS if text.endswith(word)), None)
    if word is None:
        return None
    before = text.removesuffix(word).rstrip(" ／/")
    cut = max(map(before.rfind, "。！？\n"))
    if cut < 0 or len(before) - cut > _MAX_NAME:
        cut = before.rfind(" ")
    name = before[cut + 1 :]
    is_name = 0 < len(name) < _MAX_NAME and _NO_NAME.isdisjoint(name)
    return (text[: cut + 1], name) if cut > 0 and is_name else None


def _unsigned(text: str) -> str:
    """A text without the address and the day that follow its maker: "quay=M. Berg 기자 m@berg.example /2031.03.04"."""
    while "@" in (last := text.rpartition(" ")[2]) or _DAY.fullmatch(last):
        text = text[: -len(last)].rstrip()
    return text


def _cut(text: str, start: int) -> tuple[str, str] | None:
    """Part a text at a label; one inside brackets ends with them, and what follows them is caption again."""
    opened = text[:start].rstrip()
    if opened.endswith(("(", "[", "（")):
        depth = 1
        for index in range(start, len(text)):
            depth += (text[index] in "([（") - (text[index] in ")]）")
            if not depth:
                return f"{opened[:-1].rstrip()} {text[index + 1 :].lstrip(' .')}".strip(), text[start:index]
        opened = opened[:-1]
    credit = text[start:]
    return (opened, credit) if len(credit) <= wording.MAX_CREDIT + 40 else None


def _by_brackets(text: str) -> tuple[str, str] | None:
    """A last pair of brackets with an agency in it."""
    bare = text.rstrip(" .")
    if not bare.endswith((")", "]", "）")):
        return None
    start = wording.matching(bare)
    inside = bare[start + 1 : -1]
    if start <= 0 or len(inside) > wording.MAX_CREDIT or not wording.is_sparse(inside):
        return None
    before = text[:start].rstrip()
    if not wording.names_agency(inside) and not _tells_maker(inside):
        is_apart = before.endswith((".", "!", "?", "…", "”")) and bare == text
        person, _, house = map(str.strip, inside.partition("/"))
        return (before, inside) if is_apart and _is_person(person) and (not house or house[0].isupper()) else None
    cut = max((match.end() for match in _SENTENCE_END.finditer(before + " ")), default=0)
    name = before[cut:].strip()
    is_name = 0 < len(name) < 40 and len(name.split()) < _NAME_WORDS and wording.is_sparse(name)
    if cut and is_name and before[cut - 1] in ".!?…":
        return before[:cut], f"{name} ({inside})"
    return before, inside


def _tells_maker(text: str) -> bool:
    """Whether words like "photo by" stand in a text, and a name after them."""
    lowered = text.casefold()
    label, _, name = text.partition(": ")
    if wording.is_label(label.split(" ")[0]) and len(label.split()) <= 5 and name[:1].isupper():
        return True
    return any(
        f" {opener}" in lowered and text[lowered.index(opener) :][len(opener) :][:1].isupper()
        for opener in wording.OPENERS
    )


def _is_person(text: str) -> bool:
    """Whether a text is two or three words, each with a capital: a person's name, where a name is to be expected."""
    words = text.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() and word[1:].islower() for word in words)


def _by_tail(text: str) -> tuple[str, str] | None:
    """Names with an agency after the last sentence."""
    for match in reversed(list(_SENTENCE_END.finditer(text))):
        tail = text[match.end() :].strip()
        if len(tail) > 90:
            break
        if tail and wording.names_agency(tail) and wording.is_sparse(tail):
            before, _, label = text[: match.end()].rpartition(" ")
            if label.endswith(".") and wording.is_label(label):
                return before, tail
            return text[: match.end()].rstrip("|–—•· -\n") if text[match.end() - 1] in "|–—•·- \n" else text[
                : match.end()
            ], tail
    return ("", text) if wording.is_credit(text) else None


def _by_capitals(text: str) -> tuple[str, str] | None:
    """A name in capitals after a last slash, as Spanish papers set it: "The quay at dawn. / MIA BERG"."""
    caption, _, name = text.rpartition(" / ")
    if caption and name.isupper() and 2 <= len(name.split()) <= 4 and not wording.is_sparse(caption):
        return (caption, name) if not any(map(str.isdigit, name)) else None
    return None

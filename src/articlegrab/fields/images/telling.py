"""What the caption and the credit of a picture say, parted from each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articlegrab.document import Document
from articlegrab.fields.images import captions, parting, wording
from articlegrab.fields.images.pictures import Picture, Printed
from articlegrab.rules import Names
from articlegrab.scrub import scrub, without_tags

_LONG_CREDIT = 60
"""Characters from which on a credit may hold a caption as well."""
_SHORT_CAPTION = 20
_FEW_WORDS = 5
_UNSEEN = (Names.OVERLAY | Names.NAV).value
_CAPTION_ATTRIBUTES = (
    "data-caption",
    "data-image-caption",
    "data-title-caption",
    "data-description",
    "data-img-caption",
    "data-lightbox-caption",
)
_CREDIT_ATTRIBUTES = (
    "data-credit",
    "data-image-credit",
    "data-copyright",
    "data-photographer",
    "data-source-credit",
    "data-img-credit",
    "copyright",
)
_CUT = ("...", "…")
_LEAST_OPENING = 12
"""Characters of a caption that is cut short from which on its place in another text is no chance."""
_BEFORE_CAPTION = frozenset({"", *".!?…:-–—|"})
"""What ends that which may go before a caption: a sentence, a label, a code."""
_LOOSE_END = " (|/·—–-"


def read(document: Document, picture: Picture, printed: Printed) -> tuple[str | None, str | None]:
    """The caption and the credit of a picture, parted."""
    captioned, credited = printed
    credit = _first_credit(document, credited)
    caption: str | None = None
    if credit and (rest := next(filter(None, (_rest(document, node, credited) for node in captioned)), "")):
        credit = f"{credit} {wording.without_more(rest)}"
    if not captioned and len(credited) == 1 and wording.is_labelled(text := document.text(credited[0])):
        caption, credit = parting.split(text)
    for node in captioned:
        found, named = _part(document, node, credited)
        caption = caption or found
        credit = _with_agency(credit, named) if credit and named else credit or named
    if caption and caption.endswith(_CUT):
        caption = _in_full(caption, _attribute(document, picture, _CAPTION_ATTRIBUTES) or "")
    if not captioned or not credit:
        told, named = _told(document, picture)
        if not captioned:
            caption = caption or told
        if told or not captioned or (named and len(named.split()) <= _FEW_WORDS):
            credit = credit or named
    credit = credit or wording.tidy(_attribute(document, picture, _CREDIT_ATTRIBUTES))
    if caption and credit and caption.casefold() in (credit.casefold(), wording.without_label(credit).casefold()):
        caption = None
    if credit and len(credit) > _LONG_CREDIT and not caption:
        caption, credit = _both(credit)
    if caption and credit and caption.endswith((credit, f"({credit})")) and len(caption) > len(credit) + 12:
        caption = caption.removesuffix(")").removesuffix(credit).rstrip(" |/-–—(©")
    caption, credit = (scrub(text).strip() if text else None for text in (caption, credit))
    says_nothing = not caption or wording.is_noise(caption) or wording.is_wordless(caption)
    return None if says_nothing else caption, credit or None


def _in_full(cut: str, told: str) -> str:
    """A caption that is cut short, "The quay in …", as the attribute has it that a script shows it from."""
    told, opening = " ".join(without_tags(told).split()), cut.rstrip(" .…")
    start = told.find(opening)
    if len(opening) < _LEAST_OPENING or start < 0:
        return cut
    return told[start:] if told[:start].rstrip()[-1:] in _BEFORE_CAPTION else cut


def _with_agency(credit: str, named: str) -> str:
    """A credit and, where the caption names nothing but an agency, that one."""
    is_agency = wording.is_agency(named) and not wording.names_agency(credit)
    return f"{credit} / {named}" if is_agency and named.casefold() not in credit.casefold() else credit


def _both(credit: str) -> tuple[str | None, str | None]:
    """Caption and credit of a text that is named a credit and holds both: "The quay at dawn. (Photo: M. Berg)"."""
    caption, named = parting.split(credit)
    is_caption = caption is not None and len(caption) > _SHORT_CAPTION and not wording.is_credit(caption)
    return (caption, named) if is_caption and named else (None, credit)


def _told(document: Document, picture: Picture) -> tuple[str | None, str | None]:
    """Caption and credit out of the attributes that pages keep them in for their own scripts.

    `title` counts only where it ends in a credit: else it is a tooltip.
    """
    if given := _attribute(document, picture, _CAPTION_ATTRIBUTES):
        return parting.split(" ".join(without_tags(given).split()))
    for name in ("title", "alt"):
        text = " ".join((picture.attributes.get(name) or "").split())
        if 20 < len(text) <= captions.MAX_CAPTION:
            caption, credit = parting.split(text)
            if credit:
                return caption if name == "title" else None, credit
    return None, None


def _first_credit(document: Document, credited: list[int]) -> str | None:
    """What the first credit elements say; two that stand apart (photographer, agency) are joined."""
    found: list[str] = []
    for node in credited:
        text = wording.tidy(" ".join(_pieces(document, node, ())))
        if text and not any(text.casefold() in known.casefold() for known in found):
            found = [known for known in found if known.casefold() not in text.casefold()]
            found.append(text)
    return " / ".join(found[:2]) or None


def _rest(document: Document, node: int, credited: list[int]) -> str:
    """What a caption goes on with after its credit: "M. Berg" and, in an element of its own, "/ Agency"."""
    inside = [other for other in credited if document.contains(node, other)]
    rest = document.text(document.ends[inside[-1]], document.ends[node]) if inside else ""
    return rest if rest[:1] in ("/", "|", ",") and len(rest) <= 60 and any(map(str.isalnum, rest)) else ""


def _part(document: Document, node: int, credited: list[int]) -> tuple[str | None, str | None]:
    """Caption and credit of one caption element: by its own parts, else by the wording."""
    pieces = list(_with_labels(_pieces(document, node, credited)))
    if rest := _rest(document, node, credited):
        pieces = [_joined(pieces).removesuffix(rest)]
    pieces = [piece for piece in pieces if not wording.is_noise(piece)]
    if any(document.contains(node, other) for other in credited):
        text = _joined(pieces)
        left = _without_open_label(wording.without_prefix(text))
        return parting.split(left) if left else (None, None)
    credit: str | None = None
    if len(pieces) > 1 and wording.is_credit(pieces[-1], set_apart=True):
        credit = wording.tidy(pieces.pop())
        pieces[-1] = _without_open_label(pieces[-1])
    elif len(pieces) > 1 and wording.is_credit(pieces[0]) and not wording.is_credit(pieces[-1]):
        credit = wording.tidy(pieces.pop(0))
    caption, named = parting.split(_joined(pieces))
    return caption, credit or named


def _with_labels(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces, a label that stands in an element of its own ("Photo:") joined to what it announces."""
    label = ""
    for piece in pieces:
        if piece.endswith((":", "：")) and wording.is_label(piece):
            label = piece
        else:
            yield f"{label} {piece}" if label else piece
            label = ""


def _without_open_label(text: str) -> str:
    """A caption without the label at its end that announced the credit taken out of it."""
    text = text.rstrip(_LOOSE_END)
    for gap in ("/", " "):
        before, found, label = text.rpartition(gap)
        if found and wording.is_label(label) and (gap == "/" or label.isupper()):
            return before.rstrip(_LOOSE_END)
    if text.endswith((":", "：")) and (start := wording.label_start(text, len(text) - 1)) >= 0:
        text = text[:start].rstrip(_LOOSE_END)
    return text


def _joined(pieces: list[str]) -> str:
    """The pieces as one line; a piece that another repeats is left out."""
    kept: list[str] = []
    for piece in pieces:
        if not any(piece in other for other in kept):
            kept.append(piece)
    return " ".join(" ".join(kept).split())


def _pieces(document: Document, node: int, without: tuple[int, ...] | list[int]) -> Iterator[str]:
    """The text of a node in stretches, one for each element, without buttons and words for screen readers."""
    tags, ends, texts, parents = document.tags, document.ends, document.texts, document.parents
    skip = set(without)
    index, end = node, ends[node]
    piece, holder = "", -1
    while index < end:
        tag = tags[index]
        if (
            tag
            and index != node
            and (index in skip or tag in ("button", "figure", "img", "video", "form") or _is_unseen(document, index))
        ):
            index = ends[index]
            continue
        if not tag and (text := texts[index]).strip():
            around = parents[index]
            if tags[around] in ("a", "em", "i", "b", "strong", "sup", "mark", "abbr"):
                around = parents[around]
            if (
                around != holder
                and piece.strip()
                and (tags[around] not in ("em", "i", "b", "strong") or text[:1] in "([")
            ):
                yield " ".join(piece.split())
                piece = ""
            piece += text
            holder = around
        elif not tag or texts[index]:
            piece += " "
        index += 1
    if piece.strip():
        yield " ".join(piece.split())


def _is_unseen(document: Document, node: int) -> bool:
    """Whether an element holds a few words for screen readers, or the counter of a slide show."""
    return bool(document.names[node] & _UNSEEN) and captions.is_short(document, node, 40)


def _attribute(document: Document, picture: Picture, wanted: tuple[str, ...]) -> str | None:
    """The first of these attributes on the picture, or on an element around it up to its box or its link."""
    for name in wanted:
        if value := picture.attributes.get(name):
            return value if len(value) <= captions.MAX_CAPTION else None
    node = picture.node
    link = document.closest(node, "a")
    outer = picture.box if link is None or document.contains(picture.box, link) else link
    for _ in range(5):
        for name in wanted:
            value = document.attribute(node, name)
            if value and len(value) <= captions.MAX_CAPTION and not value.startswith(("{", "[", "http")):
                return value
        if node == outer or node <= 0:
            return None
        node = document.parents[node]
    return None

"""The caption and credit printed with a picture: which nodes they are, and what they say."""

from __future__ import annotations

from collections.abc import Iterator

from articlegrab.document import Document
from articlegrab.fields.images import wording
from articlegrab.fields.images.pictures import Picture, Printed
from articlegrab.rules import Names
from articlegrab.scrub import scrub
from articlegrab.words import letters

_LONG_CREDIT = 60
"""Characters from which on a credit may hold a caption as well."""
_SHORT_CAPTION = 20
MAX_CAPTION = 1_500
"""Characters; a longer text below a picture is the story."""

_CAPTION = Names.CAPTION.value
_CREDIT = Names.CREDIT.value
_OVERLAY = Names.OVERLAY.value
_CONTROL_TAGS = frozenset({"button", "form", "nav", "select", "figure"})
_WEIGHTY = frozenset(
    {
        "table",
        "blockquote",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "iframe",
        "time",
        "article",
        "section",
        "address",
        "dl",
        "form",
    }
)
_INLINE = frozenset({"em", "i", "span", "strong", "b", "a", "small", "sub", "font", "cite", "u", "time"})
_SPEAKING_TAGS = frozenset({"img", "amp-img", "picture", "source", "video", "body", "html", "article", "main"})
_BESIDE = frozenset({"figcaption", "small", "cite"})
_CAPTION_ATTRIBUTES = (
    "data-caption",
    "data-image-caption",
    "data-title-caption",
    "data-description",
    "data-img-caption",
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

_LOOSE_END = " (|/·—–-"


def nodes(document: Document, picture: Picture) -> Printed:
    """Where the caption and the credit of a picture stand; ([], []) where it has none."""
    if picture.printed is None:
        picture.printed = _look(document, picture)
    return picture.printed


def _look(document: Document, picture: Picture) -> Printed:
    captions, credited = _named(document, picture.box + 1, document.ends[picture.box])
    if not captions:
        captions, below = _beside(document, picture)
        credited = credited or below
    elif not credited:
        credited = [node for node in _loose_text(document, picture.box, captions) if _is_lone_credit(document, node)]
    if not captions and picture.box != picture.node:
        captions = _loose_text(document, picture.box, credited)
    if not captions and not credited:
        captions = _line_below(document, picture)
    return captions, credited


def is_named(document: Document, printed: Printed) -> bool:
    """Whether the page's own names or tags call these nodes caption or credit; if not, they only read so."""
    return bool(printed[1]) or any(
        document.tags[node] == "figcaption" or document.names[node] & (_CAPTION | _CREDIT) for node in printed[0]
    )


def _named(document: Document, start: int, end: int) -> Printed:
    """The outermost elements of the slice that are captions by tag or name, and the credits in and beside them."""
    captions: list[int] = []
    credited: list[int] = []
    names, tags, ends = document.names, document.tags, document.ends
    index = inside = start
    while index < end:
        tag = tags[index]
        if tag in _CONTROL_TAGS or tag in _SPEAKING_TAGS:
            index = index + 1 if tag in ("figure", "picture", "article") else ends[index]
            continue
        if tag:
            flags = names[index]
            is_credit = flags & _CREDIT and tag != "figcaption" and (not flags & _CAPTION or index < inside)
            if is_credit or tag == "footer":
                if _is_short(document, index, wording.MAX_CREDIT * 2):
                    credited.append(index)
                    index = ends[index]
                    continue
            elif (
                (tag == "figcaption" or flags & _CAPTION)
                and index >= inside
                and _is_short(document, index, MAX_CAPTION)
            ):
                captions.append(index)
                inside = ends[index]
        index += 1
    return captions, credited


def _is_short(document: Document, node: int, limit: int) -> bool:
    text = "".join(document.texts[node : document.ends[node]])
    if len(text) <= limit:
        return not text.isspace() and text != ""
    return len(text) < 8 * limit and 0 < len(" ".join(text.split())) <= limit


def _beside(document: Document, picture: Picture) -> Printed:
    """Caption elements right after the box, or after an element that holds nothing but the box."""
    tags, texts, ends = document.tags, document.texts, document.ends
    node = picture.box
    for _ in range(3):
        parent, following = document.parents[node], ends[node]
        if parent < 0:
            break
        end = ends[parent]
        while following < end and not tags[following] and texts[following].isspace():
            following += 1
        for _ in range(2):
            if following >= end or not _tells(document, following):
                break
            captions, credited = _named(document, following, ends[following])
            if captions or credited:
                return captions, credited
            if _has_text(document, following, ends[following]):
                break
            following = ends[following]
        if parent == 0 or _has_text(document, parent, node):
            break
        node = parent
    return [], []


def _has_text(document: Document, start: int, end: int) -> bool:
    """Whether anything is printed in a slice of nodes."""
    return any(text and not text.isspace() for text in document.texts[start:end])


def _tells(document: Document, node: int) -> bool:
    """Whether an element is a caption, or a small one that may hold a caption."""
    return (
        document.ends[node] - node < 40
        and document.tags[node] not in ("p", "article", "section", "figure", "h1", "h2", "h3")
    ) or bool(document.names[node] & (_CAPTION | _CREDIT))


def _loose_text(document: Document, box: int, credited: list[int]) -> list[int]:
    """What stands below the picture in its box, in elements that nothing names, where it is short and no list."""
    start, end = box, document.ends[box]
    if not _WEIGHTY.isdisjoint(document.tags[start:end]):
        return []
    text = "".join(document.texts[start:end])
    if text.isspace() or not 0 < len(" ".join(text.split())) <= 400:
        return []
    found: list[int] = []
    for index in range(start, end):
        if document.tags[index] or not document.texts[index].strip():
            continue
        holder = document.parents[index]
        while document.tags[holder] in _INLINE and document.parents[holder] != box:
            holder = document.parents[holder]
        if holder == box:
            return [box]
        if holder not in found and not any(document.contains(other, holder) for other in (*credited, *found)):
            found.append(holder)
    return found


def _is_lone_credit(document: Document, node: int) -> bool:
    """Whether a text set apart in the box of a captioned picture is a name or names."""
    text = document.text(node)
    return len(text) <= 60 and not wording.is_noise(text) and wording.is_names(text)


def _line_below(document: Document, picture: Picture) -> list[int]:
    """The next line of text after the picture, where it is short and reads like a credit, or says what `alt` says."""
    start = document.ends[picture.box]
    for following, text in enumerate(document.texts[start : start + 12], start):  # noqa: B007
        if text and not text.isspace():
            break
    else:
        return []
    line = document.parents[following]
    while document.tags[line] in _INLINE and not document.contains(document.parents[line], picture.node):
        line = document.parents[line]
    if document.contains(line, picture.node) or not _is_short(document, line, 400):
        return []
    text = document.text(line)
    return [line] if _says(text, picture.attributes.get("alt") or "") or wording.is_credit(text) else []


def _says(text: str, alt: str) -> bool:
    """Whether a text says what the words for those who cannot see the picture say."""
    if len(alt) < 4:
        return False
    alt, text = letters(alt), letters(text)
    if len(alt) < 4 or not text:
        return False
    return text == alt or (len(alt) > 30 and (text.startswith(alt) or alt.startswith(text)))


def read(document: Document, picture: Picture, printed: Printed) -> tuple[str | None, str | None]:
    """The caption and the credit of a picture, parted."""
    captioned, credited = printed
    credit = _first_credit(document, credited)
    caption: str | None = None
    if credit and (rest := next(filter(None, (_rest(document, node, credited) for node in captioned)), "")):
        credit = f"{credit} {wording.without_more(rest)}"
    if not captioned and len(credited) == 1 and wording.is_labelled(text := document.text(credited[0])):
        caption, credit = wording.split(text)
    for node in captioned:
        found, named = _part(document, node, credited)
        caption = caption or found
        credit = credit or named
    if not captioned and not caption:
        caption, named = _told(document, picture)
        credit = credit or named
    credit = credit or wording.tidy(_attribute(document, picture, _CREDIT_ATTRIBUTES))
    if caption and credit and caption.casefold() in (credit.casefold(), wording.without_label(credit).casefold()):
        caption = None
    if credit and len(credit) > _LONG_CREDIT and not caption:
        caption, credit = _both(credit)
    if caption and credit and caption.endswith((credit, f"({credit})")) and len(caption) > len(credit) + 12:
        caption = caption.removesuffix(")").removesuffix(credit).rstrip(" |/-–—(©")
    caption, credit = (scrub(text).strip() if text else None for text in (caption, credit))
    return (None if caption and wording.is_noise(caption) else caption or None), credit or None


def _both(credit: str) -> tuple[str | None, str | None]:
    """Caption and credit of a text that is named a credit and holds both: "The quay at dawn. (Photo: M. Berg)"."""
    caption, named = wording.split(credit)
    is_caption = caption is not None and len(caption) > _SHORT_CAPTION and not wording.is_credit(caption)
    return (caption, named) if is_caption and named else (None, credit)


def _told(document: Document, picture: Picture) -> tuple[str | None, str | None]:
    """Caption and credit out of the attributes that pages keep them in for their own scripts.

    `title` counts only where it ends in a credit: else it is a tooltip.
    """
    if given := _attribute(document, picture, _CAPTION_ATTRIBUTES):
        return wording.split(" ".join(_plain(given).split()))
    for name in ("title", "alt"):
        text = " ".join((picture.attributes.get(name) or "").split())
        if 20 < len(text) <= MAX_CAPTION:
            caption, credit = wording.split(text)
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
    pieces = list(_pieces(document, node, credited))
    if rest := _rest(document, node, credited):
        pieces = [_joined(pieces).removesuffix(rest)]
    pieces = [piece for piece in pieces if not wording.is_noise(piece)]
    if any(document.contains(node, other) for other in credited):
        text = _joined(pieces)
        left = _without_open_label(wording.without_prefix(text))
        return wording.split(left) if left else (None, None)
    credit: str | None = None
    if len(pieces) > 1 and wording.is_credit(pieces[-1], set_apart=True):
        credit = wording.tidy(pieces.pop())
    elif len(pieces) > 1 and wording.is_credit(pieces[0]) and not wording.is_credit(pieces[-1]):
        credit = wording.tidy(pieces.pop(0))
    caption, named = wording.split(_joined(pieces))
    return caption, credit or named


def _without_open_label(text: str) -> str:
    """A caption without the label at its end that announced the credit taken out of it."""
    text = text.rstrip(_LOOSE_END)
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
    """Whether an element holds a few words for screen readers."""
    return bool(document.names[node] & _OVERLAY) and _is_short(document, node, 40)


def _attribute(document: Document, picture: Picture, wanted: tuple[str, ...]) -> str | None:
    """The first of these attributes on the picture, or on an element around it up to its box."""
    for name in wanted:
        if value := picture.attributes.get(name):
            return value if len(value) <= MAX_CAPTION else None
    node = picture.node
    for _ in range(5):
        for name in wanted:
            value = document.attribute(node, name)
            if value and len(value) <= MAX_CAPTION and not value.startswith(("{", "[", "http")):
                return value
        if node == picture.box or node <= 0:
            return None
        node = document.parents[node]
    return None


def _plain(markup: str) -> str:
    """A text without the tags that an attribute's value may carry."""
    if "<" not in markup:
        return markup
    kept, depth = [], 0
    for letter in markup:
        depth = 1 if letter == "<" else 0 if letter == ">" and depth else depth
        kept.append("" if depth or letter == ">" else letter)
    return "".join(kept)

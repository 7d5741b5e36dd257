"""Where the caption and the credit of a picture are printed."""

from __future__ import annotations

from articlegrab.document import Document
from articlegrab.fields.images import parting, sources, wording
from articlegrab.fields.images.pictures import Picture, Printed
from articlegrab.rules import Names, load, words_and_pairs
from articlegrab.words import letters

MAX_CAPTION = 1_500
"""Characters; a longer text below a picture is the story."""

_SENTENCE = 20
_CAPTION_BEFORE = 30
_MAX_TABLE = 60
"""Nodes of a table that holds but a picture and what is said of it."""
_MAX_CELL = 300
"""Characters in the one cell of text of a picture's table."""
_PICTURE_TEXTS, _LONGEST_PICTURE_TEXT = frozenset(load("vocab/images.toml")["picture_texts"]), 200
"""What the class of a caption may say that is oftener one of a box with a picture and text, and characters of it."""
_GLANCE = 24
"""Characters that tell most texts from each other."""
_LONGEST_ENTRY = 40
_LINES = 3
"""Elements between a picture and its caption that may hold nothing, or a counter ("2 of 9")."""
_NAME_WORDS = 4
_AD_LABELS = frozenset(load("vocab/teasers.toml")["slot_labels"])
_CAPTION = Names.CAPTION.value
_CREDIT = Names.CREDIT.value
_BYLINE = Names.BYLINE.value
_SHARE = Names.SHARE.value
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
_QUOTING = frozenset({"figure", "figcaption", "blockquote"})
_INLINE = frozenset({"em", "i", "span", "strong", "b", "a", "small", "sub", "font", "cite", "u", "time"})
_SPEAKING_TAGS = frozenset({"img", "amp-img", "picture", "source", "video", "body", "html", "article", "main"})


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
        told = letters(" ".join(map(document.text, captions)))
        loose = (node for node in _loose_text(document, picture.box, captions) if _is_lone_credit(document, node))
        credited = [node for node in loose if letters(document.text(node)) not in told]
    if not captions and picture.box != picture.node:
        below = _loose_text(document, picture.box, credited)
        captions = [node for node in below if not _is_link_elsewhere(document, node, picture)]
        if not credited and len(captions) == 2 and _are_caption_and_credit(document, *captions):
            credited = [captions.pop()]
    if not captions and not credited:
        captions = _line_below(document, picture) or _in_table(document, picture)
    return captions, credited


def is_named(document: Document, printed: Printed) -> bool:
    """Whether the page's own names or tags call these nodes caption or credit; if not, they only read so."""
    return bool(printed[1]) or any(
        document.tags[node] == "figcaption"
        or document.names[node] & (_CAPTION | _CREDIT)
        or _is_picture_text(document, node)
        for node in printed[0]
    )


def is_ad_label(document: Document, printed: Printed) -> bool:
    """Whether what stands below a picture is but the word for an advertisement."""
    return any(document.text(node).casefold().strip(" .:–-") in _AD_LABELS for node in printed[0])


def speaks(document: Document, picture: Picture, node: int) -> bool:
    """Whether a line below a picture can be nothing but its caption: numbered, or the very words that `alt` has."""
    text = document.text(node)
    if document.tags[node] in _WEIGHTY:
        return False
    return wording.is_numbered(text) or (
        len(text) >= _CAPTION_BEFORE and letters(text) == letters(picture.attributes.get("alt") or "")
    )


def shares_box(document: Document, picture: Picture, node: int) -> bool:
    """Whether a line and its picture have a figure or a cell of their own, with nothing else to read but a credit."""
    box = document.closest(picture.node, "figure", "td")
    if box is None or not document.contains(box, node):
        return False
    first, last = document.passages_in(box)
    line = document.text(node)
    lines = (text for text in document.passage_texts[first:last] if text and text not in line)
    return len(line) <= _MAX_CELL and all(parting.is_picture_credit(text) for text in lines)


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
            flags = names[index] | (_CAPTION if _is_picture_text(document, index) else 0)
            called = flags & (_CREDIT | _BYLINE if index < inside else _CREDIT)
            if called and index >= inside and _holds_caption(document, index):
                flags |= _CAPTION
            is_credit = called and tag != "figcaption" and (not flags & _CAPTION or index < inside)
            if is_credit or (index >= inside and _cites(document, index)) or _is_footer(document, index):
                if is_short(document, index, wording.MAX_CREDIT * 2) and not _is_bare_label(document, index):
                    credited.append(index)
                    index = ends[index]
                    continue
            elif (
                (tag == "figcaption" or flags & _CAPTION)
                and index >= inside
                and is_short(document, index, MAX_CAPTION)
                and "h1" not in tags[index + 1 : ends[index]]
            ):
                captions.append(index)
                inside = ends[index]
        index += 1
    return captions, credited


def _is_bare_label(document: Document, node: int) -> bool:
    """Whether an element holds but the word before a credit, "Photo:"."""
    if document.ends[node] - node > 3:
        return False
    text = document.text(node)
    return text.endswith((":", "：")) and wording.is_label(text)


def _holds_caption(document: Document, node: int) -> bool:
    """Whether an element that is called a credit holds a sentence first, and then the credit."""
    inner = next((index for index in range(node + 1, document.ends[node]) if document.names[index] & _CREDIT), None)
    before = document.text(node, inner) if inner is not None else ""
    return len(before) >= _CAPTION_BEFORE and not wording.is_sparse(before) and not wording.is_credit(before)


def _cites(document: Document, node: int) -> bool:
    """Whether an element names the source of a figure."""
    is_source = document.tags[node] == "cite" and document.closest(node, "figure") is not None
    return is_source and wording.is_names(document.text(node))


def _is_footer(document: Document, node: int) -> bool:
    """Whether an element is the foot of a picture or a quotation: that of a story or a page is no credit."""
    return document.tags[node] == "footer" and document.tags[document.parents[node]] in _QUOTING


def is_short(document: Document, node: int, limit: int) -> bool:
    """Whether an element holds some text, and no more than so many characters of it."""
    text = "".join(document.texts[node : document.ends[node]])
    if len(text) <= limit:
        return not text.isspace() and text != ""
    return len(text) < 8 * limit and 0 < len(" ".join(text.split())) <= limit


def _beside(document: Document, picture: Picture) -> Printed:
    """Caption elements right after the box, or after an element that holds nothing but the box; a credit alone may
    have its caption after it."""
    tags, texts, ends = document.tags, document.texts, document.ends
    node = picture.box
    for _ in range(3):
        parent, following = document.parents[node], ends[node]
        if parent < 0:
            break
        end = ends[parent]
        while following < end and not tags[following] and texts[following].isspace():
            following += 1
        for _ in range(_LINES):
            if following >= end or not _tells(document, following):
                break
            captions, credited = _named(document, following, ends[following])
            if credited and not captions:
                captions = _caption_after(document, ends[following], end)
            elif captions and not credited:
                credited = _credit_after(document, ends[following], end)
            if captions or credited:
                return captions, credited
            if _has_text(document, following, ends[following]) and not wording.is_noise(document.text(following)):
                break
            following = ends[following]
        if parent == 0 or _has_text(document, parent, node):
            break
        node = parent
    return [], []


def _caption_after(document: Document, start: int, end: int) -> list[int]:
    """A caption element that stands first in a slice of nodes."""
    start = _first_element(document, start, end)
    return _named(document, start, document.ends[start])[0] if document.names[start] & _CAPTION else []


def _credit_after(document: Document, start: int, end: int) -> list[int]:
    """A credit element that stands first in a slice of nodes."""
    start = _first_element(document, start, end)
    return _named(document, start, document.ends[start])[1] if document.names[start] & _CREDIT else []


def _first_element(document: Document, start: int, end: int) -> int:
    """The element that stands first in a slice of nodes, with no text before it; the root where none does."""
    while start < end and not document.tags[start] and document.texts[start].isspace():
        start += 1
    return start if start < end and document.tags[start] else 0


def _has_text(document: Document, start: int, end: int) -> bool:
    """Whether anything is printed in a slice of nodes."""
    return any(map(str.strip, document.texts[start:end]))


def _tells(document: Document, node: int) -> bool:
    """Whether an element is a caption, or a small one that may hold a caption."""
    return (
        document.ends[node] - node < 40
        and document.tags[node] not in ("p", "article", "section", "figure", "h1", "h2", "h3")
    ) or bool(document.names[node] & (_CAPTION | _CREDIT)) or _is_picture_text(document, node)


def _is_picture_text(document: Document, node: int) -> bool:
    """Whether a short line is called the text of a picture; a box with such a name holds the story's lines."""
    name = document.attributes[node].get("class")
    if not name or _PICTURE_TEXTS.isdisjoint(words_and_pairs(name)):
        return False
    first, last = document.passages_in(node)
    is_line = last - first == 1 and document.passages[first].container == node
    return is_line and len(document.passage_texts[first]) <= _LONGEST_PICTURE_TEXT


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


def _is_link_elsewhere(document: Document, node: int, picture: Picture) -> bool:
    """Whether an unnamed text is a short link, as entries of menus and buttons are; a sentence or a name may be one."""
    for index in range(node, document.ends[node]):
        if document.tags[index] or not document.texts[index].strip():
            continue
        link = document.closest(index, "a")
        if link is None or document.contains(link, picture.node) or _leads_to(document, link, picture):
            return False
    if (document.names[node] | document.names[document.parents[node]]) & _SHARE:
        return True
    text = document.text(node)
    is_name = wording.is_credit(text) or (1 < len(text.split()) <= _NAME_WORDS and wording.is_names(text))
    return len(text) <= _LONGEST_ENTRY and not is_name


def _leads_to(document: Document, link: int, picture: Picture) -> bool:
    """Whether a link opens the picture itself."""
    href = document.attributes[link].get("href") or ""
    return href == picture.attributes.get("src") or sources.is_image_file(href)


def _is_lone_credit(document: Document, node: int) -> bool:
    """Whether a text set apart in the box of a captioned picture is a name or names."""
    text = document.text(node)
    return len(text) <= 60 and not wording.is_noise(text) and wording.is_names(text)


def _are_caption_and_credit(document: Document, first: int, second: int) -> bool:
    """Whether two unnamed lines below a picture are a sentence and, under it, a few words that are a name."""
    sentence, name = document.text(first), document.text(second)
    is_short = len(name.split()) <= _NAME_WORDS and name[-1:] not in ".?!:" and not any(map(str.isdigit, name))
    is_text = len(sentence) >= _SENTENCE and not wording.is_credit(sentence) and sentence != name
    is_linked = "a" in document.tags[first : document.ends[second]]
    return is_short and is_text and not is_linked and _is_lone_credit(document, second)


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
    if document.contains(line, picture.node) or not is_short(document, line, 400):
        return []
    text = document.text(line)
    is_told = _says(text, picture.attributes.get("alt") or "") or wording.is_credit(text) or wording.is_numbered(text)
    return [line] if is_told and not _is_link_elsewhere(document, line, picture) else []


def _in_table(document: Document, picture: Picture) -> list[int]:
    """The caption of a table that holds but this picture, or the one cell of text below it."""
    table = document.closest(picture.node, "table")
    if table is None or not picture.previous < table or document.ends[table] > picture.following:
        return []
    if document.ends[table] - table > _MAX_TABLE:
        return []
    titles = [node for node in document.within(table, "caption") if is_short(document, node, _MAX_CELL)]
    cells = [node for node in document.within(table, "td") if _has_text(document, node, document.ends[node])]
    if titles and len(cells) < 2:
        return titles[:1]
    if len(cells) != 1 or document.contains(cells[0], picture.node) or cells[0] < picture.node:
        return []
    is_linked = "a" in document.tags[cells[0] : document.ends[cells[0]]]
    return cells if is_short(document, cells[0], _MAX_CELL) and not is_linked else []


def _says(text: str, alt: str) -> bool:
    """Whether a text says what the words for those who cannot see the picture say."""
    if len(alt) < 4:
        return False
    first, second = letters(alt[:_GLANCE]), letters(text[:_GLANCE])
    if not first.startswith(second) and not second.startswith(first):
        return False
    alt, text = letters(alt), letters(text)
    if len(alt) < 4 or not text:
        return False
    return text == alt or (len(alt) > 30 and (text.startswith(alt) or alt.startswith(text)))

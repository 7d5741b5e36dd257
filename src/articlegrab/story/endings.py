"""What pages print below a story and set as the story is: who its author is, what readers say, legal notices,
announcements of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articlegrab.document import Document
from articlegrab.reading import Reading
from articlegrab.rules import Names, load

_WORDING = load("vocab/wording.toml")
_ABOUT_AUTHOR = tuple(_WORDING["about_author"])
_LEGAL = frozenset(_WORDING["legal_headings"])
_SOURCES, _SOURCE, _SOURCE_LINES = tuple(_WORDING["sources"]), 100, 4
"""How a line begins that names a source, characters of such a line, and lines from the story's end that may be one."""
_LAST, _MOST = 8, 0.55
"""Lines from the story's end among which its closing matter begins, and the share of the text that it is at most."""
_CLOSING = (Names.AUTHOR_BOX | Names.COMMENTS).value
_DEEP = 4
"""Boxes around a line among which is the author's, or the readers'."""
_OFFICE = 3
"""Words of an author's office before the name."""
_FOOTNOTE, _MARKED = re.compile(r"(\*{1,3})\s?[^\W\d_]"), re.compile(r"(?:[^\W\d_]{3}|\d(?!\*\*))(\*{1,3})(?![\w*])")
"""How a footnote begins, and a word that bears its mark: more of one than a censor leaves."""
_PAGES = (*load("vocab/teasers.toml")["slot_labels"], *_WORDING["page_footnotes"])
_PAGES_OWN = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, _PAGES))})(?!\w)", re.I)
_FOOTNOTE_LINES, _LONGEST_FOOTNOTE = 5, 160
"""Lines below the story among which a footnote of its own stands, and characters of one."""
_NOTE_MARK = re.compile(
    r"[\[(]{0,2}(?:(?:[^\W\d_]{1,4}\.?\s?)?\d{1,3}|[a-z]|[ivxlc]{1,7}|[*†‡§]{1,3}|[¹²³⁰⁴-⁹]{1,3})[\])]{0,2}[.:]?", re.I
)
"""What a note is marked with, in the line of the story and below it: "12", "[note 3]", "Anm. 4"."""
_BACK = 20
"""Characters of a link by which a note leads back to its very mark: "Back to the text"."""
_ANNOUNCEMENT = 60
"""Characters of a line that announces a list."""


def settle(reading: Reading, chosen: set[int]) -> None:
    """Take out announcements of lists of stories, lines that name a source, and all from the line that closing matter
    begins with."""
    chosen.difference_update([index for index in chosen if _announces_stories(reading, index, chosen)])
    chosen.difference_update([index for index in sorted(chosen)[-_SOURCE_LINES:] if _names_source(reading, index)])
    lines, sizes = sorted(chosen), reading.document.passage_texts
    most = _MOST * sum(len(sizes[index]) for index in lines)
    authors = _authors(reading)
    for place in range(max(1, len(lines) - _LAST), len(lines)):
        rest = lines[place:]
        is_short = sum(len(sizes[index]) for index in rest) <= most
        if is_short and _opens_closing(reading, rest[0], authors, is_last=len(rest) == 1):
            chosen.difference_update(rest)
            return


def keep_footnotes(reading: Reading, chosen: set[int]) -> None:
    """Add lines right below the story, in its own box, that say what a mark in its text stands for: for each mark the
    first line that begins with it, if that is not the page's own."""
    document, end = reading.document, max(chosen, default=-1) + 1
    texts, passages = document.passage_texts, document.passages
    explained: set[str] = set()
    for index in range(end, min(end + _FOOTNOTE_LINES, len(texts))) if end else ():
        note, passage = _FOOTNOTE.match(texts[index]), passages[index]
        if note is None or note[1] in explained:
            continue
        explained.add(note[1])
        if len(texts[index]) > _LONGEST_FOOTNOTE or passage.link_chars or _PAGES_OWN.search(texts[index]):
            continue
        beside = document.parents[passage.container] == document.parents[passages[end - 1].container]
        if beside and reading.marks.covering(passage.start) is None and note[1] in _marks_borne(texts, chosen):
            chosen.add(index)


def keep_linked_notes(reading: Reading, chosen: set[int]) -> None:
    """Add lines below the story to which marks in it lead and that lead back there by a mark or an arrow, or back to
    the mark itself by a few words, both on this page."""
    document, end = reading.document, max(chosen, default=-1) + 1
    wanted, marks = set[str](), set[str | None]()
    below, worded = dict[int, str](), dict[int, str]()
    for node in document.all("a"):
        href = document.attributes[node].get("href") or ""
        if href[:1] != "#" or href == "#":
            continue
        first, last = document.passages_in(node)
        index = first if first < last else first - 1
        label = document.text(node)
        is_mark = _NOTE_MARK.fullmatch(label) is not None
        if index in chosen and is_mark:
            wanted.add(href[1:])
            marks.update(_ids_of(document, node))
        elif end <= index and (is_mark or not any(map(str.isalnum, label))):
            below.setdefault(index, href[1:])
        elif end <= index and len(label) <= _BACK:
            worded.setdefault(index, href[1:])
    below = {index: back for index, back in worded.items() if back in marks} | below
    if not wanted or not below:
        return
    borne = {name for index in chosen for name in _names_in(document, index)}
    for index, back in below.items():
        passage = document.passages[index]
        mark = reading.marks.covering(passage.start)
        own = {*_names_in(document, index), document.attributes[document.parents[passage.container]].get("id")}
        if back in borne and not wanted.isdisjoint(own) and (mark is None or not mark.certain):
            chosen.add(index)


def _ids_of(document: Document, mark: int) -> Iterator[str | None]:
    """What links may call a mark: by its link, by what that holds, or by what is raised around it."""
    around = document.parents[mark]
    for node in range(around if document.tags[around] in ("sup", "span") else mark, document.ends[mark]):
        yield document.attributes[node].get("id")
        if document.tags[node] == "a":
            yield document.attributes[node].get("name")


def _names_in(document: Document, index: int) -> Iterator[str | None]:
    """What links on the page may call a line, or a part of it."""
    passage = document.passages[index]
    first = max(passage.container, document.passages[index - 1].end if index else 0)
    for node in (passage.container, *range(first, passage.end)):
        attributes = document.attributes[node]
        yield attributes.get("id")
        if document.tags[node] == "a":
            yield attributes.get("name")


def _marks_borne(texts: list[str], chosen: set[int]) -> set[str]:
    """The marks of footnotes that words of the story bear."""
    return {mark for index in chosen for mark in _MARKED.findall(texts[index])}


def _announces_stories(reading: Reading, index: int, chosen: set[int]) -> bool:
    """Whether a line says of what kind the stories are that are linked below it."""
    texts = reading.document.passage_texts
    text = texts[index]
    if len(text) > _ANNOUNCEMENT or not (text.endswith((":", "：")) or text.isupper()):
        return False
    following = next((other for other in range(index + 1, len(texts)) if texts[other]), None)
    if following is None or following in chosen:
        return False
    mark = reading.marks.covering(reading.document.passages[following].start)
    return mark is not None and mark.role == "teaser"


def _names_source(reading: Reading, index: int) -> bool:
    """Whether a line only says where the story comes from; a bare "Sources:" stands over a list of them."""
    text = reading.document.passage_texts[index]
    return len(text) <= _SOURCE and text.casefold().startswith(_SOURCES) and not text.endswith((":", "："))


def _authors(reading: Reading) -> tuple[str, ...]:
    """The full names of the people who wrote the story."""
    people = (author for author in reading.value("authors") or [] if author["kind"] == "person")
    return tuple(author["name"] for author in people if " " in author["name"])


def _opens_closing(reading: Reading, index: int, authors: tuple[str, ...], *, is_last: bool) -> bool:
    """Whether a line, or the one above it, begins to speak of the author, of the law, or for readers."""
    document = reading.document
    text = document.passage_texts[index]
    if _is_label(text) or _is_label(document.passage_texts[index - 1]) or _in_closing_box(reading, index):
        return True
    if is_last:
        text = _without_office(text, authors)
    if not text.startswith(authors) or document.closest(document.passages[index].container, "blockquote") is not None:
        return False
    # A speaker's name before a colon is one of an interview.
    return not any(text[len(name) :].startswith(":") for name in authors if text.startswith(name))


def _without_office(text: str, authors: tuple[str, ...]) -> str:
    """A line from an author's name on, where that stands behind an office: "Our reporter Ana Berg lives in …"."""
    for name in authors:
        office, found, _ = text.partition(name)
        if found and office.endswith(" ") and len(office.split()) <= _OFFICE and office.replace(" ", "").isalpha():
            return text[len(office) :]
    return text


def _is_label(text: str) -> bool:
    folded = text.casefold().replace("’", "'")
    return folded.startswith(_ABOUT_AUTHOR) or folded.strip(" *:") in _LEGAL


def _in_closing_box(reading: Reading, index: int) -> bool:
    document = reading.document
    node = document.passages[index].container
    for _ in range(_DEEP):
        if node <= 0 or document.tags[node] in ("article", "main", "body"):
            return False
        if document.names[node] & _CLOSING:
            return True
        node = document.parents[node]
    return False

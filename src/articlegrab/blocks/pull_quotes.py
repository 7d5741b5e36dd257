"""Lines lifted out of the text as decoration: told by standing apart and saying what the text says elsewhere, by their
name, or by being set as such lines are."""

from __future__ import annotations

from collections import Counter

from articlegrab.document import Document
from articlegrab.reading import Reading
from articlegrab.rules import Names, tokens, words_and_pairs
from articlegrab.words import letters

_LONGEST = 500
"""Characters; nobody sets a longer line apart."""
_SHORTEST = 20
_PART, _PARTS_TRIED, _MOSTLY = 8, 12, 0.7
"""Letters of a part of a line, how many of the first ones are looked for, and the share of its parts that a text has
which it repeats."""
_TELLING = 40
"""Letters of a line that is known again in other words."""
_MOST = 20
"""Where more lines stand apart, that is how the page sets its text."""
_TWINS = 3
"""Lines that repeat the text, after which one set as they are is a pull quote too."""
_CALLED, _SIDES = "pullquote", frozenset(("left", "right"))
_APART = ("blockquote", "aside", "figure", "q")
_QUOTE = Names.QUOTE.value
_NAMING, _AUTHOR = ("cite", "footer", "figcaption"), (Names.BYLINE | Names.AUTHOR_BOX | Names.CREDIT).value
DASHES = ("—", "–", "―", "-")
_SIGNATURE, _SENTENCE_ENDS = 80, (".", "!", "?", "…", ":", ",")
"""Characters of a line that names whom a quotation is of, and what it does not end in."""
_QUOTED = (".", "!", "?", "…", "”", "“", '"', "»", "«", "’", "'", "」")
"""What a quotation ends in."""


def find(reading: Reading) -> dict[int, bool]:
    """The passages within the story that are pull quotes, and whether they repeat its text: those that do whether the
    judge kept them or not."""
    texts, story = reading.document.passage_texts, reading.story.passages
    between = range(story[0], story[-1] + 1) if story else range(0)
    candidates = [i for i in between if len(texts[i]) >= _SHORTEST and _stands_apart(reading, i)]
    if not 0 < len(candidates) <= _MOST:
        return {}
    running = [letters(texts[i]) for i in story if i not in candidates]
    lines = {i: letters(parted(texts[i])[0]) for i in candidates}
    found = {i for i, line in lines.items() if len(line) >= _SHORTEST and _repeats(line, running)}
    signed = {i + 1 for i in found if is_signed_below(reading, i)}
    makes: dict[tuple[str, frozenset[str]] | None, int] = Counter(make for i in found if (make := _make(reading, i)))
    kept = [i for i in candidates if i in story]
    named = {i for i in kept if _is_called(reading, i) or makes.get(_make(reading, i), 0) >= _TWINS}
    named |= {i + 1 for i in named if i + 1 in story and _is_called(reading, i + 1)}
    return dict.fromkeys(named, False) | dict.fromkeys(found | signed, True)


def _repeats(line: str, texts: list[str]) -> bool:
    """Whether one of some texts says what a line says, but for a few words that one of the two leaves out."""
    if any(line in text for text in texts):
        return True
    if len(line) < _TELLING:
        return False
    parts = [line[start : start + _PART] for start in range(0, len(line) - _PART + 1, _PART // 2)]
    return any(_says(text, parts, len(line)) for text in texts if len(text) >= _MOSTLY * len(line))


def _says(text: str, parts: list[str], length: int) -> bool:
    """Whether nearly all parts of a line stand in a text, one after another and no farther from each other than the
    line is long; where it has figures, they are the same."""
    start = next((at for part in parts[:_PARTS_TRIED] if (at := text.find(part)) >= 0), None)
    if start is None:
        return False
    window, place, found = text[max(0, start - length // 2) : start + length + length // 2], 0, 0
    for part in parts:
        at = window.find(part, place)
        if at >= 0:
            place, found = at + 1, found + 1
        elif any(letter.isdecimal() for letter in part):
            return False
    return found >= _MOSTLY * len(parts)


def parted(text: str) -> tuple[str, str | None]:
    """A line that is set apart, and whom it is of, where that is named below a line break."""
    said, _, name = text.rpartition("\n")
    is_name = len(name) <= _SIGNATURE and not name.endswith(_SENTENCE_ENDS) and said.endswith(_QUOTED)
    return (said, name) if is_name else (text, None)


def _make(reading: Reading, passage: int) -> tuple[str, frozenset[str]] | None:
    """The tag and class of the element that sets a passage apart, on whatever side; None where it has no class."""
    document = reading.document
    node = document.closest(document.passages[passage].container, *_APART)
    name = document.attributes[node].get("class") if node is not None else None
    return (document.tags[node], frozenset(tokens(name)) - _SIDES) if node is not None and name else None


def _is_called(reading: Reading, passage: int) -> bool:
    """Whether the class of an element around a passage says pull quote, in one word or in two."""
    document = reading.document
    node = document.passages[passage].container
    for _ in range(4):
        if node <= reading.story.container:
            return False
        if _CALLED in words_and_pairs(document.attributes[node].get("class") or ""):
            return True
        node = document.parents[node]
    return False


def is_signature(text: str) -> bool:
    """Whether a line is a dash and a name, as below a quotation."""
    name = text.lstrip("".join((*DASHES, " ")))
    return (
        len(text) <= _SIGNATURE
        and text.startswith(DASHES)
        and not (name[:1].islower() or name == "")
        and not name.endswith(_SENTENCE_ENDS)
    )


def is_signed_below(reading: Reading, quote: int) -> bool:
    """Whether the line after a quotation, the last one of its box, says whom it is of."""
    document = reading.document
    box = _box_of(reading, quote)
    if box is None or document.passages_in(box)[1] != quote + 2:
        return False
    name = document.passage_texts[quote + 1]
    return is_signature(name) or (
        0 < len(name) <= _SIGNATURE
        and not name.endswith(_SENTENCE_ENDS)
        and not document.passages[quote + 1].link_chars
        and _says_author(document, box, quote + 1)
    )


def _says_author(document: Document, box: int, passage: int) -> bool:
    """Whether an element around a line inside a quotation's box is made or named for a name."""
    node = document.passages[passage].container
    while node > box:
        if document.tags[node] in _NAMING or document.names[node] & _AUTHOR:
            return True
        node = document.parents[node]
    return False


def _stands_apart(reading: Reading, passage: int) -> bool:
    return len(reading.document.passage_texts[passage]) <= _LONGEST and _box_of(reading, passage) is not None


def _box_of(reading: Reading, passage: int) -> int | None:
    """The outermost of the nearest elements around a passage that set it apart or are named for a quotation."""
    document, found = reading.document, None
    node = document.passages[passage].container
    for _ in range(4):
        if node <= reading.story.container:
            break
        if document.tags[node] in _APART or document.names[node] & _QUOTE:
            found = node
        node = document.parents[node]
    return found


def of(reading: Reading, passage: int) -> int | None:
    """The element that one quotation is set in: of several in a box, each has its own."""
    document, box = reading.document, _box_of(reading, passage)
    quote = document.closest(document.passages[passage].container, "blockquote")
    return quote if box is not None and quote is not None and quote >= box else box

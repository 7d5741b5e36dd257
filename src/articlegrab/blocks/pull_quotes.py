"""Lines lifted out of the text as decoration: told by standing apart and saying what the text says elsewhere, by their
name, or by being set as such lines are."""

from __future__ import annotations

from collections import Counter

from articlegrab.reading import Reading
from articlegrab.rules import Names, tokens, words_and_pairs
from articlegrab.words import letters

_LONGEST = 500
"""Characters; nobody sets a longer line apart."""
_SHORTEST = 20
_MOST = 20
"""Where more lines stand apart, that is how the page sets its text."""
_TWINS = 3
"""Lines that repeat the text, after which one set as they are is a pull quote too."""
_CALLED, _SIDES = "pullquote", frozenset(("left", "right"))
_APART = ("blockquote", "aside", "figure", "q")
_QUOTE = Names.QUOTE.value
DASHES = ("—", "–", "―", "-")
_SIGNATURE, _SENTENCE_ENDS = 80, (".", "!", "?", "…", ":", ",")
"""Characters of a line that names whom a quotation is of, and what it does not end in."""


def find(reading: Reading) -> dict[int, bool]:
    """The passages within the story that are pull quotes, and whether they repeat its text: those that do whether the
    judge kept them or not."""
    texts, story = reading.document.passage_texts, reading.story.passages
    between = range(story[0], story[-1] + 1) if story else range(0)
    candidates = [i for i in between if len(texts[i]) >= _SHORTEST and _stands_apart(reading, i)]
    if not 0 < len(candidates) <= _MOST:
        return {}
    running = [letters(texts[i]) for i in story if i not in candidates]
    lines = {i: letters(texts[i]) for i in candidates}
    found = {i for i, line in lines.items() if len(line) >= _SHORTEST and any(line in text for text in running)}
    signed = {i + 1 for i in found if _is_signed_below(reading, i)}
    makes: dict[tuple[str, frozenset[str]] | None, int] = Counter(make for i in found if (make := _make(reading, i)))
    kept = [i for i in candidates if i in story]
    named = {i for i in kept if _is_called(reading, i) or makes.get(_make(reading, i), 0) >= _TWINS}
    named |= {i + 1 for i in named if i + 1 in story and _is_called(reading, i + 1)}
    return dict.fromkeys(named, False) | dict.fromkeys(found | signed, True)


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


def _is_signed_below(reading: Reading, quote: int) -> bool:
    document = reading.document
    if quote + 1 == len(document.passages) or not is_signature(document.passage_texts[quote + 1]):
        return False
    apart = document.closest(document.passages[quote].container, *_APART)
    return apart is not None and document.contains(apart, document.passages[quote + 1].start)


def _stands_apart(reading: Reading, passage: int) -> bool:
    document = reading.document
    if len(document.passage_texts[passage]) > _LONGEST:
        return False
    node = document.passages[passage].container
    for _ in range(4):
        if node <= reading.story.container:
            return False
        if document.tags[node] in _APART or document.names[node] & _QUOTE:
            return True
        node = document.parents[node]
    return False

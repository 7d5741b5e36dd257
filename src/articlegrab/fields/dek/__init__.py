"""The standfirst as printed beside the headline.

It is told from the first paragraph by where it stands and what sets it apart, not by what it says: it is named for what
it is, it stands with the headline before byline and picture, it is set in a heading or in bold, the page describes
itself with the same words, and the paragraphs after it look different.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from articlegrab import rules
from articlegrab.document import HEADINGS, Document
from articlegrab.fields.dek.head import LONG, MAX_CHARACTERS, MAX_NAME, SMALL, TOO_LONG, Head, is_named
from articlegrab.fields.dek.lines import Line
from articlegrab.fields.headline import pieces
from articlegrab.fields.images import parting
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.rules import Names
from articlegrab.words import split_words

_MIN_CHARACTERS = 12
_MOST_LINES = 6
_CHOSEN, LIKELY, CERTAIN = 2.05, 3.0, 5.5
_FEWEST = 5
"""Words of a line that is barely likely: fewer are a label."""

BEATEN = "another line weighs more"

_HEAVY = frozenset(rules.load("vocab/dek.toml")["emphasis"])
CROSSHEAD = 90
"""Characters of a sub-heading; a longer one tells what the story is."""
_BEGUN, _OVER = 150, 600
"""Characters of text after which the story has begun, and after which no standfirst comes."""

_EMPHASIS = ("strong", "b", "em", "i")


def from_markup(reading: Reading) -> Iterator[Candidate]:
    """The lines after the headline, lines that look alike taken as one, each weighed by what sets it apart."""
    title = reading.choices.get("title")
    if title is None or title.node is None:
        return
    yield from _in_heading(reading.document, title.node, title.value)
    head = Head(reading, title.node, title.value)
    place = begun = 0
    for index, group in _groups(head):
        if begun > _OVER:
            return
        first = group[0]
        text = "\n".join(line.text for line in group)
        why = head.bar(first)
        weight = 0.0 if why else _weigh(head, group, index, place) - 1.5 * (begun > _BEGUN)
        if why is None and not _MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS:
            why = "too short" if len(text) < _MIN_CHARACTERS else TOO_LONG
        if why is None and weight < _CHOSEN:
            why = "nothing sets it apart from the text"
        if why is None and weight < LIKELY and len(split_words(text[:LONG])) < _FEWEST:
            why = "too few words for its weight"
        if why is None and text.endswith((")", "]")) and parting.split(text)[1]:
            why = "a caption with its credit"
        if weight:
            place += 1
        if weight or why == TOO_LONG:
            begun += len(text)
        yield Candidate(text, "markup", weight, node=_holder(head, group), rejected_because=why)


def _in_heading(document: Document, heading: int, title: str) -> Iterator[Candidate]:
    """The element at a heading's end that is called a standfirst and that the headline goes without."""
    for start, end in pieces(document, heading)[-1:]:
        text = document.text(start, end)
        if document.tags[start] and is_named(document, start) and len(text) >= _MIN_CHARACTERS and text not in title:
            yield Candidate(text, "markup", LIKELY, node=start)


SIGNALS = [from_markup]


def _groups(head: Head) -> Iterator[tuple[int, list[Line]]]:
    """Neighbouring lines that look alike, such as the items of one list, together; with the index of the first."""
    lines = head.lines
    start = 0
    while start < len(lines):
        end = start + 1
        look = head.look(lines[start])
        while end < len(lines) and head.look(lines[end]) == look and lines[end].linked * 2 <= len(lines[end].text):
            end += 1
        yield start, lines[start:end]
        start = end


def _holder(head: Head, group: list[Line]) -> int:
    """The element to claim: the block itself, or for several the list or box that holds nothing else."""
    if len(group) == 1:
        return group[0].node
    document, parent = head.document, head.document.parents[group[0].node]
    beside = chain(range(parent, group[0].node), range(document.ends[group[-1].node], document.ends[parent]))
    return group[0].node if any(document.texts[node].strip() for node in beside) else parent


def _weigh(head: Head, group: list[Line], index: int, place: int) -> float:
    """What speaks for a group of lines being the standfirst, less what speaks for running text."""
    document, first = head.document, group[0]
    tag = document.tags[first.node]
    parent = document.parents[first.node]
    weight = 0.0
    if is_named(document, first.node):
        weight += 2.6
    elif any(is_named(document, box) for box in _small_boxes(document, first.node)):
        weight += 1.6
    if head.says_description(first):
        weight += 1.8
    if tag in HEADINGS[1:] or document.tags[parent] in HEADINGS[1:]:
        early = place <= 1 and (index <= head.opening + 1 or len(first.text) > CROSSHEAD)
        weight += 1.6 if early or head.says_description(first) else -0.5
        weight -= 3.2 * _recurs(document, group)
    if index < head.opening:
        weight += 1.2
    if place == 0:
        weight += 0.6
    if parent == document.parents[head.heading] or _shares_header(document, head.heading, first.node):
        weight += 1.0
    weight += _setting(head, group, index)
    listed = document.closest(first.node, "ul", "ol") is not None
    if len(group) > 1:
        weight += _together(head, group, index, listed)
    elif listed and tag == "li":
        weight -= 1.0
    length = sum(len(line.text) for line in group)
    if length < 25:
        weight -= 1.2
    elif length > 500:
        weight -= 0.8
    return weight


def _small_boxes(document: Document, node: int) -> Iterator[int]:
    """The boxes around a line that hold little more than it."""
    around = islice(document.ancestors(node), 2)
    return (box for box in around if document.ends[box] - box <= SMALL)


def _shares_header(document: Document, heading: int, node: int) -> bool:
    """Whether both stand in one `<header>` or `<hgroup>`."""
    holder = document.closest(heading, "header", "hgroup")
    return holder is not None and document.contains(holder, node)


def _recurs(document: Document, group: list[Line]) -> bool:
    """Whether a short heading comes again, set in the same way, below text in the same box: it is the first of the
    story's own."""
    first, last = group[0].node, group[-1]
    if len(group) > 1 or len(last.text) > CROSSHEAD:
        return False
    own = document.tags[first], document.attributes[first].get("class")
    siblings = (child for child in document.children(document.parents[first]) if child >= last.end)
    alike = (child for child in siblings if (document.tags[child], document.attributes[child].get("class")) == own)
    return any(len(document.text(last.end, child)) > _BEGUN for child in alike)


def _setting(head: Head, group: list[Line], index: int) -> float:
    """How far the lines look unlike those that follow."""
    document, first = head.document, group[0]
    later = head.lines[index + len(group) :]
    following = list(islice((line for line in later if len(line.text) > LONG and not head.bar(line)), 3))
    weight = max(0.0, _emphasis(document, first.node) - (_emphasis(document, following[0].node) if following else 0.0))
    own = head.look(first)
    looks = [head.look(line) for line in following]
    if own in looks:
        return weight - 2.0
    kinds = [look[1:] for look in looks]
    if own[1:] in kinds:
        return weight - (0.6 if own[2] else 0.0)
    return weight + 0.7 * (len(kinds) > 1 and kinds[0] in kinds[1:])


def _together(head: Head, group: list[Line], index: int, listed: bool) -> float:
    """What it says that several lines look alike: a summary in points, or the running text."""
    document, first = head.document, group[0]
    if len(group) > _MOST_LINES:
        return -5.0
    if listed:
        plain = all(line.linked == 0 and len(line.text) > 20 for line in group)
        return 2.0 if plain else -3.0
    if document.tags[first.node] in HEADINGS[1:]:
        return 0.0
    return 0.0 if document.names[first.node] & Names.DEK.value and index < head.opening + 4 else -2.5


def _emphasis(document: Document, node: int) -> float:
    """How strongly all of a block's text is set apart: 1 by its class, less by tags inside it."""
    name = (document.attributes[node].get("class") or "")[:MAX_NAME]
    if any(":" not in word and not _HEAVY.isdisjoint(rules.tokens(word)) for word in name.split()):
        return 1.0
    inner = [
        child for child in document.children(node) if document.texts[child].strip() or document.ends[child] - child > 1
    ]
    heavy = document.tags[node] in _EMPHASIS or (len(inner) == 1 and document.tags[inner[0]] in _EMPHASIS)
    return 0.6 * heavy


def find(reading: Reading) -> Choice:
    """dek, with the node that prints it.

    Run it before the story is looked for: it marks what it takes, so that the body leaves it out.
    """
    candidates = weigh(reading, SIGNALS)
    if not candidates or candidates[0].rejected_because is not None:
        nearest = max((candidate.weight for candidate in candidates), default=0.0)
        return Choice(None, candidates, min(0.95, 0.9 - 0.15 * nearest))
    fuller = (other for other in candidates[1:] if _is_fuller(reading.document, candidates[0], other))
    best = next(fuller, candidates[0])
    rest = [other if other.rejected_because else other.rejected(BEATEN) for other in candidates if other is not best]
    _claim(reading, best)
    return Choice(best.value, [best, *rest], min(0.98, 0.5 + 0.1 * best.weight))


def _is_fuller(document: Document, best: Candidate, other: Candidate) -> bool:
    """Whether the best is a heading of a few words, and the other a paragraph below that is called a standfirst."""
    if other.rejected_because or other.weight < LIKELY or len(best.value) >= LONG or len(other.value) < LONG:
        return False
    if best.node is None or other.node is None or document.tags[best.node] not in HEADINGS:
        return False
    return document.tags[other.node] not in HEADINGS and is_named(document, other.node)


def _claim(reading: Reading, best: Candidate) -> None:
    """Mark all lines of the standfirst, which need not have a box of their own."""
    document, node = reading.document, best.node
    if node is None:
        return
    certain = best.weight >= CERTAIN and stands_alone(document, node)
    lines = set(best.value.split("\n"))
    siblings = [child for child in document.children(document.parents[node]) if child > node]
    for each in [node, *(child for child in siblings if document.tags[child] and document.lines(child) in lines)]:
        reading.marks.put(each, "dek", "dek", "the standfirst", certain=certain)


def stands_alone(document: Document, node: int) -> bool:
    """Whether a standfirst has a block of its own, or is called one: else it may be the first words of the text."""
    first, _ = document.passages_in(node)
    return is_named(document, node) or document.passages[first].container >= node

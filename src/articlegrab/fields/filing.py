"""Where the page prints what the story is filed under: whether a list is the story's, and its lines of categories."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import chain

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.fields.surroundings import about_headline
from articlegrab.reading import Reading, Role
from articlegrab.rules import Names, tokens

_VOCABULARY = rules.load("vocab/tags.toml")
TOPICS, SECTIONS = frozenset(_VOCABULARY["labels"]), frozenset(_VOCABULARY["section_labels"])
"""What stands before the story's topics, and before its sections."""
COLLECTIONS = frozenset(_VOCABULARY["paths"])
"""Folders of pages that collect a topic."""
_BUTTONS = frozenset(_VOCABULARY["buttons"])
_OWN_FOOTERS = tuple(_VOCABULARY["own_footers"])
_FURNITURE: frozenset[Role] = frozenset({"nav", "footer", "comments", "sidebar", "consent", "teaser"})
_BESIDE: frozenset[Role] = frozenset({"footer", "sidebar"})
"""What a story may have of its own."""
_ELSEWHERE, _TAGS = (Names.NAV | Names.SIDEBAR | Names.COMMENTS).value, Names.TAGS.value
_LINES_BEFORE, _LINES_AFTER = 4, 15
"""Lines over the headline and below the story among which a list of topics is the story's own."""
_MAX_LABEL, _NODES_BELOW = 60, 20
_PER_LINK = 3
"""Characters between two links of a list."""
_LISTS = ("ul", "ol")
_MARKS = " :：|•·,;/–—-\u200b"
_WORD = re.compile(r"\w")
_AND = frozenset({"and", "und", "et", "y", "e", "en", "og", "och", "i", "и"})


def in_furniture(reading: Reading, node: int) -> bool:
    """Whether a node, or what is around it short of the story, is a menu, a sidebar, the foot of the page.

    What is named for topics may be laid out as a menu; what stands in the foot of the story's article is the story's.
    """
    document, suspect = reading.document, False
    for each in (node, *document.ancestors(node)):
        mark = reading.marks.by_node.get(each)
        if mark is not None and mark.role in _FURNITURE and not (mark.role in _BESIDE and _is_own(reading, each)):
            return True
        if _holds_story(reading, each):
            break
        names = document.names[each]
        suspect = not names & _TAGS and (suspect or bool(names & _ELSEWHERE))
    return suspect


def _holds_story(reading: Reading, node: int) -> bool:
    headline = reading.choices["title"].node
    return any(at is not None and reading.document.contains(node, at) for at in (headline, reading.story.first))


def _is_own(reading: Reading, node: int) -> bool:
    document = reading.document
    name = (document.attributes[node].get("class") or "")[:300]
    article = document.closest(node, "article")
    return any(own in name for own in _OWN_FOOTERS) or (article is not None and _holds_story(reading, article))


def is_beside_story(reading: Reading, node: int) -> bool:
    """Whether a node stands in the story's article, or among the lines over its headline, in it, or right below it."""
    document, story = reading.document, reading.story
    article = document.closest(node, "article")
    if article is not None and _holds_story(reading, article):
        return True
    starts, headline = document.passage_starts, reading.choices["title"].node
    own = bisect_left(starts, node)
    first = bisect_left(starts, story.first if headline is None else min(headline, story.first))
    return first - _LINES_BEFORE <= own < bisect_left(starts, story.last) + _LINES_AFTER


def labelled(reading: Reading, labels: frozenset[str]) -> list[int]:
    """The links that stand behind one of the labels, in the first line beside the story that has some."""
    document = reading.document
    first, headline, last = about_headline(reading)
    ended = bisect_left(document.passage_starts, reading.story.last)
    lines = chain(range(first, last), range(max(ended - 1, last), min(ended + _LINES_AFTER, len(document.passages))))
    for index in lines:
        if index != headline and _may_label(document, index, labels) and not _is_marked(reading, index):
            links = _behind(document, index, labels) or _below(document, index, labels)
            if links := [link for link in links if not _is_button(document, link)]:
                return links
    return []


def _is_button(document: Document, link: int) -> bool:
    """Whether a link is called a button and leads nowhere: a script answers it."""
    attributes = document.attributes[link]
    href = (attributes.get("href") or "").strip().lower()
    if href not in ("", "#") and not href.startswith("javascript:"):
        return False
    return attributes.get("role") == "button" or not _BUTTONS.isdisjoint(tokens(attributes.get("class") or ""))


def _may_label(document: Document, index: int, labels: frozenset[str]) -> bool:
    """What a glance can tell: a line opens with a label, and holds links or is nothing else."""
    passage, text = document.passages[index], document.passage_texts[index]
    if "a" not in document.tags[passage.start : passage.end] and text.strip(_MARKS).casefold() not in labels:
        return False
    return _any_of(labels).search(text[:_MAX_LABEL].casefold()) is not None


@lru_cache(maxsize=4)
def _any_of(labels: frozenset[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(labels))))


def _is_marked(reading: Reading, index: int) -> bool:
    node = reading.document.passages[index].start
    mark = reading.marks.covering(node)
    return mark is not None and mark.role in _FURNITURE and not (mark.role in _BESIDE and _is_own(reading, node))


def _behind(document: Document, index: int, labels: frozenset[str]) -> list[int]:
    """The links behind the label in its line, up to other words: "Filed under: A, B | Tags: C"."""
    passage, links, under = document.passages[index], [], False
    node = passage.start
    while node < passage.end:
        text = document.texts[node].strip(_MARKS).casefold()
        if document.tags[node] == "a" and under:
            links.append(node)
            node = document.ends[node]
            continue
        if document.tags[node] == "" and _WORD.search(text) and text not in _AND:
            under = text in labels
        node += 1
    return links


def _below(document: Document, index: int, labels: frozenset[str]) -> list[int]:
    """The links of the list right below a line that is the label alone."""
    if document.passage_texts[index].strip(_MARKS).casefold() not in labels:
        return []
    label = document.passages[index]
    link = next(
        (node for node in range(label.end, label.end + _NODES_BELOW) if document.tags[node : node + 1] == ["a"]), None
    )
    if link is None or _WORD.search(document.text(label.end, link)):
        return []
    box = document.parents[link]
    while not document.contains(document.parents[box], label.start) and len(list(document.within(box, "a"))) == 1:
        box = document.parents[box]
    if document.tags[document.parents[box]] in _LISTS:
        box = document.parents[box]
    links = [node for node in document.within(box, "a") if node >= link]
    shown = sum(len(document.text(node)) for node in links)
    return links if len(document.text(link, document.ends[box])) <= shown + _PER_LINK * len(links) else []

"""Words in a line that no reader reads with it: they are emptied once the page is read."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import TYPE_CHECKING

from articlegrab.rules import Names, load

if TYPE_CHECKING:
    from articlegrab.document import Document

_MOST_IN_WORD = 16
"""Nodes inside the element of a word with its explanation; an element left open holds the rest of the page."""
_MOST_IN_PLAYER, _FALLBACK = 40, 300
"""Nodes inside a sound, and characters of what it says; one left open holds the lines below it."""
_OLD_BROWSERS = tuple(load("vocab/wording.toml")["old_browsers"])
_OF_STORIES = ("h1", "h2", "h3", "h4", "h5", "h6", "img", "figure", "li", "blockquote")
"""What stands in no sound that was closed."""
_PLAIN = frozenset({"", "span", "b", "strong", "i", "em", "small", "font"})
_SETTING = frozenset({"style", "hidden", "class"})
_UNSEEN = re.compile(r"(?:^|;)\s*display\s*:\s*none", re.I)
_FEW_WORDS, _SENTENCE_ENDS = 6, (".", "!", "?", "…", "。")
"""Words out of sight inside a line that others see; whole sentences a script may show to those who read on."""
_LONGEST_LABEL = 80
"""Characters of a line right above the headline that may be its label."""
_NUMBER = re.compile(r"\d")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_STATING = (Names.BYLINE | Names.DATE | Names.AUTHOR_BOX | Names.CREDIT).value
_WINDOW_NOTES = frozenset(load("vocab/wording.toml")["window_notes"])
_LONGEST_NOTE = max(map(len, _WINDOW_NOTES)) + 4


def empty(document: Document) -> None:
    """Empty the explanations of words, the words out of sight, what a sound says to browsers that cannot play it, and
    what is said of a link's window."""
    _drop_fallbacks(document)
    _drop_tooltips(document)
    _drop_unseen(document)
    _drop_window_notes(document)


def _drop_fallbacks(document: Document) -> None:
    """Empty what a sound holds for browsers that cannot play it: none has been like that for years."""
    for player in document.all("audio"):
        end = document.ends[player]
        if end - player <= _MOST_IN_PLAYER and not _is_left_open(document, player):
            document.texts[player + 1 : end] = [""] * (end - player - 1)


def _is_left_open(document: Document, player: int) -> bool:
    """Whether a sound may hold lines of the story, as `<audio />` does: more than a short one, or one that goes on to
    the end of its box, and there is a paragraph or stands behind others. That is the place of most sounds: what names
    the browser, or leads to the sound itself, is no such line."""
    parent, end, said = document.parents[player], document.ends[player], document.text(player)
    if len(said) > _FALLBACK or next(document.within(player, *_OF_STORIES), None) is not None:
        return True
    if any(word in said.casefold() for word in _OLD_BROWSERS) or _leads_to_sound(document, player, len(said)):
        return False
    lines = sum(1 for _ in document.within(player, "p"))
    is_last = end == document.ends[parent] and document.tags[parent] != "figure"
    return lines > 1 or (is_last and (lines > 0 or bool(document.text(parent, player))))


def _leads_to_sound(document: Document, player: int, size: int) -> bool:
    """Whether links to a sound's own file are half of the `size` characters that it holds, or more."""
    sources = (document.attributes[node].get("src") or "" for node in (player, *document.within(player, "source")))
    files = {source.partition("?")[0] for source in sources if source}
    links = (node for node in document.within(player, "a") if _file(document, node) in files)
    return 2 * sum(len(document.text(node)) for node in links) >= max(size, 1)


def _file(document: Document, link: int) -> str:
    return (document.attributes[link].get("href") or "").partition("?")[0]


def _drop_tooltips(document: Document) -> None:
    """Empty the box that shows a word's explanation to those who point at the word, inside the word's own element:
    `<abbr title="boat with three hulls">trimaran<span aria-hidden="true">boat with three hulls</span></abbr>`."""
    for word in document.all("abbr", "dfn"):
        if document.ends[word] - word > _MOST_IN_WORD:
            continue
        for node in range(word + 1, document.ends[word]):
            attributes = document.attributes[node]
            if attributes.get("aria-hidden") == "true" or attributes.get("role") == "tooltip":
                end = document.ends[node]
                document.texts[node:end] = [""] * (end - node)


def _drop_unseen(document: Document) -> None:
    """Empty the few words that a heading, or a label over the headline, holds behind its first ones for no reader to
    see. In other lines they are facts for programs, or what a script shows to readers later; so is what is more than
    set in another type, is named for whom or when, or holds a number."""
    for node in document.veiled:
        attributes, end = document.attributes[node], document.ends[node]
        if end - node > _MOST_IN_WORD or not _PLAIN.issuperset(document.tags[node:end]):
            continue
        if not _SETTING.issuperset(attributes) or not _is_unseen(attributes):
            continue
        words = document.text(node)
        if not words or len(words.split()) > _FEW_WORDS or words.endswith(_SENTENCE_ENDS) or _NUMBER.search(words):
            continue
        if any(names & _STATING for names in document.names[node:end]):
            continue
        index = bisect_left(document.passage_starts, node) - 1
        passage = document.passages[index]
        if passage.start < node and end <= passage.end and _is_heading(document, index):
            document.texts[node:end] = [""] * (end - node)


def _is_heading(document: Document, index: int) -> bool:
    """Whether a line stands in a heading, or is short and right above one of the page's highest."""
    passages = document.passages
    if document.closest(passages[index].container, *_HEADINGS) is not None:
        return True
    if index + 1 == len(passages) or document.names[passages[index].container] & _STATING:
        return False
    if document.closest(passages[index + 1].container, "h1" if document.all("h1") else "h2") is None:
        return False
    return len(document.text(passages[index].start, passages[index].end)) <= _LONGEST_LABEL


def _is_unseen(attributes: Mapping[str, str | None]) -> bool:
    style = attributes.get("style") or ""
    is_hidden = "display" not in style and attributes.get("hidden", "until-found") != "until-found"
    return is_hidden or _UNSEEN.search(style) is not None


def _drop_window_notes(document: Document) -> None:
    """Empty what a link says, to those who hear the page, of the window that it opens: "(opens in a new tab)"."""
    texts = document.texts
    for link in document.all("a"):
        if document.attributes[link].get("target") != "_blank":
            continue
        for node in range(link + 2, min(document.ends[link], link + _MOST_IN_WORD)):
            if len(texts[node]) <= _LONGEST_NOTE and texts[node].strip(" \n\t().,[]–-").casefold() in _WINDOW_NOTES:
                texts[node] = ""

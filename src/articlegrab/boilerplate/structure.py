"""Marks by tag and by visibility."""

from __future__ import annotations

import re
from functools import lru_cache

from articlegrab.document import Document
from articlegrab.reading import Mark, Reading, Role
from articlegrab.rules import load

_STATED: dict[str, tuple[Role, bool]] = {
    "nav": ("nav", True),
    "footer": ("footer", False),
    "aside": ("sidebar", False),
    "form": ("form", True),
    "figcaption": ("caption", True),
    "button": ("cta", True),
    "dialog": ("overlay", True),
    "label": ("form", True),
    "menu": ("nav", True),
}
"""Tag → the role it states, and whether that alone is certain."""
_FURNITURE = {tag: Mark(role, "furniture_tags", f"<{tag}>", certain) for tag, (role, certain) in _STATED.items()}

_MOST = 0.4
"""No certain mark goes on an element that holds more than this share of the page's text: old sites wrap pages in a
form, and some hide the story until a script shows it."""

_SENTENCE = 60
"""Characters of a hidden text worth a word."""
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])"
    r"|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\s*\(\s*[01](?:px)?[\s,]"
    r"|(?:^|[;\s])(?:width|height)\s*:\s*0(?:px)?\s*(?:;|$)(?=.{0,200}overflow\s*:\s*hidden)"
)
_POSTS = frozenset(load("vocab/services.toml")["posts"])
"""The classes that services give the block quotations their scripts turn into posts."""


def furniture_tags(reading: Reading) -> None:
    """Elements whose tag says that they are no story: navigation, footer, form, caption, button …"""
    document, marks = reading.document, reading.marks.by_node
    for tag, mark in _FURNITURE.items():
        for node in document.all(tag):
            if node not in marks and document.share_of_text(node) <= _MOST and not _is_of_story(document, node):
                marks[node] = mark


def _is_of_story(document: Document, node: int) -> bool:
    """Whether a button is a word of the sentence it stands in, or a caption holds the headline."""
    if document.tags[node] == "button":
        return not document.texts[node]  # one with a line of its own ends the line before it
    return _holds_headline(document, node)


def _holds_headline(document: Document, node: int) -> bool:
    """Whether a caption is the head of the story, set in one figure with its picture."""
    return document.tags[node] == "figcaption" and "h1" in document.tags[node : document.ends[node]]


def hidden(reading: Reading) -> None:
    """Text that a reader does not see: `hidden`, `display:none`, off the screen, no size."""
    document, marks = reading.document, reading.marks
    for node in document.veiled:
        attributes = document.attributes[node]
        style = attributes.get("style") or ""
        reason = _unseen_by(style)
        if reason is None and attributes.get("hidden", "until-found") != "until-found" and "display" not in style:
            reason = "hidden attribute"  # a display of its own would have shown it all the same
        if reason and document.tags[node] not in ("html", "body") and (share := document.share_of_text(node)):
            marks.put(node, "hidden", "hidden", reason, certain=share <= _MOST)


@lru_cache(maxsize=1024)
def _unseen_by(style: str) -> str | None:
    """What in a style takes its element out of sight; pages repeat their styles."""
    found = _INVISIBLE.search(style.lower())
    return found[0] if found else None


def warn_of_hidden(reading: Reading) -> None:
    """Say so where sentences that no reader sees stand among the story's: they may be meant for machines."""
    document, story = reading.document, reading.story
    for node, mark in reading.marks.by_node.items():
        if mark.role == "hidden" and mark.certain and document.contains(story.container, node) and story.passages:
            text = document.text(node)
            if len(text) >= _SENTENCE and text.endswith((".", "!", "?")):
                # The text itself is not quoted: whoever hid it wants it read by what reads warnings.
                reading.warn("hidden_text_dropped", f"{len(text)} characters that readers do not see were left out")
                return


def embedded_posts(reading: Reading) -> None:
    """A post of a social network, quoted whole: an embed, not the story's own words."""
    document = reading.document
    for node in document.all("blockquote"):
        classes = document.attributes[node].get("class")
        if classes and not _POSTS.isdisjoint(classes.split()):
            reading.marks.put(node, "embed", "embedded_posts", classes)

"""Marks for lines that are only the label of a slot, or a label of the page's own before a link."""

from __future__ import annotations

from collections import defaultdict

from articlegrab.document import HEADINGS, addresses
from articlegrab.reading import Reading
from articlegrab.rules import load

_SLOTS = frozenset(label for label in load("vocab/teasers.toml")["slot_labels"] if len(label) > len("ads"))
_BEGINNINGS = frozenset(label[:2] for label in _SLOTS)
"""Their first letters, by which nearly all lines are told to be none."""
_LONGEST_SLOT = max(map(len, _SLOTS))
_CELLS = ("td", "th", "dt", "dd")
_BARS = ("|", ":", "：", "»", ">", "–", "—")
_LONGEST, _LONGEST_LABEL, _SHORTEST = 240, 40, 20
"""Characters of a line with a label and a link, of its label, and of its link's text at least."""
_OFTEN = 3
"""Times that a label stands before a link to the site's own pages."""


def ad_slots(reading: Reading) -> None:
    """Lines that say "Advertisement" and nothing else; in a table, or over a part of the story, it is a word of it."""
    document = reading.document
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if len(text) > _LONGEST_SLOT or text[:2].lower() not in _BEGINNINGS or text.lower() not in _SLOTS:
            continue
        if document.tags[passage.container] not in (*_CELLS, *HEADINGS):
            reading.marks.put(passage.start, "ad", "ad_slot", "labels a place for an advertisement")


def labelled_links(reading: Reading) -> None:
    """Lines in which the same label stands before ever another link to the site's own pages: "MORE ON THIS | …"."""
    document = reading.document
    held: dict[str, list[int]] = defaultdict(list)
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        linked = passage.link_chars
        if not _SHORTEST <= linked < len(text) <= _LONGEST or document.tags[passage.container] != "p":
            continue
        label = text[: len(text) - linked].strip()
        if label.endswith(_BARS) and " " in label[:-2] and len(label) <= _LONGEST_LABEL:
            held[label].append(passage.start)
    for label, starts in held.items():
        if len(starts) >= _OFTEN and all(_leads_to_own(reading, start) for start in starts):
            for start in starts:
                reading.marks.put(start, "related_link", "labelled_links", f"says {label!r} before a link")


def _leads_to_own(reading: Reading, start: int) -> bool:
    """Whether a line's only link leads to another page of the site."""
    document = reading.document
    line = document.closest(start, "p")
    links = [document.attributes[node].get("href") for node in document.within(line, "a")] if line is not None else []
    return len(links) == 1 and addresses.host(document.absolute(links[0])) == addresses.host(document.base_url)

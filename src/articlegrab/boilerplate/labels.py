"""Marks for lines that are only the label of a slot, or a label of the page's own before a link."""

from __future__ import annotations

from collections import defaultdict

from articlegrab.document import HEADINGS, addresses
from articlegrab.reading import Reading
from articlegrab.rules import load

_SLOTS = frozenset(load("vocab/teasers.toml")["slot_labels"]) - {"ad", "ads"}
_BEGINNINGS = frozenset(label[:2] for label in _SLOTS)
"""Their first letters, by which nearly all lines are told to be none."""
_LONGEST_SLOT = max(map(len, _SLOTS))
_SAYING = ("li", "td", "th", "dt", "dd", "b", "strong", *HEADINGS)
"""Elements in which such a word is one of the story: an entry, a cell, a heading by its tag or in bold."""
_LONGEST = 240
"""Characters of a line with a label and a link."""
_SHORTEST = 20
"""Characters of its link."""
_LONGEST_LABEL = 40
_OFTEN = 3
"""Times that a label stands before a link to the site's own pages."""


def ad_slots(reading: Reading) -> None:
    """Lines that say "Advertisement" and nothing else."""
    document = reading.document
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if len(text) > _LONGEST_SLOT or text[:2].lower() not in _BEGINNINGS or text.lower() not in _SLOTS:
            continue
        if document.closest(passage.end - 1, *_SAYING) is None:
            reading.marks.put(passage.start, "ad", "ad_slot", "labels a place for an advertisement")


def labelled_links(reading: Reading) -> None:
    """Lines in which the same label stands before ever another link to the site's own pages: "ONE MORE STORY | …"."""
    document = reading.document
    held: dict[str, list[int]] = defaultdict(list)
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        linked = passage.link_chars
        if not _SHORTEST <= linked < len(text) <= _LONGEST or document.tags[passage.container] != "p":
            continue
        label = text[: len(text) - linked].strip()
        if " " in label and len(label) <= _LONGEST_LABEL and (label.endswith("|") or label.isupper()):
            held[label].append(passage.start)
    for label, starts in held.items():
        if len(starts) >= _OFTEN and all(_leads_to_own(reading, start) for start in starts):
            for start in starts:
                reading.marks.put(start, "related_link", "labelled_links", f"says {label!r} before a link")


def _leads_to_own(reading: Reading, start: int) -> bool:
    """Whether a line ends in its only link, which leads to another page of the site."""
    document = reading.document
    line = document.closest(start, "p")
    links = list(document.within(line, "a")) if line is not None else []
    if line is None or len(links) != 1 or document.text(document.ends[links[0]], document.ends[line]).strip():
        return False
    href = document.attributes[links[0]].get("href") or "#"
    return href[0] != "#" and addresses.host(document.absolute(href)) == addresses.host(document.base_url)

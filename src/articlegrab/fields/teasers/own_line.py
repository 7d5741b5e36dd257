"""Whether a link has a line of its own, as a headline has, or stands in the words of a text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from articlegrab.document import Document
from articlegrab.dom import Passage
from articlegrab.fields.teasers import stories, titles
from articlegrab.fields.teasers.kinds import kind_of_heading
from articlegrab.rules import Names

if TYPE_CHECKING:
    from articlegrab.fields.teasers.cards import Cards

_RELATED = Names.RELATED.value
_MAX_ANNOUNCEMENT = 400
_MAX_LABEL = 40
_LINE_REACH = 12
"""Nodes from a link in which its line begins and ends."""
_MAX_ARTICLE = 320
"""Characters of text in an <article> that shows but one story."""


def is_own(cards: Cards, link: int) -> bool:
    """Whether a link is (nearly) all of its line, alone or one of several links there; words that only announce it are
    no others."""
    document = cards.document
    at = bisect_right(document.passage_starts, link + 1) - 1
    end = document.ends[link]
    if at < 0 or (
        (before := document.passages[at]).start < link
        and not (link < before.end and document.text(link, min(end, before.end)))
    ):
        at += 1  # what has no word in the link is the line before it
    if at == len(document.passages) or (passage := document.passages[at]).start >= end:
        return True
    if passage.start > link and (passage.end <= end or not titles.goes_on(document, end, passage.end)):
        return True
    if _fills_line(cards, link, passage):
        return True
    if passage.end > end and passage.start < link and passage.end - passage.start > 80:
        return False
    line = document.text(passage.start, passage.end)
    total = len(line)
    inside = len(document.text(max(link, passage.start), min(end, passage.end)))
    if total == 0 or inside >= 0.75 * total or total - inside <= 12:
        return True
    if (label := label_before(document, link)) and total - inside <= len(label) + 2:
        return True
    if passage.link_chars >= 0.75 * total and line[-1] != "." and not document.text(link)[:1].islower():
        return True  # links alone, one after the other
    near = islice(document.ancestors(link), 4)
    return inside >= 0.3 * total and any(document.names[node] & _RELATED or _is_whole(cards, node) for node in near)


def _fills_line(cards: Cards, link: int, passage: Passage) -> bool:
    """Whether a link has a line between two breaks for itself, its day aside, in a passage that is links by half."""
    document, lengths = cards.document, cards.lengths
    if 2 * passage.link_chars < lengths[passage.end] - lengths[passage.start]:
        return False
    after = document.ends[link]
    first, last = max(passage.start, link - _LINE_REACH), min(passage.end, after + _LINE_REACH)
    breaks = [node for node in (*range(first, link), *range(after, last)) if document.tags[node] == "br"]
    start = max((node for node in breaks if node < link), default=passage.start)
    end = min((node for node in breaks if node > link), default=passage.end)
    if not breaks or start < first or end > last:
        return False
    return not any(map(str.isalpha, document.text(start, link) + document.text(after, end)))


def goes_on(document: Document, node: int, link: int) -> bool:
    """Whether an element is a paragraph that goes on behind the line of a link in it, parted by line breaks: with the
    story."""
    if document.tags[node] != "p":
        return False
    first, last = document.passages_in(node)
    return last - first > 1 and document.passage_starts[last - 1] > link


def label_before(document: Document, link: int) -> str | None:
    """The words in bold that open a link's line and end in a colon, where nothing else stands before the link; not
    those that announce it."""
    at = bisect_right(document.passage_starts, link) - 1
    if at < 0 or not (passage := document.passages[at]).start < link < passage.end:
        return None
    label = document.text(passage.start, link)
    if not 2 < len(label) <= _MAX_LABEL or label[-1] not in ":：":
        return None
    if stories.without_lead_in(label) == ("", True) or kind_of_heading(label) is not None:
        return None
    strong = document.closest(passage.start, "strong", "b")
    return label if strong is not None and strong > passage.container else None


def _is_whole(cards: Cards, node: int) -> bool:
    """Whether an element is a small <article>, which shows one story."""
    return cards.document.tags[node] == "article" and cards.length(node) <= _MAX_ARTICLE


def is_announced(cards: Cards, link: int) -> bool:
    """Whether the words before a link in its line are nothing but "Read also" and the like, and none follow it."""
    document = cards.document
    at = bisect_right(document.passage_starts, link) - 1
    if at < 0 or not 0 < cards.lengths[link] - cards.lengths[document.passages[at].start] <= _MAX_ANNOUNCEMENT:
        return False
    passage = document.passages[at]
    before = document.text(passage.start, link)
    after = document.text(document.ends[link], passage.end) if document.ends[link] < passage.end else ""
    rest, announced = stories.without_lead_in(before)
    if announced and len(rest) > 12:
        rest, announced = stories.without_lead_in(titles.seen(document, passage.start, link))
    return len(after) <= 12 and (
        (announced and len(rest) <= 12) or (len(before) <= 80 and stories.ends_in_lead_in(before))
    )

"""Where on a page a name is no author's."""

from __future__ import annotations

from bisect import bisect_left

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.surroundings import about_headline, is_near_headline
from articlegrab.reading import Reading
from articlegrab.rules import Names, load

_FOREIGN = (Names.COMMENTS | Names.CAPTION).value
_BYLINE, _RELATED, _QUOTE = Names.BYLINE.value, Names.RELATED.value, Names.QUOTE.value
_FEW_NODES, _WHOLE = 25, ("html", "body", "main", "article", "header")
"""Nodes of a quotation's box, and elements that hold more than one whatever they are called."""
ELSEWHERE = frozenset({"teaser", "nav", "comments", "newsletter", "consent", "related_link", "caption", "credit"})
_SECTION_FOLDERS = frozenset(load("vocab/bylines.toml")["section_folders"])
_CARD = 30
"""Characters of a link that is a headline's, at least."""
_NEXT_TO = 250
"""Characters after the headline within which the mark of a teaser is not believed."""


def elsewhere(reading: Reading, node: int) -> bool:
    """Whether a name in `node` is another's: of a teaser, a comment, a picture, somebody quoted."""
    marks, document, line = reading.marks.by_node, reading.document, node
    near = is_near_headline(reading, node)
    next_to = near and _is_next_to_headline(reading, node)
    if (not near and _stands_under_a_link(document, node)) or _ends_card(reading, node):
        return True
    while node >= 0:
        mark = marks.get(node)
        if mark is not None and mark.role in ELSEWHERE:
            doubtful = mark.role in ("caption", "credit") or (mark.role == "teaser" and not next_to)
            if mark.certain or not near or doubtful:
                return True
        if document.tags[node] in ("blockquote", "figcaption") or _is_quotation(document, node, line):
            return True
        if not next_to and _is_foreign(document.names[node]) and document.tags[node] not in ("html", "body"):
            return True
        node = document.parents[node]
    return False


def _stands_under_a_link(document: Document, node: int) -> bool:
    """Whether a heading that leads to another page stands right before an element, in its box or in the one around:
    that page is the author's."""
    headings = document.all(*HEADINGS[1:])
    at = bisect_left(headings, node) - 1
    box = document.parents[node]
    if at < 0 or document.parents[headings[at]] not in (box, document.parents[box]):
        return False
    following = bisect_left(document.passage_starts, document.ends[headings[at]])
    if following < len(document.passages) and document.passage_starts[following] < node:
        return False
    return any(document.attributes[link].get("href") for link in document.within(headings[at], "a"))


def _ends_card(reading: Reading, node: int) -> bool:
    """Whether a node over the headline stands in one box of a row with a headline's link right before it."""
    document, line = reading.document, bisect_left(reading.document.passage_starts, node)
    if not 0 < line < about_headline(reading)[1]:
        return False
    before, box = document.passages[line - 1], document.parents[node]
    if before.link_chars < _CARD or box not in (before.container, document.parents[before.container]):
        return False
    return sum(document.tags[each] == document.tags[box] for each in document.children(document.parents[box])) > 1


def _is_quotation(document: Document, box: int, line: int) -> bool:
    """Whether a small box is called a quotation and holds one, with the line behind it: the name is of whom it is."""
    is_small = document.names[box] & _QUOTE != 0 and document.ends[box] - box < _FEW_NODES
    if not is_small or document.tags[box] in _WHOLE:
        return False
    return any(document.ends[quote] <= line for quote in document.within(box, "blockquote"))


def _is_foreign(called: int) -> bool:
    """Whether an element is called comments, a caption or a card, and not the card of an author."""
    return called & _FOREIGN != 0 or (called & _RELATED != 0 and not called & _BYLINE)


def _is_next_to_headline(reading: Reading, node: int) -> bool:
    """Whether a node follows the headline with no paragraph between."""
    document, own = reading.document, about_headline(reading)[1]
    line = bisect_left(document.passage_starts, node)
    return own < line and document.chars_before[line] - document.chars_before[own + 1] < _NEXT_TO


def leads_to_section(document: Document, link: int) -> bool:
    """Whether a link leads to a section or a topic."""
    rel = (document.attributes[link].get("rel") or "").lower().split()
    address = (document.attributes[link].get("href") or "").lower()
    folders = address.split("?")[0].split("/")[:-1]
    return "tag" in rel or "category" in rel or not _SECTION_FOLDERS.isdisjoint(folders)


def is_section(document: Document, index: int, piece: str) -> bool:
    """Whether a piece of a line is what a link to a section prints, or the end of it: "Posted in *News by Region*"."""
    passage = document.passages[index]
    links = (node for node in range(passage.start, passage.end) if document.tags[node] == "a")
    return any(leads_to_section(document, link) and document.text(link).endswith(piece) for link in links)

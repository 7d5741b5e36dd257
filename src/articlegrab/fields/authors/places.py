"""Where on a page a name is no author's."""

from __future__ import annotations

from bisect import bisect_left

from articlegrab.fields.surroundings import about_headline, is_near_headline
from articlegrab.reading import Reading
from articlegrab.rules import Names

_FOREIGN = (Names.COMMENTS | Names.CAPTION).value
_BYLINE, _RELATED = Names.BYLINE.value, Names.RELATED.value
ELSEWHERE = frozenset({"teaser", "nav", "comments", "newsletter", "consent", "related_link", "caption", "credit"})
_NEXT_TO = 250
"""Characters after the headline within which the mark of a teaser is not believed."""


def elsewhere(reading: Reading, node: int) -> bool:
    """Whether a name in `node` is another's: of a teaser, a comment, a picture, somebody quoted."""
    marks, document = reading.marks.by_node, reading.document
    near = is_near_headline(reading, node)
    next_to = near and _is_next_to_headline(reading, node)
    while node >= 0:
        mark = marks.get(node)
        if mark is not None and mark.role in ELSEWHERE:
            doubtful = mark.role in ("caption", "credit") or (mark.role == "teaser" and not next_to)
            if mark.certain or not near or doubtful:
                return True
        if document.tags[node] in ("blockquote", "figcaption"):
            return True
        if not next_to and _is_foreign(document.names[node]) and document.tags[node] not in ("html", "body"):
            return True
        node = document.parents[node]
    return False


def _is_foreign(called: int) -> bool:
    """Whether an element is called comments, a caption or a card, and not the card of an author."""
    return called & _FOREIGN != 0 or (called & _RELATED != 0 and not called & _BYLINE)


def _is_next_to_headline(reading: Reading, node: int) -> bool:
    """Whether a node follows the headline with no paragraph between."""
    document, own = reading.document, about_headline(reading)[1]
    line = bisect_left(document.passage_starts, node)
    return own < line and document.chars_before[line] - document.chars_before[own + 1] < _NEXT_TO

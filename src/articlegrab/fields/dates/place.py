"""Where on the page a date stands, and what the place says of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from articlegrab.document import Document, addresses
from articlegrab.fields.phrases import Phrases
from articlegrab.fields.surroundings import about_headline, is_near_headline
from articlegrab.reading import Reading
from articlegrab.rules import Names, load, tokens

if TYPE_CHECKING:
    from articlegrab.fields.dates.signals import Meaning

_VOCABULARY = load("vocab/dates.toml")
_MONTH_FIRST = frozenset(_VOCABULARY["month_first"])
_MONTH_FIRST_HOSTS = frozenset(_VOCABULARY["month_first_hosts"])
_DAY_FIRST_HOSTS = frozenset(_VOCABULARY["day_first_hosts"])
_CHANGED_WORDS = frozenset(_VOCABULARY["modified_words"])


_CHANGED = Phrases(word for word in _VOCABULARY["modified_labels"] if word[0].isalpha() and word[0] < "\u0e00")
_CHANGED_UNSPACED = tuple(word for word in _VOCABULARY["modified_labels"] if word[0] >= "\u0e00")
_PUBLISHED = Phrases(_VOCABULARY["published_labels"])
_OTHER = Phrases(_VOCABULARY["other_labels"])
_ELSEWHERE = frozenset(
    {"teaser", "nav", "comments", "footer", "sidebar", "newsletter", "consent", "related_link", "author_box"}
)
_RELATED, _COMMENTS = Names.RELATED.value, Names.COMMENTS.value
_OTHERS = frozenset({"teaser", "nav", "sidebar"})
_NEVER = frozenset({"nav", "newsletter", "consent"})

_READERS = 0.31
"""The trust in the dates of readers' words: they tell when the story was out, if little else does."""


def customs(reading: Reading) -> tuple[str | None, bool]:
    """The page's stated language, and whether its readers write the month before the day."""
    return reading.document.derived(_customs)


def _customs(document: Document) -> tuple[str | None, bool]:
    language = (
        (document.attribute(0, "lang") or document.meta("og:locale", "language", "content-language") or "")
        if document.tags
        else ""
    )
    language = language[:12].replace("_", "-").lower()
    domain = (addresses.host(document.base_url) or "").rsplit(".", 1)[-1]
    if domain in _DAY_FIRST_HOSTS:
        return language or None, False
    american = language in _MONTH_FIRST or language == "en" or domain in _MONTH_FIRST_HOSTS
    return language or None, american


def trust(reading: Reading, node: int) -> float:
    """How far a date in `node` can be the article's own, by what stands around it: 1 fully, 0 not at all.

    Names lie: near the headline only teasers are doubted, elsewhere every part that is not the article.
    """
    marks, document = reading.marks.by_node, reading.document
    found = 1.0
    near: bool | None = None
    while node >= 0:
        mark = marks.get(node)
        if document.tags[node] == "blockquote":
            return 0.0
        if document.names[node] & _RELATED and document.tags[node] not in ("html", "body"):
            near = is_near_headline(reading, node) if near is None else near
            found = min(found, 0.5 if near else 0.3)
        if document.names[node] & _COMMENTS and _is_behind(reading, node):
            found = min(found, _READERS)
        if mark is not None and mark.role in _ELSEWHERE:
            near = is_near_headline(reading, node) if near is None else near
            if (mark.role == "comments" and not near) or (mark.certain and mark.role in _NEVER):
                return 0.0
            found = min(
                found, (0.5 if mark.role == "teaser" else 1.0) if near else 0.3 if mark.role in _OTHERS else 0.6
            )
        node = document.parents[node]
    return found


def _is_behind(reading: Reading, node: int) -> bool:
    """Whether an element begins behind the lines about the headline."""
    starts, (_, _, last) = reading.document.passage_starts, about_headline(reading)
    return 0 < last < len(starts) and node >= starts[last]


def is_caption(reading: Reading, node: int) -> bool:
    """Whether a picture's caption or credit stands in `node`: its date is the picture's."""
    document = reading.document
    around = document.closest(node, "figure", "figcaption")
    if around is not None:
        return not any(True for _ in document.within(around, "h1"))
    mark = reading.marks.covering(node)
    return mark is not None and mark.role in ("caption", "credit", "gallery")


def lines_about_headline(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """The first node and the text of the passages about the headline, with their distance to it, those after it
    first."""
    document, (first, own, last) = reading.document, about_headline(reading)
    for index in [*range(own, last), *range(own - 1, first - 1, -1)]:
        yield abs(index - own), document.passages[index].start, document.passage_texts[index]


def meaning(reading: Reading, node: int) -> Meaning:
    """What happened on the date in `node`: names and labels on and before it tell."""
    document = reading.document
    for each in (node, document.parents[node]):
        attributes = document.attributes[each] if each >= 0 and document.ends[each] - each < 30 else {}
        words = [
            word
            for key in ("class", "id", "itemprop")
            if (value := attributes.get(key))
            for word in tokens(value[:200])
        ]
        if "published" in words or "publish" in words:  # WordPress calls it "published updated" until it is changed
            return "published"
        if words and not _CHANGED_WORDS.isdisjoint(words):
            return "modified"
    before = document.text(max(0, node - 4), node)[-40:]
    inside = document.text(node) if document.ends[node] - node < 12 else ""
    return label_meaning(inside[:40]) or label_meaning(before) or "published"


def label_meaning(text: str) -> Literal["modified"] | None:
    """ "modified" where a label such as "Updated:" stands in the text."""
    folded = text.casefold()
    if _CHANGED.search(folded) or any(word in folded for word in _CHANGED_UNSPACED):
        return "modified"
    return None


def change_label(text: str) -> int | None:
    """Where a label such as "Updated:" begins; None where there is none."""
    found = _CHANGED.search(text.casefold())
    return found.start() if found else None


def published_label(text: str) -> int | None:
    """Where a label such as "Published:" ends; None where there is none."""
    found = _PUBLISHED.search(text.casefold())
    return found.end() if found else None


def is_other(text: str) -> bool:
    """Whether a label says that the date is neither of publication nor of change."""
    return _OTHER.search(text.casefold()) is not None

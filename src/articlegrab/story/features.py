"""What the judge looks at: a row of numbers for each passage.

`local` rows describe a passage by itself, its element and the elements around it; `context` rows add what the first
judgement says of its neighbours and containers. The order of names here is the order of columns in the trained model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from articlegrab.document import Document
from articlegrab.reading import Reading
from articlegrab.rules import Names
from articlegrab.story.lexicon import Lexicon

LOCAL = (
    "chars", "link_share", "words", "end_mark", "sentences", "commas", "digit_share", "capitals", "tag", "parent_tag",
    "outer_tag", "depth", "own_low", "own_high", "parent_low", "parent_high", "around_low", "around_high", "around_sum",
    "own_names", "parent_names", "around_good", "around_bad", "word_low", "word_mean", "place", "after_headline",
    "headline_gap", "siblings", "same_tag_share", "alone_share", "emphasis", "repeated", "json_ld", "summary", "in_list",
    "in_table", "in_quote", "in_link", "mark", "page_chars", "breaks", "opens_quote", "first_in_parent",
)
CONTEXT = (
    "p", "p_before1", "p_before2", "p_before3", "p_after1", "p_after2", "p_after3", "good_parent", "good_grandparent",
    "good_great", "share_parent", "share_grandparent", "share_great", "levels_to_half", "levels_to_most", "before_first",
    "after_last", "good_before6", "good_after6", "same_shape", "page_good", "chars_before", "chars_after", "links_before",
    "links_after", "heading_before",
)

_TAG_CODES = {
    tag: code
    for code, tags in enumerate(
        (
            "p", "h2", "h3", "h4 h5 h6", "h1", "li", "blockquote", "article main", "section", "div", "td th", "tr tbody table",
            "ul ol dl", "dd dt", "pre", "figure figcaption", "aside", "header", "footer nav", "body", "summary details",
            "button label legend form fieldset", "center", "address",
        ),
        start=1,
    )
    for tag in tags.split()
}
_CUSTOM_TAG = 30
_ROLES = {
    role: code
    for code, role in enumerate(
        (
            "nav", "header", "footer", "sidebar", "share", "ad", "comments", "teaser", "newsletter", "consent", "paywall",
            "hidden", "overlay", "widget", "form", "byline", "author_box", "date", "caption", "credit", "dek", "kicker",
            "headline", "tags", "pull_quote", "gallery", "note", "embed", "related_link", "live_entry", "cta",
        ),
        start=1,
    )
}
_GOOD_NAMES = Names.STORY.value
_BAD_NAMES = (
    Names.NAV | Names.FOOTER | Names.SIDEBAR | Names.SHARE | Names.AD | Names.COMMENTS | Names.RELATED | Names.NEWSLETTER
    | Names.CONSENT | Names.PAYWALL | Names.OVERLAY | Names.WIDGET
).value  # fmt: skip
_OWN_NAMES = (
    (Names.CAPTION | Names.CREDIT).value, (Names.BYLINE | Names.AUTHOR_BOX).value, (Names.DATE | Names.META).value,
    Names.DEK.value, (Names.KICKER | Names.TAGS).value, Names.HEADLINE.value, Names.RELATED.value,
    (Names.SHARE | Names.NEWSLETTER | Names.AD).value, Names.QUOTE.value, Names.STORY.value,
)  # fmt: skip
_END_MARKS = {".": 1, "!": 1, "?": 1, "…": 1, "。": 1, "！": 1, "？": 1, "।": 1, "؟": 1, ":": 2, "：": 2, ",": 3, ";": 3}
_CLOSERS = "\"'”’»“)]）」』›"
_SENTENCE = re.compile(r"[.!?…]\s|[。！？।؟]")
_DENSE = re.compile(r"[ก-๿぀-ヿ㐀-鿿]")
_DENSITY = 2.5
"""Characters of Latin text that say what one character of a script without spaces says."""
_QUOTES = "\"“„«»‘'「『—–-"
_LETTERS = re.compile(r"\W+")


@dataclass(slots=True)
class _Surroundings:
    """What the elements from the root down to one element say together."""

    low: float
    high: float
    total: float
    good: int
    bad: int
    depth: int
    in_list: bool
    in_table: bool
    in_quote: bool
    in_link: bool
    mark: int


_ROOT = _Surroundings(0.0, 0.0, 0.0, 0, 0, 0, False, False, False, False, 0)


class Looker:
    """Computes the rows of one page; keeps what several passages share."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self.reading = reading
        self.document: Document = reading.document
        self.lexicon = lexicon
        self.names = self.document.names
        self._around: dict[int, _Surroundings] = {-1: _ROOT}
        self.judged = [not (mark := reading.marks.covering(p.start)) or not mark.certain for p in self.document.passages]
        """Which passages are worth a judgement: those under no certain mark."""
        self.starts = [passage.start for passage in self.document.passages]
        self.chars = [len(text) for text in self.document.passage_texts]
        self.sums = _running_sum(self.chars)
        self._slices: dict[int, tuple[int, int]] = {}
        self._shapes: dict[int, tuple[float, float]] = {}

    def slice_of(self, node: int) -> tuple[int, int]:
        """The passages inside an element, as a half-open range of indices."""
        known = self._slices.get(node)
        if known is None:
            known = bisect_left(self.starts, node), bisect_left(self.starts, self.document.ends[node])
            self._slices[node] = known
        return known

    def around(self, node: int) -> _Surroundings:
        """The surroundings of an element, itself included."""
        waiting = []
        while node not in self._around:
            waiting.append(node)
            node = self.document.parents[node]
        for inner in reversed(waiting):
            self._around[inner] = self._extend(self._around[self.document.parents[inner]], inner)
        return self._around[waiting[0]] if waiting else self._around[node]

    def _extend(self, outer: _Surroundings, node: int) -> _Surroundings:
        low, high = self.lexicon.name_weights(self.document.attributes[node])
        tag, names = self.document.tags[node], self.names[node]
        mark = self.reading.marks.by_node.get(node)
        return _Surroundings(
            min(outer.low, low),
            max(outer.high, high),
            outer.total + low + high,
            outer.good + bool(names & _GOOD_NAMES),
            outer.bad + bool(names & _BAD_NAMES),
            outer.depth + 1,
            outer.in_list or tag == "li",
            outer.in_table or tag == "td",
            outer.in_quote or tag == "blockquote",
            outer.in_link or tag == "a",
            (_ROLES.get(mark.role, 40) + (0 if mark.certain else 50)) if mark else outer.mark,
        )

    def shape(self, node: int) -> tuple[float, float]:
        """How many children an element has, and what share of its passages stand right in elements of one tag."""
        known = self._shapes.get(node)
        if known is None:
            first, last = self.slice_of(node)
            tags: dict[str, int] = {}
            for passage in self.document.passages[first:last]:
                tag = self.document.tags[passage.container]
                tags[tag] = tags.get(tag, 0) + 1
            known = float(last - first), max(tags.values(), default=0) / max(1, last - first)
            self._shapes[node] = known
        return known


def _running_sum(values: list[int] | list[float]) -> list[float]:
    total, sums = 0.0, [0.0]
    for value in values:
        total += value
        sums.append(total)
    return sums


def local_rows(looker: Looker) -> list[list[float]]:
    """A row of LOCAL features for each passage of the page."""
    document, reading, lexicon = looker.document, looker.reading, looker.lexicon
    texts, parents, tags = document.passage_texts, document.parents, document.tags
    headline = reading.choices["title"].node if "title" in reading.choices else None
    headline_at = bisect_left(looker.starts, headline) if headline is not None else -1
    body_text = _letters(_article_body(document))
    summary = _letters(" ".join(filter(None, (document.meta("description", "og:description"), reading.choices["title"].value if "title" in reading.choices else None))))
    seen: dict[str, int] = {}
    page_chars = looker.sums[-1]
    count = max(1, len(texts))
    rows = []
    nothing = [0.0] * len(LOCAL)
    for index, passage in enumerate(document.passages):
        text, container = texts[index], passage.container
        if not looker.judged[index]:
            rows.append(nothing)
            continue
        size = len(text)
        around = looker.around(container)
        outer = parents[container]
        own_low, own_high = lexicon.name_weights(document.attributes[container])
        parent_low, parent_high = lexicon.name_weights(document.attributes[outer]) if outer >= 0 else (0.0, 0.0)
        siblings, same_tag = looker.shape(outer) if outer >= 0 else (1.0, 1.0)
        dense = size < 4000 and text > "\u0e00" and _DENSE.search(text) is not None
        words = text.count(" ") + 1 if not dense else size / 2
        last = text[-1:] if text[-1:] not in _CLOSERS else text[-2:-1]
        word_low, word_mean = lexicon.word_weights(text) if size < 240 else (0.0, 0.0)
        first = looker.slice_of(outer)[0] if outer >= 0 else 0
        letters = _letters(text[:90]) if body_text or summary else ""
        rows.append(
            [
                size * _DENSITY if dense else float(size),
                min(1.0, passage.link_chars / size) if size else 1.0,
                words,
                _END_MARKS.get(last, 0),
                len(_SENTENCE.findall(text)),
                text.count(",") + text.count("，") + text.count("、"),
                sum(map(text.count, "0123456789")) / size if size and size < 120 else 0.0,
                2.0 if size < 200 and text.isupper() else float(text[:1].isupper()),
                _TAG_CODES.get(tags[container], _CUSTOM_TAG),
                _TAG_CODES.get(tags[outer], _CUSTOM_TAG) if outer >= 0 else 0,
                _TAG_CODES.get(tags[parents[outer]], _CUSTOM_TAG) if outer > 0 else 0,
                around.depth,
                own_low,
                own_high,
                parent_low,
                parent_high,
                around.low,
                around.high,
                around.total,
                _name_code(looker.names[container]),
                _name_code(looker.names[outer]) if outer >= 0 else 0,
                around.good,
                around.bad,
                word_low,
                word_mean,
                index / count,
                float(headline_at >= 0 and index > headline_at),
                min(60, max(-60, index - headline_at)) if headline_at >= 0 else 99,
                siblings,
                same_tag,
                size / (looker.sums[looker.slice_of(container)[1]] - looker.sums[looker.slice_of(container)[0]] or 1),
                _emphasis(document, passage.start, passage.end, size),
                float(seen.get(text, 0)),
                (1.0 + (letters in body_text)) if len(body_text) > 200 and len(letters) > 3 else 0.0,
                float(len(letters) > 12 and letters in summary),
                around.in_list,
                around.in_table,
                around.in_quote,
                around.in_link,
                around.mark,
                page_chars,
                text.count("\n"),
                float(text[:1] in _QUOTES) if text else 0.0,
                index - first,
            ]
        )
        seen[text] = seen.get(text, 0) + 1
    return rows


def _name_code(names: int) -> int:
    code = 0
    for bit, flags in enumerate(_OWN_NAMES):
        if names & flags:
            code |= 1 << bit
    return code


def _letters(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _article_body(document: Document) -> str:
    bodies = (item.get("articleBody") for item in document.json_ld.articles)
    return max((body for body in bodies if isinstance(body, str)), key=len, default="")


def _emphasis(document: Document, start: int, end: int, size: int) -> float:
    """The share of a passage's text that is bold or slanted, of which kind: 0 none, 1 bold, 2 italic, 3 a link."""
    if end - start > 12:
        return 0.0
    node = document.parents[start]
    tag = document.tags[node]
    kind = {"b": 1.0, "strong": 1.0, "i": 2.0, "em": 2.0, "a": 3.0, "time": 4.0}.get(tag, 0.0)
    return kind if kind and document.ends[node] >= end - 1 else 0.0


def context_rows(looker: Looker, rows: list[list[float]], judged: list[float]) -> list[list[float]]:
    """The rows with CONTEXT features behind the local ones; `judged` are the first judgements."""
    document, parents = looker.document, looker.document.parents
    count = len(rows)
    chars = [row[0] for row in rows]
    plain = [row[0] * (1.0 - row[1]) for row in rows]
    good = _running_sum([p * size for p, size in zip(judged, plain, strict=True)])
    every = _running_sum(chars)
    total = good[-1] or 1.0
    strong = [i for i in range(count) if judged[i] > 0.6 and plain[i] > 80]
    first, last = (strong[0], strong[-1]) if strong else (0, count)
    half, most = _holder(looker, good, 0.5), _holder(looker, good, 0.9)
    shares: dict[int, tuple[float, float]] = {}

    def share(node: int) -> tuple[float, float]:
        known = shares.get(node)
        if known is None:
            a, b = looker.slice_of(node)
            held = good[b] - good[a]
            known = shares[node] = held / (every[b] - every[a] or 1.0), held / total
        return known

    padded = [0.0, 0.0, 0.0, *judged, 0.0, 0.0, 0.0]
    by_shape: dict[tuple[float, ...], list[float]] = {}
    shapes = [(row[8], row[9], row[11], row[13], row[12]) for row in rows]
    for shape, p, size in zip(shapes, judged, plain, strict=True):
        held = by_shape.setdefault(shape, [0.0, 0.0])
        held[0] += p * size
        held[1] += size
    out = []
    for i, row in enumerate(rows):
        container = document.passages[i].container
        parent = max(parents[container], 0)
        grand = max(parents[parent], 0)
        density1, share1 = share(container)
        density2, share2 = share(parent)
        density3, share3 = share(grand)
        same = by_shape[shapes[i]]
        low, high = max(0, i - 6), min(count, i + 7)
        out.append(
            row
            + [
                judged[i], padded[i + 2], padded[i + 1], padded[i], padded[i + 4], padded[i + 5], padded[i + 6],
                density1, density2, density3, share1, share2, share3,
                _levels(document, container, half), _levels(document, container, most),
                max(0, first - i), max(0, i - last),
                good[i] - good[low], good[high] - good[min(i + 1, count)],
                same[0] / (same[1] or 1.0), total,
                chars[i - 1] if i else 0.0, chars[i + 1] if i + 1 < count else 0.0,
                rows[i - 1][1] if i else 0.0, rows[i + 1][1] if i + 1 < count else 0.0,
                float(i > 0 and 2 <= rows[i - 1][8] <= 4),
            ]
        )  # fmt: skip
    return out


def _holder(looker: Looker, good: list[float], portion: float) -> int:
    """The smallest element that holds at least `portion` of the page's good text."""
    document = looker.document
    wanted = good[-1] * portion
    if not wanted:
        return 0
    # Start from the passage in the middle of the good text and climb until enough of it is inside.
    middle = bisect_left(good, good[-1] / 2) - 1
    node = document.passages[max(0, middle)].container
    while node > 0:
        a, b = looker.slice_of(node)
        if good[b] - good[a] >= wanted:
            return node
        node = document.parents[node]
    return 0


def _levels(document: Document, node: int, holder: int) -> float:
    """How many elements stand between `holder` and a node inside it; outside, 20 and more with the distance."""
    if holder <= node < document.ends[holder]:
        levels = 0
        while node > holder and levels < 15:
            node = document.parents[node]
            levels += 1
        return levels
    return 20.0 if node < holder else 25.0

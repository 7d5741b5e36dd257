"""What the judge looks at: a row of numbers for each passage.

LOCAL rows describe a passage by itself, its element and the elements around it; CONTEXT rows add what the first
judgement says of its neighbours and containers. The order of names here is that of the columns in the trained model.
All that trees compare are floats: Python compares these among themselves in a third less time than with ints.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import accumulate
from operator import mul

from articlegrab.reading import Reading
from articlegrab.rules import Names
from articlegrab.story.lexicon import Lexicon

LOCAL = (
    "chars", "link_share", "end_mark", "commas", "tag", "parent_tag", "depth", "own_low", "own_high", "parent_low",
    "parent_high", "around_low", "around_high", "around_sum", "own_names", "around_good", "around_bad", "word_low",
    "word_mean", "place", "headline_gap", "passages_in_parent", "same_tag_share", "emphasis", "json_ld", "in_summary",
    "inside", "mark", "page_chars", "repeated", "first_in_parent",
)  # fmt: skip
CONTEXT = (
    "p", "p_before1", "p_before2", "p_before3", "p_after1", "p_after2", "p_after3", "good_parent", "good_grandparent",
    "good_great", "share_parent", "share_grandparent", "share_great", "levels_to_half", "levels_to_most",
    "before_first", "after_last", "good_before6", "good_after6", "same_shape", "page_good", "chars_before",
    "chars_after", "links_before", "links_after",
)  # fmt: skip

_TAG_CODES = {
    tag: code
    for code, tags in enumerate(
        (
            "p", "h2", "h3", "h4 h5 h6", "h1", "li", "blockquote", "article main", "section", "div", "td th",
            "tr tbody table", "ul ol dl", "dd dt", "pre", "figure figcaption", "aside", "header", "footer nav",
            "body", "summary details", "button label legend form fieldset", "center", "address",
        ),
        start=1,
    )
    for tag in tags.split()
}  # fmt: skip
_CUSTOM_TAG = 30
_MARKS = ("footer", "sidebar", "hidden", "teaser", "caption", "credit", "byline", "date", "dek", "note")
_MARK_CODES = {role: code for code, role in enumerate(_MARKS, 1)}
_OTHER_MARK = 20
_BAD_NAMES = (
    Names.NAV | Names.FOOTER | Names.SIDEBAR | Names.SHARE | Names.AD | Names.COMMENTS | Names.RELATED
    | Names.NEWSLETTER | Names.CONSENT | Names.PAYWALL | Names.OVERLAY | Names.WIDGET
).value  # fmt: skip
_STORY = Names.STORY.value
_OWN_NAMES = (
    ((Names.CAPTION | Names.CREDIT).value, 1), ((Names.BYLINE | Names.AUTHOR_BOX).value, 2), (Names.RELATED.value, 4),
    ((Names.DATE | Names.META).value, 8), (Names.DEK.value, 16),
    ((Names.SHARE | Names.NEWSLETTER | Names.AD).value, 32),
    (Names.QUOTE.value, 64), ((Names.KICKER | Names.TAGS).value, 128), (Names.HEADLINE.value, 256),
)  # fmt: skip
_ANY_OWN = sum(flags for flags, _ in _OWN_NAMES)
_END_MARKS = dict.fromkeys(".!?…。！？।؟", 1) | dict.fromkeys(":：", 2) | dict.fromkeys(",;", 3)
_CLOSERS = frozenset("\"'”’»“)]）」』›")
_DENSE = re.compile(r"[ก-๿぀-ヿ㐀-鿿]")
_DENSITY = 2.5
"""Characters of Latin text that say what one character of a script without spaces says."""
_EMPHASIS = {"b": 1.0, "strong": 1.0, "i": 2.0, "em": 2.0, "a": 3.0, "time": 4.0}
_INSIDE = {"li": 1, "td": 2, "blockquote": 4, "a": 8}
_OPENING = 60
"""Characters by which a passage is looked for in what the page's head says."""
_SUMMARY = 300
"""Characters; a shorter `articleBody` is none."""
_MOST_HELD = 200
"""Passages of an element that are looked at for their tags."""
_SHORT = 160
"""Characters; the words of longer passages say little about their place."""
_LINK_SHARE, _LINK_CHARS = 0.8, 140
"""Passages that are nearly all link and shorter than this are never running text."""
CLEAR = 0.05
"""Passages that the first judgement finds less likely than this are not looked at again."""


Row = tuple[float, ...]
"""The numbers of a passage; tuples, for these the garbage collector looks at once and lists at every turn."""
_Surroundings = tuple[float, float, float, float, float, float, int, int, float, float]
"""What the elements from the root down to one say together: lowest, highest and summed weight of their names, how many
are named for a story and for other parts, depth, what kinds of box they are (bits), and the nearest mark; then the
lowest and highest weight of its own names. A plain tuple, for it is made once an element."""
_OUTSIDE: _Surroundings = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0, 0, 0.0, 0.0)
_Box = tuple[int, int, float, float, float, float]
"""What the element around a passage's own says: its first passage, its tag's code, the lowest and highest weight of its
names, how many passages it holds, and what share of them stands in elements of one tag."""


class Looker:
    """Computes the rows of one page; keeps what several passages share."""

    def __init__(self, reading: Reading, lexicon: Lexicon) -> None:
        self.reading = reading
        self.document = reading.document
        self.lexicon = lexicon
        self._around: dict[int, _Surroundings] = {-1: _OUTSIDE}
        self._slices: dict[int, tuple[int, int]] = {}
        self._boxes: dict[int, _Box] = {}
        self.judged = self._worth_judging()

    def _worth_judging(self) -> list[int]:
        """The passages that the judge is asked about: under no certain mark, and more than a link's few words."""
        document = self.document
        certain = sorted((node for node, mark in self.reading.marks.by_node.items() if mark.certain), reverse=True)
        covered_to, judged = 0, []
        for index, (passage, text) in enumerate(zip(document.passages, document.passage_texts, strict=True)):
            start, linked = passage.start, passage.link_chars
            while certain and certain[-1] <= start:
                covered_to = max(covered_to, document.ends[certain.pop()])
            if start >= covered_to and text and (linked < _LINK_SHARE * len(text) or linked > _LINK_CHARS):
                judged.append(index)
        return judged

    def slice_of(self, node: int) -> tuple[int, int]:
        """The passages inside an element, as a half-open range of indices."""
        known = self._slices.get(node)
        if known is None:
            known = self._slices[node] = self.document.passages_in(node)
        return known

    def around(self, node: int) -> _Surroundings:
        """The surroundings of an element, itself included."""
        known = self._around.get(node)
        if known is not None:
            return known
        waiting = []
        parents = self.document.parents
        while known is None:
            waiting.append(node)
            node = parents[node]
            known = self._around.get(node)
        for inner in reversed(waiting):
            known = self._around[inner] = self._extend(known, inner)
        return known

    def _extend(self, outer: _Surroundings, node: int) -> _Surroundings:
        lowest, highest, total, good, bad, depth, inside, marked, _, _ = outer
        names = self.document.names[node]
        low, high = self.lexicon.name_weights(self.document.attributes[node])
        mark = self.reading.marks.by_node.get(node)
        return (
            low if low < lowest else lowest,
            high if high > highest else highest,
            total + low + high,
            good + 1.0 if names & _STORY else good,
            bad + 1.0 if names & _BAD_NAMES else bad,
            depth + 1.0,
            inside | _INSIDE.get(self.document.tags[node], 0),
            _MARK_CODES.get(mark.role, _OTHER_MARK) if mark else marked,
            low,
            high,
        )

    def box(self, node: int) -> _Box:
        """What an element says of the passages right in it."""
        known = self._boxes.get(node)
        if known is None:
            first, last = self.slice_of(node)
            tags, passages = self.document.tags, self.document.passages
            held = [tags[passage.container] for passage in passages[first : min(last, first + _MOST_HELD)]]
            most = max(map(held.count, set(held)), default=0)
            low, high = self.lexicon.name_weights(self.document.attributes[node])
            code = _TAG_CODES.get(tags[node], _CUSTOM_TAG)
            known = self._boxes[node] = first, code, low, high, float(last - first), most / max(1, len(held))
        return known


def local_rows(looker: Looker) -> list[Row]:
    """A row of LOCAL features for each judged passage, in page order."""
    document, word_weights = looker.document, looker.lexicon.word_weights
    texts, parents, tags, names = document.passage_texts, document.parents, document.tags, document.names
    headline_at = _headline_passage(looker)
    body_text, summary = _article_body(looker.reading), _summary(looker.reading)
    page_chars, count = float(document.chars_before[-1]), len(texts)
    seen: set[str] = set()
    rows: list[Row] = []
    for index in looker.judged:
        passage, text = document.passages[index], texts[index]
        container, size = passage.container, len(text)
        lowest, highest, total, good, bad, depth, inside, marked, own_low, own_high = looker.around(container)
        first, outer_tag, outer_low, outer_high, held, same_tag = looker.box(max(parents[container], 0))
        dense = text > "\u0e00" and _DENSE.search(text) is not None
        last = text[-1]
        word_low, word_mean = word_weights(text) if size < _SHORT else (0.0, 0.0)
        opening = text[:_OPENING].casefold()
        opener = parents[passage.start]
        rows.append(
            (
                size * _DENSITY if dense else float(size),
                min(1.0, passage.link_chars / size),
                _END_MARKS.get(text[-2:-1] if last in _CLOSERS else last, 0),
                float(text.count(",") + (text.count("，") + text.count("、") if dense else 0)),
                _TAG_CODES.get(tags[container], _CUSTOM_TAG),
                outer_tag,
                depth,
                own_low,
                own_high,
                outer_low,
                outer_high,
                lowest,
                highest,
                total,
                _own_names(names[container]),
                good,
                bad,
                word_low,
                word_mean,
                index / count,
                float(min(60, max(-60, index - headline_at))) if headline_at >= 0 else 99.0,
                held,
                same_tag,
                _EMPHASIS.get(tags[opener], 0.0) if document.ends[opener] >= passage.end - 1 else 0.0,
                1.0 + (opening in body_text) if body_text and size > 5 else 0.0,
                float(size > 16 and opening in summary),
                float(inside),
                marked,
                page_chars,
                float(text in seen),
                float(index - first),
            )
        )
        seen.add(text)
    return rows


def _headline_passage(looker: Looker) -> int:
    """The index of the passage that is the headline; -1 where the page prints none."""
    title = looker.reading.choices.get("title")
    return looker.slice_of(title.node)[0] if title is not None and title.node is not None else -1


def _own_names(names: int) -> float:
    code = 0.0
    if names & _ANY_OWN:
        for flags, bit in _OWN_NAMES:
            if names & flags:
                code += bit
    return code


def _article_body(reading: Reading) -> str:
    """The longest JSON-LD `articleBody`, folded, if it is longer than a summary."""
    bodies = (item.get("articleBody") for item in reading.document.json_ld.articles)
    longest = max((body for body in bodies if isinstance(body, str)), key=len, default="")
    return " ".join(longest.split()).casefold() if len(longest) > _SUMMARY else ""


def _summary(reading: Reading) -> str:
    title = reading.choices.get("title")
    parts = (reading.document.meta("description", "og:description"), title.value if title else None)
    return " ".join(filter(None, parts)).casefold()


def context_rows(looker: Looker, rows: list[Row], judged: list[float]) -> list[tuple[int, Row]]:
    """The rows with CONTEXT features behind the local ones, each with its passage, for those not clearly out.

    `judged` are the first judgements, one a row.
    """
    if not rows:
        return []
    page = _FirstLook(looker, rows, judged)
    wide = []
    for index, row, p in zip(looker.judged, rows, judged, strict=True):
        if p >= CLEAR:
            container = looker.document.passages[index].container
            wide.append((index, row + page.neighbours(index) + page.boxes(container) + page.place(index, row)))
    return wide


class _FirstLook:
    """What the first judgements say of a page: how much good text stands where."""

    def __init__(self, looker: Looker, rows: list[Row], judged: list[float]) -> None:
        self._looker, self._document = looker, looker.document
        count = len(looker.document.passages)
        scores, plain = [0.0] * count, [0.0] * count
        self._shapes: dict[Row, list[float]] = {}
        for index, row, p in zip(looker.judged, rows, judged, strict=True):
            scores[index], plain[index] = p, row[0] * (1.0 - row[1])
            held = self._shapes.setdefault(_shape_of(row), [0.0, 0.0])
            held[0] += p * plain[index]
            held[1] += plain[index]
        self._padded = [0.0, 0.0, 0.0, *scores, 0.0, 0.0, 0.0]
        self._good = list(accumulate(map(mul, scores, plain), initial=0.0))
        self._total = self._good[-1] or 1.0
        strong = [i for i in looker.judged if scores[i] > 0.6 and plain[i] > 80]
        self._first, self._last = (strong[0], strong[-1]) if strong else (0, count)
        self._half, self._most = self._holder(0.5), self._holder(0.9)
        self._shares: dict[int, tuple[float, float]] = {}

    def neighbours(self, index: int) -> Row:
        """The first judgement of a passage, of the three before it and the three after it, nearest first."""
        scores = self._padded
        return (
            scores[index + 3], scores[index + 2], scores[index + 1], scores[index],
            scores[index + 4], scores[index + 5], scores[index + 6],
        )  # fmt: skip

    def boxes(self, container: int) -> Row:
        """How good the text of a passage's element and of the two around it is, what shares of all good text they hold,
        and how far the element is from those that hold half and most of it."""
        parents, ends = self._document.parents, self._document.ends
        parent = max(parents[container], 0)
        own, outer, outermost = self._share(container), self._share(parent), self._share(max(parents[parent], 0))
        return (
            own[0], outer[0], outermost[0], own[1], outer[1], outermost[1],
            _levels(parents, ends, container, self._half),
            _levels(parents, ends, container, self._most),
        )  # fmt: skip

    def place(self, index: int, row: Row) -> Row:
        """Where a passage stands among the strong ones, the good text around it, how good those of its shape are, and
        the size and links of its neighbours."""
        good, chars, passages = self._good, self._document.chars_before, self._document.passages
        last = len(passages) - 1
        before, after = max(index - 1, 0), min(index + 1, last)
        alike = self._shapes[_shape_of(row)]
        return (
            float(max(0, self._first - index)),
            float(max(0, index - self._last)),
            good[index] - good[max(0, index - 6)],
            good[min(last + 1, index + 7)] - good[index + 1],
            alike[0] / (alike[1] or 1.0),
            self._total,
            float(chars[index] - chars[before]),
            float(chars[after + 1] - chars[index + 1]) if after > index else 0.0,
            float(passages[before].link_chars),
            float(passages[after].link_chars),
        )

    def _share(self, node: int) -> tuple[float, float]:
        """How much of an element's text is good, and what share of the page's good text that is."""
        known = self._shares.get(node)
        if known is None:
            first, last = self._looker.slice_of(node)
            chars = self._document.chars_before
            held = self._good[last] - self._good[first]
            known = self._shares[node] = held / (chars[last] - chars[first] or 1), held / self._total
        return known

    def _holder(self, portion: float) -> int:
        """The smallest element around the middle of the page's good text that holds at least `portion` of it."""
        wanted = self._good[-1] * portion
        if not wanted:
            return 0
        middle = max(0, bisect_left(self._good, self._good[-1] / 2) - 1)
        node = self._document.passages[middle].container
        while node > 0:
            first, last = self._looker.slice_of(node)
            if self._good[last] - self._good[first] >= wanted:
                return node
            node = self._document.parents[node]
        return 0


def _shape_of(row: Row) -> Row:
    """What passages set alike share: tag, parent's tag, depth, and the weights of their names."""
    return row[4], row[5], row[6], row[8], row[7]


def _levels(parents: list[int], ends: list[int], node: int, holder: int) -> float:
    """How many elements stand between `holder` and a node inside it; 20 for a node before it, 25 for one behind it."""
    if holder <= node < ends[holder]:
        levels = 0
        while node > holder and levels < 15:
            node = parents[node]
            levels += 1
        return float(levels)
    return 20.0 if node < holder else 25.0

"""The last word, among neighbours: what says little by itself follows the text around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from operator import mul

from articlegrab.document import HEADINGS, Document
from articlegrab.reading import Reading
from articlegrab.rules import Names
from articlegrab.story import endings, headings, structures

_SURE, _MOSTLY_OUT = 0.65, 0.4
"""Passages less likely than the first follow the box they stand in, where its mean is below the second."""
_HARDLY = 0.2
"""The share of the text of a story that follows, below which it is none of this one."""
_FULL = 1_000
"""Characters of a story that is told whole: an entry of a live blog has fewer."""
_SIGNED = (Names.DATE | Names.BYLINE).value
_DEK_LINES, _LABEL, _LIST = 4, 30, 3
"""Passages at the story's start that may be its standfirst or kicker, characters of a label, and links of a list."""
_GOES_ON, _ENDING = 300, frozenset(("footer", "nav", "comments"))
"""Characters of a story behind links in its midst, and the roles of what ends one."""
_IN_DOUBT = 0.3
"""Lines less likely than this stay out whatever stands on one side of them."""
_LEAST, _MOST_OFTEN = 0.15, 5
"""Lines at least as likely are kept where so many times as many of their setting were kept as not."""
_COLONS = (":", "：")
_SENTENCE, _SENTENCE_ENDS, _CLOSERS = 20, (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔"), "\"'”’»）)"
_STARRED = re.compile(r"\w[”»\")]?\*")
"""A word with an asterisk."""
_LINKED = 0.4
"""Lines with a larger share of links point elsewhere."""
_BESIDE = 2
"""Lines from one to the kept ones around it, and from the one of these to the other where it stands right between."""
_OWN_WORDS = 4
"""Characters outside of links."""
_WRAPPED = 4
"""A paragraph's element and the boxes that some systems set around each of them."""
_LONG, _TWICE = 80, 0.25
"""Characters of a line that nobody writes twice; the share of a story in such lines that tells of a second copy."""


def settle(reading: Reading, kept: list[int], scores: list[float]) -> list[int]:
    """The kept passages as their neighbours would have them, in page order."""
    chosen = set(kept)
    if chosen:
        _drop_strays(reading, chosen, scores)
        _drop_from_other_articles(reading, chosen)
        _drop_parted_dek(reading, chosen)
        _drop_above_headline(reading, chosen)
    if chosen:
        structures.keep(reading, chosen, scores)
        _keep_siblings(reading, chosen, scores)
        _keep_like_most(reading, chosen, scores)
        _keep_adjoining(reading, chosen, scores)
        _keep_behind_links(reading, chosen)
        endings.keep_footnotes(reading, chosen)
        endings.settle(reading, chosen)
        endings.keep_linked_notes(reading, chosen)
        headings.settle(reading, chosen, scores)
        headings.keep_entries(reading, chosen)
        _drop_second_copy(reading, chosen)
    return sorted(chosen)


def _drop_parted_dek(reading: Reading, chosen: set[int]) -> None:
    """Take out a likely standfirst that a label or a button parts from the text."""
    document = reading.document
    for index in sorted(chosen)[:_DEK_LINES]:
        mark = reading.marks.covering(document.passages[index].start)
        if mark is None or mark.role != "dek" or index + 1 in chosen or index + 1 == len(document.passages):
            continue
        following = document.tags[document.passages[index + 1].container]
        if len(document.passage_texts[index + 1]) <= _LABEL and following not in HEADINGS:
            chosen.discard(index)


def _drop_above_headline(reading: Reading, chosen: set[int]) -> None:
    """Take out short lines before the text over a further copy of the headline: the kicker of the printed page."""
    document = reading.document
    above: list[int] = []
    for index in range(min(chosen, default=0), max(chosen, default=-1) + 1):
        mark = reading.marks.covering(document.passages[index].start)
        if mark is not None and mark.role == "headline":
            chosen.difference_update(above)
        elif index in chosen:
            above.append(index)
            if len(above) > _DEK_LINES or len(document.passage_texts[index]) >= _LONG:
                return


def _drop_strays(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Take out doubtful passages from boxes whose text as a whole was found to be none of the story."""
    document = reading.document
    out: dict[int, bool] = {}
    for index in [index for index in chosen if scores[index] < _SURE]:
        box = document.parents[document.passages[index].container]
        if box not in out:
            out[box] = _is_mostly_out(document, box, scores)
        if out[box]:
            chosen.discard(index)


def _drop_from_other_articles(reading: Reading, chosen: set[int]) -> None:
    """Take out stories of their own that follow on the page: lines of one of which hardly anything was chosen, and full
    ones, as pages print that go on and on."""
    document = reading.document
    sizes: Counter[int] = Counter()
    for index in chosen:
        holder = document.closest(document.passages[index].container, "article")
        if holder is not None:
            sizes[holder] += len(document.passage_texts[index])
    if len(sizes) < 2:
        return
    title = reading.choices.get("title")
    headed = document.closest(title.node, "article") if title and title.node else None
    own = headed if headed is not None and headed in sizes else max(sizes, key=sizes.__getitem__)
    for other in sizes:
        start, end = document.passages_in(other)
        if other < document.ends[own]:
            continue
        is_full = own == headed and min(sizes[own], sizes[other]) >= _FULL and _is_signed(document, other)
        if is_full or sizes[other] < _HARDLY * sum(map(len, document.passage_texts[start:end])):
            chosen.difference_update(range(start, end))


def _is_signed(document: Document, article: int) -> bool:
    """Whether an article has a headline of its own, as great as a page's or a link to its page, and a day or an
    author."""
    headings = document.within(article, "h1", "h2")
    if not any(document.tags[node] == "h1" or _is_linked(document, node) for node in headings):
        return False
    inside = range(article, document.ends[article])
    return any(document.tags[node] == "time" or document.names[node] & _SIGNED for node in inside)


def _is_linked(document: Document, heading: int) -> bool:
    """Whether a heading leads to a page."""
    around = document.closest(heading, "a")
    links = [*document.within(heading, "a"), *(() if around is None else (around,))]
    return any((document.attributes[link].get("href") or "#")[0] != "#" for link in links)


def _is_mostly_out(document: Document, box: int, scores: list[float]) -> bool:
    """Whether most of the text of a box that holds several passages was found to be none of the story."""
    start, end = document.passages_in(box)
    sizes = [len(text) for text in document.passage_texts[start:end]]
    return end - start > 1 and sum(map(mul, scores[start:end], sizes)) < _MOSTLY_OUT * sum(sizes)


def _keep_siblings(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add lines between two kept ones that are set as they are."""
    texts = reading.document.passage_texts
    lines = [index for index in range(min(chosen), max(chosen) + 1) if texts[index]]
    kept = [place for place, index in enumerate(lines) if index in chosen]
    for place, index in enumerate(lines):
        if index in chosen:
            continue
        at = bisect_left(kept, place)
        around = lines[kept[at - 1]], lines[kept[at]]
        if place - kept[at - 1] > _BESIDE or kept[at] - place > _BESIDE:
            continue
        alike = [_alike(reading.document, index, other) for other in around]
        is_within = kept[at] - kept[at - 1] == _BESIDE and any(alike) and _links_within(reading, index)
        if is_within or (all(alike) and _is_free(reading, index)):
            chosen.add(index)


def _keep_like_most(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add long sentences far from others set as kept lines are, and as hardly any left out among them."""
    document, texts = reading.document, reading.document.passage_texts
    kept = Counter(_setting(document, index) for index in chosen)
    lines = [index for index in range(min(chosen), max(chosen) + 1) if len(texts[index]) >= _LONG]
    inside = Counter(_setting(document, index) for index in lines if index not in chosen)
    for index in lines:
        if index in chosen or scores[index] < _LEAST:
            continue
        setting = _setting(document, index)
        is_own = setting[1] and kept[setting] >= _MOST_OFTEN * inside[setting]
        if is_own and texts[index].rstrip(_CLOSERS).endswith(_SENTENCE_ENDS) and _is_free(reading, index):
            chosen.add(index)


def _setting(document: Document, index: int) -> tuple[str, str | None, str, str | None]:
    """The tag and class of a passage's element and of the box around it."""
    node = document.passages[index].container
    box = document.parents[node]
    classes = [document.attributes[element].get("class") for element in (node, box)]
    return document.tags[node], classes[0], document.tags[box], classes[1]


def _keep_adjoining(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add sentences that were in doubt and adjoin a kept line that is set as they are, but for a heading between, and
    so on from there; lines that end in a colon go with what follows, and what a star means with a word that has one."""
    document, texts = reading.document, reading.document.passage_texts
    is_starred = any("*" in texts[index] and _STARRED.search(texts[index]) for index in chosen)
    for step, span in ((-1, range(min(chosen), len(scores))), (1, range(max(chosen), -1, -1))):
        for index in span:
            if index in chosen or index + step not in chosen or scores[index] < _LEAST:
                continue
            beside = index + step
            if scores[index] < _IN_DOUBT and not _is_next_of_kind(document, index, beside):
                continue
            if document.tags[document.passages[beside].container] in HEADINGS and beside + step in chosen:
                beside += step
            is_sentence = _is_sentence(texts[index]) or (step > 0 and texts[index].endswith(_COLONS))
            is_sentence = is_sentence or (step < 0 and is_starred and texts[index].startswith("*"))
            if is_sentence and _is_free(reading, index) and _alike(document, index, beside):
                chosen.add(index)


def _keep_behind_links(reading: Reading, chosen: set[int]) -> None:
    """Add the paragraphs in which a story goes on behind lists of links in its midst, set as the one before them is, in
    elements that a class tells from others; a line or two are what a page says of itself at its end."""
    document, texts = reading.document, reading.document.passage_texts
    last, links = max(chosen), 0
    found = []
    for index in range(last + 1, len(texts)):
        if _is_link(document, index) and not _is_furniture(reading, index):
            links += 1
        elif len(texts[index]) >= _LONG:
            is_own = links >= _LIST and _setting(document, index)[1] and _alike(document, index, last)
            if not (is_own and _is_free(reading, index) and _is_sentence(texts[index])):
                break
            found.append(index)
        elif len(texts[index]) > _LABEL or document.tags[document.passages[index].container] in HEADINGS:
            break
    if sum(len(texts[index]) for index in found) >= _GOES_ON:
        chosen.update(found)


def _is_link(document: Document, index: int) -> bool:
    return document.passages[index].link_chars > _LINKED * len(document.passage_texts[index])


def _is_furniture(reading: Reading, index: int) -> bool:
    """Whether a line stands in what certainly ends a page."""
    mark = reading.marks.covering(reading.document.passages[index].start)
    return mark is not None and mark.certain and mark.role in _ENDING


def _is_sentence(text: str) -> bool:
    return len(text) >= _SENTENCE and text.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


def _is_next_of_kind(document: Document, one: int, other: int) -> bool:
    """Whether two passages stand in one box, in elements that a class says to be of a kind."""
    first, second = (document.passages[index].container for index in (one, other))
    return bool(document.attributes[first].get("class")) and document.parents[first] == document.parents[second]


def _is_free(reading: Reading, index: int) -> bool:
    """Whether a passage is no link and nothing has claimed it."""
    passage = reading.document.passages[index]
    mark = reading.marks.covering(passage.start)
    is_linked = passage.link_chars > _LINKED * len(reading.document.passage_texts[index])
    return not is_linked and (mark is None or not mark.certain)


def _links_within(reading: Reading, index: int) -> bool:
    """Whether a paragraph is a sentence that begins and goes on in words of its own around a link: "It also [trains
    officers of other countries]."; one with a colon says what is linked."""
    document = reading.document
    passage, text = document.passages[index], document.passage_texts[index]
    if document.tags[passage.container] != "p" or len(text) - passage.link_chars < _OWN_WORDS or ":" in text:
        return False
    mark = reading.marks.covering(passage.start)
    return text[0].isalpha() and text.endswith(_SENTENCE_ENDS) and (mark is None or not mark.certain)


def _alike(document: Document, one: int, other: int) -> bool:
    """Whether two passages stand in elements of one tag and class, in one box or each in boxes of a kind."""
    first, second = (document.passages[index].container for index in (one, other))
    for _ in range(_WRAPPED):
        if not _same_make(document, first, second):
            return False
        first, second = document.parents[first], document.parents[second]
        if first == second:
            return True
    return False


def _same_make(document: Document, one: int, other: int) -> bool:
    """Whether two elements have one tag and class."""
    classes = {document.attributes[node].get("class") for node in (one, other)}
    return document.tags[one] == document.tags[other] and len(classes) == 1


def _drop_second_copy(reading: Reading, chosen: set[int]) -> None:
    """Take out what a story prints once more in another box, for another layout."""
    document, texts = reading.document, reading.document.passage_texts
    boxes: dict[str, int] = {}
    again = []
    for index in sorted(chosen):
        if len(texts[index]) > _LONG:
            box = document.parents[document.passages[index].container]
            if boxes.setdefault(texts[index], box) != box:
                again.append(index)
    if sum(len(texts[index]) for index in again) > _TWICE * sum(len(texts[index]) for index in chosen):
        chosen.difference_update(again)

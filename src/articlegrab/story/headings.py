"""Sub-headings say little by themselves: they go with the text they stand over."""

from __future__ import annotations

import re
from collections import Counter

from articlegrab.document import HEADINGS, Document
from articlegrab.reading import Reading
from articlegrab.rules import Names, calls_crosshead

_LIKELY = 0.1
"""A heading at least as likely is kept wherever it stands between kept passages; others in the box of the next one."""
_LINKED = 0.4
"""Headings with a larger share of links point elsewhere."""
_BEFORE, _AFTER = 3, 3
"""Passages in which the text around a heading must come."""
_SILENT = frozenset({"caption", "credit", "embed", "gallery"})
"""Roles of what stands between a heading and its text and belongs to neither."""
_OFTEN, _LABEL = 3, 60
"""Times that a line of so few characters is printed among the story's lines before it is no more than a label."""
_BOXES = ("div", "span", "section", "aside")
_DEEP = 3
"""Boxes around a heading, and around its text, among which is one that holds both."""
_OTHER = (Names.AD | Names.RELATED | Names.NEWSLETTER | Names.COMMENTS | Names.SHARE | Names.CONSENT).value
"""What the names of boxes say that are no part of a story."""
_NAMED = Names.HEADLINE.value
"""What the name of a heading says that is none by its tag."""
_FAINT = 0.05
"""A heading less likely is none of the list below it."""
_NUMBER, _PLACE, _PICTURE = re.compile(r"\W{0,2}(\d{1,3})(?:[.):]|\s?[-–:])?\s"), 12, 12
"""How the heading of a place in a ranking begins; lines from the story's end to its last, and nodes from a heading to
its picture."""
_FILES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
"""How an address ends that a picture leads to and that shows it large."""
_ENTRIES = 3
"""Entries that make a live blog."""


def settle(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Take out headings that neither kept text nor pictures follow; add those that stand over kept text with kept text
    before them."""
    document = reading.document
    _drop_labels(document, chosen)
    for index in sorted(chosen, reverse=True):
        is_heading = document.tags[document.passages[index].container] in HEADINGS
        is_last = is_heading and chosen.isdisjoint(range(index + 1, index + 1 + _AFTER))
        if is_last and not _heads_pictures(document, index, chosen):
            chosen.discard(index)
    lines = _speaking(reading, chosen)
    makes = {_make(document, index) for index in chosen}
    for place in range(len(lines) - 2, 0, -1):  # backwards: a heading may stand over another
        index, after = lines[place], lines[place + 1]
        if index in chosen or after not in chosen:
            continue
        if _parts_text(reading, index, chosen):
            chosen.add(index)
        if not _is_free(reading, index):
            continue
        is_like_others = _is_tagged(document, index) and _make(document, index) in makes
        if chosen.isdisjoint(lines[max(place - _BEFORE, 0) : place]):  # far from the text before it
            known = is_like_others and _together(document, index, after)
        else:
            together = _is_tagged(document, index) and _together(document, index, after)
            is_likely = scores[index] >= _LIKELY and not _heads_other(document, index, after)
            known = is_like_others or together or is_likely
        if known:
            chosen.add(index)
    _add_over_list(reading, chosen, scores)
    _add_numbered(reading, chosen)


def _add_over_list(reading: Reading, chosen: set[int], scores: list[float]) -> None:
    """Add the heading of the list that opens the story, which no kept text comes before: "In short"."""
    document, first = reading.document, min(chosen, default=0)
    index = first - 1
    if index < 0 or document.tags[document.passages[first].container] != "li" or scores[index] < _FAINT:
        return
    if _is_free(reading, index) and _together(document, index, first):
        chosen.add(index)


def _add_numbered(reading: Reading, chosen: set[int]) -> None:
    """Add the headings below the story's last line that count on as its own last two do, each over a picture and
    nothing else: the last places of a ranking, of which no more is told. None of them, where another over a picture
    follows that counts as it likes: the list is of other stories, and only began as if it went on with this one."""
    document, end = reading.document, max(chosen, default=-1) + 1
    passages = document.passages
    last = (index for index in range(end - 1, max(end - _PLACE, -1), -1) if index in chosen)
    own = next((index for index in last if _is_tagged(document, index)), None)
    if own is None or _number(document, own) is None:
        return
    before = [_number(document, index) for index in sorted(chosen) if _is_set_as(document, index, own)]
    told = [number for number in before if number is not None]
    step, found = told[-1] - told[-2] if len(told) > 1 else 0, list[int]()
    if abs(step) != 1:
        return
    for index in range(end, len(passages)):
        mark = reading.marks.covering(passages[index].start)
        if mark is not None and mark.role in _SILENT:
            continue
        number = _number(document, index)
        if number is None or not _is_set_as(document, index, own):
            break
        if number != told[-1] + step or number in told:
            if _is_over_picture(document, index):
                return
            break
        told.append(number)
        found.append(index)
    if all(_is_over_picture(document, index) for index in found):
        chosen.update(found)


def _number(document: Document, index: int) -> int | None:
    """The place in a ranking that a line begins with."""
    found = _NUMBER.match(document.passage_texts[index])
    return int(found[1]) if found else None


def _is_set_as(document: Document, index: int, other: int) -> bool:
    """Whether two headings are of one make, in one box, and the first is no link."""
    nodes = [document.passages[each].container for each in (index, other)]
    alike = {(document.parents[node], *_make(document, each)) for node, each in zip(nodes, (index, other), strict=True)}
    return len(alike) == 1 and not document.passages[index].link_chars


def _is_over_picture(document: Document, index: int) -> bool:
    """Whether the first thing below a heading, in its box, is a picture."""
    return _picture_below(document, index) is not None


def _picture_below(document: Document, index: int) -> int | None:
    node = document.passages[index].container
    box = document.parents[node]
    for each in range(document.ends[node], min(document.ends[node] + _PICTURE, document.ends[box])):
        if document.tags[each] == "img" or document.texts[each].strip():
            return each if document.tags[each] == "img" else None
    return None


def _heads_pictures(document: Document, index: int, chosen: set[int]) -> bool:
    """Whether a heading below which is no text stands over pictures that lead to no other page, set as another shortly
    before it is; a place in a ranking is `_add_numbered`'s to judge."""
    picture = _picture_below(document, index)
    if picture is None or _number(document, index) is not None:
        return False
    link = document.closest(picture, "a")
    target = (document.attributes[link].get("href") or "") if link is not None else ""
    if target[:1] not in ("", "#") and not target.partition("?")[0].lower().endswith(_FILES):
        return False
    above = chosen.intersection(range(index - _PLACE, index))
    return any(_is_set_as(document, index, each) for each in above)


def _drop_labels(document: Document, chosen: set[int]) -> None:
    """Take out what a page prints in a box of its own over each part of the story; a speaker's name ends in a colon."""
    texts, passages = document.passage_texts, document.passages
    short = [index for index in chosen if len(texts[index]) < _LABEL and not texts[index].endswith((":", "："))]
    boxed = [index for index in short if document.tags[passages[index].container] in _BOXES]
    times = Counter(texts[index] for index in boxed)
    chosen.difference_update([index for index in boxed if times[texts[index]] >= _OFTEN])


def keep_entries(reading: Reading, chosen: set[int]) -> None:
    """Add the headings of a live blog's entries, which are links to themselves: each entry is an `<article>` of its own
    inside the story's, and its text was kept."""
    document = reading.document
    entries = [node for node in document.all("article") if 0 < len(_kept_in(document, node, chosen)) < len(chosen)]
    if len(entries) < _ENTRIES:
        return
    for node in entries:
        first = min(_kept_in(document, node, chosen))
        for index in range(document.passages_in(node)[0], first):
            passage = document.passages[index]
            mark = reading.marks.covering(passage.start)
            if document.tags[passage.container] in HEADINGS and (mark is None or not mark.certain):
                chosen.add(index)


def _speaking(reading: Reading, chosen: set[int]) -> list[int]:
    """The passages from the first kept one to the last, without captions and labels printed again and again."""
    texts, passages = reading.document.passage_texts, reading.document.passages
    span = range(min(chosen, default=0), max(chosen, default=-1) + 1)
    times = Counter(texts[index] for index in span if len(texts[index]) < _LABEL)
    found = []
    for index in span:
        if not texts[index]:
            continue
        if index not in chosen:
            mark = reading.marks.covering(passages[index].start)
            if times[texts[index]] >= _OFTEN or (mark is not None and mark.role in _SILENT):
                continue
            if reading.document.tags[passages[index].container] == "figure" or _is_control(reading, index):
                continue
        found.append(index)
    return found


def _is_control(reading: Reading, index: int) -> bool:
    """Whether a short line stands beside a heading in a bar that unfolds what is below: "Open"."""
    document = reading.document
    node = document.passages[index].container
    if document.tags[node] in HEADINGS or len(document.passage_texts[index]) >= _LABEL:
        return False
    return document.attributes[document.parents[node]].get("role") == "button"


def _is_free(reading: Reading, index: int) -> bool:
    """Whether a passage is a heading by tag or name, no link, and nothing has claimed it."""
    document = reading.document
    passage = document.passages[index]
    text = document.passage_texts[index]
    if document.tags[passage.container] not in HEADINGS:
        is_named = document.names[passage.container] & _NAMED or _is_tagged(document, index)
        is_named = is_named or calls_crosshead(document.attributes[passage.container].get("class") or "")
        if not is_named or text.isdecimal():
            return False
    mark = reading.marks.covering(passage.start)
    linked = passage.link_chars > _LINKED * len(text)
    return not linked and (mark is None or not mark.certain) and not _over_credit(reading, index)


def _parts_text(reading: Reading, index: int, chosen: set[int]) -> bool:
    """Whether a heading that is a link stands right between two kept lines, the one above it in its own box or in a
    list there, the one below in its box: "The best of them*"."""
    document = reading.document
    passages = document.passages
    if index - 1 not in chosen or index + 1 not in chosen or document.tags[passages[index].container] not in HEADINGS:
        return False
    box = document.parents[passages[index].container]
    mark = reading.marks.covering(passages[index].start)
    is_between = document.parents[passages[index + 1].container] == box and box in _boxes(document, index - 1)
    return is_between and (mark is None or not mark.certain)


def _is_tagged(document: Document, index: int) -> bool:
    """Whether a passage is set in a heading's tag, or in one element inside of it."""
    node = document.passages[index].container
    return document.tags[node] in HEADINGS or document.tags[document.parents[node]] in HEADINGS


def _over_credit(reading: Reading, index: int) -> bool:
    """Whether the next line of its box names a photographer: the passage is a caption then, whatever its tag."""
    passages, parents = reading.document.passages, reading.document.parents
    if index + 1 == len(passages) or parents[passages[index].container] != parents[passages[index + 1].container]:
        return False
    mark = reading.marks.covering(passages[index + 1].start)
    return mark is not None and mark.role == "credit"


def _make(document: Document, index: int) -> tuple[str, str | None]:
    """The tag and class that a passage is set in."""
    node = document.passages[index].container
    return document.tags[node], document.attributes[node].get("class")


def _heads_other(document: Document, heading: int, text: int) -> bool:
    """Whether a heading stands in a box for other things than stories that ends before the text, and that is no part of
    such a box around both: its list is empty."""
    start = document.passages[text].start
    apart = [box for box in _boxes(document, heading) if document.ends[box] <= start]
    is_other = any(document.names[box] & _OTHER for box in apart)
    return is_other and not document.names[document.parents[apart[-1]]] & _OTHER


def _together(document: Document, heading: int, text: int) -> bool:
    """Whether a heading and the text after it stand in one box, each a few boxes deep, none of them for other things
    than stories."""
    over_text = _boxes(document, text)
    for box in _boxes(document, heading):
        if box in over_text:
            return True
        if document.names[box] & _OTHER:
            return False
    return False


def _boxes(document: Document, index: int) -> list[int]:
    """The elements around the one that a passage is set in, the nearest first."""
    found = [document.parents[document.passages[index].container]]
    while len(found) < _DEEP and found[-1] > 0:
        found.append(document.parents[found[-1]])
    return found


def _kept_in(document: Document, node: int, chosen: set[int]) -> set[int]:
    return chosen.intersection(range(*document.passages_in(node)))

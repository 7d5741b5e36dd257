"""The short label over the headline."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, islice
from operator import attrgetter

from articlegrab import rules
from articlegrab.document import HEADINGS, Document
from articlegrab.dom import Passage
from articlegrab.fields import section, site
from articlegrab.fields.authors import byline
from articlegrab.fields.dates.printed import is_month
from articlegrab.fields.filing import TOPICS
from articlegrab.fields.headline import take_apart
from articlegrab.fields.surroundings import of_what_else
from articlegrab.fields.trail import is_trail, names_trail
from articlegrab.reading import Candidate, Choice, Reading, Role, weigh
from articlegrab.rules import Names
from articlegrab.words import split_words

_VOCABULARY = rules.load("vocab/kicker.toml")
_NOT_KICKERS, _NOT_OPENERS = frozenset(_VOCABULARY["not_kickers"]), tuple(_VOCABULARY["not_openers"])
_NEIGHBOURS = frozenset(_VOCABULARY["neighbours"])
_MENUS, _MENU_ENTRIES = frozenset(_VOCABULARY["menus"]), frozenset(_VOCABULARY["menu_entries"])
_MAX_CHARACTERS, _MAX_WORDS = 60, 8
_MAX_NAMED_CHARACTERS, _MAX_NAMED_WORDS = 100, 14
"""What is named a kicker may be longer."""
_LINES = 4
_NODES, _NODES_UNBACKED = 16, 12
"""How far before the headline a label may stand, in lines and in nodes; the less where nothing backs it."""
_BOXES = 3
"""Boxes about a line that tell what it is in: a trail, a poll."""
_ONWARD = ("…", "...")
_CLOSE = 5
"""Nodes between "By" and the name."""
_LABEL = 2
"""Words of a section's name, at most, where a motto may stand."""
_FEW = 3
"""Labels that a list over the headline may have for one of them to be the story's."""
_MENU = 4
"""Lines, or links, over the headline in its own part of the page from which on they are a menu."""
# fmt: off
_BARRED: frozenset[Role] = frozenset({
    "share", "ad", "form", "cta", "caption", "credit", "hidden", "overlay", "consent", "newsletter", "comments",
    "footer",
})
# fmt: on
_KICKER = Names.KICKER.value
_CONTROLS = (Names.SHARE | Names.AD).value
_TAGS = (Names.TAGS | Names.KICKER).value
_NAV = Names.NAV.value
_MAX_NAME = 200
_OTHER = (Names.BYLINE | Names.CAPTION | Names.CREDIT | Names.WIDGET).value
_WIDGET = Names.WIDGET.value
_LISTS = ("ul", "ol")
_PICTURES = ("img", "picture", "video")
_DATED = re.compile(r"\d{4}|\d[:.]\d\d")
_DAY = re.compile(r"\d{1,2}\W{0,3}([^\W\d_]{3,12})\W?|([^\W\d_]{3,12})\W{0,3}\d{0,2}\W{0,2}")
"""A day of a month, or a month alone."""
_BAR = re.compile(r"[|·•]|\xa0\s")
_LEAD = 2
"""Letters of the longest words that lead to a label and are told by nothing else."""
_FIGURES, _DAY_AND_YEAR = re.compile(r"\d+"), 2
_COUNTED = re.compile(r"^\d+\s?|\s?\(\d+\)$")
_CLOSING, _COLONS = frozenset("»›"), (":", "：")
_ARROWS = "←→↑↓⇐⇒⟵⟶◀▶"
_NO_LABEL = re.compile(
    r"\S@\S|://|^www\.|[$€£]\d|\d[.,]\d{3}\b|\w\w[.。!?]$|\d[ -]min|\bago$|^(?:vor|hace|il y a|há|for) \d", re.I
)
"""An address, a sentence, the time that reading takes, how long ago something was, a price, a count."""
_SEPARATORS = "|/·•»>›,–—-: "


def from_heading(reading: Reading) -> Iterator[Candidate]:
    """A label inside the heading, before the headline."""
    title = reading.choices["title"]
    if title.node is None:
        return
    parts = take_apart(reading.document, title.node, {site.key(title.value): title.value})
    if parts.kicker:
        text = _tidy(reading.document.text(*parts.kicker))
        yield Candidate(text, "markup", 4.0, node=parts.kicker[0], rejected_because=_unfit(reading, text))
        return
    whole = reading.document.text(title.node)
    if whole != title.value and whole.endswith(title.value):
        text = _tidy(whole.removesuffix(title.value))
        yield Candidate(text, "markup", 3.5, node=title.node, rejected_because=_unfit(reading, text))


def from_lines_above(reading: Reading) -> Iterator[Candidate]:
    """The last short lines over the headline: a label, or the end of a trail of sections."""
    document, title = reading.document, reading.choices["title"]
    if title.node is None:
        return
    own = bisect_left(document.passages, title.node, key=attrgetter("start"))
    known, path, beyond = frozenset(_stated(reading)), None, False
    for distance, passage in enumerate(reversed(document.passages[max(0, own - _LINES) : own])):
        if title.node - passage.start > _NODES:
            return
        node = _own_box(document, passage)
        end = min(passage.end, document.ends[node], title.node)
        text = _label(document, passage.start, end, node)
        named = any(document.names[each] & _KICKER for each in (node, document.parents[node]))
        stated = site.key(text) in known
        if path is None or not document.contains(path, node):
            path = _path_to_page(document, passage, title)
        why = _unfit(reading, text, named) or _elsewhere(reading, passage.start, node) or _leads_away(document, passage)
        if _signs(document, own - distance - 1):
            why = why or "an author's name"
        beyond = beyond or _in_trail(document, node)
        if path is not None or (beyond and not named):
            why = why or "a step of the way to this page"
        if named:
            why = why or ("one of many" if _is_one_of_many(document, node) else None)
        else:
            why = why or _set_apart(document, passage.end, title.node) or _motto(document, own - distance - 1)
        why = why or of_what_else(document, node, title.node, named)
        if not named and (not stated or _is_topic_of_many(document, node)):
            why = why or _unbacked(document, node, title.node)
        headed = not distance and document.tags[node] in HEADINGS and not _FIGURES.search(text)
        weight = 2.0 + 1.5 * (named or headed) + 0.3 * stated - 0.4 * distance
        yield Candidate(text, "markup", weight, node=node, rejected_because=why)


def from_line_below(reading: Reading) -> Iterator[Candidate]:
    """A few words set as a heading right under the headline: some sites print the label there."""
    document, title = reading.document, reading.choices["title"]
    if title.node is None:
        return
    next_line = bisect_left(document.passages, document.ends[title.node], key=attrgetter("start"))
    for passage in document.passages[next_line : next_line + 1]:
        text = _tidy(document.text(passage.start, passage.end))
        named = document.names[passage.container] & _KICKER
        if (named or document.tags[passage.container] in HEADINGS) and len(split_words(text[:_MAX_CHARACTERS])) <= 4:
            why = _unfit(reading, text) or ("the standfirst" if text == reading.value("dek") else None)
            why = why or (None if named else _why_no_label(reading, passage.container, text))
            yield Candidate(text, "markup", 1.0, node=passage.container, rejected_because=why)


def _why_no_label(reading: Reading, node: int, text: str) -> str | None:
    """Why a heading right under the headline is no label: it goes on with that, or opens a box, a part of the story."""
    if text[:1].islower() or text.startswith(_ONWARD):
        return "goes on with the headline"
    if any(reading.document.names[each] & _WIDGET for each in islice(reading.document.ancestors(node), _BOXES)):
        return "the heading of a box"
    headings = (block.get("text") for block in reading.body if block.get("type") == "heading")
    return "a heading of the story" if text in headings else None


SIGNALS = [from_heading, from_lines_above, from_line_below]


def _stated(reading: Reading) -> Iterator[str]:
    """The keys of what the page itself calls its sections and topics."""
    for name in ("breadcrumbs", "tags"):
        yield from map(site.key, reading.choices[name].value or [])
    for signal in section.STATED:
        yield from (site.key(candidate.value) for candidate in signal(reading))


def _path_to_page(document: Document, line: Passage, title: Choice) -> int | None:
    """The list of steps, where its last one is this page itself: its headline, or the one step that is no link."""
    steps = document.closest(line.start, "ul", "ol", "nav")
    if title.node is not None and line.end <= title.node and document.text(line.start, line.end).endswith(title.value):
        return line.container if steps is None else steps
    if steps is None or document.tags[line.container] != "li" or line.link_chars:
        return None
    return steps if any(link < line.start for link in document.within(steps, "a")) else None


def _in_trail(document: Document, node: int) -> bool:
    """Whether a line stands in a box that is called a trail and holds bare links, of which nothing tells the last; the
    end of a list of steps, and a lone section, are printed as labels."""
    for box in islice(chain((node,), document.ancestors(node)), _BOXES):
        names = ((document.attributes[box].get(key) or "")[:_MAX_NAME].lower() for key in ("class", "id"))
        if any(map(names_trail, names)):
            listed = any(True for _ in document.within(box, "li"))
            return not listed and document.tags[box] != "li" and len(list(islice(document.within(box, "a"), 2))) > 1
    return False


def _signs(document: Document, index: int) -> bool:
    """Whether a line is "By", or the name that follows where "By" is a line of its own."""
    lines = [at for at in (index - 1, index) if at >= 0 and document.passage_texts[at][:1].islower()]
    close = document.passages[index].start - _CLOSE
    return any(document.passages[at].start >= close and byline.is_opening(document.passage_texts[at]) for at in lines)


def _own_box(document: Document, line: Passage) -> int:
    """The element that a label stands in: the line's, or what is called a kicker at the beginning of the line."""
    node = line.start
    while node > line.container:
        if document.names[node] & _KICKER and _has_words(document.text(node)):
            return node
        node = document.parents[node]
    return line.container


def _has_words(text: str) -> bool:
    """Whether a text is more than what leads to a label or a date: "in", "Topic:", "Published on"."""
    return len(site.key(byline.without_lead(text))) > _LEAD and not text.endswith(":")


def _is_topic_of_many(document: Document, node: int) -> bool:
    """Whether a line is an entry of a list of topics."""
    entry = document.closest(node, "li")
    links = () if entry is None else document.within(document.parents[entry], "a")
    return sum(bool(document.names[link] & _TAGS) for link in islice(links, _MENU)) > 1


def _is_one_of_many(document: Document, node: int) -> bool:
    """Whether a line is an entry of a list of more than a few labels: all that the story is filed under."""
    entry = document.closest(node, "li")
    listed = () if entry is None else document.within(document.parents[entry], "li")
    return sum(bool(document.names[each] & _KICKER) for each in islice(listed, _MENU)) > _FEW


def _motto(document: Document, index: int) -> str | None:
    """What a line of some words is that stands right below the site's name, in one box with it."""
    line, name = document.passages[index], document.passages[max(0, index - 1)]
    if line.link_chars or len(split_words(document.passage_texts[index])) <= _LABEL:
        return None
    if site.key(document.text(name.start, name.end)) not in site.names(document):
        return None
    around = document.parents[line.container]
    return "the site's motto" if document.tags[around] not in _LISTS and document.contains(around, name.start) else None


def _leads_away(document: Document, line: Passage) -> str | None:
    """Why a link is no label: it leads to another story, or to another place of this page."""
    text = document.text(line.start, line.end)
    is_arrow = text[:1] in _ARROWS or text[-1:] in _ARROWS or (text[:1] in "«‹" and not _CLOSING & set(text))
    if is_arrow or text[:_MAX_CHARACTERS].casefold().partition(":")[0].strip() in _NEIGHBOURS:
        return "leads to the story before or after"
    first = document.closest(line.start, "a")
    links = [node for node in range(line.start, line.end) if document.tags[node] == "a"]
    for link in links if first is None else [first, *links]:
        rel, href = document.attributes[link].get("rel") or "", document.attributes[link].get("href") or ""
        if "next" in rel or "prev" in rel:
            return "leads to the story before or after"
        if href[:1] == "#" and len(href) > 1:
            return "leads to another place of this page"
    return None


def _set_apart(document: Document, end: int, headline: int) -> str | None:
    if any(document.tags[node] in _PICTURES for node in range(end, headline)):
        return "a picture stands between"
    return None


def _unbacked(document: Document, node: int, headline: int) -> str | None:
    """Why a line is no label that is neither named for one nor said by the page to be a section or a topic: it has to
    begin, with few others, the very part of the page that the headline is in."""
    if headline - node > _NODES_UNBACKED:
        return "far from the headline"
    part = next(each for each in document.ancestors(headline) if each < node < document.ends[each])
    lines = bisect_left(document.passage_starts, headline) - bisect_left(document.passage_starts, part)
    links = sum(document.tags[each] == "a" for each in range(part, headline))
    return "one line of a menu" if max(lines, links) > _MENU else None


def _label(document: Document, start: int, end: int, container: int) -> str:
    """What a line says as a label: all of it where a bar parts its links; else the last link of a trail, the first of
    others; dates left out."""
    whole = _tidy(document.text(_behind_counter(document, start, end), end))
    if _DATED.search(whole) and (beside := _beside_date(document, start, end)):
        return beside
    first = document.closest(start, "a")
    begin = start if first is None or first < container else first
    links = [_tidy(document.text(node)) for node in range(begin, end) if document.tags[node] == "a"]
    links = [text for text in links if text and not _DATED.search(text)]
    if not links or ("|" in whole and not _DATED.search(whole)):
        return whole
    named = document.names[container] & _KICKER
    steps = not named and (is_trail(whole) or document.closest(container, "nav") is not None)
    return links[-1] if steps else links[0]


def _behind_counter(document: Document, start: int, end: int) -> int:
    """Where a line's words begin, if mark-up parts them from a bare figure."""
    filled = [node for node in range(start, end) if document.texts[node].strip()]
    return filled[1] if len(filled) > 1 and document.texts[filled[0]].strip().isdigit() else start


def _beside_date(document: Document, start: int, end: int) -> str | None:
    """The one part of a line that mark-up or a bar parts from a date."""
    pieces = (piece for text in document.texts[start:end] for piece in _BAR.split(text))
    parts = [part for piece in pieces if site.key(part := " ".join(piece.split())) and not _DATED.search(part)]
    if len(parts) != 1 or parts[0].endswith(_COLONS):
        return None
    return _tidy(parts[0]) if len(_FIGURES.findall(document.text(start, end))) >= _DAY_AND_YEAR else None


def _tidy(text: str) -> str:
    return text[:500].strip(_SEPARATORS if "«" not in text else _SEPARATORS.replace("»", ""))


def _has_length(text: str, named: bool) -> bool:
    longest, most = (_MAX_NAMED_CHARACTERS, _MAX_NAMED_WORDS) if named else (_MAX_CHARACTERS, _MAX_WORDS)
    return 0 < len(text) <= longest and (_dense(text) or len(split_words(text)) <= most)


def _unfit(reading: Reading, text: str, named: bool = False) -> str | None:
    if not _has_length(text, named):
        return "no label's length"
    known = text.casefold()
    if _COUNTED.sub("", known) in _NOT_KICKERS or known.startswith(_NOT_OPENERS):
        return "a control or an advertising label"
    if (_DATED.search(text) and not (named and _ends_in_year(text))) or _is_day(text):
        return "a date"
    if ":" in known and known.partition(":")[0] in TOPICS:
        return "a list of topics"
    if _NO_LABEL.search(text):
        return "an address or a sentence"
    known = site.key(text)
    if len(known) == 1 and known.isascii():
        return "a control or an advertising label"
    title = reading.choices["title"].value
    if known == site.key(title or ""):
        return "the headline again"
    if not any(map(str.isalpha, text)) or not byline.without_lead(text):
        return "no words of its own"
    if known in site.names(reading.document):
        return "the site's name"
    authors = reading.choices.get("authors")
    if authors and any(site.key(author["name"]) in known for author in authors.value):
        return "an author's name"
    return None


def _ends_in_year(text: str) -> bool:
    """Whether a label has words of its own before a year: "River run 2031", not "May 2031"."""
    words = split_words(text)
    year = words.pop() if words else ""
    return len(year) == 4 and year.isdigit() and all(word.isalpha() and not is_month(word) for word in words)


def _is_day(text: str) -> bool:
    """Whether a text is a day without a year, or the name of a month (those of four letters mean other things too)."""
    found = _DAY.fullmatch(text)
    if found is None:
        return text.isdigit()
    word: str = found[1] or found[2]
    return is_month(word) and (len(word) > 4 or word != text)


def _dense(text: str) -> bool:
    """Whether the script writes no spaces, so that each character counts as a word."""
    return text[:1] >= "\u0e00" and " " not in text


def _elsewhere(reading: Reading, start: int, node: int) -> str | None:
    document = reading.document
    around = [node, *document.ancestors(node)][:4]
    inside = (each for each in (start, *document.ancestors(start)) if each > node)
    for each in (*inside, *around):
        mark = reading.marks.by_node.get(each)
        if mark is not None and mark.role in _BARRED:
            return f"marked {mark.role}"
    kicker = document.names[node] & _KICKER
    if not kicker and any(document.names[each] & _CONTROLS for each in around[:3]):
        return "among controls or advertising"
    if kicker and document.names[node] & _NAV and not _MENU_ENTRIES.isdisjoint(_class(document, node)):
        return "one line of a menu"
    if not kicker and any(_is_menu(document, each) for each in around if document.names[each] & _NAV):
        return "one line of a menu"
    if document.names[node] & _OTHER and not kicker:
        return "named for something else"
    control = document.closest(node, "figure", "form", "button")
    if control is not None and control not in document.page_forms:
        return "a control or a picture"
    return None


def _is_menu(document: Document, node: int) -> bool:
    """Whether a box is called a menu and no trail, nor stands in one that is."""
    names = [
        (document.attributes[each].get(key) or "")[:_MAX_NAME]
        for each in (node, document.parents[node])
        for key in ("class", "id")
    ]
    return not (any(map(names_trail, map(str.lower, names))) or _MENUS.isdisjoint(rules.tokens(names[0])))


def _class(document: Document, node: int) -> tuple[str, ...]:
    return rules.tokens((document.attributes[node].get("class") or "")[:_MAX_NAME])


def find(reading: Reading) -> Choice:
    """kicker, with its node. Needs the title."""
    candidates = weigh(reading, SIGNALS)
    if not candidates or candidates[0].rejected_because is not None:
        return Choice(None, candidates, 0.7)
    best = candidates[0]
    return Choice(best.value, candidates, min(0.9, 0.4 + 0.12 * best.weight))

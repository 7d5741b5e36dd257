"""Where the piece stands in the publication: section and series."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote, urlsplit

from articlegrab import rules
from articlegrab.document import Document, addresses
from articlegrab.document.json_ld import strings, types_of
from articlegrab.fields import site
from articlegrab.fields.dates.printed import is_month
from articlegrab.fields.filing import COLLECTIONS, SECTIONS, in_furniture, is_beside_story, labelled
from articlegrab.fields.surroundings import about_headline
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.rules import Names

_VOCABULARY = rules.load("vocab/section.toml")
_METAS: tuple[str, ...] = tuple(_VOCABULARY["metas"])
_SERIES, _SERIES_METAS = frozenset(_VOCABULARY["series"]), tuple(_VOCABULARY["series_metas"])
_ISSUE = re.compile(r"(?:" + "|".join(map(re.escape, _VOCABULARY["issues"])) + r")[\s:.]{0,3}\d", re.I)
_SHORT_MONTH, _ACRONYM = 3, 3
"""Characters of words that may be no month, and of those that are written in capitals anyway."""
_SERIES_LINE = re.compile(
    r"(?:" + "|".join(map(re.escape, _VOCABULARY["series_labels"])) + r")\s?[:：|]\s?(\S[^\n]{1,60})", re.I
)
_NOT_SECTIONS = frozenset(_VOCABULARY["not_sections"])
_FIRST_STEPS = frozenset(map(site.key, _VOCABULARY["first_steps"]))
_CUT = ("…", "...")
_TEMPLATE = re.compile(r"[{}$]|<%|%>|\[\[")
_MICRODATA = 1.9
_MAX_CHARACTERS = 60
_MAX_VALUES, _MAX_PATH = 3, 300
_FIRST_FOLDERS = 3
_CATEGORIES = 3
_CATEGORY_BOXES, _MAX_BOX = frozenset(_VOCABULARY["category_boxes"]), 40
_KICKER = Names.KICKER.value
_FIRST_PARTS, _MAX_PARTS = 3, 12
"""Sections of a list that count by themselves, and those that do where the page prints them, too."""
_PATH = re.compile(r"\s[>»]\s")
_FILLED = 3
"""Characters that an address leaves out of a section's name: "&" and the blanks about it."""
_LINES_BEFORE = 4
_OTHER_SCRIPTS = "\u0370"
_NEAR = 120
"""Nodes before the headline among which a link like one of the navigation's is still that navigation."""


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """articleSection."""
    for article in reading.document.json_ld.articles[:2]:
        parts = _parts(article.get("articleSection"))
        elsewhere = _said_elsewhere(reading) if len(parts) > 1 else frozenset()
        for rank, text in enumerate(parts):
            said = site.plain(text) in elsewhere
            if rank >= _FIRST_PARTS and not said:
                continue
            weight = 3.0 - min(rank, _FIRST_PARTS) / 5 + (0.5 if said else 0.0)
            yield _candidate(reading, text, "json_ld", weight, "articleSection")


def _said_elsewhere(reading: Reading) -> frozenset[str]:
    """What else the page calls its section: of several, the first may be a place on the front page."""
    metas = (value for name in _METAS if (value := reading.document.meta(name)))
    printed = [*(_value(reading, "breadcrumbs") or []), _value(reading, "kicker") or ""]
    return frozenset(map(site.plain, [*metas, *printed]))


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """article:section and its like."""
    for rank, name in enumerate(_METAS):
        for further, value in enumerate(reading.document.metas.get(name, ())[:_MAX_VALUES]):
            weight = (1.9 if further else 2.5) - rank / 20 - further / 40
            yield _candidate(reading, value.split(",")[0].strip(), "meta", weight, name)


def from_microdata(reading: Reading) -> Iterator[Candidate]:
    """itemprop=articleSection in a `<meta>`, unless of an item that does not hold the headline."""
    attributes = reading.document.attributes
    for node in reading.document.all("meta"):
        if (attributes[node].get("itemprop") or "").strip().lower() == "articlesection" and _is_own(reading, node):
            value = reading.document.attribute(node, "content") or ""
            yield _candidate(reading, value.split(",")[0].strip(), "microdata", _MICRODATA, "articleSection")


def _is_own(reading: Reading, node: int) -> bool:
    """Whether a property is said of the page or of the item with its headline."""
    document, title = reading.document, reading.choices.get("title")
    scope = next((each for each in document.ancestors(node) if "itemscope" in document.attributes[each]), None)
    headline = title.node if title else None
    return scope is None or headline is None or document.contains(scope, headline)


def from_trail(reading: Reading) -> Iterator[Candidate]:
    """The last step of the trail that is not the story itself."""
    for distance, text in enumerate(reversed(_value(reading, "breadcrumbs") or [])):
        yield _candidate(reading, text, "markup", 2.0 - distance / 5, "breadcrumbs")


def from_kicker(reading: Reading) -> Iterator[Candidate]:
    """The label over the headline, where a step of the trail says the same, or where it leads to a folder that is a
    section: one that the page itself stands in, or one of the site's first."""
    kicker = _value(reading, "kicker")
    if not kicker:
        return
    if kicker in (_value(reading, "breadcrumbs") or []):
        yield _candidate(reading, kicker, "markup", 2.2, "kicker")
    if _is_menu_entry(reading.document, kicker, reading.choices["kicker"].node):
        yield _candidate(reading, kicker, "markup", 1.65, "kicker")
    folders, own = _folders_of_kicker(reading, kicker), _folders(reading.document.base_url)
    if not COLLECTIONS.isdisjoint(folders):
        return
    if folders and folders == own[:-1][: len(folders)]:
        yield _candidate(reading, kicker, "markup", 1.7, "kicker")
    elif folders and len(folders) <= _FIRST_FOLDERS and site.plain(folders[-1]) == site.plain(kicker):
        yield _candidate(reading, kicker, "markup", 1.6, "kicker")


def _is_menu_entry(document: Document, kicker: str, node: int | None) -> bool:
    """Whether an entry of a list before the label says the same and is a link."""
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if node is None or passage.start >= node:
            return False
        if text == kicker and passage.link_chars >= len(text) and _in_list(document, passage.start):
            return True
    return False


def _folders_of_kicker(reading: Reading, kicker: str) -> list[str]:
    """The folders that the kicker's link leads to; none where it leads elsewhere, or to a story."""
    document, node = reading.document, reading.choices["kicker"].node
    if node is None:
        return []
    around = document.closest(node, "a")
    links = [node for node in document.within(node, "a") if kicker in document.text(node)]
    for link in ([around] if around is not None else links)[:1]:
        address = document.absolute(document.attributes[link].get("href"))
        if address and addresses.host(address) == addresses.host(document.base_url):
            return _folders(address)
    return []


def _folders(address: str | None) -> list[str]:
    try:
        path = unquote(urlsplit(address or "").path[:_MAX_PATH])
    except ValueError:
        return []
    return [folder for folder in path.casefold().split("/") if folder]


def from_filing(reading: Reading) -> Iterator[Candidate]:
    """The categories that the page prints as the story's, the first before others."""
    document = reading.document
    marked = (node for node in document.all("a") if "category" in (document.attributes[node].get("rel") or ""))
    own = (node for node in marked if is_beside_story(reading, node) and not in_furniture(reading, node))
    own = (node for node in own if not _names_author(reading, document.text(node)))
    named = (node for node in _in_named_boxes(document) if is_beside_story(reading, node))
    named = (node for node in named if document.text(node)[:1] != "#" and not in_furniture(reading, node))
    for weight, link in chain(
        ((1.6, node) for node in islice(named, 1)),
        ((1.85 - rank / 100, node) for rank, node in enumerate(islice(own, _CATEGORIES))),
        ((1.8, node) for node in labelled(reading, SECTIONS)[:1]),
    ):
        yield _candidate(reading, document.text(link), "markup", weight, "category")


def _in_named_boxes(document: Document) -> Iterator[int]:
    """The first link of each small box that is called one of categories."""
    for box in document.named(_KICKER):
        if document.ends[box] - box <= _MAX_BOX and any(each in _CATEGORY_BOXES for each in _classes(document, box)):
            yield from islice(document.within(box, "a"), 1)


def _classes(document: Document, node: int) -> list[str]:
    return (document.attributes[node].get("class") or "").split()


def from_link(reading: Reading) -> Iterator[Candidate]:
    """A short line about the headline that is nothing but a link which the site's navigation has too."""
    document = reading.document
    first, own, last = about_headline(reading)
    for index in chain(range(own - 1, max(first, own - _LINES_BEFORE) - 1, -1), range(own + 1, last)):
        passage, text = document.passages[index], document.passage_texts[index]
        if len(text) > _MAX_CHARACTERS or passage.link_chars < len(text) or "\n" in text:
            continue
        link = next((node for node in range(passage.start, passage.end) if document.tags[node] == "a"), None)
        link = document.closest(passage.start, "a") if link is None else link
        if link is None or _in_list(document, link) or _names_author(reading, text):
            continue
        before = document.passages[own].start if index > own else link - _NEAR
        if _in_navigation(document, link, before):
            yield _candidate(reading, text, "markup", 1.9 - abs(index - own) / 20, "link")


def _names_author(reading: Reading, text: str) -> bool:
    return any(person["name"] == text and person["kind"] == "person" for person in _value(reading, "authors") or [])


def _in_list(document: Document, node: int) -> bool:
    return document.closest(node, "li", "nav", "header", "footer") is not None


def _in_navigation(document: Document, link: int, before: int) -> bool:
    """Whether a link far before this one, or in a list, has its address and its text."""
    address = document.attributes[link].get("href")
    if not address or address.startswith("#"):
        return False
    text = document.text(link)
    return any(
        document.attributes[other].get("href") == address and document.text(other) == text
        for other in document.all("a")
        if other < before or (other < link and _in_list(document, other))
    )


STATED = [from_json_ld, from_meta, from_microdata]
SIGNALS = [*STATED, from_trail, from_kicker, from_filing, from_link]


def _parts(value: object) -> list[str]:
    """Sections given as a list, or joined by commas in one string."""
    found = strings(value)
    return (found[0][:500].split(",") if len(found) == 1 else found)[:_MAX_PARTS]


def _candidate(reading: Reading, raw: str, source: str, weight: float, locator: str) -> Candidate:
    """A candidate spelt as the page prints it, where a step of its trail or the kicker is the same word."""
    text = _PATH.split(" ".join(raw.split()).strip("›»>|/ "))[-1]
    printed = [*(_value(reading, "breadcrumbs") or []), _value(reading, "kicker")]
    alike = site.plain if text.isascii() else str.casefold
    text = next((other for other in printed if other and alike(other) == alike(text)), text)
    if text.islower() and " " not in text and ("-" in text or _is_foreign(text, printed)):
        weight -= 1.2  # an address's word
    return Candidate(text, source, weight, locator=locator, raw=raw, rejected_because=_unfit(reading, text))


def _is_foreign(text: str, printed: list[str | None]) -> bool:
    """Whether a word is in Latin letters, where the page prints its labels in others."""
    return text.isascii() and any(label and label[0] >= _OTHER_SCRIPTS for label in printed)


def _value(reading: Reading, name: str) -> Any:
    choice = reading.choices.get(name)
    return choice.value if choice else None


def _unfit(reading: Reading, text: str) -> str | None:
    if not text or len(text) > _MAX_CHARACTERS or "://" in text:
        return "no label's length"
    if _TEMPLATE.search(text):
        return "a gap in a template"
    known, names = site.key(text), site.names(reading.document)
    word = text.casefold().strip("#- ").rstrip(" 0123456789")
    if word in _NOT_SECTIONS or not known or text.isdigit() or _ISSUE.match(text):
        return "not a section's name"
    if len(text) > _SHORT_MONTH and is_month(text):
        return "not a section's name"
    if known in names or any(known.removeprefix(name) in _FIRST_STEPS for name in names):
        return "the site's name"
    title = site.key(_value(reading, "title") or "")
    if title == known or (text.endswith(_CUT) and title.startswith(known)):
        return "the headline"
    return None


def find(reading: Reading) -> dict[str, Choice]:
    """section and series."""
    candidates = weigh(reading, SIGNALS)
    section = Choice(None, candidates, 0.7)
    if candidates and candidates[0].rejected_because is None:
        best = candidates[0]
        agreeing = sum(site.key(other.value) == site.key(best.value) for other in candidates)
        section = Choice(_printed(reading.document, best.value), candidates, min(0.95, 0.6 + 0.12 * agreeing))
    return {"section": section, "series": _series(reading)}


def _printed(document: Document, text: str) -> str:
    """An address's word as a line of the page spells it: the menu's, mostly."""
    if not (text.isascii() and text.islower()):
        return text
    known = site.plain(text)
    for line in document.passage_texts:
        if not len(text) <= len(line) <= len(text) + _FILLED or line[0].lower() != text[0] or not line[-1].isalnum():
            continue
        shouted = line.isupper() and len(line) > _ACRONYM
        if not shouted and not line.islower() and site.plain(line) == known:
            return line
    return text


def _series(reading: Reading) -> Choice:
    document = reading.document
    for article in document.json_ld.articles[:2]:
        parts = article.get("isPartOf")
        for part in parts if isinstance(parts, list) else [parts]:
            whole = document.json_ld.resolve(part)
            if isinstance(whole, dict) and not _SERIES.isdisjoint(types_of(whole)):
                for name in strings(whole.get("name"))[:1]:
                    return Choice(name, [Candidate(name, "json_ld", 2.0, locator="isPartOf")], 0.9)
    if value := document.meta(*_SERIES_METAS):
        return Choice(value, [Candidate(value, "meta", 1.5, locator="series")], 0.8)
    first, _, last = about_headline(reading)
    for index in range(first, last):
        if found := _SERIES_LINE.fullmatch(document.passage_texts[index]):
            return Choice(found[1], [Candidate(found[1], "markup", 1.0, document.passages[index].start)], 0.7)
    return Choice(None, [], 0.8)

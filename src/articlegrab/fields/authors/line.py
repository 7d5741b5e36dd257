"""The byline as the page prints it: on which line, and what of that line it is."""

from __future__ import annotations

from itertools import pairwise

from articlegrab.document import Document
from articlegrab.fields.authors import byline, names
from articlegrab.fields.authors.people import Person, without_opening
from articlegrab.fields.authors.places import leads_to_section
from articlegrab.fields.authors.trimming import trimmed
from articlegrab.fields.surroundings import about_headline, is_near_headline
from articlegrab.fields.trail import is_trail
from articlegrab.reading import Candidate, Reading
from articlegrab.rules import Names, load

SOURCES = ("byline", "printed")
_MATTER = 50
"""Letters beside the names: "By", a job, a date."""
_HOUSE = 20
"""More of them for each further name: the house whose it is."""
_LITTLE_MATTER = 24
_MENU = 5
"""Hyphens of a menu; names have fewer."""
_MOST_MATTER = 100
_A_DATE = 14
_NEXT_TO_NOTHING = 3
_FAR_LINE = 80
_SURE_LINE = 6.0
"""The weight of a printed line that is a byline whoever else is named."""
_LINE = 200
"""Characters of a byline that is printed with its date and other matter."""
_NEXT_LINES = 8
"""Lines over which one byline may be spread."""
_HEADLINE_BLANKS = 2
"""Blanks in a headline that stands in no byline by chance."""
_LONGEST_OPENING = 30
_BESIDE_JOB = " ,|·•–—-/:"
_NO_JOB = "0123456789@|\n•·:："
_JOINTS = frozenset([*load("vocab/bylines.toml")["and"], "&", ","])
_MAKERS = tuple(words for words in load("vocab/bylines.toml")["makers"] if words.endswith(" by"))
_OF_PICTURES = ("caption", "credit")
_OF_OTHERS = (*_OF_PICTURES, "nav", "comments")
_BYLINE = Names.BYLINE.value
_ASIDE = ("#comment", "#respond", "#disqus", "mailto:", *load("vocab/teasers.toml")["not_story_hosts"])
"""Where a line's links lead if not to its authors: to the comments, to an account."""


def find(reading: Reading, people: list[Person], ranked: list[Candidate]) -> tuple[int | None, str | None]:
    """Where the byline is printed, and as what; every line that is nothing but a byline is marked."""
    found = [person["name"] for person in people]
    _mark_sources(reading, found, ranked)
    best: tuple[int, int] | None = None
    document = reading.document
    for index in _lines_naming(document.passage_texts, found):
        rank = _rank(reading, index, people)
        if rank is not None and (best is None or rank > best[0]):
            best = rank, index
        if rank is not None and _rest(document.passage_texts[index], found) <= _LITTLE_MATTER:
            reading.marks.put(document.passages[index].start, "byline", "byline_line", "prints the authors' names")
    if best is None:
        node, printed = _from_markup(reading, found, ranked)
        declared_publisher = all(person["kind"] != "person" for person in people)
        return _of_agencies(reading, ranked) if printed is None and declared_publisher else (node, printed)
    return document.passages[best[1]].start, _whole(document, best[1], found)


def _from_markup(reading: Reading, found: list[str], ranked: list[Candidate]) -> tuple[int | None, str | None]:
    """The element by the headline that is called a byline, or the part of a line that says "By", and names the authors:
    be it among other matter, or with the middle names that structured data leaves out; elsewhere the best of them, if
    it says little else."""
    ends = {_ends(name) for name in found}
    for candidate in ranked:
        if candidate.source not in SOURCES or candidate.node is None or _is_hidden(reading, candidate.node):
            continue
        sure = candidate.weight >= _SURE_LINE
        named = [person["name"] for person in candidate.value.authors if not sure or person["kind"] == "person"]
        text = reading.document.text(candidate.node) if candidate.source == "byline" else candidate.raw or ""
        matter = _MATTER if sure or byline.opens_byline(text.lstrip(_BESIDE_JOB)) else _NEXT_TO_NOTHING
        matter += _HOUSE * (len(named) - 1)
        rest = _rest(byline.without_addresses(text), named)
        if ends.intersection(map(_ends, named)) and (sure or candidate is ranked[0]) and rest <= matter:
            return candidate.node, trimmed(text, named)
    return None, None


def _of_agencies(reading: Reading, ranked: list[Candidate]) -> tuple[int | None, str | None]:
    """The line that agencies sign, where the publisher is declared the author."""
    for candidate in ranked:
        signed = candidate.source == "printed" and candidate.value.authors
        if signed and all(person["kind"] == "agency" for person in candidate.value.authors) and candidate.node:
            reading.marks.put(candidate.node, "byline", "byline_line", "names the agencies")
            return candidate.node, trimmed(candidate.raw or "", [person["name"] for person in candidate.value.authors])
    return None, None


def with_jobs(people: list[Person], printed: str) -> list[Person]:
    """The people with the jobs that the byline prints behind their names: "Ada Brook Rivers editor"."""
    begun = sorted((at, person["name"]) for person in people if (at := printed.find(person["name"])) >= 0)
    borders = [*begun, (len(printed), "")]
    jobs = {name: _job(printed[at + len(name) : end]) for (at, name), (end, _) in pairwise(borders)}
    known = [(person, jobs.get(person["name"], "")) for person in people]
    return [{**person, "role": job} if _tells_job(person, job) else person for person, job in known]


def _job(text: str) -> str:
    """What stands behind a name, or in the bracket that it opens with: who follows may be no author."""
    text = text.strip(_BESIDE_JOB)
    return text[1:].partition(")")[0] if text.startswith("(") else text


def _tells_job(person: Person, job: str) -> bool:
    """Whether a person's job is unknown, and a text tells it and nothing else."""
    if person.get("role") or person["kind"] != "person" or not 0 < len(job) <= _MATTER or job[-1] == ".":
        return False
    return names.is_role(job) and not names.is_button(job) and not any(char in job for char in _NO_JOB)


def _ends(name: str) -> tuple[str, str]:
    """The first and the last word of a name, by which it is known with middle names and without."""
    words = name.casefold().split() or [""]
    return words[0], words[-1]


def _rank(reading: Reading, index: int, people: list[Person]) -> int | None:
    """How much a line that holds authors' names looks like their byline; None where it is none."""
    text, found = reading.document.passage_texts[index], [person["name"] for person in people]
    first, own, last = about_headline(reading)
    near, opens = first <= index < last, byline.opens_byline(text) or _opening_over(reading.document, index) is not None
    if index == own or len(text) > (_LINE if near else _FAR_LINE) or text.startswith("©"):
        return None
    if any(maker in text.casefold() for maker in _MAKERS):
        return None  # "2009-2020 by Jane Doe – Powered by …"
    if (is_trail(text) or _is_menu(text)) and not byline.opens_byline(text):
        return None
    if _holds_headline(reading, text):
        return None  # a trail of another look, a card of this very story
    kinds = {person["kind"] for person in people}
    called = _is_called_byline(reading, index)
    misplaced = not (near or first == last) or _is_entry(reading, index)
    if misplaced and not (opens or called) and kinds == {"organisation"}:
        return None  # the publisher's name, in a menu, a trail or at the foot of the page
    signed = opens or (near and (called or "person" in kinds))
    signed = signed or (kinds == {"agency"} and _was_read(reading, index))
    dated = near and text.startswith(tuple(found)) and any(char.isdigit() for char in text)
    if _rest(text, found) > (_MATTER if signed else _A_DATE if dated else _NEXT_TO_NOTHING):
        return None
    if _is_anothers(reading, index) or _is_hidden(reading, reading.document.passages[index].start):
        return None
    return sum(name.casefold() in text.casefold() for name in found) * 4 + near * 3 + opens


def _is_menu(text: str) -> bool:
    """Whether hyphens part a line into many words: "首页-新闻-体育-娱乐-财经-汽车"."""
    return text.count("-") >= _MENU and not any(" " in entry.strip() for entry in text.split("-"))


def _holds_headline(reading: Reading, text: str) -> bool:
    title = reading.choices.get("title")
    headline = (title.value if title else None) or ""
    return headline in text and headline.count(" ") >= _HEADLINE_BLANKS


def _is_entry(reading: Reading, index: int) -> bool:
    """Whether a line is a linked entry of a list."""
    document, passage = reading.document, reading.document.passages[index]
    return passage.link_chars > 0 and document.closest(passage.start, "li", "nav") is not None


def _is_called_byline(reading: Reading, index: int) -> bool:
    """Whether a line's element is called a byline, or was read as one."""
    container = reading.document.passages[index].container
    called = reading.document.names[container] & _BYLINE != 0 or reading.document.tags[container] == "address"
    return called or _was_read(reading, index)


def _was_read(reading: Reading, index: int) -> bool:
    """Whether a line was read as a byline."""
    mark = reading.marks.covering(reading.document.passages[index].start)
    return mark is not None and mark.role == "byline"


def _is_anothers(reading: Reading, index: int) -> bool:
    """Whether a line surely is a picture's, a menu's or a reader's."""
    mark = reading.marks.covering(reading.document.passages[index].start)
    if mark is None or not mark.certain or mark.role not in _OF_OTHERS:
        return False
    text = reading.document.passage_texts[index]
    signed = byline.opens_byline(text) and not byline.is_credit(text)
    return not (mark.role in _OF_PICTURES and (signed or _is_called_byline(reading, index)))


def _is_hidden(reading: Reading, node: int) -> bool:
    """Whether a node stands in what readers surely do not see."""
    marks = (reading.marks.by_node.get(each) for each in (node, *reading.document.ancestors(node)))
    return any(mark is not None and mark.role == "hidden" and mark.certain for mark in marks)


def _whole(document: Document, index: int, found: list[str]) -> str:
    """The byline that begins in a line, with the names that the next lines add."""
    texts = document.passage_texts
    printed = trimmed(texts[index], found, _links(document, index))
    if (opening := _opening_over(document, index)) and not byline.opens_byline(printed):
        printed = f"{opening} {printed}"
    missing = [name for name in found if name.casefold() not in texts[index].casefold()]
    joint = ""
    for at in range(index + 1, min(len(texts), index + _NEXT_LINES)):
        if not missing:
            break
        added = [name for name in missing if name.casefold() in texts[at].casefold()]
        if added and _rest(texts[at], added) <= _MATTER:
            printed = printed.rstrip(" &")
            printed += f" {joint} " if joint.isalpha() or joint == "&" else ", "
            printed += without_opening(trimmed(texts[at], added, _links(document, at)))
            missing = [name for name in missing if name not in added]
        joint = texts[at].strip() if texts[at].strip().casefold() in _JOINTS else ""
    return printed


def _opening_over(document: Document, index: int) -> str | None:
    """The "By" that stands on a line of its own over the names."""
    over = document.passage_texts[index - 1] if index else ""
    return over if len(over) <= _LONGEST_OPENING and byline.is_by(over) else None


def _links(document: Document, index: int) -> list[tuple[str, bool]]:
    """The texts of a line's links, and whether they lead to a section, a topic or the comments."""
    passage = document.passages[index]
    nodes = (node for node in range(passage.start, passage.end) if document.tags[node] == "a")
    return [(text, _files(document, node)) for node in nodes if (text := document.text(node))]


def _files(document: Document, link: int) -> bool:
    address = (document.attributes[link].get("href") or "").lower()
    return any(place in address for place in _ASIDE) or leads_to_section(document, link)


def _lines_naming(texts: list[str], found: list[str]) -> list[int]:
    """The lines that hold one of the names in a usual spelling; a scan a spelling is faster than any pattern, and most
    spellings stand nowhere."""
    page = "\n".join(texts)
    spellings = {each for name in found for each in (name, name.upper(), name.lower(), name.title()) if each in page}
    return sorted({index for spelt in spellings for index, text in enumerate(texts) if spelt in text})


def _mark_sources(reading: Reading, found: list[str], ranked: list[Candidate]) -> None:
    """Mark the bylines that named the authors, where they print little else."""
    letters = {names.key(name) for name in found}
    for candidate in ranked:
        node, raw = candidate.node, candidate.raw
        if candidate.source not in SOURCES or node is None or not raw:
            continue
        if byline.tells_parts(raw) and not is_near_headline(reading, node):
            continue  # below the story, where the judge leaves it out; a mark would make it doubt the lines above
        if not (byline.keys(candidate.value) & letters or _is_signed(candidate, raw)):
            continue
        signed = [person["name"] for person in candidate.value.authors]
        named = found if byline.keys(candidate.value) & letters else signed
        if _rest(reading.document.text(node), named) <= _MOST_MATTER:
            reading.marks.put(node, "byline", "byline_markup", "names the authors")


def _is_signed(candidate: Candidate, raw: str) -> bool:
    """Whether a line says "By" and names people, if others than structured data does: it is a byline all the same."""
    return candidate.weight >= _SURE_LINE and len(raw) <= _FAR_LINE and byline.opens_byline(raw)


def _rest(text: str, found: list[str]) -> int:
    """How many characters a line has beside the names and the city of its dateline."""
    city, dash, house = text.partition(" - ")
    folded = (house if dash and names.is_city(names.clean(city)) else text).casefold()
    for name in found:
        folded = folded.replace(name.casefold(), "")
    return len(names.key(folded))

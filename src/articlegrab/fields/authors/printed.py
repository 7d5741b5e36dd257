"""Where a page prints its authors: bylines by mark-up and by wording. Each candidate's value is `byline.Credits`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.authors import byline, names
from articlegrab.fields.authors.byline import Credits, add, unsigned
from articlegrab.fields.authors.people import Person
from articlegrab.fields.authors.places import ELSEWHERE, elsewhere, is_section
from articlegrab.fields.surroundings import about_headline, is_near_headline
from articlegrab.reading import Candidate, Reading
from articlegrab.rules import Names, load

_MOST = 40
_LONE_REACH = 3
_PROFILES = frozenset(load("vocab/bylines.toml")["profile_folders"])
_MAKERS = tuple(load("vocab/bylines.toml")["makers"])
_MOST_LINKED = 6
_BY_PICTURE = ("caption", "credit")
_LONGEST_ADDRESS = 300
_NO_SIGNATURES = (*HEADINGS, "li")
_EMPHASIS = ("i", "em", "b", "strong")
_FAR = 4.5
_A_LIST = 3
"""So many different bylines, none by the headline, are those of a list of other stories."""
_FAR_LINE = 90
MAX_MARK = 40
"""Characters of a line that is an agency's mark."""
_LABELLED = 6.0
_ONE_WORD = 4.6
"""The weight of a byline of one word beside a date."""
PIECES = re.compile(r"\s?[|•]\s?|\s·\s|\n")
"""What parts the pieces of a line."""
_DASH = re.compile(r"\s[–—-]\s")
_FIGURES = re.compile(r"[\d_]")
_BARS = re.compile(r"[|•·\n]")
_CLOCK = re.compile(r"\d{1,4}[./:-]\d{1,2}|(?:19|20)\d\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ONLY_DATE = re.compile(r"\s?\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?:,?\s\d{1,2}[:.]\d\d)?\s?")
_FILING = "category"
"""In the `rel` of links to sections."""
_BYLINE = Names.BYLINE.value


def from_byline_markup(reading: Reading) -> Iterator[Candidate]:
    """rel=author, itemprop=author, and what is called byline or author, among the lines about the headline."""
    passages, (first, _, last) = reading.document.passages, about_headline(reading)
    if first < last:
        begin = passages[first - 1].end if first else 0
        end = passages[last].start if last < len(passages) else len(reading.document.tags)
        yield from _from_nodes(reading, begin, end)


def from_far_markup(reading: Reading) -> Iterator[Candidate]:
    """The same anywhere on the page: under the story, or where no headline was found."""
    far = [
        candidate
        for candidate in _from_nodes(reading, 0, len(reading.document.tags))
        if candidate.node is not None and not is_near_headline(reading, candidate.node)
    ]
    if _differ(far) < _A_LIST:
        yield from far
    elif _differ(labelled := [candidate for candidate in far if _is_labelled(candidate)]) == 1:
        yield from labelled


def _differ(bylines: list[Candidate]) -> int:
    """How many different lists of authors they give."""
    return len({byline.letters(candidate.value) for candidate in bylines})


def _is_labelled(candidate: Candidate) -> bool:
    """Whether a label on a line of its own goes before names that link to their owners: other stories' have none."""
    label, _, rest = (candidate.raw or "").partition("\n")
    linked = all("url" in person for person in candidate.value.authors)
    return rest != "" and label.endswith((":", "：")) and byline.is_author_label(label) and linked


def _from_nodes(reading: Reading, begin: int, stop: int) -> Iterator[Candidate]:
    document = reading.document
    related = {node for node in between(document.all("a"), begin, stop) if _is_related(document, node)}
    named = between(document.named(_BYLINE), begin, stop)
    end, seen = -1, 0
    for node in sorted({*named, *related}):
        if node < end or document.ends[node] - node > 120 or elsewhere(reading, node):
            continue
        seen += 1
        if seen > _MOST:
            return
        candidate = _from_node(reading, node, node in related, seen)
        if candidate:
            end = document.ends[node]
            yield candidate


def from_profile_links(reading: Reading) -> Iterator[Candidate]:
    """Full names about the headline that link to their owners' pages: /authors/jane-doe."""
    document, (first, own, last) = reading.document, about_headline(reading)
    if first >= last:
        return
    passages = document.passages
    stop = passages[last].start if last < len(passages) else len(document.tags)
    found, begin = Credits(), None
    for node in between(document.all("a"), passages[own].start, stop):
        people = _linked_names(reading, node) if _leads_to_profile(document, node) else []
        mark = reading.marks.covering(node)
        another = mark is not None and mark.role in ELSEWHERE and (mark.certain or mark.role not in _BY_PICTURE)
        if people and not another and len(found.authors) < _MOST_LINKED:
            begin = node if begin is None else begin
            found.authors += people
    if found.authors:
        raw = ", ".join(person["name"] for person in found.authors)
        yield Candidate(found, "byline", 5.8, begin, raw=raw)


def _leads_to_profile(document: Document, node: int) -> bool:
    """Whether a link's address is that of somebody's page, with the name that the link prints, or a number, at its
    end."""
    address = (document.attributes[node].get("href") or "")[:_LONGEST_ADDRESS].casefold()
    steps = address.split("?")[0].strip("/").split("/")
    if len(steps) < 2 or _PROFILES.isdisjoint(steps[:-1]):
        return False
    if steps[-1].isdigit():
        return names.is_full(document.text(node)) and names.looks_like_person(document.text(node))
    return names.key(steps[-1].removesuffix(".html")) == names.key(document.text(node))


def between(nodes: list[int], begin: int, stop: int) -> list[int]:
    """Those of the nodes, in page order, from one on and before another."""
    return nodes[bisect_left(nodes, begin) : bisect_left(nodes, stop)]


def _is_related(document: Document, node: int) -> bool:
    """Whether a link is marked rel=author."""
    rel = document.attributes[node].get("rel")
    return rel is not None and "author" in rel.lower().split()


def _from_node(reading: Reading, node: int, related: bool, seen: int) -> Candidate | None:
    document, lines = reading.document, _lines(reading, node)
    text = "\n".join(lines)
    if not text or len(text) > byline.MAX_BYLINE or text.casefold().startswith(_MAKERS):
        return None
    found = _from_lines(lines, trusted=related)
    _link(found, _linked_names(reading, node))
    helpers = found.contributors
    found = found if found.authors else _from_profile(reading, node)
    near = is_near_headline(reading, node)
    if not found.authors:
        return Candidate(Credits([], helpers), "byline", 0.0, node, raw=text) if helpers and near else None
    if not near and all(person["kind"] == "organisation" for person in found.authors):
        return None
    if not near and (_teases(document, node) or _lists_columns(document, node, found, text)):
        return None
    weight = (7.2 if related else 7.0) if near else _FAR
    weight -= max(0.0, min(2.0, (len(text) - 20 - sum(len(person["name"]) for person in found.authors)) / 100))
    weight += 0.5 * (document.attributes[node].get("itemprop") == "author") + 0.3 * byline.opens_byline(text)
    return Candidate(found, "byline", weight - seen / 100 - unsigned(found), node, raw=text)


def _teases(document: Document, node: int) -> bool:
    """Whether a byline is a single link of which a dash parts more words than a name has: another story's headline."""
    links = list(islice(document.within(node, "a"), 2))
    if len(links) != 1 or document.text(links[0]) != (text := document.text(node)):
        return False
    name, dash, matter = text.partition(" – ")
    is_story = dash != "" and len(matter.split()) > 2 and matter[:1].islower() and not names.is_role(matter)
    return is_story and not (byline.opens_byline(name) or _is_of_writer(document, links[0]))


def _lists_columns(document: Document, node: int, found: Credits, text: str) -> bool:
    """Whether many names stand among far more words: writers, each with a story."""
    if len(found.authors) <= 2 or len(text) <= 2 * sum(len(person["name"]) for person in found.authors):
        return False
    return not (byline.opens_byline(text) or any(_is_related(document, link) for link in document.within(node, "a")))


def _is_of_writer(document: Document, link: int) -> bool:
    """Whether a link is marked as a writer's, or leads to where writers have their pages."""
    address = (document.attributes[link].get("href") or "")[:_LONGEST_ADDRESS].casefold()
    return _is_related(document, link) or not _PROFILES.isdisjoint(address.split("?")[0].split("/"))


def _from_profile(reading: Reading, node: int) -> Credits:
    """The pen name, such as "rivergirl", that a byline links to its owner's page."""
    document = reading.document
    inside = [node] if document.tags[node] == "a" else list(document.within(node, "a"))
    own = (document.text(link) for link in inside[:_MOST] if _leads_to_profile(document, link))
    return next((byline.read(name, trusted=True) for name in own if not names.is_full(name)), Credits())


def _from_lines(lines: list[str], *, trusted: bool) -> Credits:
    """The people of a byline's lines. A lone word is a name only where no full name is printed."""
    found = Credits()
    for line in lines:
        if found.authors and _is_role(line):
            found.authors[-1].setdefault("role", names.clean(line))
        elif not byline.is_opening(line):
            add(found, byline.read(line, trusted=trusted))
    full = [person for person in found.authors if person["kind"] != "person" or names.is_full(person["name"])]
    if any(person["kind"] == "person" for person in full):
        found.authors = full
    else:
        found.authors = found.authors[:1]
    return found


def _is_role(line: str) -> bool:
    """Whether a line tells a job; a sentence about the writer and a link to his other pieces tell none."""
    if len(line) > names.MAX_NAME or not names.is_role(line) or byline.opens_byline(line):
        return False
    return not (line.endswith(".") or names.is_button(line) or any(map(_is_full_person, byline.read(line).authors)))


def _is_full_person(person: Person) -> bool:
    return person["kind"] == "person" and " " in person["name"] and not names.is_role(person["name"])


def _lines(reading: Reading, node: int) -> list[str]:
    """The lines printed in a node: its passages, or its own text where it is part of one."""
    document = reading.document
    first, last = document.passages_in(node)
    whole = [text for each in range(first, last) for text in document.passage_texts[each].split("\n")]
    if last - first == 1 and document.passages[first].end > document.ends[node]:
        whole = []
    return whole or document.lines(node).split("\n")


def _link(found: Credits, linked: list[Person]) -> None:
    """Give people their profiles; a byline whose links name others than its text names is read by its links."""
    by_key = {names.key(person["name"]): person for person in linked}
    known = {names.key(person["name"]) for person in (*found.authors, *found.contributors)}
    if linked and not by_key.keys() <= known:
        found.authors = linked
    for person in found.authors:
        if url := by_key.get(names.key(person["name"]), {}).get("url"):
            person["url"] = url


def _linked_names(reading: Reading, node: int) -> list[Person]:
    """The people whose profiles a byline links to."""
    document = reading.document
    found: list[Person] = []
    inside = [node] if document.tags[node] == "a" else list(document.within(node, "a"))
    for link in inside[:_MOST]:
        if _FILING in (document.attributes[link].get("rel") or "").lower():
            continue
        href = document.attribute(link, "href")
        text = names.clean(document.text(link))
        people = byline.read(text).authors if href and not href.startswith(("mailto:", "javascript:", "#")) else []
        if len(people) == 1 and people[0]["kind"] == "person" and " " in people[0]["name"]:
            url = document.absolute(href)
            found.append({**people[0], "url": url} if url else people[0])
    return found


def from_printed_line(reading: Reading) -> Iterator[Candidate]:
    """Lines about the headline, or parts of them, that begin with "By" in many languages, stand with a date, or are an
    agency's mark."""
    document = reading.document
    first, own, last = about_headline(reading)
    headline = title.value or "" if (title := reading.choices.get("title")) else ""
    for index in [*range(own + 1, last), *range(own - 1, first - 1, -1)]:
        text = document.passage_texts[index]
        if len(text) > byline.MAX_BYLINE:
            continue
        if byline.is_author_label(text) and (named := _named_below(reading, index, last)):
            yield named
            continue
        pieces = [byline.after_date(piece) for piece in _pieces(text)]
        alone = len(pieces) == 1 or any(map(byline.opens_byline, pieces))
        for piece in pieces:
            found, weight = _from_piece(piece, text, alone=alone)
            if not found.authors or (piece in headline and not byline.opens_byline(piece)):
                continue
            if is_section(document, index, piece):
                continue
            if elsewhere(reading, document.passages[index].start):
                break
            yield Candidate(found, "printed", weight - abs(index - own) / 20, document.passages[index].start, raw=piece)


def _named_below(reading: Reading, index: int, last: int) -> Candidate | None:
    """The full name on the line under a label."""
    document = reading.document
    if index + 1 >= last or elsewhere(reading, document.passages[index + 1].start):
        return None
    text = document.passage_texts[index + 1]
    is_name = len(text) <= names.MAX_NAME and names.looks_like_person(names.clean(text))
    people = byline.read(text).authors if is_name else []
    if not people or not all(map(_is_full_person, people)):
        return None
    return Candidate(Credits(people), "printed", _LABELLED, document.passages[index + 1].start, raw=text)


def _pieces(text: str) -> list[str]:
    """The parts of a line between bars; those beside the dash of a date and a name."""
    if _BARS.search(text):
        return [piece.strip() for piece in PIECES.split(text)]
    parts = _DASH.split(text)
    return parts if len(parts) == 2 and any(map(_ONLY_DATE.fullmatch, parts)) else [text]


def _from_piece(piece: str, line: str, *, alone: bool) -> tuple[Credits, float]:
    """Whom a part of a line names, and how surely."""
    opens = byline.opens_byline(piece)
    dated = (opens or not alone) and _CLOCK.search(line) is not None
    if opens and dated and (word := byline.one_word(byline.before_date(piece))):
        return _pen_name(word), _ONE_WORD
    signed = not alone and dated and names.is_full(piece) and names.looks_like_person(piece)
    if agency := _agency_mark(piece) if not (opens or signed) else None:
        return byline.read(agency), 5.5
    if not (opens or signed):
        return Credits(), 0.0
    found = byline.read(piece)
    if not opens and len(found.authors) > 2:
        return Credits(), 0.0
    return found, 6.5 - unsigned(found) if opens else 5.5


def _pen_name(word: str) -> Credits:
    """Whoever signs with one word, which may hold figures."""
    return Credits([{"name": word, "kind": names.kind_of(_FIGURES.sub("", word))}])


def _agency_mark(piece: str) -> str | None:
    """The agency that a short line prints behind a section and before a place, at most: "News - AFP, MANILA"."""
    if len(piece) >= MAX_MARK:
        return None
    mark = _DASH.split(piece)[-1]
    first, _, place = mark.partition(",")
    return mark if names.is_agency(names.clean(first)) and len(place.split()) < 3 else None


def from_lone_line(reading: Reading) -> Iterator[Candidate]:
    """A full name set in italics or bold and nothing else, right under the headline."""
    document = reading.document
    _, own, last = about_headline(reading)
    for index in range(own + 1, min(last, own + 1 + _LONE_REACH)):
        text, passage = document.passage_texts[index], document.passages[index]
        if len(text) > names.MAX_NAME // 2 or passage.link_chars or not names.looks_like_person(text):
            continue
        if document.tags[passage.container] in _NO_SIGNATURES:
            continue
        if not names.is_full(text) or names.kind_of(text) != "person" or names.is_role(text):
            continue
        inside = next((node for node in range(passage.start, passage.end) if document.texts[node].strip()), None)
        set_apart = inside is not None and document.closest(inside, *_EMPHASIS) is not None
        if set_apart and not elsewhere(reading, passage.start):
            yield Candidate(Credits([{"name": text, "kind": "person"}]), "printed", 4.4, passage.start, raw=text)


def from_far_line(reading: Reading) -> Iterator[Candidate]:
    """Lines that begin with "By" anywhere outside of other parts: under the story, or where no headline was found; a
    single line that tells a pen name and a date."""
    document, found = reading.document, 0
    lone: list[Candidate] = []
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if not 6 <= len(text) <= _FAR_LINE:
            continue
        if passage.link_chars >= len(text) and document.tags[passage.container] == "li":
            continue
        pieces = [byline.after_date(piece) for piece in (PIECES.split(text) if _BARS.search(text) else [text])]
        opening = next((piece for piece in pieces if byline.opens_byline(piece) or byline.tells_parts(piece)), None)
        if opening is None or elsewhere(reading, passage.start):
            continue
        people = byline.read(opening)
        if any(map(_is_full_person, people.authors)) and len(people.authors) <= 4:
            yield Candidate(people, "printed", 4.0 - found / 10, passage.start, raw=text)
            found += 1
        elif _YEAR.search(text) and (word := byline.one_word(byline.before_date(opening))):
            lone.append(Candidate(_pen_name(word), "printed", 3.4, passage.start, raw=text))
        if found > 3:
            return
    if len(lone) == 1:
        yield lone[0]

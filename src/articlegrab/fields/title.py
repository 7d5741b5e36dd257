"""The headline as the page prints it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from articlegrab import rules
from articlegrab.document import HEADINGS, Document, addresses
from articlegrab.document.json_ld import strings
from articlegrab.dom import Passage
from articlegrab.fields import site
from articlegrab.fields.headline import (
    agreement,
    are_names_apart,
    bag,
    end_parts,
    opens_part,
    shorter,
    take_apart,
    without_site,
)
from articlegrab.reading import Candidate, Choice, Reading, Role
from articlegrab.rules import Names
from articlegrab.words import split_words

_VOCABULARY = rules.load("vocab/title.toml")
_METAS: tuple[str, ...] = tuple(_VOCABULARY["metas"])
_OWN_METAS = (":headline", ".headline")
"""How the `<meta>` names end that a house made up for its headlines."""
_OTHERS = "|".join(_VOCABULARY["other_stories"])
_OF_OTHERS = re.compile(rf"(?<![a-z])(?:{_OTHERS})(?![a-z])")
_FURNITURE: frozenset[Role] = frozenset(
    {"nav", "footer", "sidebar", "teaser", "comments", "newsletter", "consent", "cta", "caption"}
)
_UNSEEN: frozenset[Role] = frozenset({"hidden", "overlay"})
_HEADLINE, _NAV, _SHARE = Names.HEADLINE.value, Names.NAV.value, Names.SHARE.value
_OF_STORY = (Names.HEADLINE | Names.HEADER | Names.STORY).value
_SLUG = re.compile(r"[a-z\d]{1,40}(?:-[a-z\d]{1,40}){2,20}")
"""What stands for a headline where the name of the page's file was given for it."""
_SECTION_METAS = ("article:section", "section", "author")
_MOST_SECTIONS = 4
_LONGEST_LABEL = 40
_MAX_WORDS = 60
_MAX_CHARACTERS = 1_000
_MAX_HEADINGS = 24
_SHORT_LINE = 8
"""Letters below which a line may say the same as a declaration by chance."""
_LONGEST_KICKER = 60
_SMALL = 30
_TOP = 2.0
_SURE = 4.5
"""An `<h1>` of this weight stands where a headline does and reads as the page declares: no need to look further."""
_WITHIN = 0.9
"""How like a heading is to a declaration that has another name before or after it."""
_UNLIKE = 0.3
"""How like the declared title no heading is, where a short part of it is looked for."""
_END_PART = 2.0
"""What a heading weighs more that says such a part."""
_LEAST = 1.0
"""A heading of less stands where no headline does."""
_PRINTED = 2.4
"""A printed line of this weight is the headline, whatever the page declares."""
_BOXED = 2.0
"""What a heading in a share box weighs less; an `<h1>` is still the headline where no other line is."""


def find(reading: Reading) -> dict[str, Choice]:
    """title, with the node of its heading where it is printed, and seo_title.

    What is printed is judged by what the page declares, so the two signals come one after the other.
    """
    declared = list(from_declared(reading))
    printed = sorted(from_markup(reading, declared), key=lambda candidate: -candidate.weight)
    chosen = next((c for c in printed if c.rejected_because is None and c.weight >= _PRINTED), None)
    if chosen is None:
        line = next(from_lines(reading, declared), None)
        chosen = next((c for c in printed if line and _is_earlier(c, line)), line)
    if chosen is None:
        chosen = max(declared, key=lambda candidate: candidate.weight, default=None)
    if chosen is not None and chosen not in printed:
        chosen = next((c for c in printed if _is_opening(c, chosen)), chosen)
    if chosen is None:
        chosen = next((candidate for candidate in printed if candidate.rejected_because is None), None)
    if chosen is None:
        return {"title": Choice(None, printed, 0.2), "seo_title": Choice(None)}
    rest = [_turned_down(candidate, chosen.value) for candidate in (*printed, *declared) if candidate is not chosen]
    confidence = 0.55 + 0.43 * _agreed(chosen.value, declared) if chosen.node is not None else 0.6
    placed = chosen._replace(node=_marked_copy(reading.document, chosen))
    seo_title = _seo(reading, declared, chosen.value)
    return {"title": Choice(chosen.value, [placed, *rest], confidence), "seo_title": seo_title}


def from_declared(reading: Reading) -> Iterator[Candidate]:
    """JSON-LD, og:title and their like, `<title>`; the name of the site taken off."""
    document = reading.document
    names, host = site.names(document), addresses.host(document.base_url)
    hosts = (host, (host or "").removeprefix("www."))
    clean: dict[str, str] = {}
    for raw, source, weight, locator in _declarations(document):
        if _SLUG.fullmatch(raw) or raw.strip().lower() in hosts:
            continue
        if raw not in clean:
            clean[raw] = without_site(" ".join(raw.split()), names, host)
        yield Candidate(clean[raw], source, weight, locator=locator, raw=raw)


def _declarations(document: Document) -> Iterator[tuple[str, str, float, str]]:
    for article in document.json_ld.articles[:3]:
        for field, weight in (("headline", 1.6), ("name", 1.0), ("alternativeHeadline", 0.9)):
            for text in strings(article.get(field))[:2]:
                yield text, "json_ld", weight, field
    for rank, name in enumerate(_METAS):
        if value := document.meta(name):
            yield value, "meta", 1.5 - rank / 20, name
    for name in document.metas:
        is_own = name.endswith(_OWN_METAS) and name not in _METAS and not _OF_OTHERS.search(name)
        if is_own and (value := document.meta(name)):
            yield value, "meta", 0.8, name
    if value := document.head_title:
        yield value, "meta", 0.8, "title"


def from_markup(reading: Reading, declared: list[Candidate]) -> Iterator[Candidate]:
    """Headings, and what is named a headline: the more like what the page declares, the likelier."""
    document = reading.document
    known = {site.key(candidate.value): candidate.value for candidate in reversed(declared)}
    within = {site.key(text) for candidate in declared for text in shorter(candidate.raw or "")}
    bags: list[Counter[str]] = []
    names, host = site.names(document), addresses.host(document.base_url)
    judged: list[tuple[Candidate, float]] = []
    for headings in (_tops, _others):
        sure = False
        for node, base in headings(document):
            parts = take_apart(document, node, known)
            text, whole = document.text(parts.start, parts.end), document.text(node)
            if not text:
                continue
            named = text == document.head_title and site.key(text) not in known
            if named:
                text = without_site(text, names, host)
            if site.key(text) in known:
                likeness = 1.0
            elif site.key(text) in within:
                likeness = _WITHIN
            else:
                bags = bags or [bag(other) for other in known.values()]
                likeness = _likeness(text, whole, bags)
            weight, why = _weigh(reading, node, base, text, likeness if known else None)
            weight -= named
            if site.key(text) in names:
                why = "the site's name"
            elif _leads_home(document, node):
                why = "a link to the front page"
            sure = sure or (why is None and weight >= _SURE)
            judged.append((Candidate(text, "markup", weight, node=node, raw=whole, rejected_because=why), likeness))
            yield judged[-1][0]
        if sure:
            return
    yield from _parts_of_title(document, judged, names)


def _parts_of_title(
    document: Document, judged: list[tuple[Candidate, float]], names: frozenset[str]
) -> Iterator[Candidate]:
    """Headings that say a short part of `<title>`, at the weight of headlines: where others stand
    as headlines do, and all of them are unlike what the page declares."""
    ends = {site.key(part) for part in end_parts(document.head_title or "")} - names
    if not ends:
        return
    others = [(candidate, likeness) for candidate, likeness in judged if site.key(candidate.value) not in ends]
    is_rivalled = any(candidate.rejected_because is None and candidate.weight >= _PRINTED for candidate, _ in others)
    if is_rivalled and all(likeness < _UNLIKE for _, likeness in others):
        for candidate, _ in judged:
            if candidate.rejected_because is None and site.key(candidate.value) in ends:
                yield candidate._replace(weight=candidate.weight + _END_PART)


def from_lines(reading: Reading, declared: list[Candidate]) -> Iterator[Candidate]:
    """Where no heading prints the headline: the first line that says what the page declares, to the letter; be it
    without the name of a site or section before or after it, or after its kicker."""
    document = reading.document
    whole = {candidate.value for candidate in declared if len(site.key(candidate.value)) >= _SHORT_LINE}
    for wanted in (whole, {text for candidate in declared for text in shorter(candidate.raw or "")}):
        found = list(_saying(reading, wanted))
        if found:
            yield next((line for line, linked in found if not linked), found[0][0])
            return
    endings = tuple(whole)
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if text.endswith(endings) and document.tags[passage.container] in HEADINGS:
            said = max((each for each in endings if text.endswith(each)), key=len)
            if len(text) - len(said) <= _LONGEST_KICKER and not _is_furniture(reading, passage.container):
                yield Candidate(said, "markup", _PRINTED, node=passage.container, raw=text)
                return


def _saying(reading: Reading, wanted: set[str]) -> Iterator[tuple[Candidate, bool]]:
    """The lines that say one of these, and whether each is a link, as the story's entry in a menu is."""
    document = reading.document
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if text not in wanted and ("\n" not in text or wanted.isdisjoint(text.split("\n"))):
            continue
        node = _printing(document, passage, wanted)
        if node and not _is_furniture(reading, node) and not _leads_home(document, node):
            yield Candidate(document.text(node), "markup", _PRINTED, node=node, raw=text), passage.link_chars > 0


def _is_furniture(reading: Reading, node: int) -> bool:
    mark = reading.marks.covering(node)
    if mark is not None and mark.role in _FURNITURE:
        return True
    return reading.document.closest(node, "li", "nav", "aside", "footer", "figcaption") is not None


def _printing(document: Document, passage: Passage, wanted: set[str]) -> int | None:
    """The outermost node that holds one of these lines and nothing else."""
    for start in range(passage.start, min(passage.end, passage.start + _SMALL)):
        if (text := document.text(start)) in wanted:
            node, parent = start, document.parents[start]
            while parent > 0 and document.ends[parent] - parent <= _SMALL and document.text(parent) == text:
                node, parent = parent, document.parents[parent]
            return node
    return None


SIGNALS = [from_declared, from_markup]


def _tops(document: Document) -> Iterator[tuple[int, float]]:
    """Each `<h1>`, with what its mark-up alone is worth."""
    for node in document.all("h1")[:_MAX_HEADINGS]:
        yield node, _TOP + 0.7 * bool(document.names[node] & _HEADLINE) + _property(document, node)


def _others(document: Document) -> Iterator[tuple[int, float]]:
    """Lesser headings and small elements named headline, each with what its mark-up alone is worth."""
    found = dict.fromkeys(document.all("h2")[:_MAX_HEADINGS], 0.5)
    found.update((node, 0.1) for node in document.all("h3")[:_MAX_HEADINGS])
    headings = {*document.all("h1"), *found}
    for node in document.named(_HEADLINE):
        if node in found:
            found[node] += 0.7
        elif len(found) < 3 * _MAX_HEADINGS and document.ends[node] - node < _SMALL:
            inside, around = range(node, document.ends[node]), document.ancestors(node)
            if headings.isdisjoint(inside) and headings.isdisjoint(around):
                found[node] = 0.3
    for node in sorted(found):
        yield node, found[node] + _property(document, node)


def _leads_home(document: Document, node: int) -> bool:
    """Whether a heading is a link to the front page, as the names of sites are."""
    if not site.is_story(document.url):
        return False
    links = [node] if document.tags[node] == "a" else list(document.within(node, "a"))
    if not links:
        links = [each for each in islice(document.ancestors(node), 2) if document.tags[each] == "a"]
    if len(links) != 1:
        return False
    target = document.absolute(document.attribute(links[0], "href"))
    return target is not None and site.is_front(target)


def _property(document: Document, node: int) -> float:
    return float(document.attributes[node].get("itemprop") == "headline")


def _likeness(text: str, whole: str, declared: list[Counter[str]]) -> float:
    """How like a heading, with or without its kicker, is to the nearest of what the page declares: 0 to 1."""
    printed = [bag(text)] if text == whole else [bag(text), bag(whole)]
    return max((agreement(words, other) for words in printed for other in declared), default=0.0)


def _weigh(reading: Reading, node: int, base: float, text: str, likeness: float | None) -> tuple[float, str | None]:
    """A printed line's weight, and why it cannot be the headline; `likeness` is None where nothing is declared."""
    count = len(split_words(text[:_MAX_CHARACTERS]))
    if count > _MAX_WORDS:
        return 0.0, "too long for a headline"
    like = likeness or 0.0
    weight = base + 3.5 * like * like
    top = reading.document.tags[node] == "h1"
    if likeness is not None and like < (0.3 if count < 4 else 0.5) and (count < 4 or not top):
        return weight, "unlike what the page declares"
    if count < 2 and like < 0.9:
        weight -= 1.0
    weight += _standing(reading, node)
    if _is_of_share_box(reading.document, node):
        weight = max(weight - _BOXED, min(weight, _PRINTED) if top else 0.0)
    return weight, None


def _standing(reading: Reading, node: int) -> float:
    """What the place of a line says for it or against it."""
    document = reading.document
    around = [node, *document.ancestors(node)]
    found = [mark for each in around if (mark := reading.marks.by_node.get(each))]
    weight = 0.4 * any(document.tags[each] in ("article", "main") for each in around) - 0.3 * node / len(document.tags)
    if any(mark.role in _FURNITURE for mark in found):
        weight -= 2.5 if any(mark.role in _FURNITURE and mark.certain for mark in found) else 1.0
    if any(mark.role in _UNSEEN for mark in found):
        weight -= 1.2
    if any(document.names[each] & _NAV for each in around[:2]):
        weight -= 1.6
    if any(document.tags[each] in ("li", "a", "nav") for each in around[1:3]):
        weight -= 0.8
    return weight


def _is_of_share_box(document: Document, node: int) -> bool:
    """Whether a heading stands right in a share box, as what is to be shared."""
    box = max(document.parents[node], 0)
    return bool(document.names[box] & _SHARE) and not document.names[box] & _OF_STORY


def _is_opening(candidate: Candidate, chosen: Candidate) -> bool:
    """Whether a heading that stands where headlines do says the first part of what was chosen, before a site's slogan:
    only what is printed tells where a headline of few words ends."""
    if candidate.rejected_because or candidate.weight < _LEAST or len(candidate.value) >= len(chosen.value):
        return False
    return chosen.value.startswith(candidate.value) and opens_part(chosen.value[len(candidate.value) :])


def _is_earlier(candidate: Candidate, line: Candidate) -> bool:
    """Whether a heading says what a line says, over it, and stands where headlines do."""
    if candidate.value != line.value or candidate.rejected_because or candidate.weight < _LEAST:
        return False
    return candidate.node is not None and line.node is not None and candidate.node < line.node


def _marked_copy(document: Document, chosen: Candidate) -> int | None:
    """The heading that is marked as the headline, where another before it says the same in the site's header."""
    if chosen.node is None or _property(document, chosen.node):
        return chosen.node
    for node in document.named(_HEADLINE):
        if node >= document.ends[chosen.node] and _property(document, node) and document.text(node) == chosen.value:
            heading = document.closest(node, *HEADINGS)
            return node if heading is None else heading
    return chosen.node


def _turned_down(candidate: Candidate, chosen: str) -> Candidate:
    if candidate.rejected_because:
        return candidate
    return candidate.rejected("the same again" if candidate.value == chosen else "another weighs more")


def _agreed(title: str, declared: list[Candidate]) -> float:
    """How like the headline is to the nearest declaration."""
    known = {site.key(candidate.value): candidate.value for candidate in declared}
    if site.key(title) in known:
        return 1.0
    words = bag(title)
    return max((agreement(words, bag(other)) for other in known.values()), default=0.0)


def _seo(reading: Reading, declared: list[Candidate], title: str) -> Choice:
    """The first of `<title>` and og:title that does not have the headline's words, with or without names about them."""
    own, names = site.key(title), site.names(reading.document)
    for locator in ("title", "og:title", "twitter:title"):
        for candidate in declared:
            if candidate.locator != locator or site.key(candidate.value) in ("", own):
                continue
            if own in names or not _is_named(reading.document, candidate.raw or "", title):
                return Choice(candidate.value, [candidate], 0.9)
    return Choice(None, [], 0.9)


def _is_named(document: Document, text: str, title: str) -> bool:
    """Whether a text is the headline with the names of sites or sections before and after it."""
    before, found, after = " ".join(text.split()).partition(" ".join(title.split()))
    if not found:
        return False
    host, names = addresses.host(document.base_url), site.names(document)
    if are_names_apart(before, after, names, host):
        return True
    labels = {site.key(label) for label in _labels(document)} - {site.key(title)}
    return are_names_apart(before, after, names | labels, host)


def _labels(document: Document) -> Iterator[str]:
    """What the head calls the story's section, who it says wrote it, and what stands on lines of its own: entries of
    menus and trails, kickers, the name of the house."""
    for article in document.json_ld.articles[:3]:
        yield from strings(article.get("articleSection"))[:_MOST_SECTIONS]
    for name in _SECTION_METAS:
        yield from document.metas.get(name, ())[:_MOST_SECTIONS]
    yield from (text for text in document.passage_texts if len(text) <= _LONGEST_LABEL)

"""Editorial topics: what the newsroom filed the piece under."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import unquote

from articlegrab import rules
from articlegrab.document import Document, addresses
from articlegrab.document.json_ld import strings
from articlegrab.fields import site
from articlegrab.fields.filing import COLLECTIONS, SECTIONS, TOPICS, in_furniture, is_beside_story, labelled
from articlegrab.fields.keywords import are_slugs, evidence_of, is_cut_up
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.rules import Names
from articlegrab.words import split_words

_VOCABULARY = rules.load("vocab/tags.toml")
_CHOSEN, _GENERAL = _VOCABULARY["chosen"], _VOCABULARY["general"]
_NOT_TAGS, _LABELS = frozenset(_VOCABULARY["not_tags"]), TOPICS | SECTIONS | frozenset(_VOCABULARY["story_labels"])
_SPLIT = re.compile(r"\s*[,;、，؛،|\n]\s*")
_MACHINE = re.compile(
    r"[\w.-]*[:=]\w|[\w ]{1,30}: |\w[\w-]*\d{5,}[\w-]*$|https?:|[a-z][a-z0-9]*_[a-z0-9_]+$|_|\d+$|\(\d+\)"
    r"|[Ff]eatured[ -]|(?:[a-z]{1,8}-)?(?:exclude|hide|no-index)(?:-|$)|[\w.-]+\.(?:com|net|org|de|fr|it|es|ru)$"
)
_EDGES = " ,;#\"'“”„‚«»‹›<>|/•·→←"
_ABBREVIATED = re.compile(r"(?:\.[A-Za-z]|\s[IVX]{1,5}|\s(?:Jr|Sr|Inc|Corp|Ltd|Bros))\.$")
"""What keeps its full stop at the end of a name: "U.S.", "Leo XIV.", "Doe Jr."."""
_COUNT = re.compile(r" \(\d{1,3}(?: \w+)?\)$")
"""How many stories a topic has."""
_MAX_CHARACTERS, _MAX_TAGS = 80, 60
_MAX_MEAN = 28
"""Characters of a printed topic on average; lists of longer ones are lists of stories."""
_MAX_RAW = 5_000
_MAX_STEP = 300
_ENDING = re.compile(r"(?:[._-]\w{0,3}\d[\w]{0,20})?\.\w{2,5}$")
"""What closes the last step of an address: the number of the story, and what sort of file it is."""
_CATEGORY_TERMS = "taxonomy-category"
_NOT_LISTS = ("html", "body", "article", "main", "a")
_MAX_NODES = 200
_MAX_STRAY = 12
"""Links that a list may hold away from the story; longer ones are clouds and menus."""
_MAX_LINKED = 20
_SENTENCE_ENDS = frozenset(".!?…。！？")
_LINES_BELOW = 6
"""Lines below the story among which its hashtags stand."""
_MAX_WORDS = 8
_RUNNING = 6
"""Words of the declared topics on average from which on they are no list: commas stand in it by chance."""
_RUN_ON = 4
"""Blanks in the one declared topic from which on it is several words, or a headline."""
_DECLARED = 1.9
_TOLD_TWICE = 1.845
"""The weight of a list that is named for topics and stands behind their label: more than such a list beside the story
(1.8) and than what a label alone leads (1.7), less than general keywords that the story says all of (1.85)."""
_GENERAL_WEIGHT, _PER_SHARE = 1.3, 0.55
"""General keywords weigh the more the more of them the story says."""
_MANY, _HARDLY_ANY = 5, 0.2
"""Keywords, and the share of them that the story says, below which they are the site's on all its pages."""
_SLUGS, _UNSAID = 1.2, 0.5
_FEW_SAID = 0.3
"""The share of a stray list that the story says, below which the list is not the story's."""
_LONE = 1.79
"""The most that a declared topic weighs that stands alone and is not said: less than links marked as topics."""
_PROSE = 5
"""Words of the longest topic."""
_NAV, _TAGS = Names.NAV.value, Names.TAGS.value
_SHARE = Names.SHARE.value


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """article:tag, news_keywords and their like; the general keywords."""
    for rank, name in enumerate((*_CHOSEN, *_GENERAL)):
        values = reading.document.metas.get(name)
        if values:
            parts = [part for value in values for part in _parts(value)]
            weight = 3.0 if name in _CHOSEN else _GENERAL_WEIGHT
            told = _told(reading, _candidate(reading, parts, "meta", weight - rank / 50, name))
            described = (reading.document.meta("description"), reading.document.meta("og:description"))
            if values[0] in described and any(len(part.split()) > _PROSE for part in parts):
                told = told.rejected("the description")
            if parts[0].count(" ") >= _MAX_WORDS and sum(len(part.split()) for part in parts) >= _RUNNING * len(parts):
                told = told.rejected("a text, and no list")
            yield told.rejected("the site's own words") if name in _GENERAL and _are_sites(reading, parts) else told


def _told(reading: Reading, candidate: Candidate) -> Candidate:
    """Keywords weighed by how many of them the story says; those of all the site's pages rejected."""
    tags: list[str] = candidate.value
    if not tags:
        return candidate
    share = evidence_of(reading).share(tags)
    if len(tags) >= _MANY and share < _HARDLY_ANY:
        return candidate.rejected("the story says hardly any of them")
    if len(tags) == 1 and not share:
        return candidate._replace(weight=min(candidate.weight, _LONE))
    general = candidate.source == "meta" and candidate.locator in _GENERAL
    return candidate._replace(weight=candidate.weight + (_PER_SHARE * share if general else 0.0))


def _are_sites(reading: Reading, parts: list[str]) -> bool:
    """Whether many keywords, of which the story says few, name the site as well: they stand on all its pages."""
    names = site.names(reading.document)
    return (
        len(parts) >= _MANY
        and any(site.key(part) in names for part in parts[:_MAX_TAGS])
        and evidence_of(reading).share(parts[:_MAX_TAGS]) < _FEW_SAID
    )


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """keywords, and the things the article is said to be about."""
    for article in reading.document.json_ld.articles[:2]:
        value = article.get("keywords")
        listed = isinstance(value, list) and len(value) > 1
        found = strings(value)
        parts = found if listed else [part for text in found for part in _parts(text)]
        if parts:
            yield _told(reading, _candidate(reading, parts, "json_ld", 2.6 if listed else 2.1, "keywords"))
        for name, weight in (("about", 1.4), ("mentions", 1.2)):
            if parts := strings(article.get(name)):
                yield _candidate(reading, parts, "json_ld", weight, name)


def from_markup(reading: Reading) -> Iterator[Candidate]:
    """Links marked rel=tag, and the links of lists named for their tags: the story's own rather than others."""
    document = reading.document
    rel = [node for node in document.all("a") if _is_tag(document.attributes[node].get("rel"))]
    rel = [node for node in rel if not _is_category(document, node)]
    rel = [node for node in rel if not in_furniture(reading, node)]
    own = _own(reading, rel)
    if own or rel:
        yield _printed(reading, own or rel, 1.9 if own else 1.4, "rel=tag")
    behind_label = labelled(reading, TOPICS)
    if behind_label:
        yield _printed(reading, behind_label, 1.7, "label")
    for links in _named_lists(reading):
        told_twice = len(links) > 1 and links == behind_label
        weight = _TOLD_TWICE if told_twice else 1.8 if is_beside_story(reading, links[0]) else 1.3
        yield _printed(reading, links, weight, None)


def from_hashtags(reading: Reading) -> Iterator[Candidate]:
    """A line of nothing but #hashtags at the end of the story or right below it."""
    document = reading.document
    ended = bisect_left(document.passage_starts, reading.story.last)
    for passage, text in islice(
        zip(document.passages, document.passage_texts, strict=True), max(0, ended - 1), ended + _LINES_BELOW
    ):
        parts = text[1:_MAX_RAW].replace(",", " ").split("#") if text.startswith("#") else []
        if len(parts) > 1 and all(len(part.split()) == 1 for part in parts):
            yield _candidate(reading, parts, "markup", 1.6, "hashtags", passage.start)


def from_links(reading: Reading) -> Iterator[Candidate]:
    """Links to pages that collect a topic, told by their address."""
    document = reading.document
    found = []
    for node in document.all("a"):
        href = document.attributes[node].get("href")
        if not href or COLLECTIONS.isdisjoint(href[:300].split("/")) or in_furniture(reading, node):
            continue
        if not _is_in_sentence(reading, node) and addresses.host(document.absolute(href)) not in site.NETWORKS:
            found.append(node)
    own = _own(reading, found)
    if found and len(own) <= _MAX_LINKED:
        yield _printed(reading, own or found, 1.0, "href")


def _own(reading: Reading, links: list[int]) -> list[int]:
    """Those of the links that are the story's: several below the headline rather than what the site has over it."""
    title = reading.choices.get("title")
    headline = (title.node if title else None) or 0
    own = [node for node in links if is_beside_story(reading, node)]
    below = [node for node in own if node > headline]
    return below if len(below) > 1 else own


def _is_in_sentence(reading: Reading, link: int) -> bool:
    """Whether a link is part of what the story tells, or of a standfirst or caption that ends as a sentence does."""
    document, story = reading.document, reading.story
    index = bisect_left(document.passage_starts, document.ends[link]) - 1
    text, place = document.passage_texts[index], bisect_left(story.passages, index)
    if story.passages[place : place + 1] != [index] and text[-1:] not in _SENTENCE_ENDS:
        return False
    return document.passages[index].link_chars * 2 < len(text)


def _printed(reading: Reading, links: list[int], weight: float, locator: str | None) -> Candidate:
    candidate = _candidate(
        reading, [reading.document.text(link) for link in links], "markup", weight, locator, links[0]
    )
    tags = candidate.value
    if tags and sum(map(len, tags)) > _MAX_MEAN * len(tags):
        return candidate.rejected("these are headlines")
    away = not is_beside_story(reading, links[0])
    if len(tags) > _MAX_STRAY and away and locator != "label":
        return candidate.rejected("a cloud or a menu")
    if len(tags) > 1 and locator in (None, "href"):
        share = evidence_of(reading).share(tags)
        if away and share < _FEW_SAID:
            return candidate.rejected("the story says hardly any of them")
        return candidate if share else candidate._replace(weight=candidate.weight - _UNSAID)
    return candidate


SIGNALS = [from_meta, from_json_ld]
PRINTED = [from_markup, from_hashtags, from_links]
"""Asked only where the page declares no topics: what is printed is mostly less and costs a look at every link."""


def _is_tag(rel: str | None) -> bool:
    return rel is not None and "tag" in rel and "tag" in rel.split() and "category" not in rel


def _is_category(document: Document, link: int) -> bool:
    """Whether a link stands among categories, which WordPress's own blocks mark as they do topics."""
    return _CATEGORY_TERMS in (document.attributes[document.parents[link]].get("class") or "")


def _named_lists(reading: Reading) -> Iterator[list[int]]:
    """The links of the outermost elements named for tags that are no navigation; items so named make one list."""
    document, end = reading.document, 0
    lists: list[list[int]] = []
    item = -1
    for node in document.named(_TAGS):
        if node < end or document.names[node] & (_NAV | _SHARE) or document.tags[node] in _NOT_LISTS:
            continue
        if document.ends[node] - node <= _MAX_NODES and not in_furniture(reading, node):
            end = document.ends[node]
            links = [link for link in document.within(node, "a") if _leads_away(document, link)]
            parent = document.parents[node] if len(links) == 1 else -1
            if links and parent == item != -1:
                lists[-1] += links
            elif links:
                lists.append(links)
            item = parent
    return iter(lists)


def _leads_away(document: Document, link: int) -> bool:
    """Whether a link leads elsewhere than to a place on this page, as those for screen readers do."""
    href = document.attributes[link].get("href") or ""
    return not (href[:1] == "#" and len(href) > 1)


def _parts(value: str) -> list[str]:
    parts = _SPLIT.split(value[:_MAX_RAW].strip())
    spaced = parts[0].split() if len(parts) == 1 else []
    return spaced if len(spaced) > 2 and all(part[:1] >= "\u0e00" for part in spaced) else parts


def _candidate(
    reading: Reading, parts: list[str], source: str, weight: float, locator: str | None, node: int | None = None
) -> Candidate:
    tags, title = _clean(reading, parts), _headline(reading)
    why = None if tags else "no topics in it"
    if source != "markup" and (is_cut_up(tags, title) or is_cut_up(tags, reading.document.head_title or "")):
        why = "the words of the headline"
    elif source != "markup" and is_cut_up(tags, _last_step(reading)):
        why = "the words of the page's address"
    elif source != "markup" and len(tags) == 1 and tags[0].count(" ") >= _RUN_ON:
        why = "words without marks between them"
    if len(tags) > 2 and _repeats_headline(title, tags):
        weight -= 1.5
    if source != "markup" and are_slugs(tags):
        weight -= _SLUGS
    # Of two lists of one sort, the longer tells more: some pages put only the section into article:tag.
    weight += (0.005 if source == "markup" else 0.03) * min(len(tags), 10)
    raw = ", ".join(parts)[:_MAX_RAW]
    return Candidate(tags, source, weight, node=node, locator=locator, raw=raw, rejected_because=why)


def _headline(reading: Reading) -> str:
    title = reading.choices.get("title")
    return (title.value if title else None) or ""


def _last_step(reading: Reading) -> str:
    """The words of the page's own address: those of its last step."""
    document = reading.document
    address = unquote(document.url or document.link("canonical") or document.meta("og:url") or "")
    return _ENDING.sub("", address.partition("?")[0].rstrip("/").rpartition("/")[2][:_MAX_STEP])


def _repeats_headline(headline: str, tags: list[str]) -> bool:
    """Whether a machine cut the headline into keywords."""
    words = set(split_words(headline.casefold()))
    return 2 * sum(tag.casefold() in words for tag in tags) > len(tags)


def _clean(reading: Reading, parts: list[str]) -> list[str]:
    """Topics without repeats, labels, the headline, site names and what machines add."""
    title = _headline(reading)
    names = site.names(reading.document) | ({site.key(title)} if len(split_words(title)) > 2 else frozenset())
    found: dict[str, str] = {}
    for part in parts[: 4 * _MAX_TAGS]:
        whole = _COUNT.sub("", " ".join(part.split())).strip(_EDGES)
        text = whole if _ABBREVIATED.search(whole[-_MAX_CHARACTERS:]) else whole.strip(_EDGES + ".")
        known = text.casefold()
        if (
            not text
            or len(text) > _MAX_CHARACTERS
            or text.count(" ") >= _MAX_WORDS
            or known in _NOT_TAGS
            or (len(text) == 1 and "a" <= text <= "z")
            or known.rstrip(":") in _LABELS
        ):
            continue
        if _MACHINE.match(text) or site.key(text) in names or not site.key(text):
            continue
        found.setdefault(known, text)
    return [text for known, text in found.items() if not _is_variant(known, found)][:_MAX_TAGS]


def _is_variant(known: str, tags: dict[str, str]) -> bool:
    """Whether a topic is another one and a word that searches end with: "Velden news", "Velden latest"."""
    subject, _, last = known.rpartition(" ")
    return subject in tags and last in _NOT_TAGS


def find(reading: Reading) -> Choice:
    """tags, from the one source that tells most."""
    candidates = weigh(reading, SIGNALS)
    if not candidates or candidates[0].rejected_because or candidates[0].weight < _DECLARED or _is_small(candidates[0]):
        candidates = weigh(reading, [*SIGNALS, *PRINTED])
    if not candidates or candidates[0].rejected_because:
        return Choice([], candidates, 0.7)
    best = _without_authors(_borne_out(_spelt(candidates, reading), reading), reading)
    own = {tag.casefold() for tag in best.value}
    agreed = any(len(own & {tag.casefold() for tag in other.value}) * 2 > len(own) for other in candidates[1:])
    return Choice(best.value, [best, *candidates[1:]], 0.85 if agreed else 0.65)


def _borne_out(best: Candidate, reading: Reading) -> Candidate:
    """Many declared topics, some of which the page prints as its story's list, without those that stand neither there
    nor in the story: they are the section's, and on all its pages."""
    evidence = evidence_of(reading)
    if best.source == "markup" or len(best.value) < _MANY or all(map(evidence.says, best.value)):
        return best
    own = {tag.casefold() for tag in best.value}
    for links in chain((labelled(reading, TOPICS),), _named_lists(reading)):
        printed = {reading.document.text(link).strip(_EDGES).casefold() for link in links}
        if len(printed) > 1 and printed < own and is_beside_story(reading, links[0]):
            return best._replace(value=[tag for tag in best.value if tag.casefold() in printed or evidence.says(tag)])
    return best


def _is_small(candidate: Candidate) -> bool:
    return all(tag == tag.lower() for tag in candidate.value)


def _spelt(candidates: list[Candidate], reading: Reading) -> Candidate:
    """The best candidate; small tags as the page prints them, an address's words as the story writes them."""
    best = candidates[0]
    if best.source == "markup" or not _is_small(best):
        return best
    printed = {site.plain(tag): tag for other in candidates if other.source == "markup" for tag in other.value}
    evidence = evidence_of(reading) if are_slugs(best.value) else None
    found = [printed.get(site.plain(tag)) or (evidence.spelt(tag) if evidence else tag) for tag in best.value]
    return best._replace(value=list(dict.fromkeys(filter(None, found))))


def _without_authors(candidate: Candidate, reading: Reading) -> Candidate:
    """The tags but for those that name who wrote the story, or helped to."""
    signers = ("authors", "contributors")
    authors = {person["name"].casefold() for name in signers for person in reading.value(name) or ()}
    signed = (reading.value("byline") or "").casefold()
    tags = [tag for tag in candidate.value if not (_is_name(tag) and tag.casefold() in signed)]
    return candidate._replace(value=[tag for tag in tags if tag.casefold() not in authors])


def _is_name(tag: str) -> bool:
    return tag.istitle() and " " in tag

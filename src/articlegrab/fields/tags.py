"""Editorial topics: what the newsroom filed the piece under."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.document.json_ld import strings
from articlegrab.fields import site
from articlegrab.reading import Candidate, Choice, Reading, Role, weigh
from articlegrab.rules import Names
from articlegrab.words import split_words

_VOCABULARY = rules.load("vocab/tags.toml")
_CHOSEN, _GENERAL = _VOCABULARY["chosen"], _VOCABULARY["general"]
_NOT_TAGS, _LABELS = frozenset(_VOCABULARY["not_tags"]), frozenset(_VOCABULARY["labels"])
_PATHS = frozenset(_VOCABULARY["paths"])
_SPLIT = re.compile(r"\s*[,;、，؛،|]\s*")
_MACHINE = re.compile(
    r"[\w.-]*[:=]\w|[\w ]{1,30}: |\w[\w-]*\d{5,}[\w-]*$|https?:|[a-z]+_[a-z0-9_]+$|\d+$|\(\d+\)"
    r"|[\w.-]+\.(?:com|net|org|de|fr|it|es|ru)$"
)
_MAX_CHARACTERS, _MAX_TAGS = 80, 40
_MAX_MEAN = 28
"""Characters of a printed topic on average; lists of longer ones are lists of stories."""
_MAX_RAW = 5_000
_NOT_LISTS = ("html", "body", "article", "main", "a")
_MAX_NODES = 200
_DECLARED = 1.9
_NAV, _TAGS = Names.NAV.value, Names.TAGS.value
_FURNITURE: frozenset[Role] = frozenset({"nav", "footer", "comments", "sidebar", "consent", "teaser"})


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """article:tag, news_keywords and their like; the general keywords."""
    for names, weight in ((_CHOSEN, 3.0), (_GENERAL, 2.0)):
        for rank, name in enumerate(names):
            values = reading.document.metas.get(name)
            if values:
                parts = [part for value in values for part in _parts(value)]
                yield _candidate(reading, parts, "meta", weight - rank / 50, name)


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """keywords, and the things the article is said to be about."""
    for article in reading.document.json_ld.articles[:2]:
        value = article.get("keywords")
        listed = isinstance(value, list) and len(value) > 1
        found = strings(value)
        parts = found if listed else [part for text in found for part in _parts(text)]
        if parts:
            yield _candidate(reading, parts, "json_ld", 2.6 if listed else 2.1, "keywords")
        for name, weight in (("about", 1.4), ("mentions", 1.2)):
            if parts := strings(article.get(name)):
                yield _candidate(reading, parts, "json_ld", weight, name)


def from_markup(reading: Reading) -> Iterator[Candidate]:
    """Links marked rel=tag, and the links of lists named for their tags."""
    document = reading.document
    rel = [node for node in document.all("a") if _is_tag(document.attributes[node].get("rel"))]
    if parts := [document.text(node) for node in rel if not _in_furniture(reading, node)]:
        yield _candidate(reading, parts, "markup", 1.9, "rel=tag", rel[0])
    for node in _named_lists(reading):
        links = [document.text(link) for link in document.within(node, "a")]
        if links:
            yield _candidate(reading, links, "markup", 1.8, None, node)


def from_links(reading: Reading) -> Iterator[Candidate]:
    """Links to pages that collect a topic, told by their address."""
    document = reading.document
    found = []
    for node in document.all("a"):
        href = document.attributes[node].get("href")
        if href and not _PATHS.isdisjoint(href[:300].split("/")) and not _in_furniture(reading, node):
            found.append(node)
    if parts := [document.text(node) for node in found[:_MAX_TAGS]]:
        yield _candidate(reading, parts, "markup", 1.0, "href", found[0])


SIGNALS = [from_meta, from_json_ld]
PRINTED = [from_markup, from_links]
"""Asked only where the page declares no topics: what is printed is mostly less and costs a look at every link."""


def _is_tag(rel: str | None) -> bool:
    return rel is not None and "tag" in rel and "tag" in rel.split()


def _named_lists(reading: Reading) -> Iterator[int]:
    """The outermost elements named for tags that are no navigation."""
    document, end = reading.document, 0
    for node in document.named(_TAGS):
        if node < end or document.names[node] & _NAV or document.tags[node] in _NOT_LISTS:
            continue
        if document.ends[node] - node <= _MAX_NODES and not _in_furniture(reading, document.parents[node]):
            end = document.ends[node]
            yield node


def _in_furniture(reading: Reading, node: int) -> bool:
    return any(
        mark.role in _FURNITURE
        for each in (node, *reading.document.ancestors(node))
        if (mark := reading.marks.by_node.get(each))
    )


def _parts(value: str) -> list[str]:
    return _SPLIT.split(value[:_MAX_RAW].strip())


def _candidate(
    reading: Reading, parts: list[str], source: str, weight: float, locator: str | None, node: int | None = None
) -> Candidate:
    tags = _clean(reading.document, parts)
    if len(tags) > 2 and _repeats_headline(reading, tags):
        weight -= 1.5
    # Of two lists of one sort, the longer tells more: some pages put only the section into article:tag.
    weight += 0.03 * min(len(tags), 10)
    why = None if tags else "no topics in it"
    if source == "markup" and tags and sum(map(len, tags)) > _MAX_MEAN * len(tags):
        why = "these are headlines"
    raw = ", ".join(parts)[:_MAX_RAW]
    return Candidate(tags, source, weight, node=node, locator=locator, raw=raw, rejected_because=why)


def _repeats_headline(reading: Reading, tags: list[str]) -> bool:
    """Whether a machine cut the headline into keywords."""
    title = reading.choices.get("title")
    words = set(split_words(title.value.casefold())) if title and title.value else set()
    return 2 * sum(tag.casefold() in words for tag in tags) > len(tags)


def _clean(document: Document, parts: list[str]) -> list[str]:
    """Topics without repeats, labels, site names and what machines add."""
    names = site.names(document)
    found: dict[str, str] = {}
    for part in parts[: 4 * _MAX_TAGS]:
        text = " ".join(part.split()).strip(" .#\"'“”")
        known = text.casefold()
        if not text or len(text) > _MAX_CHARACTERS or known in _NOT_TAGS or known.rstrip(":") in _LABELS:
            continue
        if _MACHINE.match(text) or site.key(text) in names or not site.key(text):
            continue
        found.setdefault(known, text)
    return list(found.values())[:_MAX_TAGS]


def find(reading: Reading) -> Choice:
    """tags, from the one source that tells most."""
    candidates = weigh(reading, SIGNALS)
    if not candidates or candidates[0].rejected_because or candidates[0].weight < _DECLARED:
        candidates = weigh(reading, [*SIGNALS, *PRINTED])
    if not candidates or candidates[0].rejected_because:
        return Choice([], candidates, 0.7)
    best = candidates[0]
    own = {tag.casefold() for tag in best.value}
    agreed = any(len(own & {tag.casefold() for tag in other.value}) * 2 > len(own) for other in candidates[1:])
    return Choice(best.value, candidates, 0.85 if agreed else 0.65)

"""What sort of piece it is: news unless the page says otherwise."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from articlegrab import rules
from articlegrab.document.json_ld import types_of
from articlegrab.fields.authors import byline
from articlegrab.fields.authors.names import looks_like_person
from articlegrab.fields.surroundings import about_headline, is_near_headline
from articlegrab.models import Kind
from articlegrab.reading import Candidate, Choice, Reading, Role, weigh
from articlegrab.rules import Names

_VOCABULARY = rules.load("vocab/kind.toml")


def _by_word(table: dict[str, list[str]]) -> dict[str, Kind]:
    return {word: Kind(kind) for kind, words in table.items() for word in words}


_TYPES, _WORDS = _by_word(_VOCABULARY["types"]), _by_word(_VOCABULARY["words"])
_OPENINGS, _OG = _by_word(_VOCABULARY["openings"]), _by_word(_VOCABULARY["og"])
_OPENING = re.compile(r"\s*[:|–—]\s|\s[-+]+\s?|：|｜")
_DIGIT = re.compile(r"\d")
_TYPE_METAS = ("article:type", "article.type", "pagetype", "page-type", "contenttype", "parsely-type")
_MOST_SECTIONS = 5
_ENTRIES = 4
"""Elements named as live entries that make a live blog."""
_MAX_WORD = 60
_MOST_LABELS, _SMALL = 20, 8
_OPENERS = 3
"""Words of a byline among which its word of kind stands ("Eine Kolumne von …")."""
_COMMENTS = frozenset(_VOCABULARY["comments"])
_WITH = frozenset(_VOCABULARY["with"])
_INTERVIEWERS = tuple(_VOCABULARY["interviewers"])
_LINES_BELOW, _MAX_LINE = 4, 160
_FEWEST_ANSWERS = 3
_FEWEST_TURNS = 4
_FIRST_PERSONS = frozenset(_VOCABULARY["first_persons"])
_LINE_KINDS = frozenset({Kind.OPINION, Kind.ANALYSIS, Kind.REVIEW, Kind.INTERVIEW, Kind.PRESS_RELEASE})
"""Kinds whose words, printed by the headline, name this piece: no format, and no label of an advertisement."""
_ELSEWHERE: frozenset[Role] = frozenset({"nav", "teaser", "ad", "related_link", "footer", "cta", "sidebar"})
_FORMATS = (Kind.VIDEO, Kind.LIVE_BLOG, Kind.GALLERY)
"""Kinds whose words name whole departments too: it takes more than the word."""


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """The schema.org type."""
    for item in reading.document.json_ld.articles[:3]:
        for name in types_of(item):
            if name in _TYPES:
                yield Candidate(_TYPES[name], "json_ld", 4.0, locator="@type", raw=name)
    data = reading.document.json_ld
    if not data.articles and any(True for _ in data.of_type("VideoObject")):
        yield Candidate(Kind.VIDEO, "json_ld", 1.5, locator="@type", raw="VideoObject")


def from_labels(reading: Reading) -> Iterator[Candidate]:
    """Kicker, section and trail, looked up whole and word by word; a word in capitals that opens the kicker."""
    kicker, section, trail = (_values(reading, name) for name in ("kicker", "section", "breadcrumbs"))
    for label in kicker:
        if kind := _shouted(label):
            yield Candidate(kind, "markup", 3.5, raw=label)
    sections = reading.document.metas.get("article:section", ())
    for labels, weight in ((kicker, 3.5), (section, 3.0), (trail, 2.5), (sections[:_MOST_SECTIONS], 2.1)):
        for label in labels:
            text = label.casefold()[:_MAX_WORD]
            for part in (text, *re.split(r"\s*[|/:·•,]\s*", text)):
                kind = _WORDS.get(part) or _interview_with(part) or _release(part)
                if kind is not None:
                    yield Candidate(kind, "markup", weight * (0.45 if kind in _FORMATS else 1.0), raw=label)


def _release(text: str) -> Kind | None:
    """Press release for what opens with its word and goes on: with a place, a number, a day."""
    opening = _WORDS.get(text.split(" ", 1)[0])
    return opening if opening is Kind.PRESS_RELEASE else None


def _interview_with(label: str) -> Kind | None:
    """Interview for a label that goes on with whom it was led ("Interview with the miller")."""
    words = label.split()
    led = len(words) > 1 and words[1] in _WITH and _WORDS.get(words[0]) is Kind.INTERVIEW
    return Kind.INTERVIEW if led else None


def _shouted(label: str) -> Kind | None:
    """The kind that a kicker's first word names in capitals, before a topic that has but its first letter in them:
    "KOMMENTAR Wahl in Velden"; a "REVIEW of the budget" is what the news is about."""
    word, _, topic = label.partition(" ")
    is_label = len(word) > 1 and word.isupper() and topic[:1].isupper() and not topic.split()[0].isupper()
    kind = _OPENINGS.get(word.casefold()) if is_label else None
    return kind if kind in _LINE_KINDS else None


def from_address(reading: Reading) -> Iterator[Candidate]:
    """The folders of the address."""
    try:
        path = unquote(urlsplit(reading.document.url or "").path[:500])
    except ValueError:
        return
    for folder in path.casefold().split("/")[1:-1]:
        known = _WORDS.get(folder) or _WORDS.get(folder.replace("-", " "))
        if known:
            yield Candidate(known, "url", 1.2 if known in _FORMATS else 2.6, raw=folder)


def from_headline(reading: Reading) -> Iterator[Candidate]:
    """A word of kind that opens the headline ("Analysis: …") or ends it."""
    for name, weight in (("title", 3.0), ("seo_title", 2.4)):
        for text in _values(reading, name):
            parts = _OPENING.split(text.casefold()[:300])
            if len(parts) > 1 and parts[0].strip() in _OPENINGS:
                yield Candidate(_OPENINGS[parts[0].strip()], "markup", weight, locator=name, raw=text)


def from_lines(reading: Reading) -> Iterator[Candidate]:
    """A line about the headline that is a word of kind and no link ("PRESS RELEASE"), or opens the byline with one
    ("Interview by"), or an element called a label that holds one."""
    document = reading.document
    first, own, last = about_headline(reading)
    for index in range(first, last):
        text = document.passage_texts[index]
        if index == own:
            continue
        folded = text[:_MAX_WORD].casefold()
        short = len(text) <= _MAX_WORD
        kind = (_worded(folded) if short else None) or (_DIGIT.search(folded) and _release(folded))
        start = document.passages[index].start
        if kind in _LINE_KINDS and not document.passages[index].link_chars and not _elsewhere(reading, start):
            yield Candidate(kind, "line", 2.2, start, raw=text)
    for text in _values(reading, "byline"):
        words = text.casefold()[:_MAX_WORD].split()
        for place, word in enumerate(words[:_OPENERS]):
            if (kind := _WORDS.get(word)) in _LINE_KINDS and byline.opens_byline(" ".join(words[place + 1 :])):
                yield Candidate(kind, "line", 2.4, locator="byline", raw=text)
    for node in document.named(Names.KICKER.value)[:_MOST_LABELS]:
        if document.ends[node] - node < _SMALL and is_near_headline(reading, node):
            text = document.text(node).casefold()[:_MAX_WORD]
            if (kind := _worded(text)) in _LINE_KINDS and not _elsewhere(reading, node):
                yield Candidate(kind, "line", 2.2, node, raw=text)


def _worded(line: str) -> Kind | None:
    """What sort of piece a line names: alone, if it is not the label of the readers' comments, or before "by" where the
    name stands on the next."""
    word = line.strip(" :[]|")
    if word not in _COMMENTS and word in _WORDS:
        return _WORDS[word]
    words = word.split()[:_OPENERS] if byline.is_opening(word) else []
    return next((_WORDS[each] for each in words if each in _WORDS), None)


def _elsewhere(reading: Reading, node: int) -> bool:
    mark = reading.marks.covering(node)
    return mark is not None and mark.role in _ELSEWHERE


def from_interview(reading: Reading) -> Iterator[Candidate]:
    """The line about the headline or below the story that names who asked; questions answered in the first person."""
    document = reading.document
    first, _, last = about_headline(reading)
    ended = bisect_left(document.passage_starts, reading.story.last)
    below = document.passage_texts[max(0, ended - 1) : ended + _LINES_BELOW]
    for text in (*_values(reading, "byline"), *document.passage_texts[first:last], *below):
        if len(text) <= _MAX_LINE and text.casefold().lstrip("(–—- ").startswith(_INTERVIEWERS):
            yield Candidate(Kind.INTERVIEW, "line", 2.6, raw=text)
            break
    if _speakers_alternate(reading) or _headings_ask(reading):
        yield Candidate(Kind.INTERVIEW, "body", 2.2, raw="speakers")
        return
    answered = [block["text"] for block in reading.body if block.get("type") == "qa"]
    own = [text for text in answered if not _FIRST_PERSONS.isdisjoint(text.casefold().split())]
    if len(own) >= _FEWEST_ANSWERS and 2 * len(own) > len(answered):
        yield Candidate(Kind.INTERVIEW, "body", 2.2, raw=str(len(answered)))


def _speakers_alternate(reading: Reading) -> bool:
    """Whether most paragraphs begin with the names of two speakers by turns: "Ada Brook: …"."""
    texts = [block["text"] for block in reading.body if block.get("type") == "paragraph"]
    texts += [line for block in reading.body if block.get("type") == "qa" for line in block["text"].split("\n")]
    heads = (text[:_MAX_WORD].partition(":") for text in texts)
    turns = [head for head, colon, _ in heads if colon and looks_like_person(head)]
    changes = sum(speaker != last for last, speaker in pairwise(turns))
    return len(set(turns)) == 2 and changes >= 2 * _FEWEST_TURNS - 1 and 2 * len(turns) > len(texts)


def _headings_ask(reading: Reading) -> bool:
    """Whether most paragraphs stand under headings that ask, and one and the same name opens most of the answers
    ("Ada: …"): of somebody who speaks in the first person and is named elsewhere too, as no "Short Answer" is."""
    texts = [block["text"] for block in reading.body if block.get("type") == "paragraph"]
    answers = _answers(reading)
    heads = Counter(head for each in answers if (head := each[0][:_MAX_WORD].partition(":")[0]) != each[0][:_MAX_WORD])
    name, times = heads.most_common(1)[0] if heads else ("", 0)
    if times < _FEWEST_TURNS or 2 * times <= len(answers) or not looks_like_person(name):
        return False
    own = [each for each in answers if not _FIRST_PERSONS.isdisjoint(" ".join(each).casefold().split())]
    surname = re.compile(rf"(?<!\w){re.escape(name.split()[-1])}(?!\w)")
    others = [text for text in texts if not text.startswith(name)]
    is_named = any(map(surname.search, (*_values(reading, "title"), *_values(reading, "dek"), *others)))
    return is_named and 2 * len(own) > len(answers) and 2 * sum(map(len, answers)) > len(texts)


def _answers(reading: Reading) -> list[list[str]]:
    """The paragraphs under each heading that asks."""
    found: list[list[str]] = []
    asks = False
    for block in reading.body:
        if block.get("type") == "heading":
            asks = "?" in block["text"]
            found += [[]] if asks else []
        elif asks and block.get("type") == "paragraph":
            found[-1].append(block["text"])
    return [each for each in found if each]


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """og:type, and the names that analytics scripts read."""
    document = reading.document
    if (value := (document.meta("og:type") or "").lower()) in _OG:
        yield Candidate(_OG[value], "meta", 2.2, locator="og:type", raw=value)
    for name in _TYPE_METAS:
        value = (document.meta(name) or "").casefold().replace("_", " ")[:_MAX_WORD]
        if value in _WORDS:
            yield Candidate(_WORDS[value], "meta", 2.1, locator=name, raw=value)


def from_markup(reading: Reading) -> Iterator[Candidate]:
    """Many elements named as the entries of a live blog."""
    document, flag, story = reading.document, Names.LIVE.value, reading.story
    span = range(story.container, document.ends[story.container])
    blocks = ("article", "section", "div", "li")
    entries = [node for node in span if document.names[node] & flag and document.tags[node] in blocks]
    if len(entries) >= _ENTRIES:
        yield Candidate(Kind.LIVE_BLOG, "markup", 1.6, node=entries[0])


SIGNALS = [from_json_ld, from_labels, from_address, from_headline, from_lines, from_interview, from_meta]


def _values(reading: Reading, name: str) -> Iterable[str]:
    choice = reading.choices.get(name)
    value = choice.value if choice else None
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def find(reading: Reading) -> Choice:
    """kind; needs title, kicker and section. Several weak signs of one kind add up."""
    candidates = weigh(reading, SIGNALS)
    if any(candidate.value is Kind.LIVE_BLOG for candidate in candidates):
        candidates += from_markup(reading)  # it only bears out what else says so, and costs a look at all elements
    sums: dict[Kind, float] = {}
    for kind, source in {(candidate.value, candidate.source) for candidate in candidates}:
        sums[kind] = sums.get(kind, 0.0) + max(c.weight for c in candidates if (c.value, c.source) == (kind, source))
    if not sums:
        return Choice(Kind.NEWS, [], 0.8)
    best = max(sums, key=lambda kind: (sums[kind], kind.value))
    if sums[best] < 2.0:
        return Choice(Kind.NEWS, [Candidate(Kind.NEWS, "default", 0.0), *candidates], 0.6)
    candidates.sort(key=lambda candidate: candidate.value is not best)
    return Choice(best, candidates, min(0.95, 0.4 + 0.12 * sums[best]))

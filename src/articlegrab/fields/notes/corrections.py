"""Corrections, clarifications, editors' notes, updates and thanks to colleagues, at the start or the end of a story."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.authors import byline
from articlegrab.fields.authors.byline import Credits
from articlegrab.fields.authors.people import Person
from articlegrab.fields.dates.place import customs
from articlegrab.fields.dates.printed import read_printed
from articlegrab.reading import Reading
from articlegrab.rules import Names, load

Kind = Literal["correction", "clarification", "editors_note", "update", "contribution"]

_VOCABULARY = load("vocab/notes.toml")
_KINDS: dict[str, Kind] = {word: kind for kind, words in _VOCABULARY["labels"].items() for word in words}


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_LABEL = re.compile(rf"[\W_]{{0,3}}({_alternatives(list(_KINDS))})(?!\w)\s?(?P<rest>.{{0,24}})", re.S)
_AFTER_LABEL = re.compile(
    r", ?(?:\w{3,12}\.? )?\d|[:：.—–\-|)\]】]|$|\(|(?:on |vom |le |del |from )?(?:\w{3,12}\.?,? )?\d"
)
_OPENINGS: tuple[tuple[str, Kind], ...] = tuple(
    (text, kind) for kind, texts in _VOCABULARY["openings"].items() for text in texts
)
_ENDINGS: tuple[tuple[str, Kind], ...] = tuple(
    (text, kind) for kind, texts in _VOCABULARY["endings"].items() for text in texts
)
_FIRST_LETTERS = re.compile(r"[^\W_].{0,3}", re.S)
_BEGINNINGS = frozenset(text[:4] for text in (*_KINDS, *(opening for opening, _ in _OPENINGS)))
_SHORT_BEGINNINGS = frozenset(text[:2] for text in _BEGINNINGS if len(text) < 4)
"""What labels and openings begin with: nearly all lines are told by it to be no notes."""
_TELLING = tuple({max(ending.split(), key=len)[:7] for ending, _ in _ENDINGS})
"""What the longest word of each ending begins with, by which lines without any are told at once."""
_WORD = re.compile(r"[^\W\d_]{3,}")
_PLACE = r"[A-Z][\w.'’-]{1,30}"
_WHERE = re.compile(rf" in {_PLACE}(?: {_PLACE}){{0,2}}(?:, {_PLACE}(?=,|\.? and |$))?")
"""Where somebody who is thanked was: "in New Kell", "in Velden, Ostrea"."""
_DESK = re.compile(
    r"(?:The )?(?:[A-Z][\w’'-]{1,20} ){0,4}(?:[A-Z][\w’'-]{0,20}[’']s"
    r"|(?:[Ss]taff )?(?:[Ww]riter|[Rr]eporter|[Cc]orrespondent|[Jj]ournalist|[Pp]roducer)s?) (?=[A-Z])"
)
"""Whose people they are: "Velden Post writers ", "KTV's "."""
_THANKS = sorted(
    (text for text, kind in (*_KINDS.items(), *_OPENINGS) if kind == "contribution"), key=len, reverse=True
)
_LEAD = _alternatives(_VOCABULARY["thanks"]["before_agencies"])
_BEFORE_AGENCIES = re.compile(rf"(?<!\w)(?:{_LEAD})\s", re.I)
_SENTENCE_END = re.compile(r"(?<=\w{3})\.\s(?=[^\W\d_a-z])|[)）】]")
_FEWEST_WORDS = 6
"""Words below which "Updated: …" is a time stamp."""
_ABOVE = 2
"""Paragraphs of the story over a heading that tells when more was added."""
_LONGEST = 1_500
_SHORTEST_ENDING, _SHORT_ENDING = 16, 400
_LINES_ABOUT = 10
"""Lines before and after the story that can still speak of it."""
_ELSEWHERE = frozenset(
    {"teaser", "nav", "comments", "newsletter", "consent", "form", "overlay", "tags", "caption", "credit"}
)
_BYLINE = Names.BYLINE.value
_DATE_WINDOW = 32
_DATE_START = re.compile(r"[^\W\d_]{3,12}\.? \d{1,2},? \d{4}|\d{1,2}[./ ]")


class Found(NamedTuple):
    """A note: its kind, its text and date, and the passages that print it."""

    kind: Kind
    text: str
    date: datetime | None
    passages: tuple[int, ...]


def kind_of(text: str) -> tuple[Kind, bool] | None:
    """What kind of note a line begins, if any, and whether it is but the label of one.

    >>> kind_of("Correction: The dam is in Ostvik."), kind_of("Editor’s note")
    (('correction', False), ('editors_note', True))
    >>> kind_of("Correction officers went on strike.") is None
    True
    """
    if _begins_like_note(text):
        folded = _folded(text).lstrip("*[(（【—–- \u2022\n")
        found = _LABEL.match(folded)
        if found and _AFTER_LABEL.match(found["rest"]):
            return _KINDS[found[1]], len(folded) - found.end(1) < 3
        for opening, kind in _OPENINGS:
            if folded.startswith(opening):
                return kind, False
    if _SHORTEST_ENDING <= len(text) < _SHORT_ENDING:
        folded = _folded(text)
        for telling in _TELLING:
            if telling in folded:
                return _ending_kind(folded)
    return None


def people_in(text: str) -> list[Person]:
    """The people whom a note thanks.

    >>> people_in("Anna Roe in Kyiv and Bo Lind contributed reporting.")
    [{'name': 'Anna Roe', 'kind': 'person'}, {'name': 'Bo Lind', 'kind': 'person'}]
    >>> people_in("(Editing by Anna Roe)")[0]["role"]
    'Editing by'
    >>> thanks = "Post writers Anna Roe in Velden, Ostrea, and Bo Lind in Kell contributed to this report."
    >>> [person["name"] for person in people_in(thanks)]
    ['Anna Roe', 'Bo Lind']
    >>> people_in("Mit Informationen der Nachrichtenagenturen dpa und AFP. Manches ist unklar.")[1]["name"]
    'AFP'
    """
    text = text[:_SHORT_ENDING].strip(" ()（）[]【】.")
    folded = _folded(text)
    if opening := next((opening for opening in _THANKS if folded.startswith(opening)), None):
        named = _SENTENCE_END.split(text[len(opening) :].lstrip(" :："))[0]
        if opening in byline.EDITOR_LABELS and (labelled := byline.read(f"{opening}: {named}").contributors):
            return labelled
        found = _thanked(_BEFORE_AGENCIES.sub("", named))
        role = text[: len(opening)].rstrip(" :")
        return [*({"role": role, **person} for person in found.authors), *found.contributors]
    end = next((at for ending, _ in _ENDINGS if (at := folded.find(ending)) > 0), len(text))
    found = _thanked(_SENTENCE_END.split(text[:end])[-1].removesuffix("also "))
    return found.contributors or found.authors


def _thanked(names: str) -> Credits:
    """The people in a list of names, without their houses and where they were."""
    return byline.read(_WHERE.sub("", _DESK.sub("", names, count=1)).strip())


def _ending_kind(folded: str) -> tuple[Kind, bool] | None:
    return next(((kind, False) for ending, kind in _ENDINGS if ending in folded), None)


def _begins_like_note(text: str) -> bool:
    """Whether the first letters are those of a label or an opening."""
    first = _FIRST_LETTERS.search(text)
    if first is None:
        return False
    letters = first[0].casefold()[:4].replace("’", "'")
    return letters in _BEGINNINGS or letters[:2] in _SHORT_BEGINNINGS


def _folded(text: str) -> str:
    return text[:_SHORT_ENDING].casefold().replace("’", "'")


def find(reading: Reading) -> Iterator[Found]:
    """The notes in and about the story, in page order."""
    passages, texts = reading.document.passages, reading.document.passage_texts
    indices = _around_story(reading)
    taken = -1
    for index in indices:
        text = texts[index]
        if index <= taken or not 6 <= len(text) <= _LONGEST:
            continue
        known = kind_of(text)
        if known is None or _elsewhere(reading, index):
            continue
        kind, is_label = known
        if kind == "update" and not is_label and len(_WORD.findall(text)) < _FEWEST_WORDS:
            if _heads_more(reading, index):
                continue
            reading.marks.put(passages[index].start, "date", "time_stamp", "tells when the page was updated, no more")
            continue
        printed: tuple[int, ...] = (index,)
        if is_label:
            if index + 1 >= len(texts) or not 20 <= len(texts[index + 1]) <= _LONGEST:
                continue
            printed, text = (index, index + 1), f"{text.rstrip(' :')}: {texts[index + 1]}"
        taken = printed[-1]
        yield Found(kind, text.replace("\n", " ").strip(), date_in(reading, text), printed)


def _heads_more(reading: Reading, index: int) -> bool:
    """Whether a line in the midst of the story is set over the paragraphs that were added then: a stamp stands below
    its first one at most."""
    document, passages = reading.document, reading.story.passages
    place = bisect_left(passages, index)
    if not index < passages[-1] or passages[bisect_left(passages, index + 1)] > index + 1:
        return False
    above = (not _is_heading(document, before) for before in passages[:place])
    if sum(islice(filter(None, above), _ABOVE)) < _ABOVE:
        return False
    return document.passage_texts[index].endswith((":", "：")) or _is_heading(document, index)


def _is_heading(document: Document, index: int) -> bool:
    return document.closest(document.passages[index].container, *HEADINGS) is not None


def _around_story(reading: Reading) -> range:
    story, count = reading.story, len(reading.document.passages)
    if not story.passages:
        return range(0)
    return range(max(0, story.passages[0] - _LINES_ABOUT), min(count, story.passages[-1] + _LINES_ABOUT + 1))


def date_in(reading: Reading, text: str) -> datetime | None:
    """The first date that a note prints."""
    language, month_first = customs(reading)
    for found in _DATE_START.finditer(text[:_LONGEST]):
        window = text[found.start() : found.start() + _DATE_WINDOW]
        if moment := read_printed(window, language, month_first=month_first):
            return moment.instant
    return None


def _elsewhere(reading: Reading, index: int) -> bool:
    """Whether a line is of another part of the page; among credits, those of a byline are the story's."""
    passage = reading.document.passages[index]
    mark = reading.marks.covering(passage.start)
    if mark is None or mark.role not in _ELSEWHERE:
        return False
    return mark.role != "credit" or not reading.document.names[passage.container] & _BYLINE

"""Marks by what a line says."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from articlegrab.document import Document
from articlegrab.dom import Passage
from articlegrab.reading import Reading, Role
from articlegrab.rules import load
from articlegrab.words import count_words


def _grouped(known_by: dict[str, str]) -> dict[str, list[str]]:
    """The phrases that are known by each word or letter."""
    found: dict[str, list[str]] = {}
    for phrase, key in known_by.items():
        found.setdefault(key, []).append(phrase)
    return found


_LEAD_INS = tuple(load("vocab/teasers.toml")["lead_ins"])
_BEGINNINGS = frozenset(words[:3] for words in _LEAD_INS)
"""Their first letters, by which nearly all lines are told to be none."""
_LONGEST_POINTER, _LONGEST_CALL = 240, 400
"""Characters of a line that points to another story, and of one that speaks for the page."""
_LINKED = 0.3
"""The share of a pointer that must be a link: a sentence may well begin with "Related"."""
_OPENERS = " >»›→•*-–—[(|"
_AROUND = _OPENERS + ":.…<]"
_ALONE, _LONE = frozenset(words for words in _LEAD_INS if " " in words), 40
_SENTENCE, _SENTENCE_ENDS = 8, tuple(".!?…。！？”»’\"")
"""Words of the prose that a call may stand behind, as a link in its line, and what it ends in."""
_LONGEST_RIGHTS = 120
"""Characters of a line that only says whose the text is."""
_WORDING = load("vocab/wording.toml")
_LEADING_BACK = tuple(_WORDING["leading_back"])
_FRAME_NOTES = frozenset(_WORDING["frame_notes"])
_NOTE_OPENERS = (*_FRAME_NOTES, *_WORDING["frame_note_openers"])
"""How a line begins that says what a frame sends, or its sentence: others report of it."""
_BEFORE_NOTE, _NOTE_LABEL, _SENTENCE_ENDED = 80, 4, re.compile(r"[.:!?*\n]\s+")
"""Characters of a line before that sentence, and words before its colon: "Content from X. By loading the post, …"."""
_CALLS, _RIGHTS = (*_WORDING["calls"], *_LEADING_BACK, *_FRAME_NOTES), tuple(_WORDING["rights"])
_RIGHTS_OPENERS = frozenset(letter for words in _RIGHTS for letter in (words[0], words[0].upper()))
_BY_WORD = _grouped({call: max(call.split(" ")[1:-1], key=len) for call in _CALLS if call.count(" ") > 1})
"""Calls by the longest word inside: a line that holds the call holds it as a word of its own."""
_BY_LETTER = _grouped({call: max(call) for call in _CALLS if call.count(" ") < 2 and not call.isascii()})
"""Shorter calls by a letter that few pages hold which are not in their script."""
_SHORT_CALLS = [call for call in _CALLS if call.count(" ") < 2 and call.isascii()]
_FAULTS, _FAULT_PLACE = tuple(_WORDING["faults"]), " on line "
"""How a line of the server's own begins, and what it goes on to say."""
_COUNTED = tuple(_WORDING["votes_counted"])
"""How a line ends that says what readers gave a page, and how many of them."""
_BEFORE_VOTES = 60
"""Characters before that, if they are not the headline: a sentence of the story may count votes too."""
_VOTES = re.compile(
    r"(?<![\d.,])\d+(?:[.,]\d+)?(?: out of |\s?/\s?)\d+(?: based on \d+ ratings?|\s?\(\s?\d+ votes?(?: cast)?\s?\))\Z"
)
_RESPONDING, _LONGEST_FILING = ("/trackback", "/trackback/", "/feed", "/feed/", "#respond"), 500
"""Where a blog's line leads that says how to respond to an entry, and its characters."""
_BEFORE_FILED = 100
"""Characters before the category's name: "This entry was posted on 4 March 2031 at 10:30 and is filed under"."""


def page_speaking(reading: Reading) -> None:
    """Lines in which the page speaks of itself or of other stories: "Sign up for our newsletter", "Read more: …"."""
    document = reading.document
    speaking, lines = [], []
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if len(text) > _LONGEST_CALL or (" " not in text and text.isascii()):
            continue
        if text[0] in _RIGHTS_OPENERS and len(text) <= _LONGEST_RIGHTS and text.casefold().startswith(_RIGHTS):
            reading.marks.put(passage.start, "cta", "page_speaking", "says whose the text is")
            continue
        if _FAULT_PLACE in text and text.startswith(_FAULTS):
            reading.marks.put(passage.start, "widget", "page_speaking", "reports a fault of the server's")
            continue
        if text.endswith(_COUNTED) and _counts_votes(document, text):
            reading.marks.put(passage.start, "widget", "page_speaking", "counts the readers' votes")
            continue
        if passage.link_chars >= _LINKED * len(text) and len(text) <= _LONGEST_POINTER and _points_elsewhere(text):
            reading.marks.put(passage.start, "related_link", "page_speaking", "points to another story")
        elif len(text) <= _LONE and _announces(text):
            reading.marks.put(passage.start, "related_link", "page_speaking", "announces another story")
        else:
            speaking.append(passage)
            lines.append(text.replace("\n", " "))
    for line, call in _calls(lines):
        role: Role = "consent" if call in _FRAME_NOTES else "cta"
        if role == "consent" and not _is_frame_note(lines[line].lower().replace("’", "'"), call):
            continue
        reading.marks.put(_place(document, speaking[line], call), role, "page_speaking", f"says {call!r}")


def _counts_votes(document: Document, text: str) -> bool:
    """Whether a line is no more than what readers gave a page, or the page of this name, and how many of them."""
    found = _VOTES.search(text)
    if found is None or found.start() <= _BEFORE_VOTES:
        return found is not None
    name = text[: found.start()].strip(" ,:–-")
    return any(name in document.text(heading) for heading in document.all("h1"))


def _is_frame_note(line: str, call: str) -> bool:
    """Whether a line says itself what a frame sends, and reports of none that does: it begins so, or the sentence does,
    behind few others or a label."""
    if re.sub(r"^\W+", "", line).startswith(_NOTE_OPENERS):
        return True
    ends = [found.end() for found in _SENTENCE_ENDED.finditer(line, 0, line.find(call))]
    if not ends or ends[-1] > _BEFORE_NOTE or not line.startswith(_NOTE_OPENERS, ends[-1]):
        return False
    before = line[: ends[-1]].rstrip()
    return not before.endswith(":") or count_words(before) <= _NOTE_LABEL


def _calls(lines: list[str]) -> Iterator[tuple[int, str]]:
    """The lines that hold a call, with the call. All lines are searched as one: a page has hundreds of them."""
    whole = "\n".join(lines).lower().replace("’", "'")
    said = [call for call in _likely_calls(whole) if call in whole]
    ends = list(accumulate(len(line) + 1 for line in whole.split("\n"))) if said else []
    for call in said:
        place = whole.find(call)
        while place >= 0:
            yield bisect_right(ends, place), call
            place = whole.find(call, place + 1)


def _place(document: Document, passage: Passage, call: str) -> int:
    """Where a call begins: the line, or the link at its end that leads back, behind prose of the story's. Prose before
    any other call is far oftener part of it: what the newsletter brings, and how often."""
    if call not in _LEADING_BACK:
        return passage.start
    link = next((node for node in range(passage.end - 1, passage.start, -1) if document.tags[node] == "a"), None)
    if link is None or document.ends[link] > passage.end or document.text(document.ends[link], passage.end):
        return passage.start
    prose, said = document.text(passage.start, link), document.text(link)
    speaks = call in said and passage.link_chars <= len(said)
    return link if speaks and prose.endswith(_SENTENCE_ENDS) and count_words(prose) >= _SENTENCE else passage.start


def _likely_calls(whole: str) -> list[str]:
    """The calls that a text may hold: a look for a word or a letter costs a tenth of one for the call."""
    words = set(whole.split())
    likely = [call for word, calls in _BY_WORD.items() if word in words for call in calls]
    likely += [call for letter, calls in _BY_LETTER.items() if letter in whole for call in calls]
    return likely + _SHORT_CALLS


def _points_elsewhere(text: str) -> bool:
    opening = text[:60].lstrip(_OPENERS).casefold()
    return opening[:3] in _BEGINNINGS and opening.startswith(_LEAD_INS)


def _announces(text: str) -> bool:
    """Whether a line is but a lead-in: one that takes a colon has it, "Zum Interview" may be a heading of the story."""
    said = text.casefold().strip(_AROUND.replace(":", ""))
    return said in _ALONE or said.strip(_AROUND) in _ALONE


def filing_lines(reading: Reading) -> None:
    """Lines of a blog that say under which category an entry is filed, and how to respond to it."""
    document = reading.document
    filed = [node for node in document.all("a") if "category" in (document.attributes[node].get("rel") or "").split()]
    first = {bisect_right(document.passage_starts, node) - 1: node for node in reversed(filed)}
    for index, node in first.items():
        if index >= 0 and _is_filing(document, index, node):
            reading.marks.put(document.passages[index].start, "tags", "filing_lines", "says where the entry is filed")


def _is_filing(document: Document, index: int, category: int) -> bool:
    """Whether a passage only files an entry, not one that ends in the line which does."""
    passage = document.passages[index]
    if category >= passage.end or len(document.passage_texts[index]) > _LONGEST_FILING:
        return False
    before = document.lines(passage.start, category)
    if "\n" in before or len(before) > _BEFORE_FILED:
        return False
    linked = (document.attributes[node].get("href") or "" for node in range(passage.start, passage.end))
    return any(href.endswith(_RESPONDING) for href in linked)

"""What editors say about the text, the place it opens with, and the entries of a live blog."""

from __future__ import annotations

from dataclasses import replace

from articlegrab.fields import site
from articlegrab.fields.authors import names
from articlegrab.fields.notes import corrections, dateline, live
from articlegrab.fields.surroundings import about_headline
from articlegrab.reading import Candidate, Choice, Reading

_LONGEST_PLACE = 30
_FIRST_LINES = 12
"""The lines of a story that may say where it happened."""


def find(reading: Reading) -> dict[str, Choice]:
    """corrections, dateline and live_updates; the lines of the notes are marked, so that the body leaves them out."""
    found = list(corrections.find(reading))
    passages = reading.document.passages
    noted: set[int] = set()
    for note in found:
        for index in note.passages:
            noted.add(index)
            reading.marks.put(_holder(reading, index), "note", "note_label", note.kind)
    notes = [{"kind": note.kind, "text": note.text, "date": note.date} for note in found]
    evidence = [Candidate(note.text, "text", 1.0, passages[note.passages[0]].start) for note in found]
    return {
        "corrections": Choice(notes, evidence, 0.9 if found else 0.5),
        "contributors": _contributors(reading, [note.text for note in found if note.kind == "contribution"]),
        "dateline": _dateline(reading, noted),
        "live_updates": _live(reading),
    }


def _contributors(reading: Reading, thanks: list[str]) -> Choice:
    """Those the byline names, and those whom the notes thank."""
    known = reading.choices["contributors"]
    writers = reading.choices["authors"].value
    people = list(known.value)
    names_known = {names.key(person["name"]) for person in (*people, *writers)}
    # "Brook reported from Velden" names the author again.
    names_known |= {names.key(last) for person in writers for last in person["name"].split()[-1:]}
    for person in (person for text in thanks for person in corrections.people_in(text)):
        if (letters := names.key(person["name"])) not in names_known:
            names_known.add(letters)
            people.append(person)
    return replace(known, value=people)


def _holder(reading: Reading, index: int) -> int:
    """The element that holds this passage and no other text, else the passage's first node."""
    document = reading.document
    passage = document.passages[index]
    node = passage.container
    first = index == 0 or document.passages[index - 1].start < node
    last = index + 1 == len(document.passages) or document.passages[index + 1].start >= document.ends[node]
    return node if first and last else passage.start


def _dateline(reading: Reading, noted: set[int]) -> Choice:
    """The place that opens the story's first paragraph, or stands on a line over it, or opens the standfirst."""
    first = next(
        (index for index in reading.story.passages[:4] if index not in noted and _is_paragraph(reading, index)), None
    )
    if first is None:
        return Choice(None)
    texts, about = reading.document.passage_texts, _lines_about(reading, first)
    opening, over = texts[first], texts[first - 1] if first else ""
    place = dateline.read(opening) or _over(reading, over, about)
    dek = reading.choices.get("dek")
    sentences = (opening, (dek.value if dek else None) or "")
    place = place or next(filter(None, (dateline.read_sentence(text, about) for text in sentences)), None)
    if place is None:
        return Choice(None)
    return Choice(place, [Candidate(place, "text", 1.0, reading.document.passages[first].start)], 0.9)


def _over(reading: Reading, line: str, about: list[str]) -> str | None:
    """The place on a line over the story; the site's own name may stand there too."""
    place = dateline.read_line(line, about) if len(line) <= _LONGEST_PLACE else None
    return None if place and site.key(place) in site.names(reading.document) else place


def _lines_about(reading: Reading, story: int) -> list[str]:
    """The lines about the headline that stand over the story, and the story's first."""
    first, _, last = about_headline(reading)
    texts = reading.document.passage_texts
    return [*texts[first : min(story, last)], *(texts[index] for index in reading.story.passages[:_FIRST_LINES])]


def _is_paragraph(reading: Reading, index: int) -> bool:
    document = reading.document
    return len(document.passage_texts[index]) > 60 and not document.tags[document.passages[index].container].startswith(
        "h"
    )


def _live(reading: Reading) -> Choice:
    stated, printed = live.from_json_ld(reading), live.from_markup(reading)
    chosen, source = (stated, "json_ld") if len(stated) * 2 >= len(printed) else (printed, "markup")
    return Choice(chosen, [Candidate(len(chosen), source, 1.0)] if chosen else [], 0.9 if chosen else 0.5)

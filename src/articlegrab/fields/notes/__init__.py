"""What editors say about the text, the place it opens with, and the entries of a live blog."""

from __future__ import annotations

from articlegrab.fields.notes import corrections, dateline, live
from articlegrab.reading import Candidate, Choice, Reading


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
        "dateline": _dateline(reading, noted),
        "live_updates": _live(reading),
    }


def _holder(reading: Reading, index: int) -> int:
    """The element that holds this passage and no other text, else the passage's first node."""
    document = reading.document
    passage = document.passages[index]
    node = passage.container
    first = index == 0 or document.passages[index - 1].start < node
    last = index + 1 == len(document.passages) or document.passages[index + 1].start >= document.ends[node]
    return node if first and last else passage.start


def _dateline(reading: Reading, noted: set[int]) -> Choice:
    """The place that opens the story's first paragraph."""
    first = next(
        (index for index in reading.story.passages[:4] if index not in noted and _is_paragraph(reading, index)), None
    )
    if first is None:
        return Choice(None)
    place = dateline.read(reading.document.passage_texts[first])
    if place is None:
        return Choice(None)
    return Choice(place, [Candidate(place, "text", 1.0, reading.document.passages[first].start)], 0.9)


def _is_paragraph(reading: Reading, index: int) -> bool:
    document = reading.document
    return len(document.passage_texts[index]) > 60 and not document.tags[document.passages[index].container].startswith(
        "h"
    )


def _live(reading: Reading) -> Choice:
    stated, printed = live.from_json_ld(reading), live.from_markup(reading)
    chosen, source = (stated, "json_ld") if len(stated) * 2 >= len(printed) else (printed, "markup")
    return Choice(chosen, [Candidate(len(chosen), source, 1.0)] if chosen else [], 0.9 if chosen else 0.5)

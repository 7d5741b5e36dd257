"""What readers chose teaches the judge: passages are known again by their digests."""

from __future__ import annotations

from articlegrab import boilerplate, fields
from articlegrab.document import read
from articlegrab.reading import Marks, Reading
from training import readings

_STORY = [
    "The keeper carried the last lamp down the stairs on Monday and locked the door, the harbour office said.",
    "Nobody knows what will become of the tower, which has stood on its rock for two hundred years and four wars.",
    "His grandson would like to let rooms in it, but the stairs are too steep and the next baker is a town away.",
]
_ASIDE = "A bell will ring in fog."


def _page(*lines: str) -> Reading:
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    document = read(f"<html lang=en><body><main><h1>A light goes out</h1>{paragraphs}</main></body></html>")
    reading = Reading(document, Marks(document))
    boilerplate.mark(reading)
    fields.before_story(reading)
    return reading


def test_corrections_become_labels() -> None:
    """What a reader adds, takes away and doubts is so labelled, also when the page is read with other blanks."""
    reading = _page(*_STORY, _ASIDE)
    texts = reading.document.passage_texts
    first, third = texts.index(_STORY[0]), texts.index(_STORY[2])
    choice = readings.taken([f"{texts.index(_ASIDE)}", f"{first}", f"{third}"], reading)
    labels = choice.labels(["Menu", *(line.replace(" ", "\n ") for line in _STORY), _ASIDE])
    assert [label.value for label in labels if label.weight] == [0, 0, 1, 1]
    assert [label.weight for label in labels] == [1, 1, 1, 0, 1]


def test_a_page_where_all_is_right() -> None:
    """`ok` keeps what the judge chose, `skip` teaches nothing."""
    reading = _page(*_STORY)
    assert [label.value for label in readings.taken(["ok"], reading).labels(_STORY)] == [1, 1, 1]
    assert readings.taken(["skip"], reading).labels(_STORY) == []


def test_a_text_in_the_story_and_out_of_it_is_in_doubt() -> None:
    """A line that the page prints in its menu as well may be either."""
    choice = readings.choice(["Lamps", *_STORY, "Lamps"], chosen=range(1, 5), doubtful=())
    assert [label.weight for label in choice.labels(["Lamps", *_STORY])] == [0, 1, 1, 1]


def test_the_file_is_whole() -> None:
    """Each page of the file has a story or is none; no passage is both chosen and in doubt."""
    known = readings.known()
    assert len(known) > 800
    assert all(not choice.story & choice.doubtful for choice in known.values())

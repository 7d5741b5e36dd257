"""Which probabilities make a passage part of the story."""

from __future__ import annotations

from articlegrab import boilerplate, fields
from articlegrab.document import read
from articlegrab.models import Page
from articlegrab.reading import Marks, Reading
from articlegrab.story import of_scores, threshold

LINES = [
    f"On day {day} of the strike the ferries stayed in port, and the bakers of the island ran out of flour again."
    for day in range(1, 31)
]
TEXTS = [line for line in LINES for _ in range(2)]


def test_a_page_of_clear_passages_is_judged_by_the_half() -> None:
    """What is likelier than not is kept where the judge knows its mind."""
    assert threshold.of([0.97] * 30 + [0.03] * 30, TEXTS) == 0.5


def test_a_page_in_doubt_is_judged_by_less() -> None:
    """Half of the F1 to expect, and never below a fifth."""
    assert 0.2 < threshold.of([0.7] * 2 + [0.4] * 28 + [0.1] * 30, TEXTS) < 0.4
    assert threshold.of([0.1] * 60, TEXTS) == 0.2


def test_a_page_without_a_likely_passage_has_none() -> None:
    """Where nothing is likely, doubt keeps nothing."""
    assert of_scores(_reading(), [0.05] * len(LINES)).passages == []


def test_a_story_in_doubt_throughout_is_kept_whole() -> None:
    """The one passage that is likelier than not does not stand for its thirty equals."""
    assert len(of_scores(_reading(), [0.4] * 14 + [0.6] + [0.4] * 15).passages) == len(LINES)


def _reading() -> Reading:
    paragraphs = "".join(f"<p>{line}</p>" for line in LINES)
    document = read(Page(body=f"<title>Strike</title><main>{paragraphs}</main>".encode()))
    reading = Reading(document, Marks(document))
    boilerplate.mark(reading)
    fields.before_story(reading)
    return reading

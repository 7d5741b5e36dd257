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
    return _read("".join(f"<p>{line}</p>" for line in LINES))


def _read(main: str) -> Reading:
    document = read(Page(body=f"<title>Strike</title><main>{main}</main>".encode()))
    reading = Reading(document, Marks(document))
    boilerplate.mark(reading)
    fields.before_story(reading)
    return reading


def test_a_story_goes_on_behind_a_list_of_links() -> None:
    """Paragraphs set as the last kept one is, behind links to other stories, are kept whatever the judge says."""
    links = 5 * "<div class=card><a href=/ferry>A new ferry for the island of Brannoy</a></div>"
    for between, kept in ((links, 30), ("", 20), (f"{links}<h2>Other news of this evening from the islands</h2>", 20)):
        boxes = [f"<div class=item><p class=text>{line}</p></div>" for line in LINES]
        reading = _read(f"<div>{''.join(boxes[:20])}{between}{''.join(boxes[20:])}</div>")
        texts = reading.document.passage_texts
        scores = [0.9 if text in LINES[:20] else 0.02 for text in texts]
        assert len(of_scores(reading, scores).passages) == kept


def _kept_below(below: str, score: float) -> list[str]:
    """What is kept of the lines below a story that has a heading and a list in it, and that the judge gives this."""
    story = "".join(f"<p>{line}</p>" for line in LINES[:20])
    lines = f"<h3>What they ask for</h3><p>{LINES[20]}</p><ul><li>{LINES[21]}</li><li>{LINES[22]}</li></ul>"
    reading = _read(f"<div>{story}{lines}{below}</div>")
    texts = reading.document.passage_texts
    inside = {*LINES[:23], "What they ask for"}
    kept = of_scores(reading, [0.97 if text in inside else score for text in texts]).passages
    return [texts[index] for index in kept if texts[index] not in inside]


def test_a_last_heading_over_pictures() -> None:
    """A heading set as the story's own stays over the pictures that end it."""
    pictures = "<figure><img src=/a.jpg><img src=/b.jpg></figure>"
    assert _kept_below(f"<h3>In pictures</h3>{pictures}", 0.97) == ["In pictures"]
    assert _kept_below("<h3>In pictures</h3>", 0.97) == []
    assert _kept_below(f"<h3>In pictures</h3><a href='http://[a/'>{pictures}</a>", 0.97) == []
    assert _kept_below(f"<h2>In pictures</h2>{pictures}", 0.97) == []

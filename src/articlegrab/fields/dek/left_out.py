"""A lead below the headline that is set as text and that the story goes without."""

from __future__ import annotations

from itertools import takewhile

from articlegrab.document import HEADINGS
from articlegrab.fields.dek import UNMARKED
from articlegrab.fields.dek.head import ASIDE
from articlegrab.fields.dek.withdraw import full_names
from articlegrab.reading import Candidate, Choice, Reading

_FEWEST = 100
"""Characters of a lead: a shorter line may be anything."""
_ENDS = (".", "!", "?", "…", "。", "！", "？", "”", "“", '"', "»")
_LIKELY = 0.1
"""A line less likely to be running text is the page's own: "Mark the words, and tell us of the error"."""


def take(reading: Reading) -> None:
    """Where no standfirst was found, take the only sentences that stand between the headline and the story's first
    line, and are none of its lines: they were held for its beginning. Needs the story and the authors."""
    choice = reading.choices["dek"]
    if choice.value is not None or reading.story.by_rule or not reading.story.passages:
        return
    leads = [other for other in choice.candidates if other.rejected_because == UNMARKED and _is_lead(reading, other)]
    if len(leads) != 1:
        return
    rest = [other for other in choice.candidates if other is not leads[0]]
    reading.choices["dek"] = Choice(leads[0].value, [leads[0].rejected(None), *rest], 0.6)
    if leads[0].node is not None:
        reading.marks.put(leads[0].node, "dek", "dek", "a lead that the story goes without")


def _is_lead(reading: Reading, candidate: Candidate) -> bool:
    """Whether a line above the story is running text that nothing has claimed, and none about the author."""
    document, node, text = reading.document, candidate.node, candidate.value
    if node is None or node >= reading.story.first or document.tags[node] in HEADINGS or "\n" in text:
        return False
    if len(text) < _FEWEST or not text.endswith(_ENDS) or text.startswith(tuple(full_names(reading))):
        return False
    lines = range(*document.passages_in(node))
    if any(index in reading.story.passages or reading.story.scores[index] < _LIKELY for index in lines):
        return False
    return reading.marks.covering(node) is None and not _is_aside(reading, node)


def _is_aside(reading: Reading, node: int) -> bool:
    """Whether a box around a line that the headline does not stand in is named for something else."""
    document, heading = reading.document, reading.choices["title"].node
    boxes = takewhile(lambda box: heading is not None and box > heading, document.ancestors(node))
    return any(document.names[box] & ASIDE for box in boxes)

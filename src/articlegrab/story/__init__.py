"""Finding the story among all the passages of a page."""

from __future__ import annotations

from articlegrab.reading import Reading, Story
from articlegrab.story import neighbours
from articlegrab.story.judge import judge

KEPT = 0.5
"""A passage at or over this probability is running text."""


def find(reading: Reading) -> Story:
    """The story of the page; one without passages where there is none."""
    document = reading.document
    scores = judge(reading)
    likely = [index for index, score in enumerate(scores) if score >= KEPT]
    kept = neighbours.settle(reading, likely, scores)
    if not kept:
        return Story([], scores, 0, 0, 0)
    first, last = document.passages[kept[0]].start, document.passages[kept[-1]].end
    container = document.passages[kept[0]].container
    while document.ends[container] < last:
        container = document.parents[container]
    return Story(kept, scores, first, last, container)

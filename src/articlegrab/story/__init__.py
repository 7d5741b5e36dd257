"""Finding the story among all the passages of a page."""

from __future__ import annotations

from articlegrab.reading import Reading, Story
from articlegrab.story import neighbours
from articlegrab.story.judge import judge

KEPT = 0.5
"""A passage at or over this probability is running text."""


def find(reading: Reading) -> Story:
    """The story of the page; one without passages where there is none."""
    scores = judge(reading)
    likely = [index for index, score in enumerate(scores) if score >= KEPT]
    return Story.of(reading.document, neighbours.settle(reading, likely, scores), scores)

"""Finding the story among all the passages of a page."""

from __future__ import annotations

from articlegrab.reading import Reading, Story
from articlegrab.story import neighbours, threshold
from articlegrab.story.judge import judge


def find(reading: Reading) -> Story:
    """The story of the page; one without passages where there is none."""
    return of_scores(reading, judge(reading))


def of_scores(reading: Reading, scores: list[float]) -> Story:
    """The story that these probabilities of its passages give the page."""
    least = threshold.of(scores, reading.document.passage_texts)
    likely = [index for index, score in enumerate(scores) if score >= least]
    return Story.of(reading.document, neighbours.settle(reading, likely, scores), scores)

"""How sure the Article is: the F1 that its body may be expected to reach."""

from __future__ import annotations

from bisect import bisect_right

from articlegrab.reading import Reading

_PROMISED = (0.0, 0.5, 0.75, 0.85, 0.93, 0.96, 0.98, 0.992, 1.0)
_REACHED = (0.0, 0.4, 0.6, 0.82, 0.89, 0.92, 0.94, 0.967, 0.985)
"""What the judge's probabilities promise, and the mean F1 that pages of such promise reached on 576 pages of sites that
the judge had not learnt from (`python -m training --reliability` prints the ten bins)."""
_BY_RULE = 0.95
"""A body that the site's own rule names is not the judge's; how right it is depends on who wrote the rule."""
_FROM_JSON = 0.9
"""The mean of pages whose text came from their own JSON, of which the judge knows nothing."""


def of_body(reading: Reading) -> float:
    """The expected F1 of the body, 0 to 1."""
    if reading.warned("body_from_json"):
        return _FROM_JSON
    if reading.story.by_rule:
        return _BY_RULE
    promised = _promised(reading)
    above = min(bisect_right(_PROMISED, promised), len(_PROMISED) - 1)
    low, high = _PROMISED[above - 1], _PROMISED[above]
    share = (promised - low) / (high - low)
    return round(_REACHED[above - 1] + share * (_REACHED[above] - _REACHED[above - 1]), 3)


def _promised(reading: Reading) -> float:
    """The F1 that the probabilities promise, each passage counting by its length.

    With p the probability of a passage and c its characters: what is kept holds p*c of the story, what is dropped hides
    p*c of it.
    """
    kept = set(reading.story.passages)
    right = wrong = missed = 0.0
    for index, (text, score) in enumerate(zip(reading.document.passage_texts, reading.story.scores, strict=True)):
        if index in kept:
            right += score * len(text)
            wrong += (1.0 - score) * len(text)
        else:
            missed += score * len(text)
    return 2 * right / (2 * right + wrong + missed) if right else 0.0

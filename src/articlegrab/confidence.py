"""How sure the Article is: the body's expected F1, from the judge's own probabilities."""

from __future__ import annotations

from articlegrab.reading import Reading


def expected_f1(reading: Reading) -> float:
    """The F1 that the judge's probabilities promise for the text kept, each passage counting by its length.

    With p the probability of a passage and c its characters: what is kept holds the expected p*c right ones, what is
    dropped hides p*c of the story. Returns 0 where nothing was kept.
    """
    texts, scores = reading.document.passage_texts, reading.story.scores
    kept = set(reading.story.passages)
    right = wrong = missed = 0.0
    for index, (text, score) in enumerate(zip(texts, scores, strict=True)):
        if index in kept:
            right += score * len(text)
            wrong += (1.0 - score) * len(text)
        else:
            missed += score * len(text)
    return 2 * right / (2 * right + wrong + missed) if right else 0.0

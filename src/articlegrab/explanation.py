"""Turns what a Reading holds into the Explanation that users see."""

from __future__ import annotations

from articlegrab import models, reading
from articlegrab.models.explanation import Candidate, Explanation, Mark
from articlegrab.reading import Reading
from articlegrab.story.judge import Reasons

_SHOWN = 160
"""Characters of a dropped text that a Mark quotes."""


def explain(page: Reading, article: models.Article) -> Explanation:
    """The article with its reasons: a Mark for each passage that is not in the body, the candidates of each field."""
    return Explanation(
        article=article,
        marks=_marks(page),
        candidates={
            name: [
                _candidate(candidate, chosen=not place or _is_item(candidate, choice))
                for place, candidate in enumerate(choice.candidates)
            ]
            for name, choice in page.choices.items()
        },
        confidences={name: choice.confidence for name, choice in page.choices.items()},
    )


def _marks(page: Reading) -> list[Mark]:
    document, story = page.document, page.story
    kept = set(story.passages)
    reasons = Reasons(page)
    marks = []
    for index, passage in enumerate(document.passages):
        text = document.passage_texts[index]
        if index in kept or not text:
            continue
        mark = page.marks.covering(passage.start)
        if mark is None or not mark.certain:
            role, rule = mark.role if mark else "judged_out", "story_judge"
            reason = f"probability {story.scores[index]:.2f}: {reasons.of(index)}"
        else:
            role, rule, reason = mark.role, mark.rule, mark.reason
        marks.append(
            Mark(
                path=document.path(passage.container),
                role=role,
                rule=rule,
                reason=reason,
                strength="certain" if mark and mark.certain else "likely",
                text=text[:_SHOWN],
            )
        )
    return marks


def _is_item(candidate: reading.Candidate, choice: reading.Choice) -> bool:
    """Whether a candidate stood for an item of a list, as pictures and teasers do: all not rejected are in it."""
    return isinstance(choice.value, list) and not isinstance(candidate.value, list)


def _candidate(candidate: reading.Candidate, *, chosen: bool) -> Candidate:
    return Candidate(
        value=candidate.value,
        source=candidate.source,
        locator=candidate.locator,
        raw=candidate.raw,
        weight=candidate.weight,
        chosen=chosen and candidate.rejected_because is None,
        rejected_because=candidate.rejected_because,
    )

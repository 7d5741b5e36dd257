"""The learned judge: how likely each passage of a page is running text of its story.

Two small ensembles of boosted trees, in the data file `story.json`. The first looks at each passage alone; the second
also at its neighbours and containers as the first one saw them. `python -m training` fits them anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from articlegrab.reading import Reading
from articlegrab.story.features import CLEAR, CONTEXT, LOCAL, Looker, context_rows, local_rows
from articlegrab.story.lexicon import Lexicon
from articlegrab.story.trees import Row, compile_margin, contributions, probability


@dataclass(frozen=True)
class _Model:
    lexicon: Lexicon
    first: Callable[[Row], float]
    second: Callable[[Row], float]
    trees: list[Any]


@cache
def _model() -> _Model:
    data = json.loads(resources.files("articlegrab").joinpath("data", "story.json").read_text("utf-8"))
    return _Model(
        Lexicon(data["names"], data["words"]),
        compile_margin(data["first"], len(LOCAL)),
        compile_margin(data["second"], len(LOCAL) + len(CONTEXT)),
        data["second"],
    )


def judge(reading: Reading) -> list[float]:
    """The probability, for each passage of the page, that it is running text of the story."""
    model = _model()
    looker = Looker(reading, model.lexicon)
    rows = local_rows(looker)
    first = [probability(model.first(row)) for row in rows]
    scores = [0.0] * len(reading.document.passages)
    for index, row in context_rows(looker, rows, first):
        scores[index] = probability(model.second(row))
    return scores


class Reasons:
    """Says which features decided a passage; computed for `explain` only."""

    def __init__(self, reading: Reading) -> None:
        self._model = _model()
        looker = Looker(reading, self._model.lexicon)
        rows = local_rows(looker)
        first = [probability(self._model.first(row)) for row in rows]
        self._rows = dict(context_rows(looker, rows, first))

    def of(self, passage: int, most: int = 3) -> str:
        """The strongest features of a passage, each with its value and by how much it moved the log-odds."""
        row = self._rows.get(passage)
        if row is None:
            return f"a link's few words, or less likely than {CLEAR} by itself"
        moved = sorted(contributions(self._model.trees, row).items(), key=lambda entry: -abs(entry[1]))[:most]
        names = LOCAL + CONTEXT
        return ", ".join(f"{names[feature]}={row[feature]:g} ({by:+.1f})" for feature, by in moved)

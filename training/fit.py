"""Fit the two judges with LightGBM and write them as plain trees.

The second judge sees the first one's judgements, so the first one's must be made on sites it has not learnt from: they
are made fold by fold.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np

from articlegrab import story
from articlegrab.reading import Story
from articlegrab.story.features import CONTEXT, LOCAL, Looker, context_rows, local_rows
from articlegrab.story.lexicon import Lexicon
from benchmarks.folds import FOLDS
from training import lexicon
from training.pages import LabelledPage

SHARED = {
    "objective": "binary", "learning_rate": 0.15, "min_data_in_leaf": 60, "feature_fraction": 0.6,
    "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5.0, "cat_smooth": 20.0, "max_bin": 127, "verbose": -1,
    "num_threads": 1, "seed": 6, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
# Of seeds 1 to 10 the sixth held the score floors of the development sets;
# on unseen sites they differ by noise (0.003).
FIRST = SHARED | {"num_leaves": 12}
FIRST_TREES = 30
SECOND = SHARED | {"num_leaves": 48}
SECOND_TREES = 60
_USUAL = 1500
"""Characters of a story from which on no passage of it weighs more than those of others."""
CATEGORIES = [LOCAL.index(name) for name in ("tag", "parent_tag", "mark", "end_mark")]


class Sample:
    """A page as numbers: rows for the passages that the judge is asked about (`looker.judged`), and their truth."""

    def __init__(self, page: LabelledPage, words: Lexicon) -> None:
        self.page = page
        self.looker = Looker(page.reading, words)
        self.judged = self.looker.judged
        self.rows = local_rows(self.looker)
        self.values = np.array([page.labels[index].value for index in self.judged], dtype=np.int8)
        self.weights = self._weights()
        self.first: list[float] = []
        self.second: list[float] = []
        self.local = np.array(self.rows, dtype=np.float32).reshape(len(self.rows), len(LOCAL))
        self.wide = self.local
        self.asked, self.wide_of = self.judged, list(range(len(self.judged)))

    def _weights(self) -> np.ndarray:
        """Long passages weigh more, for the measure is shares of text; but short ones spoil an exact match. The story's
        passages weigh more where there are few: with them the page is lost."""
        sizes = np.array([0.4 + min(row[0], 400) / 400 for row in self.rows])
        known = np.array([self.page.labels[index].weight for index in self.judged])
        own = np.where(self.values == 1, self._scarcity(), 1.0)
        weights: np.ndarray = sizes * known * own * self.page.trust * min(1.0, 40 / max(1, len(self.rows))) ** 0.5
        return weights

    def _scarcity(self) -> float:
        """From 1 for a story of usual length to 3 for one of a few words."""
        texts = self.page.reading.document.passage_texts
        known = zip(texts, self.page.labels, strict=True)
        size = sum(len(text) for text, label in known if label.value and label.weight) or _USUAL
        return min(3.0, max(1.0, (_USUAL / size) ** 0.5))

    def widen(self) -> None:
        """Add the context features that follow from the first judgements."""
        widened = context_rows(self.looker, self.rows, self.first)
        place = {index: row for row, index in enumerate(self.judged)}
        self.asked = [index for index, _ in widened]
        shape = len(widened), len(LOCAL) + len(CONTEXT)
        self.wide = np.array([row for _, row in widened], dtype=np.float32).reshape(shape)
        self.wide_of = [place[index] for index in self.asked]

    def story(self) -> Story:
        """The story that the second judgements give the page."""
        scores = [0.0] * len(self.page.reading.document.passages)
        for index, score in zip(self.asked, self.second, strict=True):
            scores[index] = score
        return story.of_scores(self.page.reading, scores)


def prepare(pages: Sequence[LabelledPage], counted: Sequence[lexicon.Counts]) -> list[Sample]:
    """Samples whose word weights come from the other folds."""
    by_fold = [
        Lexicon(*lexicon.weigh(c for c, page in zip(counted, pages, strict=True) if page.fold != fold))
        for fold in range(FOLDS)
    ]
    return [Sample(page, by_fold[page.fold]) for page in pages]


def cross_judge(samples: Sequence[Sample]) -> None:
    """Fill in `first` and `second` of every sample by models that have not seen its site."""
    _across_folds(samples, "local", "first", FIRST, FIRST_TREES)
    for sample in samples:
        sample.widen()
    _across_folds(samples, "wide", "second", SECOND, SECOND_TREES)


def _across_folds(samples: Sequence[Sample], rows: str, out: str, params: dict[str, Any], trees: int) -> None:
    for fold in range(FOLDS):
        model = train([sample for sample in samples if sample.page.fold != fold], rows, params, trees)
        for sample in samples:
            if sample.page.fold == fold and len(getattr(sample, rows)):
                setattr(sample, out, list(model.predict(getattr(sample, rows))))


def train(samples: Sequence[Sample], rows: str, params: dict[str, Any], trees: int) -> lightgbm.Booster:
    """One model over all passages whose label is known."""
    matrix = np.concatenate([getattr(sample, rows) for sample in samples])
    weights = np.concatenate([sample.weights[sample.wide_of] for sample in samples])
    values = np.concatenate([sample.values[sample.wide_of] for sample in samples])
    known = weights > 0
    data = lightgbm.Dataset(matrix[known], values[known], weight=weights[known], categorical_feature=CATEGORIES)
    return lightgbm.train(params, data, trees)


def as_trees(model: lightgbm.Booster) -> list[Any]:
    """The model as nested lists: see `articlegrab.story.trees`."""
    return [_branch(tree["tree_structure"]) for tree in model.dump_model()["tree_info"]]


def _branch(node: dict[str, Any]) -> Any:
    if "leaf_value" in node:
        return round(node["leaf_value"], 4)
    test: Any
    if node["decision_type"] == "==":
        test = sorted(int(member) for member in node["threshold"].split("||"))
    else:
        test = float(f"{node['threshold']:.5g}")
    return [node["split_feature"], test, _branch(node["left_child"]), _branch(node["right_child"])]


def export(
    counted: Sequence[lexicon.Counts], samples: Sequence[Sample]
) -> dict[str, Any]:
    """Fit on everything and return the model file's content. Needs the fold-wise judgements of `cross_judge`."""
    names, words = lexicon.weigh(counted)
    whole = Lexicon(names, words)
    final = [Sample(sample.page, whole) for sample in samples]
    first = train(final, "local", FIRST, FIRST_TREES)
    for sample, crossed in zip(final, samples, strict=True):
        sample.first = crossed.first
        sample.widen()
    second = train(final, "wide", SECOND, SECOND_TREES)
    print(f"{len(samples)} pages, {len(names)} name words, {len(words)} text words")
    return {
        "features": [*LOCAL, *CONTEXT],
        "names": dict(sorted(names.items())),
        "words": dict(sorted(words.items())),
        "first": as_trees(first),
        "second": as_trees(second),
    }

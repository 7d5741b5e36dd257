"""Fit the two judges with LightGBM and write them as plain trees.

The second judge sees the first one's judgements, so the first one's must be made on sites it has not learnt from: they
are made fold by fold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import lightgbm
import numpy as np

from articlegrab.story.features import CONTEXT, LOCAL, Looker, context_rows, local_rows
from articlegrab.story.lexicon import Lexicon
from benchmarks.folds import FOLDS
from training import lexicon
from training.pages import LabelledPage

SHARED = {
    "objective": "binary", "learning_rate": 0.15, "min_data_in_leaf": 60, "feature_fraction": 0.6, "bagging_fraction": 0.8,
    "bagging_freq": 1, "lambda_l2": 5.0, "cat_smooth": 20.0, "max_bin": 127, "verbose": -1, "num_threads": 2, "seed": 1,
    "deterministic": True, "force_row_wise": True,
}  # fmt: skip
FIRST = SHARED | {"num_leaves": 12}
FIRST_TREES = 30
SECOND = SHARED | {"num_leaves": 24}
SECOND_TREES = 70
CATEGORIES = [LOCAL.index(name) for name in ("tag", "parent_tag", "outer_tag", "mark", "end_mark")]


class Sample:
    """A page as numbers. `judged` tells which passages the judge is asked about: those under no certain mark."""

    def __init__(self, page: LabelledPage, words: Lexicon) -> None:
        self.page = page
        self.looker = Looker(page.reading, words)
        self.rows = local_rows(self.looker)
        self.values = np.array([label.value for label in page.labels])
        self.judged = np.array(self.looker.judged, dtype=bool)
        self.weights = self._weights() * self.judged
        self.first = [0.0] * len(self.rows)
        self.wide: list[list[float]] = []
        self.second = [0.0] * len(self.rows)

    def _weights(self) -> np.ndarray:
        """Long passages weigh more, for the measure is shares of text; but short ones spoil an exact match."""
        sizes = np.array([0.4 + min(row[0], 400) / 400 for row in self.rows])
        known = np.array([label.weight for label in self.page.labels])
        return sizes * known * self.page.trust * min(1.0, 60 / max(1, len(self.rows))) ** 0.5


def prepare(pages: Sequence[LabelledPage]) -> list[Sample]:
    """Samples whose word weights come from the other folds."""
    counted = [lexicon.count(page) for page in pages]
    by_fold = [
        Lexicon(*lexicon.weigh(c for c, page in zip(counted, pages, strict=True) if page.fold != fold)) for fold in range(FOLDS)
    ]
    return [Sample(page, by_fold[page.fold]) for page in pages]


def cross_judge(samples: Sequence[Sample]) -> None:
    """Fill in `first` and `second` of every sample by models that have not seen its site."""
    _across_folds(samples, "rows", "first", FIRST, FIRST_TREES)
    for sample in samples:
        sample.wide = context_rows(sample.looker, sample.rows, sample.first)
    _across_folds(samples, "wide", "second", SECOND, SECOND_TREES)


def _across_folds(samples: Sequence[Sample], rows: str, out: str, params: dict[str, Any], trees: int) -> None:
    for fold in range(FOLDS):
        model = train([s for s in samples if s.page.fold != fold], rows, params, trees)
        for sample in samples:
            if sample.page.fold == fold and len(sample.rows):
                setattr(sample, out, list(model.predict(np.array(getattr(sample, rows))) * sample.judged))


def train(samples: Iterable[Sample], rows: str, params: dict[str, Any], trees: int) -> lightgbm.Booster:
    """One model over all passages whose label is known."""
    chosen = [sample for sample in samples if len(sample.rows)]
    known = np.concatenate([sample.weights for sample in chosen])
    matrix = np.concatenate([np.array(getattr(s, rows), dtype=np.float32)[s.weights > 0] for s in chosen])
    values = np.concatenate([sample.values for sample in chosen])
    keep = known > 0
    data = lightgbm.Dataset(matrix, values[keep], weight=known[keep], categorical_feature=CATEGORIES)
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


def export(pages: Sequence[LabelledPage], samples: Sequence[Sample], report: Callable[[str], None] = print) -> dict[str, Any]:
    """Fit on everything and return the model file's content. Needs the fold-wise judgements of `cross_judge`."""
    names, words = lexicon.weigh(lexicon.count(page) for page in pages)
    whole = Lexicon(names, words)
    for sample in samples:
        sample.looker.lexicon = whole
        sample.rows = local_rows(Looker(sample.page.reading, whole))
    first = train(samples, "rows", FIRST, FIRST_TREES)
    for sample in samples:
        sample.wide = context_rows(sample.looker, sample.rows, sample.first)
    second = train(samples, "wide", SECOND, SECOND_TREES)
    report(f"{len(pages)} pages, {len(names)} name words, {len(words)} text words")
    return {
        "features": [*LOCAL, *CONTEXT],
        "names": dict(sorted(names.items())),
        "words": dict(sorted(words.items())),
        "first": as_trees(first),
        "second": as_trees(second),
    }

"""Fit the story judge anew: python -m training [--reliability]

Reads the corpus (see benchmarks/corpus.py), fits fold by fold, prints what the folds reach on sites they have not seen,
fits on everything, and writes src/articlegrab/data/story.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from training import evaluate, fit, lexicon
from training.pages import load

MODEL = Path(__file__).resolve().parent.parent / "src" / "articlegrab" / "data" / "story.json"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__.split("\n")[0])
    parser.add_argument("--reliability", action="store_true", help="only print promised and reached F1 in ten bins")
    arguments = parser.parse_args()
    pages = list(load())
    counted = [lexicon.count(page) for page in pages]
    samples = fit.prepare(pages, counted)
    fit.cross_judge(samples)
    evaluate.report(samples)
    if arguments.reliability:
        evaluate.reliability(samples)
        return
    write(fit.export(counted, samples))


def write(model: dict[str, object]) -> None:
    """Write the model file, a line a tree, so that a change shows as a change."""
    lines = []
    for key, value in model.items():
        if key in ("first", "second"):
            trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in value)  # type: ignore[attr-defined]
            lines.append(f'"{key}":[\n{trees}\n]')
        else:
            lines.append(f'"{key}":{json.dumps(value, separators=(",", ":"), ensure_ascii=False)}')
    MODEL.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()

"""Score articlegrab and the installed peers side by side on a gold set.

    python -m benchmarks.score GOLDSET [--peers trafilatura,readability_lxml] [--peers-python PYTHON] [--jobs N]
                                       [--out DIR] [--worst N]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import metrics
from benchmarks.contenders import BASELINE, CONTENDERS, Prediction, is_installed
from benchmarks.corpus import corpus_sets
from benchmarks.figures import PageScore, body_f1, figures
from benchmarks.goldsets import GoldSet, NotAGoldSet, open_goldset
from benchmarks.run import Run, read_predictions, run_contender

_MEASURED_ON = dict.fromkeys(("leaks", "first", "last", "segments", "normalised", "rouge"), "body") | {
    "captions": "images",
    "credits": "images",
    "lead": "lead_image",
}
"""The predicted field that a figure judges, where it is not the first word of the figure's name."""


def judge_pages(goldset: GoldSet, predictions: Mapping[str, Prediction]) -> dict[str, PageScore]:
    """Each page's score by its id; a page with an error or no prediction is judged as an empty one."""
    scores = {}
    for page in goldset.pages:
        prediction = predictions.get(page.id, {"error": "none"})
        scores[page.id] = goldset.judge(page.gold, {} if prediction.get("error") else prediction)
    return scores


def score_predictions(goldset: GoldSet, predictions: Mapping[str, Prediction]) -> dict[str, float]:
    """All figures of a set of predictions, and how many pages have none (`missing`)."""
    pages = list(judge_pages(goldset, predictions).values())
    missing = sum(page.id not in predictions or bool(predictions[page.id].get("error")) for page in goldset.pages)
    found = {"pages": float(len(pages)), "missing": float(missing)} | figures(pages)
    if goldset.layout == "scrapinghub" and pages:
        exact = [page.means["body_exact"] for page in pages]
        found["body_f1_std"] = metrics.bootstrap_std(pages, body_f1)
        found["body_exact_std"] = metrics.bootstrap_std(exact, statistics.fmean)
    return found


def offered(found: Mapping[str, float], predictions: Mapping[str, Prediction]) -> dict[str, float]:
    """The figures of fields that the contender hands out at all: no credit or blame for silence by design."""
    given = {key for row in predictions.values() for key in row if not row.get("error")}
    if not given:
        return dict(found)
    fields = {figure: _MEASURED_ON.get(figure.split("_")[0], figure.split("_")[0]) for figure in found}
    return {figure: value for figure, value in found.items() if fields[figure] in given | {"pages", "missing"}}


def commonest_errors(predictions: Mapping[str, Prediction], most: int = 3) -> list[tuple[str, int]]:
    """The first line of the errors met most often, and on how many pages."""
    errors = (str(row["error"]).splitlines()[0] for row in predictions.values() if row.get("error"))
    return Counter(errors).most_common(most)


def timed(run: Run, baseline: Mapping[str, Prediction]) -> dict[str, float]:
    """Time and memory of a run: milliseconds a page, and the whole as a multiple of the bare parse of its pages."""
    spent = {name: row["ms"] for name, row in run.predictions.items() if "ms" in row}
    parse = sum(baseline[name]["ms"] for name in spent if name in baseline)
    found = {"peak_mb": run.peak_mb}
    if spent:
        found |= {"ms_mean": statistics.fmean(spent.values()), "ms_median": statistics.median(spent.values())}
        found["ms_max"] = max(spent.values())
    if parse:
        found["parses"] = sum(spent.values()) / parse
    return found


def score_goldset(
    goldset: GoldSet, contenders: list[str], out: Path, *, jobs: int = 1, peers_python: str = sys.executable
) -> dict[str, dict[str, float]]:
    """Run and score the contenders, the bare parse first; predictions are left in `out`."""
    results: dict[str, dict[str, float]] = {}
    baseline: Mapping[str, Prediction] = {}
    for contender in [BASELINE, *contenders]:
        python = sys.executable if contender in (BASELINE, "articlegrab") else peers_python
        file = out / f"{goldset.name}.{contender}.jsonl"
        run = run_contender(contender, goldset.folder, file, jobs=jobs, python=python)
        if run.failed:
            print(f"{contender}: {run.failed}", file=sys.stderr)
        for error, count in commonest_errors(run.predictions):
            print(f"{contender}: {count} pages: {error}", file=sys.stderr)
        if contender == BASELINE:
            baseline = run.predictions
            results[BASELINE] = timed(run, baseline)
        else:
            found = offered(score_predictions(goldset, run.predictions), run.predictions)
            results[contender] = found | timed(run, baseline)
    return results


def table(results: Mapping[str, Mapping[str, float]]) -> str:
    """Figures as rows, contenders as columns; a dash where a contender has none."""
    names = list(results)
    rows = dict.fromkeys(figure for found in results.values() for figure in found)
    lines = ["figure".ljust(16) + "".join(name.rjust(max(len(name), 8) + 2) for name in names)]
    for figure in rows:
        cells = (_cell(figure, results[name].get(figure)).rjust(max(len(name), 8) + 2) for name in names)
        lines.append(figure.ljust(16) + "".join(cells))
    return "\n".join(lines)


def _cell(figure: str, value: float | None) -> str:
    if value is None:
        return "-"
    if figure in ("pages", "missing"):
        return f"{value:.0f}"
    return f"{value:.2f}" if figure.startswith("ms_") or figure in ("parses", "peak_mb") else f"{value:.4f}"


def worst_pages(goldset: GoldSet, predictions: Mapping[str, Prediction], count: int) -> list[tuple[float, str, str]]:
    """The pages whose text came out worst: value, id, and the error where there was one."""
    rows = []
    for name, page in judge_pages(goldset, predictions).items():
        values = page.flat()
        value = next((values[key] for key in ("body_f1", "segments_f1") if key in values), None)
        if value is not None:
            rows.append((value, name, str(predictions.get(name, {}).get("error", ""))))
    return sorted(rows)[:count]


def _contenders(asked: str | None, peers_python: str) -> list[str]:
    """articlegrab and the peers asked for, or all that are installed (in another Python, which is not asked: all)."""
    if asked is None:
        here = peers_python == sys.executable
        peers = [name for name in CONTENDERS if name not in (BASELINE, "articlegrab")]
        return ["articlegrab", *(name for name in peers if not here or is_installed(name))]
    names = [name for name in asked.split(",") if name and name != "articlegrab"]
    unknown = sorted(set(names) - set(CONTENDERS))
    if unknown:
        raise SystemExit(f"no such contender: {', '.join(unknown)}; there are {', '.join(CONTENDERS)}")
    return ["articlegrab", *names]


def _goldset(name: str) -> GoldSet:
    """A folder, or the name of a set of the corpus."""
    try:
        return open_goldset(corpus_sets().get(name, Path(name)))
    except NotAGoldSet as error:
        raise SystemExit(f"{error}; sets of the corpus: {', '.join(corpus_sets()) or 'none here'}") from None


def main(arguments: list[str] | None = None) -> None:
    """Print the table and, with --out, keep predictions and `<set>.scores.json`."""
    parser = argparse.ArgumentParser(description="Score articlegrab and its peers on a gold set.")
    parser.add_argument("goldset", help="a folder in any of the known layouts, or a set of the corpus by name")
    parser.add_argument("--peers", help="comma-separated; all that are installed where not given")
    parser.add_argument("--peers-python", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--jobs", type=int, default=1, help="processes a contender; 1 for figures of time")
    parser.add_argument("--out", type=Path, help="folder to keep predictions and scores in")
    parser.add_argument("--worst", type=int, default=0, help="list articlegrab's worst pages")
    options = parser.parse_args(arguments)
    goldset = _goldset(options.goldset)
    if goldset.absent:
        print(f"{len(goldset.absent)} annotated pages are not in this copy: {goldset.absent[:3]} …", file=sys.stderr)
    contenders = _contenders(options.peers, options.peers_python)
    with tempfile.TemporaryDirectory() as temporary:
        out: Path = options.out or Path(temporary)
        out.mkdir(parents=True, exist_ok=True)
        results = score_goldset(goldset, contenders, out, jobs=options.jobs, peers_python=options.peers_python)
        print(f"{goldset.name} ({goldset.layout}, {len(goldset.pages)} pages)\n{table(results)}")
        _write_scores(out / f"{goldset.name}.scores.json", results)
        if options.worst:
            _print_worst(goldset, out / f"{goldset.name}.articlegrab.jsonl", options.worst)


def _write_scores(file: Path, results: Mapping[str, Mapping[str, Any]]) -> None:
    rounded = {name: {key: round(value, 4) for key, value in found.items()} for name, found in results.items()}
    file.write_text(json.dumps(rounded, indent=1) + "\n", encoding="utf-8")


def _print_worst(goldset: GoldSet, predictions: Path, count: int) -> None:
    for value, name, error in worst_pages(goldset, read_predictions(predictions), count):
        print(f"{value:.3f} {name} {error}")


if __name__ == "__main__":
    main()

"""One contender over one gold set, in a process of its own, so that time and memory are its alone.

    python -m benchmarks.run CONTENDER GOLDSET OUT.jsonl [--share I/N]

Writes a prediction a page, with `ms`, the wall time of the call; the last line of its output is a JSON object with
`peak_mb`, the peak of its resident memory, and `module`, where the contender was imported from.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS, Prediction, Predictor, prepared
from benchmarks.corpus import REPOSITORY, GoldPage
from benchmarks.goldsets import open_goldset


@dataclass(frozen=True)
class Run:
    """What came of a run. `failed` says why it broke off, where it did; its other pages count as not predicted."""

    contender: str
    predictions: dict[str, Prediction]
    peak_mb: float
    module: str | None
    failed: str | None = None


def predict_all(pages: Iterable[GoldPage], predictor: Predictor, contender: str = "") -> Iterator[Prediction]:
    """A prediction for each page: what the predictor gave, or `error`; with `id` and `ms`. The first page is done
    twice, so that imports and caches are not timed."""
    warm = False
    for page in pages:
        raw = prepared(contender, page.read())
        if not warm:
            _attempt(predictor, raw, page.url)
            warm = True
        start = time.perf_counter()
        prediction = _attempt(predictor, raw, page.url)
        yield {**prediction, "ms": (time.perf_counter() - start) * 1e3, "id": page.id}


def _attempt(predictor: Predictor, raw: bytes, url: str | None) -> Prediction:
    try:
        return predictor(raw, url)
    except Exception as error:  # a peer may raise anything, and its page scores zero
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def peak_mb() -> float:
    """The peak of this process's resident memory so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def run_contender(
    contender: str,
    goldset: Path,
    out: Path,
    *,
    jobs: int = 1,
    python: str = sys.executable,
    source: Path | None = None,
    limit: float = 3600.0,
) -> Run:
    """Run a contender in `jobs` processes of `python`, at most `limit` seconds, writing predictions to `out`.

    `source` is put before the installed packages: the `src` folder of another revision.
    """
    parts = [out.with_suffix(f".{i}.part") for i in range(jobs)]
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONWARNINGS": "ignore"}
    if source is not None:
        environment["PYTHONPATH"] = str(source)
    children = [
        subprocess.Popen(
            [python, "-m", "benchmarks.run", contender, goldset.resolve(), part.resolve(), "--share", f"{i}/{jobs}"],
            cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for i, part in enumerate(parts)
    ]
    endings = [_ending(child, limit) for child in children]
    with out.open("w", encoding="utf-8") as joined:
        for part in parts:
            joined.write(part.read_text(encoding="utf-8") if part.exists() else "")
            part.unlink(missing_ok=True)
    failed = "; ".join(dict.fromkeys(ending["failed"] for ending in endings if "failed" in ending))
    peak = max((ending.get("peak_mb", 0.0) for ending in endings), default=0.0)
    module = next((ending["module"] for ending in endings if "module" in ending), None)
    return Run(contender, read_predictions(out), peak, module, failed or None)


def _ending(child: subprocess.Popen[str], limit: float) -> dict[str, Any]:
    """What a child reported as its last line, or why it could not."""
    try:
        output, errors = child.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return {"failed": f"not done within {limit:.0f} s"}
    if child.returncode:
        last = (errors.strip().splitlines() or ["no message"])[-1]
        return {"failed": f"exit code {child.returncode}: {last[:200]}"}
    report: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return report


def read_predictions(file: Path) -> dict[str, Prediction]:
    """Predictions by page id."""
    with file.open(encoding="utf-8") as lines:
        return {row["id"]: row for row in map(json.loads, lines)}


def main() -> None:
    """Run as a child: see the head of this file."""
    parser = argparse.ArgumentParser(description="Run one contender over one gold set.")
    parser.add_argument("contender", choices=CONTENDERS)
    parser.add_argument("goldset", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", default="0/1", help="which of how many shares of the pages")
    options = parser.parse_args()
    share, shares = map(int, options.share.split("/"))
    module, make = CONTENDERS[options.contender]
    predictor = make()
    pages = open_goldset(options.goldset).pages[share::shares]
    with options.out.open("w", encoding="utf-8") as out:
        for prediction in predict_all(pages, predictor, options.contender):
            out.write(json.dumps(prediction, ensure_ascii=False, default=str) + "\n")
            out.flush()
    print(json.dumps({"peak_mb": peak_mb(), "module": getattr(sys.modules.get(module), "__file__", None)}))


if __name__ == "__main__":
    main()

"""Score floors: figures that no change may lower.

    python -m benchmarks.floors check [--sets fundus,labels] [--jobs N]     exit code 1 where a figure fell
    python -m benchmarks.floors raise [--sets fundus,labels] [--jobs N]     lift floors to what is reached now

`floors.toml` has a table for each set. For `leaks` and `missing` less is better, and the floor is a ceiling.
Precision and recall are not pinned, only what is made of them. Lowering a floor is done by hand, with a reason.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path

from benchmarks.corpus import require_corpus
from benchmarks.goldsets import open_goldset
from benchmarks.run import run_contender
from benchmarks.score import score_predictions

FILE = Path(__file__).with_name("floors.toml")
HEAD = """# Floors that `python -m benchmarks.floors check` holds articlegrab's figures to; `raise` lifts them.
# For leaks and missing less is better: there the number is a ceiling."""

CEILINGS = frozenset({"leaks", "missing"})
Figures = Mapping[str, float]


def is_pinned(figure: str) -> bool:
    """Whether a figure has a floor.

    >>> is_pinned("body_f1"), is_pinned("body_p"), is_pinned("ms_mean"), is_pinned("leaks")
    (True, False, False, True)
    """
    return figure != "pages" and not figure.endswith(("_p", "_r", "_std")) and not figure.startswith("ms_")


def fallen(floors: Figures, reached: Figures) -> list[str]:
    """A line for each figure that is worse than its floor or no longer measured.

    >>> fallen({"body_f1": 0.95, "leaks": 0.2}, {"body_f1": 0.9491, "leaks": 0.1})
    ['body_f1 0.9491, floor 0.95']
    """
    lines = []
    for figure, floor in floors.items():
        value = reached.get(figure)
        if value is None:
            lines.append(f"{figure} not measured, floor {floor:g}")
        elif value > floor if figure in CEILINGS else value < floor:
            lines.append(f"{figure} {value:.4f}, {'ceiling' if figure in CEILINGS else 'floor'} {floor:g}")
    return lines


def raised(floors: Figures, reached: Figures) -> dict[str, float]:
    """The floors with every better figure, cut to three places on the safe side, in place of a worse one.

    >>> raised({"body_f1": 0.95, "leaks": 0.2}, {"body_f1": 0.9618, "leaks": 0.3, "title_exact": 0.5})
    {'body_f1': 0.961, 'leaks': 0.2, 'title_exact': 0.5}
    """
    lifted = dict(floors)
    for figure, value in reached.items():
        if not is_pinned(figure) or (value == 0 and figure not in CEILINGS):
            continue
        # 1e-9: what is 0.961 in decimals may be a hair less in binary
        if figure in CEILINGS:
            lifted[figure] = min(lifted.get(figure, math.inf), math.ceil(value * 1000 - 1e-9) / 1000)
        else:
            lifted[figure] = max(lifted.get(figure, 0.0), math.floor(value * 1000 + 1e-9) / 1000)
    return lifted


def read_floors(file: Path = FILE) -> dict[str, dict[str, float]]:
    """The floors of each set; none where there is no file yet."""
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def write_floors(floors: Mapping[str, Figures], file: Path = FILE) -> None:
    """Write all floors anew, sets and figures in the order given."""
    lines = [HEAD]
    for name, pinned in floors.items():
        lines += ["", f"[{name}]", *(f"{figure} = {value:g}" for figure, value in pinned.items())]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure(folder: Path, jobs: int) -> dict[str, float]:
    """articlegrab's figures on one set."""
    goldset = open_goldset(folder)
    with tempfile.TemporaryDirectory() as temporary:
        run = run_contender("articlegrab", folder, Path(temporary) / "articlegrab.jsonl", jobs=jobs)
    if run.failed:
        raise SystemExit(f"{goldset.name}: {run.failed}")
    return score_predictions(goldset, run.predictions)


def main(arguments: list[str] | None = None) -> None:
    """Check or raise the floors of all sets of the corpus."""
    parser = argparse.ArgumentParser(description="Hold articlegrab's figures to their floors.")
    parser.add_argument("action", choices=["check", "raise"])
    parser.add_argument("--sets", help="comma-separated; all of the corpus where not given")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    sets, floors, failures = require_corpus(), read_floors(), 0
    for name in options.sets.split(",") if options.sets else sets:
        reached = measure(sets[name], options.jobs)
        if options.action == "raise":
            floors[name] = raised(floors.get(name, {}), reached)
            write_floors(floors)
            print(f"{name}: {len(floors[name])} floors")
            continue
        lines = fallen(floors.get(name, {}), reached)
        failures += len(lines)
        held = f"{len(floors[name])} floors hold" if name in floors else "no floors yet"
        print(f"{name}: {'; '.join(lines) or held}")
    if failures:
        print(f"{failures} figures fell below their floors", file=sys.stderr)
        raise SystemExit(1)


if __name__ == "__main__":
    main()

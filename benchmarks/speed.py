"""Time of articlegrab as a multiple of the bare parse, where it is spent, and whether it stays linear.

    python -m benchmarks.speed [--sets fundus,labels] [--repeat 3] [--profile] [--no-cases]

The parse is Lexbor's, of the same pages as UTF-8 bytes, in the same run; of `--repeat` times the best counts. Cases are
pages built to hurt, at a quarter and at full size, each in a process of its own: about 4 times the time is linear.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks.contenders import BASELINE, CONTENDERS, Predictor, prepared
from benchmarks.corpus import REPOSITORY, GoldPage, read_gold, require_corpus
from benchmarks.run import peak_mb

CASE_LIMIT = 120.0  # seconds
PARAGRAPH = "The harbour stayed closed on Monday while crews looked for the missing buoy, the port said. "


def story(markup: str) -> bytes:
    """A page with a headline around the mark-up."""
    return f"<!doctype html><title>Harbour</title><body><article><h1>Harbour</h1>{markup}</article>".encode()


CASES: dict[str, tuple[int, Callable[[int], bytes]]] = {
    "paragraphs": (40_000, lambda n: story(f"<p>{PARAGRAPH}</p>" * n)),
    "nested": (100_000, lambda n: story("<div>" * n + f"<p>{PARAGRAPH}</p>" + "</div>" * n)),
    "attributes": (1_000_000, lambda n: story("<p " + " ".join(f"a{i}=1" for i in range(n)) + f">{PARAGRAPH}</p>")),
    "bytes": (50_000_000, lambda n: story(f"<p>{PARAGRAPH * 10}</p>" * (n // (len(PARAGRAPH) * 10 + 7)))),
    "one_text": (50_000_000, lambda n: story(f"<p>{PARAGRAPH * (n // len(PARAGRAPH))}</p>")),
}
"""Full size and what builds a page of a size."""


def best_times(pages: Iterable[GoldPage], repeat: int) -> list[tuple[float, float]]:
    """Seconds of the parse and of articlegrab for each page."""
    predictors = [(name, CONTENDERS[name][1]()) for name in (BASELINE, "articlegrab")]
    times = []
    for page in pages:
        raw = page.read()
        parse, extract = (_best(predictor, prepared(name, raw), page.url, repeat) for name, predictor in predictors)
        times.append((parse, extract))
    return times


def _best(predictor: Predictor, raw: bytes, url: str | None, repeat: int) -> float:
    return min(_seconds(predictor, raw, url)[0] for _ in range(repeat))


def _seconds(predictor: Predictor, raw: bytes, url: str | None = None) -> tuple[float, str]:
    """Wall time of a call and how it ended."""
    start = time.perf_counter()
    try:
        predictor(raw, url)
        ending = "done"
    except Exception as error:  # an error is a result here
        ending = f"{type(error).__name__} {getattr(error, 'reason', '')}".strip()
    return time.perf_counter() - start, ending


def print_ratio(name: str, times: list[tuple[float, float]]) -> None:
    """One line for a set: means, the ratio of the sums, and the page with the worst ratio."""
    worst = max(extract / parse for parse, extract in times)
    parse, extract = (sum(column) for column in zip(*times, strict=True))
    means = f"parse {parse / len(times) * 1e3:6.2f} ms  articlegrab {extract / len(times) * 1e3:7.2f} ms"
    print(f"{name:12} {len(times):4} pages  {means}  {extract / parse:6.2f} parses  worst page {worst:6.1f}")


def print_profile(pages: Iterable[GoldPage]) -> None:
    """Share of the time inside each module of articlegrab and in what it calls outside, by cProfile, which makes
    small functions look dearer than they are."""
    predictor = CONTENDERS["articlegrab"][1]()
    profile = cProfile.Profile()
    for page in pages:
        raw = page.read()
        profile.enable()
        _seconds(predictor, raw, page.url)
        profile.disable()
    spent: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        inside = file.replace("\\", "/").rpartition("/articlegrab/")
        spent[inside[2] if inside[1] else "(outside)"] += own
    for module, seconds in spent.most_common(25):
        print(f"  {seconds / spent.total():6.1%}  {module}")


def run_case(name: str, size: int) -> dict[str, Any]:
    """One case in a child: seconds, how it ended, peak memory; a child that is not done in time is killed."""
    command = [sys.executable, "-m", "benchmarks.speed", "--case", name, "--size", str(size)]
    try:
        done = subprocess.run(
            command, cwd=REPOSITORY, capture_output=True, text=True, timeout=CASE_LIMIT, check=False
        )
    except subprocess.TimeoutExpired:
        return {"ending": f"killed after {CASE_LIMIT:.0f} s", "peak_mb": 0.0}
    if done.returncode:
        return {"ending": f"died with exit code {done.returncode}", "peak_mb": 0.0}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def print_cases() -> None:
    """Each case at a quarter of its size and at its size, with the growth of the time."""
    for name, (size, _) in CASES.items():
        quarter, full = run_case(name, size // 4), run_case(name, size)
        both = "seconds" in quarter and "seconds" in full
        growth = f"x{full['seconds'] / quarter['seconds']:.1f}" if both else "-"
        times = f"{_shown(quarter)} -> {_shown(full)} {growth:>6}"
        print(f"{name:12} {size:>11,}  {times}  {full['peak_mb']:6.0f} MB  {full['ending']}")


def _shown(case: dict[str, Any]) -> str:
    """Its seconds, or a dash where it did not come to an end."""
    return f"{case['seconds']:8.3f} s" if "seconds" in case else "       - s"


def _child(name: str, size: int) -> None:
    raw = CASES[name][1](size)
    predictor = CONTENDERS["articlegrab"][1]()
    _seconds(predictor, story(f"<p>{PARAGRAPH}</p>" * 5))  # imports and first-use caches are not timed
    seconds, ending = _seconds(predictor, raw)
    if seconds < 1:  # a short call's time is noise unless the best of some
        seconds = min(seconds, *(_seconds(predictor, raw)[0] for _ in range(4)))
    print(json.dumps({"seconds": seconds, "ending": ending, "peak_mb": peak_mb()}))


def main(arguments: list[str] | None = None) -> None:
    """Print the ratios, the profile where asked for, and the cases."""
    parser = argparse.ArgumentParser(description="Speed of articlegrab against the bare parse.")
    parser.add_argument("--sets", help="comma-separated; all of the corpus where not given")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--no-cases", action="store_true")
    parser.add_argument("--case", choices=CASES, help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.case:
        return _child(options.case, options.size)
    if not options.no_cases:
        print_cases()
    sets: dict[str, Path] = require_corpus()
    for name in options.sets.split(",") if options.sets else sets:
        pages = list(read_gold(sets[name]))
        print_ratio(name, best_times(pages, options.repeat))
        if options.profile:
            print_profile(pages)
    return None


if __name__ == "__main__":
    main()

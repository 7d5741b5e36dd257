"""Which pages a change made better and which worse.

    python -m benchmarks.compare REV_A [REV_B] [--sets fundus,labels] [--pages N] [--jobs N]

Both revisions are checked out beside the working tree and run over the same pages with today's benchmarks; where REV_B
is not given, it is the working tree as it stands.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import REPOSITORY, require_corpus
from benchmarks.figures import PageScore, figures
from benchmarks.floors import CEILINGS
from benchmarks.goldsets import open_goldset
from benchmarks.run import run_contender
from benchmarks.score import judge_pages

MOVED = 0.0005  # smaller differences are not told


@dataclass(frozen=True)
class Change:
    """A figure of one page in both revisions; `gain` is above zero where the second is better."""

    page: str
    figure: str
    before: float
    after: float

    @property
    def gain(self) -> float:
        """How much better the second revision is."""
        return self.before - self.after if self.figure in CEILINGS else self.after - self.before


def changes(before: Mapping[str, PageScore], after: Mapping[str, PageScore]) -> list[Change]:
    """All figures of all pages that moved, the greatest loss first. A figure that only one run has counts as 0 in
    the other: a page without text has no precision."""
    found = []
    for page, score in before.items():
        one, two = score.flat(), after[page].flat()
        for figure in dict.fromkeys([*one, *two]):
            change = Change(page, figure, one.get(figure, 0.0), two.get(figure, 0.0))
            if abs(change.gain) >= MOVED:
                found.append(change)
    return sorted(found, key=lambda change: (change.gain, change.page, change.figure))


def report(name: str, before: Mapping[str, PageScore], after: Mapping[str, PageScore], pages: int) -> str:
    """The figures of a set that moved, then its pages: those that lost most and those that gained most."""
    one, two = figures(list(before.values())), figures(list(after.values()))
    lines = [f"## {name}", ""]
    for figure in dict.fromkeys([*one, *two]):
        was, now = one.get(figure, 0.0), two.get(figure, 0.0)
        if abs(now - was) >= MOVED / 10:
            lines.append(f"{figure:16} {was:.4f} -> {now:.4f}  {now - was:+.4f}")
    moved = changes(before, after)
    worse = [change for change in moved if change.gain < 0]
    better = [change for change in reversed(moved) if change.gain > 0]
    for title, some in (("worse", worse), ("better", better)):
        lines += ["", f"{title}: {len({change.page for change in some})} pages"]
        lines += [f"  {c.gain:+.3f} {c.figure:12} {c.before:.3f} -> {c.after:.3f}  {c.page}" for c in some[:pages]]
    return "\n".join(lines) + "\n"


@contextmanager
def checked_out(revision: str | None) -> Iterator[Path]:
    """The `src` folder of a revision in a worktree of its own, removed afterwards; None is the working tree."""
    if revision is None:
        yield REPOSITORY / "src"
        return
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary) / "tree"
        _git("worktree", "add", "--detach", "--quiet", str(tree), revision)
        try:
            yield tree / "src"
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*arguments: str) -> None:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"git {' '.join(arguments)}: {done.stderr.strip()}")


def judged(folder: Path, source: Path, jobs: int) -> dict[str, PageScore]:
    """Each page's score by the articlegrab in `source`."""
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "articlegrab.jsonl"
        run = run_contender("articlegrab", folder, out, jobs=jobs, source=source)
    if run.failed:
        raise SystemExit(f"{source}: {run.failed}")
    if run.module is None or not Path(run.module).is_relative_to(source):
        raise SystemExit(f"wanted articlegrab from {source}, but {run.module} was imported")
    return judge_pages(open_goldset(folder), run.predictions)


def main(arguments: list[str] | None = None) -> None:
    """Print a report for each set."""
    parser = argparse.ArgumentParser(description="Pages that got better or worse between two revisions.")
    parser.add_argument("before", metavar="REV_A")
    parser.add_argument("after", metavar="REV_B", nargs="?", help="the working tree where not given")
    parser.add_argument("--sets", help="comma-separated; all of the corpus where not given")
    parser.add_argument("--pages", type=int, default=15, help="how many lines of each kind")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args(arguments)
    sets = require_corpus()
    with checked_out(options.before) as before, checked_out(options.after) as after:
        for name in options.sets.split(",") if options.sets else sets:
            one, two = (judged(sets[name], source, options.jobs) for source in (before, after))
            print(report(name, one, two, options.pages))


if __name__ == "__main__":
    main()

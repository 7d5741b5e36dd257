"""Gold sets: our own form and the published layouts of three public benchmarks, read into one shape.

| layout | marks | pages | judged by |
|---|---|---|---|
| gold | `gold.jsonl` | `pages/<id>.html.gz` | `figures.judge_gold` |
| scrapinghub | `ground-truth.json` | `html/<id>.html.gz` | `figures.judge_scrapinghub` |
| fundus | `dataset/ground_truth.json` | `dataset/html/<file>`, packed or not | `figures.judge_fundus` |
| trafilatura | `tests/evaldata.json` | `tests/cache/<file>`, `tests/eval/<file>` | `figures.judge_trafilatura` |
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.corpus import GoldPage, read_gold
from benchmarks.figures import JUDGES, Judge


class NotAGoldSet(ValueError):
    """The folder has none of the layouts; the message lists what was looked for."""


@dataclass(frozen=True)
class GoldSet:
    """A set of annotated pages. `absent` lists pages that are annotated but not in this copy of the set: they cannot
    be judged and are reported, never dropped in silence."""

    name: str
    layout: str
    folder: Path
    pages: list[GoldPage]
    absent: list[str]

    @property
    def judge(self) -> Judge:
        """What measures one page of this layout."""
        return JUDGES[self.layout]


def open_goldset(folder: Path) -> GoldSet:
    """Read the set in `folder`, whichever layout it has. Raises NotAGoldSet."""
    for layout, (marker, read) in LAYOUTS.items():
        if (folder / marker).is_file():
            pages = list(read(folder))
            there = [page for page in pages if page.file.is_file()]
            absent = [page.id for page in pages if not page.file.is_file()]
            return GoldSet(folder.resolve().name, layout, folder, there, absent)
    looked_for = ", ".join(marker for marker, _ in LAYOUTS.values())
    raise NotAGoldSet(f"{folder} is no gold set: none of {looked_for} is there")


def _read_scrapinghub(folder: Path) -> Iterator[GoldPage]:
    for name, row in _load(folder / "ground-truth.json").items():
        yield GoldPage(name, row.get("url"), {"body": row.get("articleBody", "")}, folder / "html" / f"{name}.html.gz")


def _read_fundus(folder: Path) -> Iterator[GoldPage]:
    for name, row in _load(folder / "dataset" / "ground_truth.json").items():
        file = _first_file(folder / "dataset" / "html", [name, f"{name}.gz", f"{name}.html.gz", f"{name}.html"])
        yield GoldPage(name, row.get("url"), {"body": "\n\n".join(row["body"])}, file)


def _read_trafilatura(folder: Path) -> Iterator[GoldPage]:
    tests = folder / "tests"
    for url, row in _load(tests / "evaldata.json").items():
        file = _first_file(tests, [f"{place}/{row['file']}" for place in ("cache", "eval")])
        real = url if url.startswith(("http://", "https://")) else None
        yield GoldPage(row["file"], real, {"with": row["with"], "without": row["without"]}, file)


def _first_file(folder: Path, names: list[str]) -> Path:
    """The first of the names that is a file, else the first, which is not."""
    return next((folder / name for name in names if (folder / name).is_file()), folder / names[0])


def _load(file: Path) -> dict[str, Any]:
    rows: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return rows


LAYOUTS: dict[str, tuple[str, Callable[[Path], Iterator[GoldPage]]]] = {
    "gold": ("gold.jsonl", read_gold),
    "scrapinghub": ("ground-truth.json", _read_scrapinghub),
    "fundus": ("dataset/ground_truth.json", _read_fundus),
    "trafilatura": ("tests/evaldata.json", _read_trafilatura),
}

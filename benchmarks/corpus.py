"""The development corpus: folders of `gold.jsonl` and `pages/<id>.html.gz`, wherever this machine keeps them."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
VARIABLE = "ARTICLEGRAB_CORPUS"


@dataclass(frozen=True)
class GoldPage:
    """A page and what was annotated on it. `url` is None where the set does not know a real one."""

    id: str
    url: str | None
    gold: dict[str, Any]
    file: Path

    def read(self) -> bytes:
        """The page as it came over the wire."""
        data = self.file.read_bytes()
        return gzip.decompress(data) if self.file.suffix == ".gz" else data


def corpus_root() -> Path:
    """The folder of the sets: `$ARTICLEGRAB_CORPUS`, else `../shared/corpus` beside the repository; may be absent."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else REPOSITORY.parent / "shared" / "corpus"


def corpus_sets() -> dict[str, Path]:
    """Name and folder of each set of the corpus; empty where there is no corpus."""
    root = corpus_root()
    return {file.parent.name: file.parent for file in sorted(root.glob("*/gold.jsonl"))}


def require_corpus() -> dict[str, Path]:
    """The sets, or the end of the command: exit code 0 and one line that tells what to set."""
    sets = corpus_sets()
    if not sets:
        print(f"skipped: no gold sets under {corpus_root()}; set {VARIABLE} to their folder", file=sys.stderr)
        raise SystemExit(0)
    return sets


def read_gold(folder: Path) -> Iterator[GoldPage]:
    """The pages of one set, in the order of its `gold.jsonl`."""
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            url = row.get("url") or ""
            real = url if url.startswith(("http://", "https://")) else None
            yield GoldPage(row["id"], real, row["gold"], folder / "pages" / f"{row['id']}.html.gz")

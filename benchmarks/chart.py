"""Draws the chart of the documentation from the figures in the README: `python -m benchmarks.chart`."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CHART = ROOT / "docs" / "pictures" / "benchmark.svg"

_SET = "modern news of 40 countries"
_LEFT, _WIDTH, _ROW, _TOP = 170, 400, 44, 56


class Row(NamedTuple):
    """One figure: its name, ours, and the best other's, None where no other gives it."""

    figure: str
    ours: float
    other: float | None
    whose: str


def rows() -> list[Row]:
    """The figures of the set that is drawn, as the README has them."""
    text = (ROOT / "README.md").read_text("utf-8")
    table = text.partition("<!-- figures: begin -->")[2].partition("<!-- figures: end -->")[0]
    found, here = [], False
    for line in table.splitlines():
        cells = [cell.strip(" *") for cell in line.strip("|").split("|")]
        if len(cells) != 5 or not re.fullmatch(r"[\d.]+", cells[2]):
            continue
        here = cells[0].startswith(_SET) or (here and not cells[0])
        if here:
            other = float(cells[3]) if re.fullmatch(r"[\d.]+", cells[3]) else None
            found.append(Row(cells[1], float(cells[2]), other, cells[4]))
    return found


def drawn() -> str:
    """The chart as SVG, which follows the reader's light or dark mode."""
    found = rows()
    height = _TOP + _ROW * len(found) + 10
    style = (
        "text{font:13px sans-serif;fill:#222}.o{fill:#00796b}.p{fill:#b0bec5}.f{fill:#666;font-size:11px}"
        "@media(prefers-color-scheme:dark){text{fill:#ddd}.f{fill:#aaa}.p{fill:#546e7a}.o{fill:#4db6ac}}"
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" role="img" aria-label="Figures of '
        f'articlegrab and the best other library, {_SET}">',
        f"<style>{style}</style>",
        f'<text x="10" y="20">{_SET}, development set: articlegrab beside the best other library</text>',
        '<rect class="o" x="10" y="30" width="12" height="12"/><text class="f" x="28" y="40">articlegrab</text>',
        '<rect class="p" x="110" y="30" width="12" height="12"/><text class="f" x="128" y="40">best other</text>',
    ]
    for index, row in enumerate(found):
        parts += _bars(row, _TOP + _ROW * index)
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bars(row: Row, top: int) -> list[str]:
    end = _LEFT + 8
    other = (
        f'<rect class="p" x="{_LEFT}" y="{top + 18}" width="{_WIDTH * row.other:.0f}" height="12"/>'
        f'<text class="f" x="{end + _WIDTH * row.other:.0f}" y="{top + 28}">{row.other:.3f} {escape(row.whose)}</text>'
        if row.other is not None
        else f'<text class="f" x="{end}" y="{top + 28}">{escape(row.whose)}</text>'
    )
    return [
        f'<text x="{_LEFT - 10}" y="{top + 19}" text-anchor="end">{escape(row.figure)}</text>',
        f'<rect class="o" x="{_LEFT}" y="{top + 3}" width="{_WIDTH * row.ours:.0f}" height="13"/>'
        f'<text class="f" x="{end + _WIDTH * row.ours:.0f}" y="{top + 14}">{row.ours:.3f}</text>',
        other,
    ]


if __name__ == "__main__":
    CHART.write_text(drawn(), "utf-8")

"""Sketches of texts, by which near duplicates are found without comparing each with each.

A sketch is a MinHash by one permutation: each run of four words is hashed once, the hash says which of 64 cells it
falls into, and each cell keeps its smallest. The share of cells that agree estimates the share of runs that two texts
have in common. Sketches are cut into 16 bands of 4 cells; only texts that agree in a whole band are ever compared. Two
do so with a chance of 0.99 where they share three quarters of their runs, and of 0.03 where they share a fifth.
"""

from __future__ import annotations

import struct
import zlib

from articlegrab.words import split_words

_RUN = 4
_CELLS = 64
_ROWS = 4
_FEWEST = 20
"""Words; shorter texts are alike by chance."""
_EMPTY = 0xFFFFFFFF
_FORM = struct.Struct(f"<{_CELLS}I")


def of_text(text: str) -> bytes | None:
    """The sketch of a text; None where it is too short for one."""
    words = split_words(text.lower())
    if len(words) < _FEWEST:
        return None
    cells = [_EMPTY] * _CELLS
    crc32 = zlib.crc32
    for run in zip(*(words[start:] for start in range(_RUN)), strict=False):
        hashed = crc32(" ".join(run).encode("utf-8", "replace"))
        cell = hashed % _CELLS
        if hashed < cells[cell]:
            cells[cell] = hashed
    return _FORM.pack(*_filled(cells))


def bands(sketch: bytes) -> list[int]:
    """A number for each band; equal numbers, equal cells."""
    size = _ROWS * 4
    return [
        zlib.crc32(sketch[start:start + size]) << 8 | start // size for start in range(0, len(sketch), size)
    ]


def likeness(one: bytes, other: bytes) -> float:
    """The share of runs of words that two texts have in common, estimated to about 0.06."""
    if len(one) != _FORM.size or len(other) != _FORM.size:
        return 0.0
    agreeing = sum(1 for a, b in zip(_FORM.unpack(one), _FORM.unpack(other), strict=True) if a == b)
    return agreeing / _CELLS


def _filled(cells: list[int]) -> list[int]:
    """Empty cells take after the next that is not, so that those of short texts agree as often as the texts do."""
    filled = list(cells)
    for place in range(_CELLS):
        distance = 0
        while cells[(place + distance) % _CELLS] == _EMPTY:
            distance += 1
        if distance:
            filled[place] = (cells[(place + distance) % _CELLS] + distance * 0x9E3779B1) & _EMPTY
    return filled

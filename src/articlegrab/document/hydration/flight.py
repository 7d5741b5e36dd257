"""React's Flight stream, which Next.js writes into its pages in pieces: `self.__next_f.push([1,"…"])`.

Joined, it is a list of rows, `id:JSON` each on a line, or `id:Tlength,text` for long strings; `"$id"` in a row stands
for the value of another row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

PUSH = "__next_f"
MAX_STREAM = 16 << 20
_CALL = re.compile(r"__next_f(?:\s*=\s*self\.__next_f\s*\|\|\s*\[\])?\s*\)?\.push\(\s*(?=\[)")
_ROW = re.compile(rb"([0-9a-f]{1,8}):(T([0-9a-f]{1,8}),)?")
_REFERENCE = re.compile(r"\$[LQ]?([0-9a-f]{1,8})")
_MAX_PLACES = 400_000


def chunks(script: str) -> Iterator[str]:
    """The pieces of the stream in one script."""
    decoder = json.JSONDecoder(strict=False)
    for call in _CALL.finditer(script):
        try:
            value, _ = decoder.raw_decode(script, call.end())
        except (ValueError, RecursionError):
            continue
        if len(value) > 1 and isinstance(value[1], str):
            yield value[1]


def read(pieces: Iterable[str]) -> dict[str, object] | None:
    """The rows of a stream by id, the references among them resolved; None where there is nothing to read.

    >>> read(['1:{"body":"$2"}\\n2:T5,<p>a', '</p>\\n']) == {"1": {"body": "<p>a\\n"}, "2": "<p>a\\n"}
    False
    >>> read(['1:{"body":"$2"}\\n2:T8,<p>a', '</p>3:[]\\n'])
    {'1': {'body': '<p>a</p>'}, '2': '<p>a</p>', '3': []}
    """
    stream = "".join(pieces).encode("utf-8", "replace")[:MAX_STREAM]
    rows: dict[str, object] = {}
    position = 0
    while position < len(stream):
        row = _ROW.match(stream, position)
        end = stream.find(b"\n", position)
        end = len(stream) if end < 0 else end
        if row is None:
            position = end + 1
            continue
        name = row[1].decode()
        if row[2]:
            # The length counts bytes of UTF-8, and no newline follows.
            position = row.end() + int(row[3], 16)
            rows[name] = stream[row.end() : position].decode("utf-8", "replace")
            continue
        position = end + 1
        if stream[row.end() : row.end() + 1] in (b"[", b"{", b'"'):
            try:
                rows[name] = json.loads(stream[row.end() : end], strict=False)
            except (ValueError, RecursionError):
                continue
    _resolve(rows)
    return rows or None


def _resolve(rows: dict[str, object]) -> None:
    holders: list[Any] = [row for row in rows.values() if isinstance(row, dict | list)]
    visited = 0
    while holders and visited < _MAX_PLACES:
        holder = holders.pop()
        visited += 1
        for key, inner in list(holder.items() if isinstance(holder, dict) else enumerate(holder)):
            if isinstance(inner, dict | list):
                holders.append(inner)
            elif isinstance(inner, str) and inner[:1] == "$":
                if inner == "$undefined":
                    holder[key] = None
                elif (reference := _REFERENCE.fullmatch(inner)) and reference[1] in rows:
                    holder[key] = rows[reference[1]]

"""The links inside the body, read off the spans of its blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

MAX_DEPTH = 60
"""Lists nested deeper are not followed: their text is in the block all the same."""


def links_of(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each link of the body in reading order: its text, its address, the index of its block.

    `blocks` are the body's blocks as plain data. A link of no text (a linked picture) is left out, and so are links to
    mail addresses.

    >>> links_of([{"type": "paragraph", "text": "See the map.", "spans": [
    ...     {"kind": "link", "start": 4, "end": 11, "url": "https://example.org/map"}]}])
    [{'text': 'the map', 'url': 'https://example.org/map', 'block': 0}]
    """
    found = []
    for index, block in enumerate(blocks):
        for part in _parts(block):
            text = part.get("text") or ""
            spans = (span for span in part.get("spans") or () if span.get("kind") == "link")
            for span in sorted(spans, key=lambda span: (span["start"], span["end"])):
                url, words = span.get("url"), " ".join(text[span["start"] : span["end"]].split())
                if url and words and url.startswith(("http://", "https://")):
                    found.append({"text": words, "url": url, "block": index})
    return found


def _parts(block: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What of a block carries text and spans: its list items or table cells, else the block itself."""
    if items := block.get("items"):
        waiting = [(item, 0) for item in reversed(items)]
        while waiting:
            item, depth = waiting.pop()
            yield item
            if depth < MAX_DEPTH:
                waiting.extend((inner, depth + 1) for inner in reversed(item.get("items") or ()))
    elif rows := block.get("rows"):
        for row in rows:
            yield from row
    else:
        yield block

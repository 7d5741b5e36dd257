"""Sub-headings that are set as paragraphs: a bold line of its own, or one that a line break parts from its text."""

from __future__ import annotations

from typing import Any

from articlegrab.blocks import spans

_LONGEST, _TEXT = 100, 40
"""Characters of a sub-heading, and of a text that has one: a name over a place is a signature."""
_LEVEL = 3
"""Of headings that only look like ones: below those that the page marks as such."""
_SENTENCE_ENDS = (".", "!", "…", ":", ",", ";", "。", "！", "：", "۔", "।")
_QUESTION_MARKS = ("?", "？", "؟")

Block = dict[str, Any]


def set_apart(blocks: list[Block]) -> list[Block]:
    """The blocks with such lines as headings; bold questions stay paragraphs, for interviews."""
    parted = [part for block in blocks for part in _parted(block)]
    return [
        _heading(block) if place and _stands_over(block, parted[place + 1 : place + 2]) else block
        for place, block in enumerate(parted)
    ]


def _parted(block: Block) -> list[Block]:
    """A paragraph that begins with a bold line, as that line and the rest."""
    if block["type"] != "paragraph":
        return [block]
    line, _, rest = block["text"].partition("\n")
    if len(rest) < _TEXT or len(line) > _LONGEST or line.endswith(_SENTENCE_ENDS) or not _is_bold(line, block["spans"]):
        return [block]
    cut = len(line) + 1
    first = block | {"text": line, "spans": [span for span in block["spans"] if span["end"] < cut]}
    after = [span for span in block["spans"] if span["start"] >= cut]
    second = block | {"text": rest, "spans": spans.shifted(after, -cut)}
    return [first if line.endswith(_QUESTION_MARKS) else _heading(first), second]


def _stands_over(block: Block, following: list[Block]) -> bool:
    """Whether a paragraph is a short bold line that ends no sentence, over text that is set otherwise."""
    return (
        _is_crosshead(block)
        and following != []
        and following[0]["type"] in ("paragraph", "list", "quote", "table")
        and not _is_crosshead(following[0])
    )


def _is_crosshead(block: Block) -> bool:
    text = block.get("text") or ""
    return (
        block["type"] == "paragraph"
        and len(text) <= _LONGEST
        and _is_bold(text, block["spans"])
        and not text.rstrip("\"”»' ").endswith((*_SENTENCE_ENDS, *_QUESTION_MARKS))
    )


def _is_bold(line: str, found: list[spans.Span]) -> bool:
    """Whether one bold span covers a whole line at the start of its text."""
    return any(span["kind"] == "bold" and span["start"] == 0 and span["end"] == len(line) for span in found)


def _heading(block: Block) -> Block:
    kept = [span for span in block["spans"] if span["kind"] != "bold"]
    return block | {"type": "heading", "level": _LEVEL, "spans": kept}

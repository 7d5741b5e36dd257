"""Sub-headings that are set as paragraphs: a bold line of its own, or one that a line break parts from its text, or a
line that its element's class calls one."""

from __future__ import annotations

from typing import Any

from articlegrab.blocks import interviews, spans
from articlegrab.document import Document
from articlegrab.reading import Reading
from articlegrab.rules import Names, calls_crosshead

_LONGEST, _TEXT = 100, 40
"""Characters of a sub-heading, and of a text that has one: a name over a place is a signature."""
_DEEP = 4
"""Elements inside each other, as editors nest what is pasted into them."""
_LEVEL = 3
"""Of headings that only look like ones: below those that the page marks as such."""
_SENTENCE_ENDS = (".", "!", "…", ":", ",", ";", "。", "！", "：", "۔", "।")
_QUESTION_MARKS = ("?", "？", "؟")
_NAMED = Names.HEADLINE.value
"""What the class of a sub-heading says."""

Block = dict[str, Any]


def is_named(reading: Reading, passage: int) -> bool:
    """Whether a short line inside the story, or over a list at its start, which ends no sentence, is a sub-heading by
    the class of its element, or of one inside that says as much."""
    document, story = reading.document, reading.story.passages
    text = document.passage_texts[passage]
    if len(text) > _LONGEST or text.endswith(_SENTENCE_ENDS) or passage == story[-1]:
        return False
    if passage == story[0] and document.tags[document.passages[story[1]].container] != "li":
        return False
    node = document.passages[passage].container
    if document.names[node] & _NAMED or _is_called(document, node):
        return True
    for _ in range(_DEEP):
        inner = next((child for child in document.children(node) if document.tags[child]), None)
        if inner is None or document.text(inner) != text:
            return False
        if _is_called(document, inner):
            return True
        node = inner
    return False


def _is_called(document: Document, node: int) -> bool:
    return calls_crosshead(document.attributes[node].get("class") or "")


def set_apart(blocks: list[Block]) -> list[Block]:
    """The blocks with such lines as headings. Bold questions are an interview's, or headings among others."""
    parted = [part for block in blocks for part in _parted(block)]
    headed = _headed(parted, _SENTENCE_ENDS + _QUESTION_MARKS)
    among_others = sum(block["type"] == "heading" for block in headed) > sum(
        block["type"] == "heading" for block in blocks
    )
    return _headed(headed, _SENTENCE_ENDS) if among_others and not interviews.is_interview(headed) else headed


def _headed(blocks: list[Block], ends: tuple[str, ...]) -> list[Block]:
    """The blocks with bold lines that end in none of these signs as headings, where text stands below them."""
    return [
        headed(block) if place and _stands_over(block, blocks[place + 1 : place + 2], ends) else block
        for place, block in enumerate(blocks)
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
    return [first if line.endswith(_QUESTION_MARKS) else headed(first), second]


def _stands_over(block: Block, following: list[Block], ends: tuple[str, ...]) -> bool:
    """Whether a paragraph is a short bold line that ends no sentence, over text that is set otherwise."""
    return (
        _is_crosshead(block, ends)
        and following != []
        and following[0]["type"] in ("paragraph", "list", "quote", "table", "code")
        and not _is_crosshead(following[0], ends)
    )


def _is_crosshead(block: Block, ends: tuple[str, ...]) -> bool:
    text = block.get("text") or ""
    if block["type"] != "paragraph" or len(text) > _LONGEST or not _is_bold(text, block["spans"]):
        return False
    said = text.rstrip("\"”»' ")
    asks_for_click = said.endswith(_QUESTION_MARKS) and any(span["kind"] == "link" for span in block["spans"])
    return not said.endswith(ends) and not asks_for_click


def _is_bold(line: str, found: list[spans.Span]) -> bool:
    """Whether one bold span covers a whole line at the start of its text."""
    return any(span["kind"] == "bold" and span["start"] == 0 and span["end"] == len(line) for span in found)


def headed(block: Block) -> Block:
    """A paragraph as a heading."""
    kept = [span for span in block["spans"] if span["kind"] != "bold"]
    return block | {"type": "heading", "level": _LEVEL, "spans": kept}

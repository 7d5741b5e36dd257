"""Interviews: questions set in bold, and the paragraphs that answer them; or turns of two speakers, their names in
bold."""

from __future__ import annotations

from collections import Counter
from typing import Any

from articlegrab.blocks import spans

_FEWEST = 3
"""Questions on a page; fewer are rhetoric."""
_LONGEST = 600
"""Characters of a question."""
_MARKS = ("?", "？", "؟")
_COLONS = (":", "：")
_LONGEST_NAME = 40
_MORE = 3
"""So many times as many turns of one speaker end in a question as of the other."""

Block = dict[str, Any]
Exchange = tuple[list[Block], list[Block]]
"""A question and its answer, each in a paragraph or more."""


def pair(blocks: list[Block]) -> list[Block]:
    """The blocks with each question and the paragraphs after it joined to one, if the page is an interview."""
    exchanges = {at: ([blocks[at]], answer) for at, answer in _answers(blocks).items()} or _exchanges(blocks)
    if not exchanges:
        return blocks
    *before, last = exchanges
    question, answer = exchanges[last]
    # What follows the last answer is the author's own end.
    exchanges[last] = question, answer[: max(len(exchanges[at][1]) for at in before)]
    paired: list[Block] = []
    index = 0
    while index < len(blocks):
        question, answer = exchanges.get(index, ([], []))
        paired.append(_qa(question, answer) if answer else blocks[index])
        index += len(question) + len(answer) or 1
    return paired


def is_interview(blocks: list[Block]) -> bool:
    """Whether most of the questions set in bold, and several of them, are answered."""
    return bool(_answers(blocks))


def _answers(blocks: list[Block]) -> dict[int, list[Block]]:
    """Place of each answered question → the paragraphs up to the next question, or to anything that is no paragraph;
    nothing where the page is no interview."""
    answers: dict[int, list[Block]] = {}
    question, asked = None, 0
    for index, block in enumerate(blocks):
        if _is_question(block):
            question, asked = index, asked + 1
        elif block["type"] != "paragraph":
            question = None
        elif question is not None:
            answers.setdefault(question, []).append(block)
    return answers if len(answers) >= _FEWEST and len(answers) >= 0.7 * asked else {}


def _is_question(block: Block) -> bool:
    """Whether a block is a paragraph that asks, all of it set in bold."""
    text = block.get("text") or ""
    if block["type"] != "paragraph" or len(text) > _LONGEST or not _asks(block):
        return False
    return any(span["kind"] == "bold" and span["end"] - span["start"] >= 0.8 * len(text) for span in block["spans"])


def _exchanges(blocks: list[Block]) -> dict[int, Exchange]:
    """Place of each question → it and its answer, where two speakers take turns, of whom one mostly asks."""
    speakers = [_speaker(block) for block in blocks]
    two = Counter(filter(None, speakers)).most_common(2)
    if len(two) < 2 or two[1][1] < _FEWEST:
        return {}
    asked = Counter(who for who, block in zip(speakers, blocks, strict=True) if who and _asks(block))
    answerer, asker = sorted((name for name, _ in two), key=asked.__getitem__)
    if asked[asker] < _FEWEST or asked[asker] < _MORE * asked[answerer]:
        return {}
    found: dict[int, Exchange] = {}
    start, speaking = 0, None
    for index, (speaker, block) in enumerate(zip(speakers, blocks, strict=True)):
        if speaker == asker and speaking != asker:
            start, found[index] = index, ([], [])
        if speaker or block["type"] != "paragraph":
            speaking = speaker if speaker == asker or (speaker == answerer and speaking) else None
        if speaking:
            found[start][speaking == answerer].append(block)
    answered = {at: exchange for at, exchange in found.items() if exchange[1]}
    return answered if len(answered) >= _FEWEST else {}


def _speaker(block: Block) -> str | None:
    """The last name set in bold before a colon at the start of a paragraph: "Ada Brook: …"."""
    if block["type"] != "paragraph" or not block["spans"]:
        return None
    first = block["spans"][0]
    name = block["text"][: first["end"]].rstrip()
    name = name if name.endswith(_COLONS) else name + block["text"][len(name) : len(name) + 1]
    if first["kind"] != "bold" or first["start"] or len(name) > _LONGEST_NAME or not name.endswith(_COLONS):
        return None
    return next(iter(name[:-1].split()[-1:]), None)


def _asks(block: Block) -> bool:
    return str(block["text"]).rstrip("\"”»' ").endswith(_MARKS)


def _qa(question: list[Block], answers: list[Block]) -> Block:
    asked, answered = ([(block["text"], block["spans"]) for block in blocks] for blocks in (question, answers))
    text, found = spans.joined([*asked, *answered], "\n")
    return {
        "type": "qa",
        "text": text,
        "spans": found,
        "source": question[0]["source"],
        "question": spans.joined(asked, "\n")[0],
        "answer": spans.joined(answered, "\n")[0],
    }

"""Interviews: questions set in bold, and the paragraphs that answer them."""

from __future__ import annotations

from typing import Any

from articlegrab.blocks import spans

_FEWEST = 3
"""Questions on a page; fewer are rhetoric."""
_LONGEST = 600
"""Characters of a question."""
_MARKS = ("?", "？", "؟")

Block = dict[str, Any]


def pair(blocks: list[Block]) -> list[Block]:
    """The blocks with each question and the paragraphs after it joined to one, if the page is an interview."""
    questions = [index for index, block in enumerate(blocks) if _is_question(block)]
    answered = [index for index in questions if _answers(blocks, index)]
    if len(answered) < _FEWEST or len(answered) < 0.7 * len(questions):
        return blocks
    longest = max(len(_answers(blocks, index)) for index in answered[:-1])
    paired: list[Block] = []
    index = 0
    while index < len(blocks):
        answers = _answers(blocks, index) if index in answered else []
        if index == answered[-1]:  # what follows the last answer is the author's own end
            answers = answers[:longest]
        paired.append(_qa(blocks[index], answers) if answers else blocks[index])
        index += 1 + len(answers)
    return paired


def _is_question(block: Block) -> bool:
    """Whether a block is a paragraph that asks, all of it set in bold."""
    text = block.get("text") or ""
    if block["type"] != "paragraph" or len(text) > _LONGEST or not text.rstrip("\"”»' ").endswith(_MARKS):
        return False
    return any(span["kind"] == "bold" and span["end"] - span["start"] >= 0.8 * len(text) for span in block["spans"])


def _answers(blocks: list[Block], question: int) -> list[Block]:
    """The paragraphs after a question, up to the next question or to anything that is no paragraph."""
    answers: list[Block] = []
    for block in blocks[question + 1 :]:
        if block["type"] != "paragraph" or _is_question(block):
            break
        answers.append(block)
    return answers


def _qa(question: Block, answers: list[Block]) -> Block:
    parts = [(block["text"], block["spans"]) for block in answers]
    answer, _ = spans.joined(parts, "\n")
    text, found = spans.joined([(question["text"], question["spans"]), *parts], "\n")
    return {
        "type": "qa",
        "text": text,
        "spans": found,
        "source": question["source"],
        "question": question["text"],
        "answer": answer,
    }

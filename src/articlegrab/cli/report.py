"""`articlegrab explain` for people: the blocks of the story, what was left out by which rule, candidates by field."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

from articlegrab.cli.streams import one_line
from articlegrab.models.explanation import Candidate, Explanation, Mark

_BOLD, _GREEN, _RED, _DIM = "1", "32", "31", "2"
_SHOWN = 5
"""Passages shown of each rule; the others are counted."""


def report(explanation: Explanation, *, colour: bool, width: int | None = None) -> str:
    """The explanation as text; `colour` adds terminal colours, `width` is that of a line in characters."""
    desk = _Desk(colour, width or max(60, min(160, shutil.get_terminal_size((110, 0)).columns)))
    parts = [desk.kept(explanation), desk.left_out(explanation), desk.fields(explanation)]
    return "\n".join(line for part in parts for line in part)


class _Desk:
    """Where lines are set: knows the width and whether there is colour."""

    def __init__(self, colour: bool, width: int) -> None:
        self._colour = colour
        self._width = width

    def kept(self, explanation: Explanation) -> Iterator[str]:
        article = explanation.article
        yield self._paint(_BOLD, f"Kept: {_count(len(article.body), 'block')}, {_count(article.word_count, 'word')}, "
                                 f"confidence {article.confidence:.2f}")
        for block in article.body:
            yield self._paint(_GREEN, self._line(f"  + {block.type:<10} ", block.text))
        for warning in article.warnings:
            yield self._line(f"  ! {warning.code}: ", warning.message)
        yield ""

    def left_out(self, explanation: Explanation) -> Iterator[str]:
        rules: dict[tuple[str, str, str], list[Mark]] = {}
        for mark in explanation.marks:
            rules.setdefault((mark.rule, mark.role, mark.strength), []).append(mark)
        counts = f"{_count(len(explanation.marks), 'passage')} by {_count(len(rules), 'rule')}"
        yield self._paint(_BOLD, f"Marked as not the story: {counts}")
        for (rule, role, strength), marks in sorted(rules.items(), key=lambda item: -len(item[1])):
            times = f", {len(marks)} times" if len(marks) > 1 else ""
            yield f"  {rule} ({role}, {strength}{times})"
            for mark in marks[:_SHOWN]:
                yield self._paint(_RED, self._line("  - ", mark.text or mark.path))
                yield self._paint(_DIM, self._line("      ", f"{mark.reason} · {mark.path}"))
            if len(marks) > _SHOWN:
                yield self._paint(_DIM, f"      and {len(marks) - _SHOWN} more")
        yield ""

    def fields(self, explanation: Explanation) -> Iterator[str]:
        yield self._paint(_BOLD, "Candidates for each field")
        for name, candidates in explanation.candidates.items():
            confidence = explanation.confidences.get(name)
            yield f"  {name}" + (f" (confidence {confidence:.2f})" if confidence is not None else "")
            for candidate in sorted(candidates, key=lambda candidate: not candidate.chosen):
                yield self._candidate(candidate)

    def _candidate(self, candidate: Candidate) -> str:
        source = candidate.source + (f" {candidate.locator}" if candidate.locator else "")
        why = "" if candidate.chosen else f" ({candidate.rejected_because or 'not chosen'})"
        line = self._line(f"  {'=' if candidate.chosen else '-'} ", f"{_shown(candidate.value)} [{source}]{why}")
        return self._paint(_GREEN if candidate.chosen else _DIM, line)

    def _line(self, start: str, text: str) -> str:
        """One line of the width at most."""
        flat = one_line(text)
        room = self._width - len(start)
        return start + (flat if len(flat) <= room else flat[: room - 1] + "…")

    def _paint(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _shown(value: Any) -> str:
    """A value on one line, models and lists of them by what they are called."""
    if isinstance(value, list | tuple):
        return f"{len(value)} values: " + "; ".join(_shown(item) for item in value[:4])
    for name in ("name", "title", "url", "text"):
        if text := getattr(value, name, None) if not isinstance(value, str | dict) else None:
            return str(text)
    return str(value)

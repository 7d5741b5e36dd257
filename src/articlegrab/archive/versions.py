"""Versions of a story, and what was changed between two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from articlegrab.archive import captures
from articlegrab.archive.connection import Connection
from articlegrab.archive.editions import passages
from articlegrab.models import Article
from articlegrab.models.archive import Change, Stretch, Version
from articlegrab.words import split_text, split_words

_ALIKE = 0.4
"""Share of words in common from which a passage is taken for another wording of the same."""

_MOST_PIECES = 4000
_MOST_PAIRS = 10_000
"""Where there is more to compare, passages are taken as they stand: comparing goes with the square."""

_OPERATIONS: dict[str, tuple[Literal["same", "added", "removed"], ...]] = {
    "equal": ("same",), "delete": ("removed",), "insert": ("added",), "replace": ("removed", "added"),
}


def versions(connection: Connection, stories: list[int]) -> list[Version]:
    """The versions of a story, known by these numbers, oldest first. Captures without an article count for nothing."""
    marks = ", ".join("?" * len(stories))
    rows = connection.rows(
        f"SELECT edition, id FROM capture WHERE story IN ({marks}) AND edition IS NOT NULL ORDER BY fetched_at, id",
        stories,
    )
    runs = [[number for _, number in run] for _, run in groupby(rows, key=lambda row: row[0])]
    path = str(connection.path)
    return [
        Version(
            number=place, captures=len(run),
            first=captures.capture_of(captures.read_row(connection, run[0]), path),
            last=captures.capture_of(captures.read_row(connection, run[-1]), path),
        )
        for place, run in enumerate(runs, 1)
    ]


def changes(before: Article, after: Article) -> list[Change]:
    """What was changed, in the order of the page."""
    found = []
    for part in ("kicker", "title", "dek", "byline"):
        old, new = getattr(before, part), getattr(after, part)
        if _plain(old) != _plain(new):
            found.append(_change(part, old, new))
    return found + _moves(list(_passage_changes(passages(before), passages(after))))


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _change(
    part: Literal["kicker", "title", "dek", "byline", "paragraph"], old: str | None, new: str | None,
    old_place: int | None = None, new_place: int | None = None,
) -> Change:
    kind: Literal["changed", "added", "removed"] = "added" if old is None else "removed" if new is None else "changed"
    return Change(
        part=part, kind=kind, before=old, after=new, position_before=old_place, position_after=new_place,
        words=_words(old or "", new or ""),
    )


def _words(old: str, new: str) -> list[Stretch]:
    """The words of two passages in one."""
    before, after = split_text(old), split_text(new)
    if not before or not after or max(len(before), len(after)) > _MOST_PIECES:
        whole = (Stretch(kind="removed", text=old), Stretch(kind="added", text=new))
        return [stretch for stretch in whole if stretch.text]
    stretches = []
    for operation, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for kind in _OPERATIONS[operation]:
            pieces = after[new_start:new_end] if kind == "added" else before[start:end]
            stretches.append(Stretch(kind=kind, text="".join(pieces)))
    return stretches


def _passage_changes(old: list[str], new: list[str]) -> Iterator[Change]:
    before, after = [_plain(text) for text in old], [_plain(text) for text in new]
    for operation, start, end, new_start, new_end in SequenceMatcher(None, before, after).get_opcodes():
        if operation == "equal":
            continue
        partners = _partners(before[start:end], after[new_start:new_end])
        taken = new_start
        for place in range(start, end):
            partner = partners.get(place - start)
            if partner is None:
                yield _change("paragraph", old[place], None, place, None)
                continue
            for added in range(taken, new_start + partner):
                yield _change("paragraph", None, new[added], None, added)
            taken = new_start + partner + 1
            yield _change("paragraph", old[place], new[taken - 1], place, taken - 1)
        for added in range(taken, new_end):
            yield _change("paragraph", None, new[added], None, added)


def _partners(old: list[str], new: list[str]) -> dict[int, int]:
    """Which new passage is another wording of which old one, in the order of both."""
    if len(old) * len(new) > _MOST_PAIRS:
        return {}
    counted_old, counted_new = ([Counter(split_words(text.lower())) for text in side] for side in (old, new))
    partners: dict[int, int] = {}
    taken = 0
    for place, words in enumerate(counted_old):
        likenesses = [(_likeness(words, counted_new[other]), -other) for other in range(taken, len(new))]
        best, other = max(likenesses, default=(0.0, 0))
        if best >= _ALIKE:
            partners[place] = -other
            taken = -other + 1
    return partners


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _moves(found: list[Change]) -> list[Change]:
    """A passage that was taken out here and put in there was moved."""
    gone = {_plain(change.before): change for change in found if change.kind == "removed"}
    moved: dict[int, Change] = {}
    dropped: set[int] = set()
    for change in found:
        origin = gone.pop(_plain(change.after), None) if change.kind == "added" else None
        if origin:
            dropped.add(id(origin))
            where = {"before": origin.before, "position_before": origin.position_before}
            moved[id(change)] = change.model_copy(update={"kind": "moved", "words": [], **where})
    return [moved.get(id(change), change) for change in found if id(change) not in dropped]

"""Text and its inline spans as one stream of openings, text and closings, always well nested."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple, get_args

from articlegrab.models.blocks import Span, SpanKind
from articlegrab.render.urls import safe_url

ALL_KINDS: frozenset[SpanKind] = frozenset(get_args(SpanKind))

# Of spans that cover the same text, the link goes outside and the code inside, where nothing else may stand.
_RANK: dict[SpanKind, int] = {"link": 0, "code": 2}

# Length-preserving, so that span offsets still hold: controls become spaces, half characters the replacement sign.
_UNPRINTABLE: dict[int, str] = (
    dict.fromkeys([*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0)], " ")
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    | dict.fromkeys([0xFFFE, 0xFFFF], "\ufffd")
)


@dataclass(frozen=True, slots=True)
class Open:
    """A span begins."""

    kind: SpanKind
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """The innermost open span ends."""

    kind: SpanKind
    url: str | None = None


Event = str | Open | Close


class _Stretch(NamedTuple):
    """A span made ready: trimmed of white space, its address checked."""

    start: int
    end: int
    kind: SpanKind
    url: str | None


def clean(text: str) -> str:
    """The text without control characters and lone surrogates, as long as before; tabs and newlines stay.

    >>> clean("a\\x00b\\ud800")
    'a b�'
    """
    return text.translate(_UNPRINTABLE)


def walk(text: str, spans: Sequence[Span], kinds: Collection[SpanKind] = ALL_KINDS) -> list[Event]:
    """The text cut at the edges of its spans, cleaned.

    Spans of other `kinds`, out of range, blank, overlapping by halves, inside code or inside their own kind, and
    links without a usable address are passed over: their text stays. Spans of one kind that touch become one.
    """
    text = clean(text)
    events: list[Event] = []
    within: list[_Stretch] = []
    at = 0

    def reach(offset: int) -> None:
        nonlocal at
        if offset > at:
            events.append(text[at:offset])
            at = offset

    for stretch in _nested(text, spans, kinds):
        while within and within[-1].end <= stretch.start:
            done = within.pop()
            reach(done.end)
            events.append(Close(done.kind, done.url))
        reach(stretch.start)
        within.append(stretch)
        events.append(Open(stretch.kind, stretch.url))
    while within:
        done = within.pop()
        reach(done.end)
        events.append(Close(done.kind, done.url))
    reach(len(text))
    return events


def _nested(text: str, spans: Sequence[Span], kinds: Collection[SpanKind]) -> list[_Stretch]:
    """The usable stretches in the order they open."""
    ready = [stretch for span in spans if span.kind in kinds and (stretch := _stretch(text, span))]
    ready.sort(key=lambda s: (s.start, -s.end, _RANK.get(s.kind, 1), s.kind))
    accepted: list[_Stretch] = []
    within: list[int] = []
    closed, closed_depth = -1, -1
    for stretch in ready:
        while within and accepted[within[-1]].end <= stretch.start:
            closed = within.pop()
            closed_depth = len(within)
        parents = [accepted[index] for index in within]
        if parents and (stretch.end > parents[-1].end or parents[-1].kind == "code"):
            continue
        if any(parent.kind == stretch.kind for parent in parents):
            continue
        if closed >= 0 and closed_depth == len(within) and _touch(accepted[closed], stretch):
            accepted[closed] = accepted[closed]._replace(end=stretch.end)
            within.append(closed)
            continue
        within.append(len(accepted))
        accepted.append(stretch)
    return accepted


def _touch(left: _Stretch, right: _Stretch) -> bool:
    """Whether two neighbours are better one."""
    return left.kind == right.kind and left.url == right.url and left.end == right.start


def _stretch(text: str, span: Span) -> _Stretch | None:
    """The span without white space at its edges; None where it is of no use."""
    start, end = span.start, span.end
    if not 0 <= start < end <= len(text):
        return None
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    url = safe_url(span.url) if span.kind == "link" else None
    if start == end or (span.kind == "link" and url is None):
        return None
    return _Stretch(start, end, span.kind, url)


def clip(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """The spans of `text[start:end]`, counted from its beginning; what sticks out is cut off."""
    return [
        span.model_copy(update={"start": max(span.start, start) - start, "end": min(span.end, end) - start})
        for span in spans
        if span.start < end and span.end > start
    ]


def paragraphs(text: str, spans: Sequence[Span]) -> list[tuple[str, list[Span]]]:
    """The lines of a text that are not blank, each with its own spans."""
    found: list[tuple[str, list[Span]]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            found.append((line, clip(spans, at, at + len(line))))
        at += len(line) + 1
    return found

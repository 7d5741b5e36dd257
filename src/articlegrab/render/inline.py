"""A block's text and spans as inline Markdown that reads back as the same text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from articlegrab.models.blocks import Span, SpanKind
from articlegrab.render.spans import Close, Event, Open, walk

_KINDS: frozenset[SpanKind] = frozenset({"bold", "italic", "strike", "code", "link"})
_DELIMITERS: dict[SpanKind, str] = {"bold": "**", "italic": "_", "strike": "~~"}

_REFERENCE = r"&(?=#?[0-9A-Za-z]{1,40};)"
# The last two lines keep GitHub from making links of bare addresses, inside which it would show our backslashes.
_SPECIAL = re.compile(
    r"[\\`*_\[\]<~]|" + _REFERENCE
    + r"|(?:(?<=http)|(?<=https)|(?<=ftp)):(?=//)"
    + r"|(?<=www)\.", re.IGNORECASE,
)
_LINE_START = re.compile(r"[#+\-=>|:]|[0-9]{1,9}(?=[.)])")
_DESTINATION = re.compile(r"[()*_\[\]]|" + _REFERENCE)
_BLANKS = " \t"


def inline(text: str, spans: Sequence[Span] = ()) -> str:
    """Inline Markdown, its line breaks hard, no line of it readable as a block; "" for blank text."""
    source = _Writer().write(walk(text, spans, _KINDS))
    lines = [line for raw in source.split("\n") if (line := raw.strip(_BLANKS)) and not line.isspace()]
    return "\\\n".join(_escape_start(line) for line in lines)


def destination(url: str) -> str:
    """A safe address as it stands between the brackets of a link."""
    return _DESTINATION.sub(r"\\\g<0>", url)


def one_line(text: str, spans: Sequence[Span] = ()) -> str:
    """As `inline`, line breaks made spaces: for headings."""
    line = inline(text.replace("\n", " "), spans)
    return f"{line[:-1]}\\#" if line.endswith("#") and not line.endswith("\\#") else line


def cell(text: str, spans: Sequence[Span] = ()) -> str:
    """As `one_line`, for a table: pipes escaped. Code with an escaped pipe is read differently by different readers,
    so it is written as plain text."""
    spans = [span for span in spans if span.kind != "code" or "\\|" not in text[max(span.start, 0):max(span.end, 0)]]
    return _pipes_escaped(inline(text.replace("\n", " "), spans))


def _pipes_escaped(line: str) -> str:
    """Every pipe behind exactly one backslash of its own; the pipe at a line's start has one already."""
    if line.startswith("\\|"):
        return "\\|" + line[2:].replace("|", "\\|")
    return line.replace("|", "\\|")


def _escape_start(line: str) -> str:
    """The line with what would open a block escaped: its first character, or the dot behind its number."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    return f"{found[0]}\\{line[found.end():]}" if line[0].isdigit() else f"\\{line}"


def _escaped(found: re.Match[str]) -> str:
    """A special character as text. Readers older than CommonMark do not know `\\<`, and would see a tag."""
    return "&lt;" if found[0] == "<" else f"\\{found[0]}"


class _Writer:
    """Writes events one after the other; it looks back at what it wrote and forward at what comes, because whether
    a delimiter opens or closes depends on its neighbours."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.letter_must_hide = False
        self.in_code = False

    def write(self, events: list[Event]) -> str:
        for index, event in enumerate(events):
            match event:
                case str():
                    self._text(event)
                case Open():
                    self._open(event, events[index + 1])
                case Close():
                    self._close(event)
        return "".join(self.pieces)

    def _text(self, text: str) -> None:
        if self.in_code:
            self.pieces.append("\n".join(_code(line) if line.strip() else "" for line in text.split("\n")))
            return
        head = ""
        if self.letter_must_hide and not _is_edge(text[0]):
            head, text = f"&#{ord(text[0])};", text[1:]
        self.letter_must_hide = False
        self.pieces.append(head + _SPECIAL.sub(_escaped, text))

    def _open(self, event: Open, following: Event) -> None:
        self.letter_must_hide = self.letter_must_hide and event.kind == "strike"
        if event.kind == "code":
            self.in_code = True
        elif event.kind == "link":
            if self._last() == "!":
                self._replace_last(-1, "\\!")
            self.pieces.append("[")
        else:
            delimiter = _DELIMITERS[event.kind]
            inner_is_letter = isinstance(following, str) and _stays_letter(following)
            # GitHub's reader looks through tildes at what stands behind them.
            before = -2 if self.pieces[-1:] == ["~~"] else -1
            if not _is_edge(self._last(before)) and (delimiter == "_" or not inner_is_letter):
                self._replace_last(before, f"&#{ord(self._last(before))};")
            self.pieces.append(delimiter)

    def _close(self, event: Close) -> None:
        if event.kind == "code":
            self.in_code = False
            self.letter_must_hide = False
        elif event.kind == "link":
            self.pieces.append(f"]({destination(event.url or '')})")
            self.letter_must_hide = False
        else:
            delimiter = _DELIMITERS[event.kind]
            last = self._last()
            self.letter_must_hide = delimiter == "_" or _is_edge(last) or _is_symbol(last)
            self.pieces.append(delimiter)

    def _last(self, piece: int = -1) -> str:
        """The last character of a piece counted from the end; before the first piece, a line break."""
        return self.pieces[piece][-1] if len(self.pieces) >= -piece else "\n"

    def _replace_last(self, piece: int, source: str) -> None:
        self.pieces[piece] = self.pieces[piece][:-1] + source


def _is_edge(character: str) -> bool:
    """White space or punctuation in CommonMark's sense, old and new: beside it every delimiter works."""
    if character.isascii():
        return not character.isalnum()
    return unicodedata.category(character) == "Zs" or unicodedata.category(character).startswith("P")


def _stays_letter(text: str) -> bool:
    """Whether a text begins with a letter and is long enough that a mark after it cannot hide that one."""
    return len(text) > 1 and not _is_edge(text[0]) and not _is_symbol(text[0])


def _is_symbol(character: str) -> bool:
    """What newer readers take for punctuation, and older ones do not."""
    return unicodedata.category(character).startswith("S")


def _code(text: str) -> str:
    """A code span with a fence longer than any run of backticks in it."""
    fence = "`" * (longest_run(text) + 1)
    padded = text.startswith("`") or text.endswith("`") or (text.startswith(" ") and text.endswith(" "))
    return f"{fence} {text} {fence}" if padded else f"{fence}{text}{fence}"


def longest_run(text: str) -> int:
    """The length of the longest run of backticks.

    >>> longest_run("a `b` ```c")
    3
    """
    return max((len(run) for run in re.findall(r"`+", text)), default=0)

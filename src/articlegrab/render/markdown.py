"""An Article as CommonMark with GFM tables and strikethrough. No raw HTML and no live address can come out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from articlegrab.models import (
    QA,
    Article,
    Audio,
    Block,
    Cell,
    Code,
    Divider,
    Embed,
    Gallery,
    Heading,
    Image,
    ImageBlock,
    ListBlock,
    LiveUpdate,
    NoteBlock,
    Paragraph,
    PullQuote,
    Quote,
    Span,
    Table,
    Video,
)
from articlegrab.render import outline
from articlegrab.render.inline import cell, destination, inline, longest_run, one_line
from articlegrab.render.spans import clean, clip, paragraphs
from articlegrab.render.urls import host, safe_url, web_url

_RULE = "* * *"  # dashes at the top of a file would read as front matter
_COLSPAN_LIMIT = 100
_NUMBER_LIMIT = 999_999_999
_INFO = re.compile(r"[A-Za-z0-9+#._-]{1,30}")


def render(article: Article) -> str:
    """The title as heading 1, dek, byline and date, the body, and at the end corrections and live entries that the
    body does not hold. Ends in a newline; "" for an empty article."""
    parts = [*_head(article), *_body(article.body)]
    parts += [_update(update) for update in outline.separate_updates(article)]
    parts += [_wrapped(note.text, (), "italic") for note in outline.closing_notes(article)]
    source = "\n\n".join(part for part in parts if part)
    return f"{source}\n" if source else ""


def _head(article: Article) -> Iterator[str]:
    if article.title and (title := one_line(article.title)):
        yield f"# {title}"
    if article.dek:
        yield _wrapped(article.dek, (), "bold")
    yield inline(" · ".join(part for part in (outline.byline(article), outline.shown_date(article)) if part))
    if lead := outline.opening_image(article):
        yield _picture(lead, lead.caption or "", ())


def _body(body: Sequence[Block]) -> Iterator[str]:
    """The blocks; a list right after a list takes the other marker, or the two would be read as one."""
    other_marker = False
    previous: Block | None = None
    for block in body:
        if isinstance(block, ListBlock):
            follows_list = isinstance(previous, ListBlock) and previous.ordered == block.ordered
            other_marker = follows_list and not other_marker
            source = _list(block, other_marker)
        else:
            source = _block(block)
        if source:
            previous = block
            yield source


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return inline(block.text, block.spans)
        case Heading():
            title = one_line(block.text, block.spans)
            return f"{'#' * block.level} {title}" if title else ""
        case ListBlock():
            return _list(block, False)
        case Quote() | PullQuote():
            return _quote(block)
        case Table():
            return _table(block)
        case ImageBlock():
            return _picture(block.image, block.text or block.image.caption or "", block.spans if block.text else ())
        case Gallery():
            pictures = [_picture(image, image.caption or "", ()) for image in block.images]
            return _joined([inline(block.text, block.spans), *pictures])
        case Video() | Audio():
            return _joined([_outside(block), inline(block.text, block.spans)])
        case Embed():
            return _joined([_quoted(block.text, block.spans), _outside(block)])
        case Code():
            return _code(block)
        case NoteBlock():
            return _wrapped(block.text, block.spans, "italic")
        case QA():
            return _interview(block)
        case Divider():
            return _RULE
        case _:
            assert_never(block)


def _joined(parts: list[str]) -> str:
    return "\n\n".join(part for part in parts if part)


def _wrapped(text: str, spans: Sequence[Span], kind: str) -> str:
    """The text with each line wholly bold or italic, its own spans inside."""
    whole = Span.model_validate({"kind": kind, "start": 0, "end": len(text)})
    return inline(text, [whole, *spans]) if text else ""


def _quote(block: Quote | PullQuote) -> str:
    source = _quoted(block.text, block.spans)
    if not source or not block.attribution:
        return source
    return f"{source}\n>\n> {_indented('— ' + inline(block.attribution), '> ')}"


def _quoted(text: str, spans: Sequence[Span]) -> str:
    return "\n>\n".join(f"> {inline(line, own)}" for line, own in paragraphs(clean(text), spans))


def _interview(block: QA) -> str:
    """The spans count in `text`; where that is not simply question and answer, they cannot be placed."""
    question: Sequence[Span] = ()
    answer: Sequence[Span] = ()
    if block.text == f"{block.question}\n{block.answer}":
        cut = len(block.question)
        question, answer = clip(block.spans, 0, cut), clip(block.spans, cut + 1, len(block.text))
    return _joined([_wrapped(block.question, question, "bold"), inline(block.answer, answer)])


def _update(update: LiveUpdate) -> str:
    time = outline.moment(update.time) if update.time else None
    title = one_line(" · ".join(part for part in (time, update.title) if part))
    text = _joined([inline(line, own) for line, own in paragraphs(clean(update.text), ())])
    return _joined([f"## {title}" if title else "", text])


def _picture(image: Image, caption: str, spans: Sequence[Span]) -> str:
    """The picture; under it its caption in italics and its credit in brackets."""
    url = web_url(image.url)
    lines = [f"![{one_line(image.alt or '')}]({destination(url)})"] if url else []
    credit = f"({source})" if image.credit and (source := inline(clean(image.credit).strip())) else ""
    under = " ".join(part for part in (_wrapped(caption, spans, "italic"), credit) if part)
    return "\\\n".join([*lines, under] if under else lines)


def _outside(block: Video | Audio | Embed) -> str:
    """A link to what Markdown cannot show."""
    url = safe_url(block.url)
    if url is None:
        return inline(block.provider or "")
    label = block.provider if block.provider and block.provider.strip() else host(url)
    return inline(label, [Span(kind="link", start=0, end=len(label), url=url)])


def _code(block: Code) -> str:
    fence = "`" * max(3, longest_run(block.text) + 1)
    info = block.language if block.language and _INFO.fullmatch(block.language) else ""
    return f"{fence}{info}\n{clean(block.text)}\n{fence}"


def _list(block: ListBlock, other_marker: bool) -> str:
    lines: list[str] = []
    margins = [""]
    last_number = block.start + len(block.items)
    shift = 0 if block.start >= 0 and last_number <= _NUMBER_LIMIT else 1 - block.start
    for row in outline.list_rows(block):
        number = row.number + (shift if row.depth == 0 else 0)
        marker = f"{number}{')' if other_marker else '.'}" if row.ordered else ("*" if other_marker else "-")
        del margins[row.depth + 1:]
        margin = margins[-1]
        margins.append(margin + " " * (len(marker) + 1))
        # An item that begins with a blank cannot stand under text, hence the written-out space.
        source = inline(row.item.text, row.item.spans) or "&#32;"
        lines.append(f"{margin}{marker} {_indented(source, margins[-1])}")
    return "\n".join(lines)


def _indented(source: str, margin: str) -> str:
    return source.replace("\n", f"\n{margin}")


def _table(block: Table) -> str:
    caption = _wrapped(block.caption or "", (), "italic")
    grid = _grid(block.rows)
    width = max((len(row) for row in grid), default=0)
    if not width:
        return _joined([caption, inline(block.text, block.spans)])
    if not all(entry.header for entry in block.rows[0]):
        grid.insert(0, [])
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in grid]
    lines.insert(1, f"|{' --- |' * width}")
    return _joined([caption, "\n".join(lines)])


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """The cells where a reader sees them: a cell's text stands in the first place it spans, the others are empty."""
    grid: list[list[str]] = []
    taken: dict[int, int] = {}
    for row in rows:
        line: list[str] = []
        still = {column: left - 1 for column, left in taken.items() if left > 1}
        for entry in row:
            while taken.get(len(line), 0):
                line.append("")
            span = min(max(entry.colspan, 1), _COLSPAN_LIMIT)
            if entry.rowspan > 1:
                still |= dict.fromkeys(range(len(line), len(line) + span), entry.rowspan - 1)
            line += [cell(entry.text, entry.spans)] + [""] * (span - 1)
        grid.append(line)
        taken = still
    return grid

"""An Article as one `<article>` of semantic HTML5, safe to insert into a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
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
from articlegrab.models.blocks import SpanKind
from articlegrab.render import outline
from articlegrab.render.spans import Close, Open, clean, clip, paragraphs, walk
from articlegrab.render.urls import host, safe_url, web_url

_INLINE: dict[SpanKind, str] = {
    "bold": "strong", "italic": "em", "underline": "u", "strike": "s", "mark": "mark", "superscript": "sup",
    "subscript": "sub", "code": "code", "link": "a",
}

# Never svg, math, style, script or another element whose text a browser reads by other rules.
_TAGS = {
    "article", "header", "section", "aside", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "p", "time", "blockquote",
    "cite", "figure", "figcaption", "img", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody",
    "tr", "th", "td", "pre", "hr", "br", *_INLINE.values(),
}
_ATTRIBUTES = {
    "article": {"lang"}, "time": {"datetime"}, "img": {"src", "alt", "width", "height"}, "a": {"href"}, "ol": {"start"},
    "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"},
}
_VALUES = {"article": {"dir": {"ltr", "rtl"}}, "img": {"loading": {"lazy"}}, "th": {"scope": {"col", "row"}}}
_CLASSES = {
    "p": {"kicker", "dek", "byline", "published"}, "cite": {"credit"}, "figure": {"gallery", "video", "audio", "embed"},
    "aside": {"note", "pull-quote"}, "section": {"update"},
}

_LANGUAGE = re.compile(r"[A-Za-z0-9-]{2,35}")
_SPAN_LIMIT = 1000
_NUMBER_LIMIT = 999_999_999


def render(article: Article) -> str:
    """One `<article>` with language and direction; every string escaped, every address http, https or mailto, and
    the whole passed through an allow-list as the last step. `sanitise` leaves the outcome as it is."""
    language = article.language if article.language and _LANGUAGE.fullmatch(article.language) else None
    lang = f' lang="{language}"' if language else ""
    parts = [
        f'<article{lang} dir="{article.direction}">', *_head(article), *(_block(block) for block in article.body),
        *(_update(update) for update in outline.separate_updates(article)),
        *(_note(note.text, ()) for note in outline.closing_notes(article)), "</article>",
    ]
    return sanitise("\n".join(part for part in parts if part))


def sanitise(markup: str) -> str:
    """The mark-up reduced to what `render` may produce. Bounded input only: deep nesting is slow."""
    import nh3

    return nh3.clean(
        markup, tags=_TAGS, attributes=_ATTRIBUTES, tag_attribute_values=_VALUES, allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"}, url_relative="deny",
    )


def _head(article: Article) -> Iterator[str]:
    yield "<header>"
    yield _element("p", article.kicker, "kicker")
    yield _element("h1", article.title)
    yield _element("p", article.dek, "dek")
    yield _element("p", outline.byline(article), "byline")
    if iso := outline.published_iso(article):
        yield f'<p class="published">{_time(iso, article.published_raw or outline.shown_date(article) or iso)}</p>'
    if lead := outline.opening_image(article):
        yield _figure(lead, lead.caption or "", ())
    yield "</header>"


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _wrapped("p", block)
        case Heading():
            return _wrapped(f"h{block.level}", block)
        case ListBlock():
            return _list(block)
        case Quote():
            return _quote(block)
        case PullQuote():
            quote = _quote(block)
            return f'<aside class="pull-quote">{quote}</aside>' if quote else ""
        case Table():
            return _table(block)
        case ImageBlock():
            return _figure(block.image, block.text or block.image.caption or "", block.spans if block.text else ())
        case Gallery():
            pictures = "".join(_figure(image, image.caption or "", ()) for image in block.images)
            return _framed("gallery", pictures + _caption(_inline(block.text, block.spans)))
        case Video() | Audio() | Embed():
            return _outside(block)
        case Code():
            return f"<pre><code>{_escaped(block.text)}</code></pre>"
        case NoteBlock():
            return _note(block.text, block.spans)
        case QA():
            return _interview(block)
        case Divider():
            return "<hr>"
        case _:
            assert_never(block)


def _escaped(text: str) -> str:
    return escape(clean(text))


def _inline(text: str, spans: Sequence[Span] = ()) -> str:
    """Escaped text with its spans as elements and its newlines as `<br>`."""
    parts: list[str] = []
    for event in walk(text, spans):
        match event:
            case str():
                parts.append(escape(event).replace("\n", "<br>"))
            case Open("link", url):
                parts.append(f'<a href="{escape(url or "")}">')
            case Open(kind):
                parts.append(f"<{_INLINE[kind]}>")
            case Close(kind):
                parts.append(f"</{_INLINE[kind]}>")
    return "".join(parts)


def _element(tag: str, text: str | None, css_class: str | None = None) -> str:
    named = f' class="{css_class}"' if css_class else ""
    return f"<{tag}{named}>{_inline(text)}</{tag}>" if text else ""


def _wrapped(tag: str, block: Paragraph | Heading) -> str:
    return f"<{tag}>{_inline(block.text, block.spans)}</{tag}>" if block.text else ""


def _time(iso: str, shown: str) -> str:
    return f'<time datetime="{escape(iso)}">{_inline(shown)}</time>'


def _lines(text: str, spans: Sequence[Span]) -> str:
    return "".join(f"<p>{_inline(line, own)}</p>" for line, own in paragraphs(text, spans))


def _quote(block: Quote | PullQuote) -> str:
    source = f"<footer><cite>{_inline(block.attribution)}</cite></footer>" if block.attribution else ""
    inside = f"{_lines(block.text, block.spans)}{source}"
    return f"<blockquote>{inside}</blockquote>" if inside else ""


def _note(text: str, spans: Sequence[Span]) -> str:
    inside = _lines(text, spans)
    return f'<aside class="note">{inside}</aside>' if inside else ""


def _update(update: LiveUpdate) -> str:
    time = f"<p>{_time(update.time.isoformat(), outline.moment(update.time))}</p>" if update.time else ""
    return f'<section class="update">{time}{_element("h2", update.title)}{_lines(update.text, ())}</section>'


def _interview(block: QA) -> str:
    """The spans count in `text`; where that is not simply question and answer, they cannot be placed."""
    question: Sequence[Span] = ()
    answer: Sequence[Span] = ()
    if block.text == f"{block.question}\n{block.answer}":
        cut = len(block.question)
        question, answer = clip(block.spans, 0, cut), clip(block.spans, cut + 1, len(block.text))
    return f"<dl><dt>{_inline(block.question, question)}</dt><dd>{_inline(block.answer, answer)}</dd></dl>"


def _caption(*parts: str) -> str:
    inside = " ".join(part for part in parts if part)
    return f"<figcaption>{inside}</figcaption>" if inside else ""


def _framed(css_class: str, inside: str) -> str:
    return f'<figure class="{css_class}">{inside}</figure>' if inside else ""


def _figure(image: Image, caption: str, spans: Sequence[Span]) -> str:
    """The picture with caption and credit; one without a usable address leaves these behind."""
    url = web_url(image.url)
    sides = (("width", image.width), ("height", image.height))
    size = "".join(f' {name}="{pixels}"' for name, pixels in sides if pixels and pixels > 0)
    picture = f'<img src="{escape(url)}" alt="{_escaped(image.alt or "")}"{size} loading="lazy">' if url else ""
    below = _caption(_inline(caption, spans), _element("cite", image.credit, "credit"))
    return f"<figure>{picture}{below}</figure>" if picture or below else ""


def _outside(block: Video | Audio | Embed) -> str:
    """A link to what another place plays or shows: no frame, no player."""
    url = safe_url(block.url)
    link = ""
    if url is not None:
        link = f'<p><a href="{escape(url)}">{_inline(block.provider or host(url))}</a></p>'
    if isinstance(block, Embed):
        quoted = f"<blockquote>{_lines(block.text, block.spans)}</blockquote>" if block.text else ""
        return _framed("embed", quoted + link)
    return _framed(block.type, link + _caption(_inline(block.text, block.spans)))


def _list(block: ListBlock) -> str:
    """Rows with depths as lists in lists: an item stays open until the next one at its depth or above."""
    parts: list[str] = []
    still_open: list[str] = []
    for depth, ordered, _, item in outline.list_rows(block):
        while len(still_open) > depth + 1:
            parts.append(f"</li></{still_open.pop()}>")
        if len(still_open) == depth + 1:
            parts.append("</li>")
        else:
            still_open.append("ol" if ordered else "ul")
            numbered = ordered and depth == 0 and block.start != 1 and abs(block.start) <= _NUMBER_LIMIT
            parts.append(f'<ol start="{block.start}">' if numbered else f"<{still_open[-1]}>")
        parts.append(f"<li>{_inline(item.text, item.spans)}")
    parts.extend(f"</li></{tag}>" for tag in reversed(still_open))
    return "".join(parts)


def _table(block: Table) -> str:
    if not any(block.rows):
        return _lines("\n".join(part for part in (block.caption, block.text) if part), ())
    has_head = all(cell.header for cell in block.rows[0])
    rows = [f"<tr>{''.join(_cell(cell, 'col' if has_head and not index else 'row') for cell in row)}</tr>"
            for index, row in enumerate(block.rows)]
    head = f"<thead>{rows.pop(0)}</thead>" if has_head else ""
    body = f"<tbody>{''.join(rows)}</tbody>" if rows else ""
    return f"<table>{_element('caption', block.caption)}{head}{body}</table>"


def _cell(cell: Cell, scope: str) -> str:
    spans = "".join(
        f' {name}="{min(count, _SPAN_LIMIT)}"'
        for name, count in (("colspan", cell.colspan), ("rowspan", cell.rowspan)) if count > 1
    )
    text = _inline(cell.text, cell.spans)
    return f'<th scope="{scope}"{spans}>{text}</th>' if cell.header else f"<td{spans}>{text}</td>"

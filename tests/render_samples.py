"""Articles for the render tests, and readers of what the renderers make of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from articlegrab.models import (
    QA,
    Access,
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
    Kind,
    ListBlock,
    ListItem,
    LiveUpdate,
    Note,
    NoteBlock,
    Paragraph,
    Person,
    PullQuote,
    Quote,
    Site,
    Span,
    Table,
    Video,
)

NOON = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


def picture(text: str, url: str, **more: Any) -> Image:
    return Image(url=url, candidates=[url], alt=text, caption=text, credit=text, photographer=text, agency=text, **more)


def every_block(text: str, url: str) -> list[Block]:
    """One block of each kind, saying `text` and pointing to `url` wherever it can."""
    spans = [Span(kind="link", start=0, end=len(text), url=url), Span(kind="bold", start=0, end=len(text) // 2)]
    told: dict[str, Any] = {"text": text, "spans": spans, "source": text}
    item = ListItem(text=text, spans=spans, items=[ListItem(text=text, items=[ListItem(text=text)])], ordered=True)
    cells = [Cell(text=text, spans=spans, header=True, colspan=2), Cell(text=text, header=True)]
    return [
        Paragraph(**told), Heading(**told, level=3), ListBlock(**told, items=[item, item]),
        ListBlock(**told, ordered=True, start=7, items=[item]), Quote(**told, attribution=text),
        PullQuote(**told, attribution=text),
        Table(**told, caption=text, rows=[cells, [Cell(text=text, rowspan=2), Cell(text=text)], [Cell(text=text)]]),
        ImageBlock(**told, image=picture(text, url)), Gallery(**told, images=[picture(text, url)] * 2),
        Video(**told, url=url, provider=text), Audio(**told, url=url, provider=text),
        Embed(**told, url=url, provider=text), Code(**told, language=text), NoteBlock(**told),
        QA(text=f"{text}\n{text}", spans=spans, question=text, answer=text), Divider(),
    ]


def article_saying(text: str, url: str) -> Article:
    """An article with `text` in every field that takes any string, and `url` in every address."""
    person = Person(name=text, role=text, url=url)
    return Article(
        url=url, canonical_url=url, amp_url=url, kind=Kind.LIVE_BLOG, title=text, seo_title=text, kicker=text, dek=text,
        description=text, byline=text, authors=[person], contributors=[person], dateline=text, published=NOON,
        published_raw=text, published_precision="minute", modified=NOON, modified_raw=text,
        site=Site(name=text, domain=text, publisher=text), section=text, breadcrumbs=[text], tags=[text], series=text,
        language=text, direction="rtl", access=Access(status="metered", evidence=[text]), body=every_block(text, url),
        images=[picture(text, url)], lead_image=picture(text, url + "?lead", is_lead=True),
        corrections=[Note(kind="correction", text=text + ".", date=NOON)],
        live_updates=[LiveUpdate(time=NOON, title=text, text=text + "!", url=url)],
    )


def rendered(markdown: str) -> str:
    """HTML by a CommonMark reader with tables and strikethrough that lets raw HTML and every address through."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.validateLink = lambda url: True
    return str(reader.render(markdown))


def parsed(html: str) -> LexborNode:
    body = LexborHTMLParser(f"<!doctype html><html><body>{html}</body></html>").body
    assert body is not None
    return body


def squeezed(text: str) -> str:
    """Text as a reader sees it: runs of white space are one space."""
    return " ".join(text.split())


def shown(html: str) -> str:
    """What a reader sees of HTML; line breaks and ends of blocks part words."""
    apart = re.sub(r"<br ?/?>|</(?:p|li|td|th|h[1-6]|figcaption|cite|time|tr|dt|dd)>", r"\g<0> ", html)
    return squeezed(parsed(apart).text())


FORMATS = {"strong": "bold", "em": "italic", "s": "strike", "code": "code", "a": "link"}


def lettering(html: str) -> list[tuple[str, frozenset[str]]]:
    """Each visible letter with the formats it stands in, `FORMATS` only."""
    letters: list[tuple[str, frozenset[str]]] = []
    for node in parsed(html).traverse(include_text=True):
        if node.tag != "-text":
            continue
        around, above = set(), node.parent
        while above is not None:
            around.add(FORMATS.get(above.tag or "", ""))
            above = above.parent
        content = node.text_content or ""
        letters += [(letter, frozenset(around - {""})) for letter in content if not letter.isspace()]
    return letters


_ALIVE = (
    "script, style, iframe, frame, object, embed, applet, svg, math, form, input, button, textarea, select, base, "
    "link, meta, template, noscript, title, video, audio, source, xmp, plaintext, noembed, noframes, marquee, portal"
)
_HARMLESS_SCHEMES = ("http://", "https://", "mailto:")
_ADDRESSES = {"href", "src", "srcset", "action", "formaction", "poster", "background", "data", "xlink:href", "ping"}


def dangers(html: str) -> list[str]:
    """What in this HTML could run, load or overwrite anything, as a browser's parser reads it."""
    body = parsed(html)
    found = [f"element {node.tag}" for node in body.css(_ALIVE)]
    for node in body.traverse():
        for name, value in node.attributes.items():
            heard = re.sub(r"[\t\r\n]", "", value or "").strip("".join(map(chr, range(33)))).lower()
            if name.startswith("on") or name in ("style", "id", "name", "srcdoc", "is", "slot"):
                found.append(f"attribute {name}")
            elif name in _ADDRESSES and not heard.startswith(_HARMLESS_SCHEMES) and heard:
                found.append(f"{name} {value!r}")
            elif name in _ADDRESSES and re.search(r"[\x00-\x1f]", value or ""):
                found.append(f"control character in {name} {value!r}")
    return found

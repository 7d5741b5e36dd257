"""The page as saved, made harmless and coloured in: what was kept by the kind of its block, what was left out with the
rule and reason.

Nothing of the page's mark-up is passed through. The preview is written anew from the parsed page: known structural tags
without their attributes, and its text, escaped. So it holds no script, no style of the page, no address, and asks the
network for nothing; pictures and players are named in words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from articlegrab.document import Document, read
from articlegrab.models import Page
from articlegrab.models.explanation import Explanation, Mark
from articlegrab.scrub import scrub

MAX_NODES = 60_000
"""Nodes shown; the largest news page seen has 10,000."""
_MAX_OPEN = 200
"""Elements open at a time; those nested deeper lend their text only, as the frame's own parser would take long."""

CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; form-action 'none'; base-uri 'none'"

_KEPT_TAGS = frozenset(
    "article aside b bdi bdo blockquote br caption cite code dd del div dl dt em figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hgroup hr i ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strong sub sup "
    "table tbody td tfoot th thead time tr u ul var wbr".split()
)
_VOID = frozenset({"br", "hr", "wbr"})
_INLINE = frozenset("a abbr acronym big data dfn font label meter nobr output progress slot strike tt button".split())
_NAMED = {
    "img": "picture", "picture": "", "iframe": "embedded page", "object": "embedded object", "embed": "embedded object",
    "svg": "drawing", "canvas": "drawing", "input": "", "select": "a list to choose from", "textarea": "a text box",
}  # fmt: skip
"""Elements that are told of in words; "" for those of which there is nothing to tell."""
_DROPPED = frozenset({"head", "script", "style", "noscript", "template", "math", "title", "applet", "link", "meta"})

_PRINTED = frozenset({"headline", "dek", "kicker", "byline", "date", "caption", "credit", "tags", "note", "live_entry"})
"""Roles of text that is not in the body because it is in a field of its own."""

_HEADLINE = "field headline"

_MEDIA = frozenset({"image", "gallery", "video", "audio", "embed"})


@dataclass(frozen=True)
class _Tint:
    """How one passage is shown: a class for its colour, an anchor, and the words that explain it."""

    look: str
    anchor: str
    words: str


def preview(html: str | bytes | Page, explanation: Explanation | None, *, style: str) -> str:
    """The whole preview document, with `style` as its only style sheet; without an explanation, the bare page.

    Kept blocks are reached by the fragment `#block-<index>`, left-out passages by `#mark-<index>`, the headline by
    `#begin`, which unlike these does not take the focus. Raises DocumentTooComplex as `extract` does.
    """
    document = read(html)
    tints = _tints(document, explanation) if explanation else {}
    root = document.attributes[0] if document.attributes else {}
    attributes = _language_of(root)
    return (
        f'<!doctype html><html{attributes}><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(CONTENT_POLICY)}">'
        f'<meta name="viewport" content="width=device-width"><title>The page as saved</title><style>{style}</style>'
        f"</head><body>{scrub(''.join(_written(document, tints)))}</body></html>"
    )


def _written(document: Document, tints: dict[int, _Tint]) -> Iterator[str]:
    """The body, piece by piece, in one pass without recursion."""
    open_until: list[tuple[int, str]] = []
    shown: set[str] = set()
    node, last = 0, min(len(document.tags), MAX_NODES)
    while node < last:
        while open_until and open_until[-1][0] <= node:
            yield f"</{open_until.pop()[1]}>"
        tag = document.tags[node]
        if tag in _DROPPED:
            node = document.ends[node]
            continue
        if not tag:
            yield _text(document.texts[node], tints.get(node), shown)
        elif tag in _NAMED:
            yield _in_words(document, node, _NAMED[tag], _noted(tints.get(node), shown))
        elif written := _tag(tag):
            if written in _VOID:
                yield f"<{written}>"
            elif len(open_until) < _MAX_OPEN:
                yield f"<{written}{_attributes(document, node, tag)}{_noted(tints.get(node), shown)}>"
                open_until.append((document.ends[node], written))
        node += 1
    yield from (f"</{tag}>" for _, tag in reversed(open_until))
    if last < len(document.tags):
        yield '<p class="cut">The rest of this very long page is not shown.</p>'


def _tag(tag: str) -> str | None:
    """What an element becomes: itself, or a box or a span; None for the page's own frame."""
    if tag in _KEPT_TAGS:
        return tag
    if tag in ("html", "body"):
        return None
    return "span" if tag in _INLINE else "div"


def _attributes(document: Document, node: int, tag: str) -> str:
    given = document.attributes[node]
    if tag == "a":
        return ' class="link"'
    spans = "".join(
        f' {name}="{min(int(value), 100)}"'
        for name in ("colspan", "rowspan")
        if tag in ("td", "th") and (value := given.get(name) or "").isdecimal() and value.isascii() and len(value) < 4
    )
    return spans + _language_of(given)


def _language_of(attributes: dict[str, str | None]) -> str:
    """The language and direction of an element's text, where they are stated soundly."""
    language, direction = attributes.get("lang") or "", (attributes.get("dir") or "").lower()
    said = f' lang="{language}"' if re.fullmatch(r"[A-Za-z0-9-]{1,35}", language) else ""
    return said + (f' dir="{direction}"' if direction in ("ltr", "rtl", "auto") else "")


def _in_words(document: Document, node: int, name: str, noted: str) -> str:
    if not name:
        return ""
    alt = document.attribute(node, "alt") or document.attribute(node, "title")
    words = f"{name}: {alt}" if alt else name
    return f'<span{noted}><span class="named">{escape(words)}</span></span>'


def _text(text: str, tint: _Tint | None, shown: set[str]) -> str:
    if tint is None or not text.strip():
        return escape(text)
    begin = ""
    if tint.look == _HEADLINE and "begin" not in shown:
        shown.add("begin")
        begin = '<span id="begin"></span>'
    return f"{begin}<span{_noted(tint, shown)}>{escape(text)}</span>"


def _noted(tint: _Tint | None, shown: set[str]) -> str:
    """A tint as attributes."""
    if tint is None:
        return ""
    anchor = ""
    if tint.anchor not in shown:  # the first piece of a passage is the one to jump to, and stops the Tab key
        shown.add(tint.anchor)
        anchor = f' id="{tint.anchor}" tabindex="0"'
    words = escape(tint.words)
    return f' class="{tint.look}"{anchor} data-why="{words}" aria-description="{words}"'


def _tints(document: Document, explanation: Explanation) -> dict[int, _Tint]:
    """Each text node's tint, and that of the elements which are blocks without text of their own."""
    marks, blocks = explanation.marks, _blocks_by_node(document, explanation)
    body = explanation.article.body
    tints = {
        node: _of_block(index, body[index].type)
        for node, held in blocks.items()
        for index in held
        if body[index].type in _MEDIA
    }
    position = 0  # marks come in the order of the passages
    for index, passage in enumerate(document.passages):
        text = document.passage_texts[index]
        if not text:
            continue
        if position < len(marks) and _tells_of(marks[position], text, document, passage.container):
            tint: _Tint | None = _left_out(marks[position], position)
            position += 1
        else:
            tint = _kept(document, passage.container, text, blocks, explanation)
        if tint:
            for node in range(passage.start, passage.end):
                if not document.tags[node]:
                    tints[node] = tint
    return tints


def _tells_of(mark: Mark, text: str, document: Document, container: int) -> bool:
    return text.startswith(mark.text) and mark.path == document.path(container)


def _left_out(mark: Mark, position: int) -> _Tint:
    """A claimed line looks other than one that was thrown out."""
    look = f"field {mark.role}" if mark.role in _PRINTED else "out"
    start = "Not in the body, but a field" if mark.role in _PRINTED else "Left out"
    words = f"{start}: {mark.role.replace('_', ' ')}, by {mark.rule} ({mark.strength}): {mark.reason}"
    return _Tint(look, f"mark-{position}", words)


def _kept(
    document: Document, container: int, text: str, blocks: dict[int, list[int]], explanation: Explanation
) -> _Tint | None:
    """The tint of a passage by the block it went into; None where it went into none."""
    start = " ".join(text.split())[:60]
    for node in (container, *document.ancestors(container)):
        if held := blocks.get(node):
            body = explanation.article.body
            index = next((at for at in held if start in " ".join(body[at].text.split())), held[0])
            return _of_block(index, body[index].type)
    return None


def _of_block(index: int, kind: str) -> _Tint:
    return _Tint(f"kept {kind}", f"block-{index}", f"Kept: block {index + 1}, {kind.replace('_', ' ')}")


def _blocks_by_node(document: Document, explanation: Explanation) -> dict[int, list[int]]:
    """The indices of the body's blocks by the element they came from."""
    find = _Finder(document)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index, block in enumerate(explanation.article.body):
        if block.source and (node := find(block.source)) is not None:
            found[node].append(index)
    return dict(found)


class _Finder:
    """Finds the element that `Document.path` wrote a path of."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._by_name: dict[tuple[str, str], int] = {}
        self._children: dict[int, dict[tuple[str, int], int]] = {}
        for node, attributes in enumerate(document.attributes):
            if name := attributes.get("id"):
                self._by_name.setdefault((document.tags[node], name), node)

    def __call__(self, path: str) -> int | None:
        node: int | None = 0
        for step in path.split(" > "):
            tag, _, name = step.partition("#")
            if name:
                node = self._by_name.get((tag, name))
            elif step != "html" and node is not None:
                tag, _, place = step.partition(":nth-of-type(")
                node = self._places(node).get((tag, int(place[:-1]) if place else 1))
        return node

    def _places(self, parent: int) -> dict[tuple[str, int], int]:
        if parent not in self._children:
            counts: defaultdict[str, int] = defaultdict(int)
            places = self._children[parent] = {}
            for child in self._document.children(parent):
                counts[tag := self._document.tags[child]] += 1
                places[tag, counts[tag]] = child
        return self._children[parent]

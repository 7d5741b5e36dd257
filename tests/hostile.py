"""Pages built to hurt: shapes that grow to any size, and documents made of a grammar of bad habits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import count, islice

Shape = Callable[[int], str]


def _repeat(unit: str, closing: str = "", middle: str = "") -> Shape:
    """`unit` over and over, then as many `closing`, up to about so many bytes."""
    def build(size: int) -> str:
        times = max(size // (len(unit) + len(closing)), 1)
        return unit * times + middle + closing * times
    return build


def _numbered(unit: str, before: str = "", after: str = "") -> Shape:
    """`unit` with a running number in place of `#`."""
    def build(size: int) -> str:
        times = max((size - len(before) - len(after)) // (len(unit) + 4), 1)
        return before + "".join(unit.replace("#", str(i)) for i in range(times)) + after
    return build


def _misnested(size: int) -> str:
    times = max(size // 19, 1)
    return "<b i>" * times + "<i i>" * times + "x</b>" * times


def _long_tags(attributes: int) -> Shape:
    def build(size: int) -> str:
        names = (f" a{i}" for i in count())
        tag = len(" a12345") * attributes + 10
        return "".join(f"<p{''.join(islice(names, attributes))}>x</p>" for _ in range(max(size // tag, 1)))
    return build


SHAPES: dict[str, Shape] = {
    "divs open": _repeat("<div>"),
    "divs closed": _repeat("<div>", "</div>"),
    "divs closed in steps": lambda size: ("<div>" * 900 + "</div>" * 900) * max(size // 9900, 1),
    "divs with closers of others": _repeat("<div></b>"),
    "divs with closers in comments": _repeat("<div><!--</div>-->"),
    "divs with closers in attributes": _repeat("<div title='</div>'>"),
    "divs with closers in scripts": _repeat("<div><script>'</div>'</script>"),
    "divs after many closers": lambda size: "</div>" * (size // 12) + "<div>" * (size // 10),
    "divs in upper case": _repeat("<DIV>"),
    "lists": _repeat("<ul><li>"),
    "lists closed": _repeat("<ul><li>", "</li></ul>"),
    "definitions": _repeat("<dl><dd>"),
    "details": _repeat("<details>"),
    "sections with paragraphs": _repeat("<section><p>x"),
    "block quotes": _repeat("<blockquote>x", "</blockquote>"),
    "forms in tables": _repeat("<table><tr><td>"),
    "buttons": _repeat("<button><div>"),
    "templates": _repeat("<template>"),
    "svg": _repeat("<svg><g>"),
    "svg and html by turns": _repeat("<svg><foreignObject><div>"),
    "math": _repeat("<math><mi><p>"),
    "custom elements": _repeat("<x-a>", "</x-a>"),
    "spans": _repeat("<span>"),
    "links": _repeat("<a href=x>"),
    "links in objects": _repeat("<object><a>"),
    "fonts": _repeat("<font color=red size=1>x"),
    "bold with ids": _numbered("<b id=#>"),
    "bold with ids, closed": lambda size: _numbered("<b id=#>")(size * 2 // 3) + "</b>" * (size // 12),
    "bold with ids and paragraphs": lambda size: _numbered("<i id=#>")(size // 2) + "<p>x" * (size // 8),
    "italics in paragraphs, closed in others": _numbered("<p><i id=#>x</p>"),
    "formatting by turns": _numbered("<p><b id=#><em><small></p>"),
    "misnested formatting": _misnested,
    "adoption": _repeat("<a><div></a>"),
    "adoption of bold": _numbered("<b id=#><div></b>"),
    "attributes in one tag": _numbered(" a#", "<div", ">"),
    "attributes with values": _numbered(" a#=1", "<div", ">"),
    "attributes with quoted ends": _numbered(' a#=">"', "<div", ">"),
    "attributes with quoted tags": _numbered(' a#="<p>"', "<div", ">"),
    "attributes parted by slashes": _numbered("/a#", "<div", ">"),
    "attributes without an end": _numbered(" a#", "<div"),
    "attributes named as tags": _numbered(" <b#", "<div", ">"),
    "attributes in a closing tag": _numbered(" a#", "</div", ">"),
    "attributes after a script": _numbered(" a#", "<script></script><div", "></script>"),
    "300 attributes a tag": _long_tags(300),
    "1,999 attributes a tag": _long_tags(1999),
    "20 attributes a tag": _long_tags(20),
    "names of tags": _numbered("<t#>x</t#>"),
    "names of empty tags": _numbered("<t#/>"),
    "one long attribute": lambda size: f"<p title='{'x' * size}'>",
    "an attribute without an end": lambda size: f"<p title='{'<div>' * (size // 5)}",
    "a comment without an end": lambda size: "<!--" + "<div>" * (size // 5),
    "comments": _repeat("<!---->"),
    "half comments": _repeat("<!--"),
    "angle brackets": _repeat("<"),
    "half tags": _repeat("<p "),
    "quotes": _repeat("<a '>"),
    "closers": _repeat("</p>"),
    "closers of nothing": _repeat("</div>"),
    "paragraphs": _repeat("<p>x"),
    "line breaks": _repeat("<br>"),
    "cells": lambda size: "<table><tr>" + "<td>x" * (size // 5),
    "rows": lambda size: "<table>" + "<tr><td>x" * (size // 9),
    "tables": _repeat("<table>"),
    "text before tables": _repeat("<table>x"),
    "options": lambda size: "<select>" + "<option>x" * (size // 9),
    "options closed": lambda size: "<select>" + "<option>x</option>" * (size // 18),
    "options in groups": lambda size: "<select>" + "<optgroup><option>x" * (size // 19),
    "small selects": _repeat("<select><option>x</option><option>y</option></select>"),
    "selects": _repeat("<select>"),
    "entities": _repeat("&amp;&#x10FFFF;&notit;"),
    "text": _repeat("word "),
    "framesets": _repeat("<frameset>"),
    "scripts": _repeat("<script>x</script>"),
    "half scripts": _repeat("<script><!--<script>"),
    "textareas": _repeat("<textarea>"),
    "cdata": _repeat("<svg><![CDATA[</div>]]></svg><div>"),
    "headings": _repeat("<h1><h2>"),
    "rubies": _repeat("<ruby><rb><rt>"),
}
"""Name → a function from a size in bytes to a page of about that size."""

SMALL = [
    "<h2>Word #</h2>", "<blockquote>Words # of it.</blockquote>", "<p>3 May 2024</p>", "<time>3 May 2024</time> ",
    "<ul><li>Word # of it.</li></ul>", "<table><tr><td>Word #</td></tr></table>", "<p class=author>Ann Example</p>",
    "<p><b>Who # was it?</b></p><p>Words of it were said.</p>",
    "<p>Words of it were said.</p><p><a href=/tags/#>Topic #</a></p>",
    "<figure><img src=/#.jpg><figcaption>Bridge #</figcaption></figure>", "<p>Correction: word # was wrong.</p>",
    "<article><h3><a href=/n/#>Another story of the bridge #</a></h3><p>Words.</p></article>",
]
"""Elements of few characters, of which a page may hold thousands; `#` stands for a running number."""

_TAGS = str.split(
    "div p span a b i em strong ul ol li table tr td th h1 h2 h3 article section main aside nav header footer figure "
    "figcaption img picture source video blockquote q cite time script style noscript template svg math form button "
    "select option textarea iframe dl dt dd pre code font center br hr details summary x-card frameset object"
)
_ATTRIBUTES = str.split(
    "class id style href src srcset alt title itemprop itemscope itemtype datetime role hidden aria-hidden colspan "
    "rowspan data-src property content name lang dir width height rel type"
)
_VALUES = (
    "article-body", "headline", "byline", "related", "display:none", "1000000000", "-1", "", "http://[", "javascript:1",
    "//x", "2024-13-45T99:99", "99999999999999999999", "articleBody", "https://schema.org/NewsArticle", "a b c",
    "\u202e", "x" * 300, "image.jpg 1x, b.jpg 9999999999999999w, ,", "{}", "news", "ltr", "en-", "100%", "NaN",
)
_QUOTES = ('"', '"', '"', "'", "")
_TEXTS = (
    "The council voted on Tuesday to keep the bridge open. ", "By Ann Example", "Photo: A. Example / Agency",
    "Read more", "Advertisement", "\x00\x01", "\ufffe", "\u200b", "é" * 9, "昨夜、市は発表した。", "&nbsp;", "&#xD800;",
    "&#0;", "<", ">", "]]>", "-->", "2 May 2024, 10:00", "Subscribe to our newsletter", " ", "\n",
    "“Yes,” she said, and left the room at once. ",
)
_SNIPPETS = (
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":["x"],"author":{"name":[1,null]}}</script>',
    '<script type="application/ld+json">{"@graph":[[[{"@type":["Article"],"datePublished":5}]]]</script>',
    '<meta property="og:title" content="A title">', '<meta property="og:image">', "<base href='http://['>", "<title>",
    '<meta name=date content="0000-00-00">', "<!--", "<![CDATA[", "<!DOCTYPE html>", "<html lang=xx>", "<body>",
    "</body>", "<plaintext>", '<link rel=canonical href="::">', "<head>", "</head>", "</p>", "</br>",
)


def soup(seed: int, pieces: int = 120) -> str:
    """A document of random pieces; the same seed gives the same one."""
    chance = random.Random(seed)
    return "".join(_piece(chance) for _ in range(chance.randrange(pieces)))


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.35:
        attributes = (
            f" {chance.choice(_ATTRIBUTES)}={chance.choice(_QUOTES)}{chance.choice(_VALUES)}{chance.choice(_QUOTES)}"
            for _ in range(chance.randrange(4))
        )
        return f"<{chance.choice(_TAGS)}{''.join(attributes)}>"
    if kind < 0.6:
        return f"</{chance.choice(_TAGS)}>"
    if kind < 0.93:
        return chance.choice(_TEXTS) * chance.choice((1, 1, 1, 6, 30))
    return chance.choice(_SNIPPETS)


def mutations(page: bytes, seed: int, number: int) -> Iterator[bytes]:
    """The page with bytes cut, doubled, moved, flipped and overwritten, so many times anew."""
    chance = random.Random(seed)
    for _ in range(number):
        mutant = bytearray(page)
        for _ in range(chance.randrange(1, 12)):
            start = chance.randrange(len(mutant) + 1)
            length = chance.choice((1, 2, 10, 100, 2000))
            part = bytes(mutant[start:start + length])
            action = chance.randrange(6)
            if action == 0:
                del mutant[start:start + length]
            elif action == 1:
                mutant[start:start] = part * chance.choice((1, 2, 50))
            elif action == 2:
                position = chance.randrange(len(mutant) + 1)
                mutant[position:position] = part
            elif action == 3:
                mutant[start:start + length] = chance.randbytes(len(part))
            elif action == 4:
                mutant[start:start] = soup(chance.randrange(10_000), 12).encode("utf-8", "replace")
            else:
                del mutant[start:]
        yield bytes(mutant)

"""Invented pages whose text lies in their JSON, in the shapes and places that publishing systems use; hostile ones."""

from __future__ import annotations

import json
from typing import Any

from articlegrab import blocks, boilerplate, fallback, fields, story
from articlegrab.document import read
from articlegrab.reading import Marks, Reading

TITLE = "Harbour clock of Sandvale stops at noon"
FIRST = "The clock on the harbour office in Sandvale has stopped at noon, and nobody knows how to wind it."
SECOND = "Its keeper retired in March. He took the crank with him, the council said on Monday, but left no note."
THIRD = "“We have asked three clockmakers,” said the mayor, Ilse Brandt. “Two laughed, and the third moved away.”"
LAST = "Until a crank is found, the town goes by the bells of the ferry, which are seldom more than ten minutes late."
PARAGRAPHS = [FIRST, SECOND, THIRD, LAST]
OTHER = (
    "A goat that had lived on the roof of the Marrow Street school since spring came down on Tuesday by itself. "
    "The fire brigade, which had been called eleven times, said that it took note of the fact with some relief. "
) * 6


def page(script: str, *, head: str = "", body: str = "") -> str:
    """A page that holds nothing but its headline and a script."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | The Sandvale Ledger</title>'
        f'<meta property="article:published_time" content="2024-05-06T08:00:00Z">{head}</head>'
        f'<body><div id="app"><h1>{TITLE}</h1>{body}</div>{script}</body></html>'
    )


def next_data(props: object, **parts: str) -> str:
    """A Next.js page with these props."""
    state = json.dumps({"props": {"pageProps": props}, "page": "/[slug]"})
    return page(f'<script id="__NEXT_DATA__" type="application/json">{state}</script>', **parts)


def reading_of(html: str) -> Reading:
    """A page read up to its story."""
    document = read(html, url="https://ledger.example/local/harbour-clock-of-sandvale")
    reading = Reading(document, Marks(document))
    boilerplate.mark(reading)
    fields.before_story(reading)
    reading.story = story.find(reading)
    return reading


def rescued(html: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The body that a page ends with, and the codes of its warnings."""
    reading = reading_of(html)
    body = fallback.rescue(reading, blocks.build(reading))
    return body, [warning.code for warning in reading.warnings]


def texts(body: list[dict[str, Any]]) -> list[str]:
    """The texts of a body's blocks."""
    return [block["text"] for block in body]


HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)


def _contentful() -> object:
    return {
        "nodeType": "document",
        "data": {},
        "content": [
            {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": text, "marks": [], "data": {}}]}
            for text in PARAGRAPHS
        ],
    }


def _prose_mirror() -> object:
    content = [{"type": "paragraph", "content": [{"type": "text", "text": t}]} for t in PARAGRAPHS]
    return {"type": "doc", "content": content}


def _slate() -> object:
    return [{"type": "paragraph", "children": [{"text": t[:20], "bold": True}, {"text": t[20:]}]} for t in PARAGRAPHS]


def _lexical() -> object:
    return {
        "root": {
            "type": "root",
            "children": [
                {"type": "paragraph", "children": [{"type": "text", "format": 0, "text": t}], "direction": "ltr"}
                for t in PARAGRAPHS
            ],
        }
    }


def _portable_text() -> object:
    return [
        {"_type": "block", "_key": f"k{n}", "style": "normal", "children": [{"_type": "span", "text": t, "marks": []}]}
        for n, t in enumerate(PARAGRAPHS)
    ]


def _draft() -> object:
    return {
        "blocks": [
            {"key": f"b{n}", "text": t, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
            for n, t in enumerate(PARAGRAPHS)
        ],
        "entityMap": {},
    }


def _gutenberg() -> object:
    return [{"name": "core/paragraph", "attributes": {"content": t}, "innerBlocks": []} for t in PARAGRAPHS]


def _models() -> object:
    def paragraph(text: str) -> object:
        return {"type": "paragraph", "model": {"text": text, "blocks": [{"type": "fragment", "model": {"text": text}}]}}

    return [{"type": "text", "model": {"blocks": [paragraph(text)]}} for text in PARAGRAPHS]


def _parsed_html() -> object:
    return [{"type": "tag", "name": "p", "children": [{"type": "text", "data": t}]} for t in PARAGRAPHS]


SHAPES: dict[str, object] = {
    "html": HTML,
    "escaped html": HTML.replace("<", "&lt;").replace(">", "&gt;"),
    "plain text": "\n\n".join(PARAGRAPHS),
    "strings": PARAGRAPHS,
    "html strings": [f"<p>{text}</p>" for text in PARAGRAPHS],
    "arc": [{"_id": str(n), "type": "text", "content": text} for n, text in enumerate(PARAGRAPHS)],
    "contentful": _contentful(),
    "prosemirror": _prose_mirror(),
    "slate": _slate(),
    "lexical": _lexical(),
    "portable text": _portable_text(),
    "draft.js": _draft(),
    "gutenberg": _gutenberg(),
    "models": _models(),
    "parsed html": _parsed_html(),
    "jsonml": [["p", text] for text in PARAGRAPHS],
    "editor.js": {"time": 1, "blocks": [{"type": "paragraph", "data": {"text": text}} for text in PARAGRAPHS]},
}


def _nuxt_flat() -> str:
    entries: list[object] = [["ShallowReactive", 1], {"data": 2}, {"title": 3, "slug": 4, "body": 5}, TITLE, "x", []]
    paragraphs = [len(entries) + n for n in range(len(PARAGRAPHS))]
    entries[5] = paragraphs
    return f'<script type="application/json" id="__NUXT_DATA__">{json.dumps([*entries, *PARAGRAPHS])}</script>'


def _flight() -> str:
    html = HTML
    post = json.dumps({"post": {"title": TITLE, "slug": "x", "body": "$2"}})
    rows = f'1:["$","article",null,{post}]\n2:T{len(html.encode()):x},{html}'
    pieces = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    pushes = "".join(f"<script>self.__next_f.push({json.dumps([1, piece])})</script>" for piece in pieces)
    return "<script>(self.__next_f=self.__next_f||[]).push([0])</script>" + pushes


def _apollo() -> str:
    state = {
        "ROOT_QUERY": {"post": {"__ref": "Post:7"}},
        "Post:7": {"__typename": "Post", "title": TITLE, "slug": "x", "content": {"__ref": "Content:7"}},
        "Content:7": {"__typename": "Content", "blocks": [{"__ref": f"Block:{n}"} for n in range(4)]},
        **{f"Block:{n}": {"__typename": "ParagraphBlock", "text": text} for n, text in enumerate(PARAGRAPHS)},
    }
    return f"<script>window.__APOLLO_STATE__ = {json.dumps(state)};</script>"


STATE = {"article": {"title": TITLE, "slug": "x", "body": HTML}}
PLACES = {
    "fusion": "<script>window.Fusion=window.Fusion||{};Fusion.globalContent="
    + json.dumps({"headlines": {"basic": TITLE}, "canonical_url": "/x", "content_elements": SHAPES["arc"]})
    + ";Fusion.globalContentConfig={};</script>",
    "preloaded": f"<script>window.__PRELOADED_STATE__ = {json.dumps(STATE)}</script>",
    "json.parse": f"<script>window.__STATE__ = JSON.parse({json.dumps(json.dumps(STATE))});</script>",
    "literal": f"<script>window.__DATA__ = {{article: {{title: '{TITLE}', slug: undefined, 'body': '{HTML}',}},}};"
    "</script>",
    "nuxt 2": "<script>window.__NUXT__=(function(a,b){return {data:[{post:{title:a,slug:b,"
    f"body:{json.dumps(HTML)}}}}}]}}}}({json.dumps(TITLE)},null));</script>",
    "nuxt 3": _nuxt_flat(),
    "flight": _flight(),
    "apollo": _apollo(),
    "remix": f"<script>window.__remixContext = {json.dumps({'state': {'loaderData': {'routes/x': STATE}}})};</script>",
}


def shell(script: str, head: str = "") -> str:
    """A page that holds nothing but its `<title>` and a script."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{TITLE} | The Sandvale Ledger</title>'
        f'<meta property="og:site_name" content="The Sandvale Ledger">{head}</head>'
        f'<body><div id="app"></div>{script}</body></html>'
    )


def _flat(value: Any) -> str:
    """A value as Nuxt 3 writes it: one list, whose objects and lists name their parts by index."""
    entries: list[Any] = [["ShallowReactive", 1]]

    def add(part: Any) -> int:
        at = len(entries)
        entries.append(part)
        if isinstance(part, dict):
            entries[at] = {key: add(inner) for key, inner in part.items()}
        elif isinstance(part, list):
            entries[at] = [add(inner) for inner in part]
        return at

    add(value)
    return f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(entries)}</script>'


NUXT_RECORD = _flat(
    {
        "data": {
            "story": {
                "id": 71,
                "attributes": {
                    "title": TITLE,
                    "subTitle": "The keeper took the crank",
                    "overline": "Timekeeping",
                    "metaDescription": "Sandvale goes by its ferry bells.",
                    "canonicalUrl": "/local/harbour-clock",
                    "publishedAt": 1714982400000,
                    "updatedAt": "2024-05-06 09:30:00",
                    "primaryCategory": {"data": {"attributes": {"name": "Harbour", "slug": "harbour"}}},
                    "authors": {
                        "data": [
                            {"attributes": {"firstName": "Ada", "lastName": "Lindqvist", "role": "Harbour reporter"}},
                            {"attributes": {"name": "Tom Ferris", "description": "Tom likes boats."}},
                        ]
                    },
                    "tags": {"data": [{"attributes": {"name": "clocks"}}, {"attributes": {"name": "ferries"}}]},
                    "heroImage": {
                        "data": {
                            "attributes": {
                                "alternativeText": "A clock",
                                "caption": "The clock at noon. (Photo: Per Holm)",
                                "url": "/img/clock-1400.jpg",
                                "width": 1400,
                            }
                        }
                    },
                    "content": PARAGRAPHS,
                },
            },
            "related": [
                {"title": "Goat leaves roof", "url": "/goat", "kicker": "Goats", "publishedAt": "2024-05-01T00:10:00Z"}
            ],
        }
    }
)


def _apollo_record() -> str:
    state = {
        "ROOT_QUERY": {'articleBySlug({"slug":"x"})': {"__ref": "Article:7"}},
        "Article:7": {
            "__typename": "Article",
            "headline": TITLE,
            "slug": "x",
            "kicker": "Timekeeping",
            "standfirst": "<p>The keeper took the <em>crank</em></p>",
            "excerpt": {"rendered": "Sandvale goes by its ferry bells."},
            "datePublished": {"iso": "2024-05-06T08:00:00+02:00"},
            "byline": "By Ada Lindqvist and Tom Ferris",
            "section": "local/harbour",
            "categories": {"edges": [{"node": {"__ref": "Category:3"}}]},
            "keywords": "clocks, ferries, clocks",
            "featuredImage": {"node": {"__ref": "Image:9"}},
            "body": HTML,
        },
        "Category:3": {"__typename": "Category", "name": "Harbour", "slug": "harbour"},
        "Image:9": {
            "__typename": "Image",
            "url": "clock-9",
            "sourceUrl": "https://ledger.example/img/clock.jpg",
            "caption": "<p>The clock at noon.</p>",
            "credit": "Photo: Per Holm",
        },
        "Article:8": {
            "__typename": "Article", "headline": "Goat leaves roof", "slug": "goat", "byline": "Kid Bell",
            "datePublished": "2024-05-01", "updatedAt": "2024-05-09T10:00:00Z", "body": OTHER,
        },
    }  # fmt: skip
    return f"<script>window.__APOLLO_STATE__ = {json.dumps(state)};</script>"


APOLLO_RECORD = _apollo_record()


def _doubling(levels: int) -> str:
    records: dict[str, object] = {f"R:{n}": {"children": [{"__ref": f"R:{n + 1}"}] * 2} for n in range(levels)}
    records[f"R:{levels}"] = {"text": FIRST}
    return f"<script>window.__APOLLO_STATE__={json.dumps(records)}</script>"


JSON = '<script type="application/json">'
HOSTILE = {
    "deep": JSON + '{"children":[' * 3_000 + "]}" * 3_000 + "</script>",
    "deep literal": "<script>window.__A__ = " + "{a:[" * 30_000 + "</script>",
    "openings": "<script>" + "a=[{" * 60_000 + "</script>",
    "calls": "<script>window.__N__=(function(a){return {b:" + "}(" * 60_000 + "</script>",
    "quotes": "<script>" + "a='{" * 60_000 + "</script>",
    "circle": '<script>window.__APOLLO_STATE__={"A:1":{"children":[{"__ref":"A:1"},{"__ref":"B:1"}],"filler":"'
    + "x" * 300 + '"},"B:1":{"__ref":"A:1"}}</script>',
    "doubling": _doubling(60),
    "flat circle": JSON + '[["Reactive",1],{"children":1,"body":1},"' + "x" * 300 + '"]</script>',
    "flat nonsense": JSON + '[{"a":-9,"b":99,"c":1.5},[true,"x"],"' + "x" * 300 + '"]</script>',
    "surrogates": JSON + '{"title":"' + TITLE + '","body":"\\ud800 ' + OTHER + '"}</script>',
    "numbers": JSON + '{"body":[1e999,NaN,-Infinity,' + "9" * 5_000 + "]}</script>",
    "flight lengths": "<script>self.__next_f.push([1," + json.dumps("1:Tffffffff,x\n2:T0,\n" * 2_000) + "])</script>",
    "types": next_data(
        {"title": [TITLE], "body": {"type": {}, "content": [None, 3, True, [], {"text": 5, "marks": "bold"}]}}
    ),
    "markup": next_data({"title": TITLE, "slug": "x", "body": "<" * 200_000 + OTHER + "&lt;p" * 50_000}),
}

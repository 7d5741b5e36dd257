"""Bodies that the mark-up does not hold: in the page's own JSON or in its JSON-LD."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import articlegrab as ag
from articlegrab import fallback
from articlegrab.fallback import page_json
from articlegrab.reading import Story
from tests.json_pages import (
    APOLLO_RECORD,
    FIRST,
    HOSTILE,
    HTML,
    LAST,
    NUXT_RECORD,
    OTHER,
    PARAGRAPHS,
    PLACES,
    SHAPES,
    STATE,
    THIRD,
    TITLE,
    next_data,
    page,
    reading_of,
    rescued,
    shell,
    texts,
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_text_gives_its_paragraphs(shape: str) -> None:
    """However a system keeps the text, its paragraphs come out, in order, and a warning says whence."""
    body, warnings = rescued(next_data({"article": {"title": TITLE, "slug": "x", "body": SHAPES[shape]}}))
    assert texts(body) == PARAGRAPHS
    assert {block["type"] for block in body} == {"paragraph"}
    assert all(block["source"] is None for block in body)
    assert warnings == ["body_from_json"]


def test_rich_text_keeps_headings_lists_quotes_and_formats() -> None:
    """The blocks of a rich-text tree are typed, and its marks and links become spans."""
    link = {"type": "text", "text": "ferry", "marks": [{"type": "link", "attrs": {"href": "/ferry"}}]}
    content = [
        {"type": "paragraph", "content": [{"type": "text", "text": FIRST}]},
        {"type": "heading", "attrs": {"level": 3}, "content": [{"type": "text", "text": "What the town does now"}]},
        {"type": "bulletList", "content": [
            {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": item}]}]}
            for item in ("It listens.", "It waits.")
        ]},
        {"type": "blockquote", "content": [{"type": "paragraph", "content": [{"type": "text", "text": THIRD}]}]},
        {"type": "paragraph", "content": [
            {"type": "text", "text": "It takes the "}, link, {"type": "text", "text": " and "},
            {"type": "text", "text": "no chances", "marks": [{"type": "bold"}]}, {"type": "text", "text": "."},
        ]},
        {"type": "paragraph", "content": [{"type": "text", "text": LAST}]},
    ]  # fmt: skip
    body, _ = rescued(next_data({"post": {"headline": TITLE, "body": {"type": "doc", "content": content}}}))
    assert [block["type"] for block in body] == ["paragraph", "heading", "list", "quote", "paragraph", "paragraph"]
    assert body[1]["level"] == 3
    assert [item["text"] for item in body[2]["items"]] == ["It listens.", "It waits."]
    assert body[4]["text"] == "It takes the ferry and no chances."
    assert body[4]["spans"] == [
        {"kind": "link", "start": 13, "end": 18, "url": "https://ledger.example/ferry"},
        {"kind": "bold", "start": 23, "end": 33},
    ]


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_state_is_read(place: str) -> None:
    """Wherever a framework leaves its state, the article's text is found in it."""
    body, warnings = rescued(page(PLACES[place]))
    assert texts(body) == PARAGRAPHS
    assert warnings == ["body_from_json"]


def test_state_in_an_attribute_is_read() -> None:
    """Inertia and its like keep their state in an attribute."""
    state = json.dumps(STATE).replace("&", "&amp;").replace('"', "&quot;")
    body, _ = rescued(page(f'<div id="root" data-page="{state}"></div>'))
    assert texts(body) == PARAGRAPHS


@pytest.mark.parametrize("text", ["\n".join(PARAGRAPHS), HTML, HTML.replace("<", "&lt;").replace(">", "&gt;")])
def test_json_ld_gives_the_body_where_nothing_else_does(text: str) -> None:
    """articleBody is taken as plain text, as HTML, and as HTML escaped."""
    item = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "articleBody": text}
    body, warnings = rescued(page(f'<script type="application/ld+json">{json.dumps(item)}</script>'))
    assert texts(body) == PARAGRAPHS
    assert warnings == ["body_from_json"]


def test_other_articles_comments_and_consent_are_never_taken() -> None:
    """Texts longer than the article's do not win where they are another's, readers' or the lawyers'."""
    props = {
        "relatedArticles": [{"title": "Goat leaves roof", "slug": "goat", "body": OTHER * 3}],
        "next": {"headline": "Goat leaves roof", "url": "/goat", "publishedAt": "2024-05-01", "body": OTHER * 3},
        "comments": [{"user": "ann", "text": OTHER}, {"user": "bob", "text": OTHER}],
        "thread": [{"username": "ann", "content": OTHER * 2}, {"username": "bob", "content": OTHER}],
        "consent": {"text": "We and our partners use cookies, and we value your privacy above all else. " * 40},
        "strings": {"welcome": "We and our partners use cookies, and we value your privacy above all else. " * 40},
        "article": {"title": TITLE, "slug": "x", "body": HTML},
    }
    assert texts(rescued(next_data(props))[0]) == PARAGRAPHS


@pytest.mark.parametrize(
    "props",
    [
        {"next": {"headline": "Goat leaves roof", "url": "/goat", "body": OTHER * 3}},
        {"strings": {"welcome": "We and our partners use cookies, and we value your privacy above all else. " * 40}},
        {"css": "p { margin: 0; color: red } " * 60, "js": "function a(b){return b.c({d:1});} " * 60},
    ],
)
def test_a_page_without_its_text_gives_nothing(props: object) -> None:
    """Where the JSON has other texts only, the body stays empty, and that is said."""
    body, warnings = rescued(next_data(props))
    assert body == []
    assert warnings == ["thin_body"]


def test_text_that_stands_on_the_page_keeps_its_sources() -> None:
    """Where the JSON's text is also printed, under marks that hid it, the printed blocks are given."""
    html = next_data(STATE, body=f'<form class="comments">{HTML}</form>' + "<p>x</p>")
    reading = reading_of(html)
    reading.story = Story([], [0.0] * len(reading.document.passages), 0, 0, 0)
    body = fallback.rescue(reading, [])
    assert texts(body) == PARAGRAPHS
    assert all(block["source"] for block in body)
    assert reading.warnings == []
    assert len(reading.story.passages) == 4


def test_a_longer_body_is_not_replaced_by_a_shorter() -> None:
    """A body of our own stays as it is where the JSON-LD holds only its beginning, or as much."""
    item = {"@type": "NewsArticle", "headline": TITLE, "articleBody": FIRST}
    reading = reading_of(page(f'<script type="application/ld+json">{json.dumps(item)}</script>', body=HTML))
    own = [{"type": "paragraph", "text": text} for text in PARAGRAPHS]
    assert fallback.rescue(reading, own) is own
    assert reading.warnings == []


def test_a_stub_gives_way_to_the_whole_text() -> None:
    """Where the mark-up prints only the first paragraph, the text is completed from the JSON."""
    reading = reading_of(next_data(STATE, body=f"<p>{FIRST}</p>"))
    own = [{"type": "paragraph", "text": FIRST, "spans": [], "source": "p"}]
    assert texts(fallback.rescue(reading, own)) == PARAGRAPHS


def test_disagreement_with_json_ld_is_told() -> None:
    """A body of which the JSON-LD knows nothing is kept, with a warning."""
    item = {"@type": "NewsArticle", "headline": TITLE, "articleBody": OTHER}
    reading = reading_of(page(f'<script type="application/ld+json">{json.dumps(item)}</script>', body=HTML))
    own = [{"type": "paragraph", "text": text * 4} for text in PARAGRAPHS]
    assert fallback.rescue(reading, own) is own
    assert [warning.code for warning in reading.warnings] == ["body_disagrees_with_json_ld"]


def test_ordinary_pages_pay_nothing() -> None:
    """On a page whose body is in order no JSON is read and readability is not imported."""
    program = (
        "import sys\n"
        "from tests.json_pages import HTML, PARAGRAPHS, STATE, next_data, reading_of\n"
        "from articlegrab import fallback\n"
        "for name in [n for n in sys.modules if n.startswith(('readability', 'lxml'))]: raise SystemExit(name)\n"
        "reading = reading_of(next_data(STATE, body=HTML))\n"
        "own = [{'type': 'paragraph', 'text': text} for text in PARAGRAPHS]\n"
        "assert fallback.rescue(reading, own) is own\n"
        "assert 'hydration' not in vars(reading.document)\n"
        "assert not any(n.startswith(('readability', 'lxml')) for n in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_json_neither_raises_nor_hangs(case: str) -> None:
    """Deep, circular, doubling, broken and mistyped state gives a body or none, also at a low recursion limit."""
    html = HOSTILE[case] if HOSTILE[case].startswith("<!") else page(HOSTILE[case])
    reading = reading_of(html)
    limit = sys.getrecursionlimit()
    depth = 0
    frame = sys._getframe()
    while frame is not None:  # type: ignore[redundant-expr]
        depth, frame = depth + 1, frame.f_back  # type: ignore[assignment]
    sys.setrecursionlimit(depth + 150)
    try:
        body = page_json.find(reading)
    finally:
        sys.setrecursionlimit(limit)
    for block in body or []:
        json.dumps(block, ensure_ascii=False).encode("utf-8")


def filled(html: str) -> dict[str, object]:
    """The fields of a page that its JSON's record can fill, as the Article gives them."""
    found = ag.extract(html, url="https://ledger.example/local/harbour-clock-of-sandvale").model_dump(mode="json")
    assert [warning["code"] for warning in found["warnings"]] == ["body_from_json"]
    lead = found["lead_image"] or {}
    return {
        **{name: found[name] for name in ("title", "kicker", "dek", "description", "section", "tags", "published")},
        **{name: found[name] for name in ("modified", "canonical_url")},
        "authors": [(person["name"], person["role"]) for person in found["authors"]],
        "lead": (lead.get("url"), lead.get("caption"), lead.get("credit")),
        "images": len(found["images"]),
    }


SAID = {
    "title": TITLE,
    "kicker": "Timekeeping",
    "dek": "The keeper took the crank",
    "description": "Sandvale goes by its ferry bells.",
    "section": "Harbour",
    "tags": ["clocks", "ferries"],
    "images": 1,
}
"""What both records say of the story."""


def test_record_of_a_nuxt_page_fills_all_fields() -> None:
    """Values in attributes and data layers, names in parts and times in milliseconds are read; related stories not."""
    assert filled(shell(NUXT_RECORD)) == SAID | {
        "published": "2024-05-06T08:00:00Z",
        "modified": "2024-05-06T09:30:00Z",
        "canonical_url": "https://ledger.example/local/harbour-clock",
        "authors": [("Ada Lindqvist", "Harbour reporter"), ("Tom Ferris", None)],
        "lead": ("https://ledger.example/img/clock-1400.jpg", "The clock at noon.", "Per Holm"),
    }


def test_record_of_an_apollo_page_fills_all_fields() -> None:
    """Records that point to one another are followed, edges and nodes taken off, a joined byline and list cut."""
    assert filled(shell(APOLLO_RECORD)) == SAID | {
        "published": "2024-05-06T08:00:00+02:00",
        "modified": None,
        "canonical_url": None,
        "authors": [("Ada Lindqvist", None), ("Tom Ferris", None)],
        "lead": ("https://ledger.example/img/clock.jpg", "The clock at noon.", "Per Holm"),
    }


def test_what_the_page_states_is_kept() -> None:
    """Only what is missing comes from the record, and the candidates say so, with the path."""
    head = (
        '<meta property="og:title" content="Harbour clock of Sandvale stops at noon today">'
        '<meta name="author" content="Mia Torp"><meta property="article:section" content="Local">'
        '<meta property="article:published_time" content="2024-05-05T10:00:00Z">'
    )
    found = ag.explain(shell(NUXT_RECORD, head), url="https://ledger.example/local/harbour-clock-of-sandvale")
    assert found.article.title == f"{TITLE} today"
    assert [person.name for person in found.article.authors] == ["Mia Torp"]
    assert found.article.section == "Local"
    assert found.article.published is not None
    assert found.article.published.isoformat() == "2024-05-05T10:00:00+00:00"
    dek = found.candidates["dek"][0]
    assert (dek.source, dek.locator, dek.chosen) == ("page_json", "$.data.story.attributes.subTitle", True)


@pytest.mark.parametrize(
    "value",
    [7, True, 1e300, [], {}, [[["x"]]], {"name": {"name": {"name": []}}}, "\ud800", "x" * 3_000, "//[", {"by": 3}],
    ids=lambda value: str(value)[:12].encode("ascii", "backslashreplace").decode(),
)
def test_records_of_any_type_never_raise(value: object) -> None:
    """Whatever stands in a record's fields, the article comes out, and can be written."""
    fields = (
        "headlines", "subTitle", "kicker", "description", "credits", "authors", "displayDate", "publishedAt", "section",
        "updatedAt", "taxonomy", "tags", "leadImage", "promo_items", "image", "canonical_url",
    )  # fmt: skip
    record = {"title": TITLE, "slug": "x", "body": HTML, **dict.fromkeys(fields, value)}
    state = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(record)}</script>'
    article = ag.extract(shell(state), url="https://ledger.example/local/harbour-clock-of-sandvale")
    assert [block.text for block in article.body] == PARAGRAPHS
    article.model_dump_json().encode("utf-8")

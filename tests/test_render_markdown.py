"""Markdown: each block exactly, and any text read back by another reader as the same text."""

from __future__ import annotations

import sys
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

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
    ListItem,
    LiveUpdate,
    Note,
    NoteBlock,
    Paragraph,
    Person,
    PullQuote,
    Quote,
    Span,
    Table,
    Video,
)
from articlegrab.models.blocks import SpanKind
from articlegrab.render.inline import cell, inline, one_line
from articlegrab.render.spans import clean
from tests.render_samples import NOON, dangers, lettering, parsed, rendered, shown, squeezed

URL = "https://news.example/a"
LINK = Span(kind="link", start=0, end=4, url=URL)
PICTURE = Image(url="https://news.example/p.jpg", alt="A [boat]", caption="The boat at dawn.", credit="Ana Reis")
HEADER = [Cell(text="Port", header=True), Cell(text="Boats", header=True)]

BLOCKS: list[tuple[str, Block, str]] = [
    ("paragraph", Paragraph(text="Read it\nnow.", spans=[LINK]), f"[Read]({URL}) it\\\nnow."),
    ("heading", Heading(text="What now? #", level=3), "### What now? \\#"),
    ("bullets", ListBlock(items=[ListItem(text="one"), ListItem(text="two")]), "- one\n- two"),
    ("numbers", ListBlock(ordered=True, start=9, items=[ListItem(text="a"), ListItem(text="b")]), "9. a\n10. b"),
    (
        "nested list",
        ListBlock(items=[ListItem(text="a\nb", ordered=True, items=[ListItem(text="c", items=[ListItem(text="d")])])]),
        "- a\\\n  b\n  1. c\n     - d",
    ),
    ("list item without text", ListBlock(items=[ListItem(text="", items=[ListItem(text="a")])]), "- &#32;\n  - a"),
    ("quote", Quote(text="One.\nTwo.", attribution="Ana"), "> One.\n>\n> Two.\n>\n> — Ana"),
    ("pull quote", PullQuote(text="One."), "> One."),
    (
        "table with a header",
        Table(caption="Catch", rows=[HEADER, [Cell(text="A|B"), Cell(text="2")]]),
        "_Catch_\n\n| Port | Boats |\n| --- | --- |\n| A\\|B | 2 |",
    ),
    (
        "table without a header, a cell over two columns",
        Table(rows=[[Cell(text="a", colspan=2)], [Cell(text="b"), Cell(text="c")]]),
        "|  |  |\n| --- | --- |\n| a |  |\n| b | c |",
    ),
    (
        "table with a cell over two rows",
        Table(rows=[HEADER, [Cell(text="a", rowspan=2), Cell(text="b")], [Cell(text="c")], [Cell(text="d")]]),
        "| Port | Boats |\n| --- | --- |\n| a | b |\n|  | c |\n| d |  |",
    ),
    (
        "image",
        ImageBlock(text="The boat at dawn.", image=PICTURE),
        "![A \\[boat\\]](https://news.example/p.jpg)\\\n_The boat at dawn._ (Ana Reis)",
    ),
    (
        "gallery",
        Gallery(text="Boats", images=[PICTURE]),
        "Boats\n\n![A \\[boat\\]](https://news.example/p.jpg)\\\n_The boat at dawn._ (Ana Reis)",
    ),
    ("video", Video(text="Storm", url=URL, provider="Tube"), f"[Tube]({URL})\n\nStorm"),
    ("audio", Audio(text="Wind", url=URL), f"[news.example]({URL})\n\nWind"),
    ("embed", Embed(text="So *sad*", url=URL, provider="Post"), f"> So \\*sad\\*\n\n[Post]({URL})"),
    ("code", Code(text="a\n```\n  b", language="python"), "````python\na\n```\n  b\n````"),
    ("code in an odd language", Code(text="a", language="py `x"), "```\na\n```"),
    ("note", NoteBlock(text="Corrected."), "_Corrected._"),
    ("interview", QA(text="Why?\nSo.", question="Why?", answer="So."), "**Why?**\n\nSo."),
    ("divider", Divider(), "* * *"),
]


@pytest.mark.parametrize(("block", "markdown"), [pytest.param(*case[1:], id=case[0]) for case in BLOCKS])
def test_block(block: Block, markdown: str) -> None:
    """Each kind of block in exactly these characters."""
    assert Article(body=[block]).to_markdown() == f"{markdown}\n"


def test_every_kind_of_block_has_a_case() -> None:
    """The table above forgets no member of the union."""
    assert {type(block) for _, block, _ in BLOCKS} == set(get_args(get_args(Block)[0]))


def test_head_and_foot() -> None:
    """Title, dek, byline with date and lead image come first; live entries and corrections last, and only once."""
    article = Article(
        title="Storm #1", dek="A dek", authors=[Person(name="Ana Reis"), Person(name="Bo Lund")], published=NOON,
        published_precision="day", lead_image=PICTURE.model_copy(update={"alt": None}),
        body=[NoteBlock(text="Corrected.")],
        corrections=[Note(kind="correction", text="Corrected."), Note(kind="update", text="Updated.")],
        live_updates=[LiveUpdate(time=NOON, title="Landfall", text="It is here.")],
    )
    assert article.to_markdown().split("\n\n") == [
        "# Storm #1", "**A dek**", "Ana Reis, Bo Lund · 2024-05-01",
        "![](https://news.example/p.jpg)\\\n_The boat at dawn._ (Ana Reis)",
        "_Corrected._", "## 2024-05-01 12:00+00:00 · Landfall", "It is here.", "_Updated._\n",
    ]


def test_empty_article() -> None:
    """Nothing to say is the empty string."""
    assert Article().to_markdown() == ""


def test_lead_image_in_the_body_is_shown_once() -> None:
    """A lead image that stands in the body is not shown at the head as well."""
    for block in (ImageBlock(image=PICTURE), Gallery(images=[PICTURE])):
        article = Article(lead_image=PICTURE, body=[block])
        assert article.to_markdown().count("p.jpg") == 1


def test_live_entry_of_a_headline_alone() -> None:
    """An entry without text is shown, whatever else of the body has none."""
    article = Article(body=[Divider()], live_updates=[LiveUpdate(title="Landfall", text="")])
    assert "## Landfall" in article.to_markdown()


def test_two_lists_stay_two() -> None:
    """Lists that follow one another take different markers, so that no reader joins them."""
    block = ListBlock(items=[ListItem(text="a")])
    article = Article(body=[block, block, block, block.model_copy(update={"ordered": True})])
    assert article.to_markdown() == "- a\n\n* a\n\n- a\n\n1. a\n"
    assert rendered(article.to_markdown()).count("<ul>") == 3


def test_deep_lists_and_few_frames() -> None:
    """A list five hundred deep keeps all its text and needs no deep stack."""
    item = ListItem(text="w0")
    for depth in range(1, 500):
        item = ListItem(text=f"w{depth}", items=[item])
    article = Article(body=[ListBlock(items=[item])])
    limit = sys.getrecursionlimit()
    frame, used = sys._getframe(), 0
    while frame is not None:
        frame, used = frame.f_back, used + 1
    try:
        sys.setrecursionlimit(used + 60)
        markdown, html = article.to_markdown(), article.to_html()
    finally:
        sys.setrecursionlimit(limit)
    words = [f"w{depth}" for depth in reversed(range(500))]
    assert shown(rendered(markdown)).split() == words
    assert shown(html.replace("<li>", "<li> ")).split() == words


def test_absurd_column_span() -> None:
    """A cell that claims a thousand million columns gets a hundred."""
    table = Table(rows=[[Cell(text="a", colspan=10**9)]])
    assert Article(body=[table]).to_markdown().splitlines()[1].count("---") == 100


@pytest.mark.parametrize(("text", "markdown"), [
    ("# no heading", "\\# no heading"), ("- no list", "\\- no list"), ("+ no list", "\\+ no list"),
    ("1. no list", "1\\. no list"), ("2024) no list", "2024\\) no list"), ("> no quote", "\\> no quote"),
    ("=====", "\\====="), ("a_b*c", "a\\_b\\*c"), ("[x](y)", "\\[x\\](y)"), ("AT&T", "AT&T"), ("&lt;", "\\&lt;"),
    ("<b>", "&lt;b>"), ("a\n\n  b  ", "a\\\nb"), ("http://a_b", "http\\://a\\_b"), ("www.a_b", "www\\.a\\_b"),
    ("`x`", "\\`x\\`"), ("~~x~~", "\\~\\~x\\~\\~"), ("C:\\dir", "C:\\\\dir"), ("   ", ""),
])
def test_escapes(text: str, markdown: str) -> None:
    """Characters that Markdown reads as marks are written so that it does not."""
    assert inline(text) == markdown


@pytest.mark.parametrize(("spans", "markdown"), [
    ([("bold", 0, 3)], "**one** two, six"),
    ([("italic", 4, 8)], "one _two,_ six"),
    ([("bold", 0, 7), ("italic", 4, 7)], "**one _two_**, six"),
    ([("bold", 0, 4), ("bold", 4, 7)], "**one** **two**, six"),
    ([("bold", 0, 2), ("bold", 2, 3)], "**one** two, six"),
    ([("italic", 1, 2)], "&#111;_n_&#101; two, six"),
    ([("bold", 1, 3)], "o**ne** two, six"),
    ([("bold", 1, 3), ("italic", 2, 3)], "&#111;**&#110;_e_** two, six"),
    ([("strike", 0, 3), ("underline", 4, 7), ("code", 9, 12)], "~~one~~ two, `six`"),
    ([("bold", 0, 5), ("italic", 3, 9)], "**one t**wo, six"),
    ([("strike", 0, 1), ("italic", 1, 3)], "~~&#111;~~_ne_ two, six"),
    ([("italic", 0, 1), ("strike", 1, 3)], "_o_~~&#110;e~~ two, six"),
    ([("bold", -1, 5), ("bold", 3, 99), ("bold", 5, 5), ("bold", 6, 2)], "one two, six"),
])
def test_spans(spans: list[tuple[SpanKind, int, int]], markdown: str) -> None:
    """Spans become marks, nested as they are; what overlaps by halves or is out of range is left out."""
    assert inline("one two, six", [Span(kind=kind, start=start, end=end) for kind, start, end in spans]) == markdown


def test_link_destination() -> None:
    """Brackets and blanks in an address do not end the link; an exclamation mark before it makes no picture."""
    link = Span(kind="link", start=3, end=5, url="https://news.example/a_(b) c?x=1&copy;")
    source = inline("Go!it", [link])
    assert source == "Go\\![it](https://news.example/a\\_\\(b\\)%20c?x=1\\&copy;)"
    assert 'href="https://news.example/a_(b)%20c?x=1&amp;copy;"' in rendered(source)


def test_code_with_backticks_and_pipes() -> None:
    """A code span's fence is longer than what it holds, and a pipe in a table's code stays in its cell."""
    assert inline("a``b`", [Span(kind="code", start=0, end=5)]) == "``` a``b` ```"
    assert cell("a|b", [Span(kind="code", start=0, end=3)]) == "`a\\|b`"


WORDS = st.text(st.one_of(st.characters(), st.sampled_from("*_`~[]()<>#+-=!|&;\\:.1 \n\"'「」ä")), max_size=40)
KINDS: list[SpanKind] = ["bold", "italic", "strike", "code", "link"]


@settings(max_examples=120, deadline=None)
@given(WORDS)
@example("- \\|-")
@example("a\n---")
@example("#\n##")
@example("\x1b\xa00")
def test_any_text_reads_back(text: str) -> None:
    """Any text in any kind of block, read by a CommonMark reader with tables, is the same text."""
    told = squeezed(clean(text))
    alone: list[Block] = [
        Paragraph(text=text), Heading(text=text), ListBlock(items=[ListItem(text=text)]), Quote(text=text),
        NoteBlock(text=text), Embed(text=text), Video(text=text), Gallery(text=text), PullQuote(text=text),
        QA(question=text), QA(answer=text), ImageBlock(image=Image(url=URL, alt=text, caption=text)),
    ]
    framed: list[tuple[Block, str]] = [
        (Table(rows=[[Cell(text=text), Cell(text="x")]]), f"{told} x"),
        (ListBlock(ordered=True, items=[ListItem(text="x", items=[ListItem(text=text)])]), f"x {told}"),
        (Quote(text="x", attribution=f"by {text}"), f"x — by {told}"),
        (ImageBlock(image=Image(url=URL, credit=text)), f"({told})" if told else ""),
    ]
    for block, expected in [*((block, told) for block in alone), *framed]:
        html = rendered(Article(body=[block]).to_markdown())
        assert shown(html) == expected.strip(), block.type
        assert dangers(html) == []


@settings(max_examples=100, deadline=None)
@given(WORDS)
def test_any_text_in_the_head_reads_back(text: str) -> None:
    """Title, dek and byline come back as they were."""
    told = squeezed(clean(text))
    assert shown(rendered(Article(title=text).to_markdown())) == told
    assert shown(rendered(Article(dek=text).to_markdown())) == told
    assert shown(rendered(Article(byline=text).to_markdown())) == told
    assert shown(rendered(f"# {one_line(text)}")) == told


@settings(max_examples=100, deadline=None)
@given(st.text(st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("`~\n\t ")), max_size=60))
def test_any_code_reads_back(text: str) -> None:
    """Code keeps every line and blank inside its fence."""
    text = text.replace("\ufffe", "").replace("\uffff", "")
    html = rendered(Article(body=[Code(text=text)]).to_markdown())
    code = parsed(html).css_first("pre code")
    assert code is not None
    assert code.text() == f"{text}\n"


@settings(max_examples=300, deadline=None)
@given(WORDS, st.lists(st.tuples(st.sampled_from(KINDS), st.integers(-2, 42), st.integers(-2, 42)), max_size=6))
def test_any_spans_read_back(text: str, drawn: list[tuple[SpanKind, int, int]]) -> None:
    """Each letter of a paragraph stands in the same formats in HTML and in Markdown, whatever the spans."""
    spans = [Span(kind=kind, start=start, end=end, url=URL) for kind, start, end in drawn]
    article = Article(body=[Paragraph(text=text, spans=spans)])
    assert lettering(rendered(article.to_markdown())) == lettering(article.to_html())

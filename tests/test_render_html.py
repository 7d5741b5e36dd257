"""HTML: each block exactly, the head, and an allow-list that changes nothing the second time."""

from __future__ import annotations

import subprocess
import sys
from typing import get_args

import pytest
from hypothesis import given, settings
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
    PullQuote,
    Quote,
    Span,
    Table,
    Video,
)
from articlegrab.models.blocks import SpanKind
from articlegrab.render import html
from articlegrab.render.spans import clean
from tests.render_samples import NOON, article_saying, dangers, parsed, shown, squeezed

URL = "https://news.example/a"
LINK = f'<a href="{URL}" rel="noopener noreferrer">'
PICTURE = Image(
    url="https://news.example/p.jpg?a=1&b=2", alt='A "boat"', caption="At dawn.", credit="Ana Reis", width=640,
    height=0,
)
FIGURE = (
    '<figure><img src="https://news.example/p.jpg?a=1&amp;b=2" alt="A &quot;boat&quot;" width="640" loading="lazy">'
    '<figcaption>At dawn. <cite class="credit">Ana Reis</cite></figcaption></figure>'
)

BLOCKS: list[tuple[str, Block, str]] = [
    ("paragraph", Paragraph(text="a <b>\n& c"), "<p>a &lt;b&gt;<br>&amp; c</p>"),
    ("heading", Heading(text="What now?", level=3), "<h3>What now?</h3>"),
    (
        "nested list",
        ListBlock(items=[ListItem(text="a", ordered=True, items=[ListItem(text="b")]), ListItem(text="c")]),
        "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>",
    ),
    ("numbers", ListBlock(ordered=True, start=4, items=[ListItem(text="a")]), '<ol start="4"><li>a</li></ol>'),
    (
        "quote",
        Quote(text="One.\nTwo.", attribution="Ana"),
        "<blockquote><p>One.</p><p>Two.</p><footer><cite>Ana</cite></footer></blockquote>",
    ),
    ("pull quote", PullQuote(text="One."), '<aside class="pull-quote"><blockquote><p>One.</p></blockquote></aside>'),
    (
        "table",
        Table(caption="Catch", rows=[
            [Cell(text="Port", header=True, colspan=2)],
            [Cell(text="a", header=True), Cell(text="b", rowspan=2)], [Cell(text="c")],
        ]),
        '<table><caption>Catch</caption><thead><tr><th scope="col" colspan="2">Port</th></tr></thead><tbody>'
        '<tr><th scope="row">a</th><td rowspan="2">b</td></tr><tr><td>c</td></tr></tbody></table>',
    ),
    ("image", ImageBlock(image=PICTURE), FIGURE),
    (
        "gallery",
        Gallery(text="Boats", images=[PICTURE]),
        f'<figure class="gallery">{FIGURE}<figcaption>Boats</figcaption></figure>',
    ),
    (
        "video",
        Video(text="Storm", url=URL, provider="Tube"),
        f'<figure class="video"><p>{LINK}Tube</a></p><figcaption>Storm</figcaption></figure>',
    ),
    ("audio", Audio(url=URL), f'<figure class="audio"><p>{LINK}news.example</a></p></figure>'),
    (
        "embed",
        Embed(text="So sad", url=URL),
        f'<figure class="embed"><blockquote><p>So sad</p></blockquote><p>{LINK}news.example</a></p></figure>',
    ),
    ("code", Code(text="\n  if a < b:\n"), "<pre><code>\n  if a &lt; b:\n</code></pre>"),
    ("note", NoteBlock(text="Corrected."), '<aside class="note"><p>Corrected.</p></aside>'),
    (
        "interview",
        QA(text="Why?\nSo.", question="Why?", answer="So.", spans=[Span(kind="bold", start=5, end=8)]),
        "<dl><dt>Why?</dt><dd><strong>So.</strong></dd></dl>",
    ),
    ("divider", Divider(), "<hr>"),
]


@pytest.mark.parametrize(("block", "markup"), [pytest.param(*case[1:], id=case[0]) for case in BLOCKS])
def test_block(block: Block, markup: str) -> None:
    """Each kind of block in exactly this mark-up."""
    assert Article(body=[block]).to_html() == f'<article dir="ltr">\n<header>\n</header>\n{markup}\n</article>'


def test_every_kind_of_block_has_a_case() -> None:
    """The table above forgets no member of the union."""
    assert {type(block) for _, block, _ in BLOCKS} == set(get_args(get_args(Block)[0]))


@pytest.mark.parametrize("block", [
    Paragraph(), Heading(), ListBlock(), Quote(), PullQuote(), Table(), Gallery(), Video(), Audio(), Embed(),
    NoteBlock(), ImageBlock(image=Image(url="data:image/png,x")),
])
def test_block_with_nothing_to_show(block: Block) -> None:
    """An empty block leaves no empty element behind, in HTML or in Markdown."""
    article = Article(body=[block])
    assert article.to_html() == '<article dir="ltr">\n<header>\n</header>\n</article>'
    assert article.to_markdown() == ""


def test_head_and_foot() -> None:
    """Kicker, title, dek, byline, time and lead image in a header; entries and notes after the body; language set."""
    article = Article(
        kicker="Coast", title="Storm", dek="A dek", byline="By Ana", published=NOON, published_precision="minute",
        published_raw="May 1, noon", language="pt-BR", direction="rtl", lead_image=PICTURE,
        live_updates=[LiveUpdate(time=NOON, title="Landfall", text="Here.")],
        corrections=[Note(kind="correction", text="Fixed.")],
    )
    assert article.to_html().split("\n") == [
        '<article lang="pt-BR" dir="rtl">', "<header>", '<p class="kicker">Coast</p>', "<h1>Storm</h1>",
        '<p class="dek">A dek</p>', '<p class="byline">By Ana</p>',
        '<p class="published"><time datetime="2024-05-01T12:00:00+00:00">May 1, noon</time></p>', FIGURE, "</header>",
        '<section class="update"><p><time datetime="2024-05-01T12:00:00+00:00">2024-05-01 12:00+00:00</time></p>'
        "<h2>Landfall</h2><p>Here.</p></section>",
        '<aside class="note"><p>Fixed.</p></aside>', "</article>",
    ]


@pytest.mark.parametrize(("kind", "tag"), [
    ("bold", "strong"), ("italic", "em"), ("underline", "u"), ("strike", "s"), ("mark", "mark"), ("superscript", "sup"),
    ("subscript", "sub"), ("code", "code"),
])
def test_span(kind: SpanKind, tag: str) -> None:
    """Each kind of span has its element."""
    article = Article(body=[Paragraph(text="one two", spans=[Span(kind=kind, start=4, end=7)])])
    assert f"<p>one <{tag}>two</{tag}></p>" in article.to_html()


def test_unknown_language_is_left_out() -> None:
    """A language that is no language tag does not become an attribute."""
    assert Article(language='en" onclick="x').to_html().startswith('<article dir="ltr">')


@settings(max_examples=100, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("<>&\"'\n ")), max_size=50))
def test_any_text_reads_back(text: str) -> None:
    """Any text in title, paragraph, list, cell and code is the same text to a browser's parser."""
    told = squeezed(clean(text))
    blocks = [
        Paragraph(text=text), Quote(text=text), ListBlock(items=[ListItem(text=text)]), Table(rows=[[Cell(text=text)]]),
    ]
    for block in blocks:
        assert shown(Article(body=[block]).to_html()) == told
    assert shown(Article(title=text).to_html()) == told
    code = parsed(Article(body=[Code(text=text)]).to_html()).css_first("code")
    assert code is not None
    assert code.text() == clean(text)


def test_allow_list_alone_stops_what_escaping_would_miss() -> None:
    """The last step does not rely on the steps before it."""
    hostile = (
        '<article dir="ltr" onclick="x" id="a"><script>x</script><svg><style>x</style></svg><form name="y">'
        '<a href="javascript:x">t</a></form><style>x</style>'
    )
    assert html.sanitise(hostile) == '<article dir="ltr"><a rel="noopener noreferrer">t</a></article>'
    assert dangers(hostile)


def test_whole_article_is_stable() -> None:
    """What has passed the allow-list passes it unchanged."""
    markup = article_saying("Some words", URL).to_html()
    assert html.sanitise(markup) == markup
    assert markup.count("<article") == 1


def test_sanitiser_is_loaded_only_when_needed() -> None:
    """Importing the renderers, and rendering Markdown, does not load nh3."""
    program = (
        "import sys; from articlegrab.models import Article; from articlegrab.render import html, markdown;"
        "markdown.render(Article(title='a')); assert 'nh3' not in sys.modules;"
        "html.render(Article(title='a')); assert 'nh3' in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

"""Whatever stands in an article's fields, nothing that renders it comes alive."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articlegrab.models import Article, Paragraph
from articlegrab.render import html
from tests.render_samples import article_saying, dangers, rendered, squeezed

_VECTORS = Path(__file__).resolve().parents[2] / "shared" / "vectors" / "xss.json"

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//x.example/a.js></sCrIpT>",
    "</p></article><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "\" onfocus=\"alert(1)\" autofocus=\"",
    "<svg/onload=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><annotation-xml encoding=text/html><script>alert(1)</script></annotation-xml></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<p style='background:url(javascript:alert(1))'>",
    "<a href=javascript:alert(1)>go</a>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
    "<textarea></textarea><script>alert(1)</script>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\ud800<script>alert(1)</script>",
    "[go](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[go]: javascript:alert(1)\n\n[go]",
    "[go](data:text/html;base64,PHNjcmlwdD4=)",
    "](javascript:alert(1))[",
    "`` <script>alert(1)</script> `",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "\\<script>alert(1)\\</script>",
    "\n\n<div onclick=alert(1)>\n\n",
    "| a |\n| --- |\n| <script>alert(1)</script> |",
    "~~~ <script>\nalert(1)",
]

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "\x00javascript:alert(1)",
    "javascript&colon;alert(1)",
    "&#106;avascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "blob:https://example.org/1",
    "view-source:javascript:alert(1)",
    "//x.example/a",
    "/relative",
    "https:javascript:alert(1)",
    "http://",
    "https://x.example/\" onerror=\"alert(1)",
    "https://x.example/' onerror='alert(1)",
    "https://x.example/)<script>alert(1)</script>",
    "https://x.example/> <img src=x onerror=alert(1)>",
    "https://x.example/\njavascript:alert(1)",
    "https://x.example/\ud800",
    "https://x.example/`)\\",
]


_SOUP = [*"<>\"'&`/=!-[]()\\ \n", "script", "svg", "onload=x", "javascript:", "a", "p", "--"]


def assert_dead(text: str, url: str) -> None:
    article = article_saying(text, url)
    markup = article.to_html()
    assert dangers(markup) == []
    assert html.sanitise(markup) == markup
    assert dangers(rendered(article.to_markdown())) == []


def test_the_oracle_sees_what_is_alive() -> None:
    """The judge of these tests finds each sort of danger when it is really there."""
    for alive in (
        "<script></script>", "<p onclick=x>", "<a href=' java\nscript:x'>", "<img src=data:x>", "<p id=a>", "<svg>",
    ):
        assert dangers(alive), alive


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_in_every_text(payload: str) -> None:
    """A payload in every string field stays text, in HTML and in Markdown read by a lenient reader."""
    assert_dead(payload, "https://news.example/story")


@pytest.mark.parametrize("address", ADDRESSES)
def test_payload_in_every_address(address: str) -> None:
    """A hostile address in every URL field never becomes a link or a picture."""
    assert_dead("plain words", address)


@pytest.mark.parametrize("library", ["markdown", "mistune"])
def test_other_readers_of_markdown_find_nothing_alive(library: str) -> None:
    """Two more Markdown readers, both of which let mark-up through, find none in ours, whatever the article says."""
    reader = pytest.importorskip(library)
    # Python-Markdown is older than CommonMark, and knows fences and tables as extensions only.
    read = reader.html if library == "mistune" else partial(reader.markdown, extensions=["fenced_code", "tables"])
    published = json.loads(_VECTORS.read_text("utf-8")) if _VECTORS.exists() else []
    for payload in [*PAYLOADS, *(vector["payload"] for vector in published)]:
        assert dangers(read(article_saying(payload, "https://news.example/story").to_markdown())) == []
    for address in ADDRESSES:
        assert dangers(read(article_saying("plain words", address).to_markdown())) == []


@pytest.mark.parametrize("address", ADDRESSES[:17])
def test_hostile_address_is_dropped_from_data(address: str) -> None:
    """JSON-LD and citations carry no address that is not http, https or mailto."""
    article = article_saying("plain words", address)
    told = json.dumps([article.to_json_ld(), article.to_csl(), article.to_bibtex()])
    assert json.dumps(address)[1:-1] not in told


@pytest.mark.skipif(not _VECTORS.exists(), reason="the shared vectors are not here")
def test_known_vectors_in_every_field() -> None:
    """Every vector of the sanitiser set, as text and as address, stays dead and is idempotent."""
    vectors = json.loads(_VECTORS.read_text(encoding="utf-8"))
    assert len(vectors) > 200
    for vector in vectors:
        assert_dead(vector["payload"], vector["payload"])


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60), st.text(max_size=30))
def test_any_text_is_dead(text: str, tail: str) -> None:
    """Random text, half characters included, raises nothing and brings nothing to life."""
    assert_dead(text, f"https://news.example/{tail}")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_SOUP), max_size=25))
def test_any_markup_soup_is_dead_in_a_paragraph(pieces: list[str]) -> None:
    """Mark-up in any order is shown as the text that it is."""
    text = "".join(pieces)
    article = Article(title=text, body=[Paragraph(text=text)])
    assert dangers(article.to_html()) == []
    assert dangers(rendered(article.to_markdown())) == []
    assert squeezed(article.to_text()) == squeezed(f"{text} {text}")

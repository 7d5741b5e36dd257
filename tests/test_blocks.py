"""Body blocks of odd mark-up: small pages through the front door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from articlegrab import extract
from articlegrab.models import Block

_PARAGRAPH = (
    "<p>The council of the harbour town decided on Tuesday, in its {}th session, that the old lighthouse shall be "
    "repaired with money from the fund, the mayor said to reporters.</p>"
)


def body(markup: str) -> list[dict[str, Any]]:
    """The blocks that mark-up between a story's paragraphs becomes, without spans and paths."""
    left_out = {"spans", "source"}
    return [block.model_dump(exclude=left_out, exclude_defaults=True) for block in _inside(markup)]


def kinds(markup: str) -> list[str]:
    """The types of these blocks."""
    return [block.type for block in _inside(markup)]


def _inside(markup: str) -> Sequence[Block]:
    before, after = _PARAGRAPH.format(1) + _PARAGRAPH.format(2), "".join(map(_PARAGRAPH.format, (3, 4, 5)))
    return extract(
        f"<html lang=en><title>Lighthouse to be repaired</title><main><article><h1>Lighthouse to be repaired</h1>"
        f"{before}{markup}{after}</article></main></html>", url="https://news.example/lighthouse",
    ).body[2:-3]


QUOTED = "<p>We have waited long for this day, and it has come.</p>"


@pytest.mark.parametrize("markup", [
    f"<blockquote>{QUOTED}<footer>— Ana Berg, keeper</footer></blockquote>",
    f"<blockquote>{QUOTED}<cite>Ana Berg, keeper</cite></blockquote>",
    f"<blockquote>{QUOTED}<footer>— <cite>Ana Berg</cite>, keeper</footer></blockquote>",
    f"<figure><blockquote>{QUOTED}</blockquote><figcaption>– Ana Berg, keeper</figcaption></figure>",
])
def test_whom_a_quotation_names(markup: str) -> None:
    """The source of a quotation is kept, in whichever element it is printed, and is none of the quoted text."""
    told = "We have waited long for this day, and it has come."
    assert body(markup) == [{"text": told, "attribution": "Ana Berg, keeper"}]


@pytest.mark.parametrize("markup", [
    "<blockquote><p>We read in <cite>The Lamp</cite> that the day has come.</p></blockquote>",
    "<figure><img src=a.jpg><blockquote><p>We read in The Lamp that the day has come.</p></blockquote>"
    "<figcaption>The keeper's house</figcaption></figure>",
])
def test_whom_a_quotation_does_not_name(markup: str) -> None:
    """A work that is mentioned and the caption of a picture are no sources of the quotation."""
    quotes = [block for block in body(markup) if block["text"].startswith("We read")]
    assert quotes == [{"text": "We read in The Lamp that the day has come."}]


@pytest.mark.parametrize("inner", [
    "First the roof<ol><li>slate tiles</li><li>oak beams</li></ol></li>",
    "First the roof</li><ol><li>slate tiles</li><li>oak beams</li></ol>",
])
def test_numbered_list_in_a_list(inner: str) -> None:
    """A numbered list in a plain one is numbered, be it in its item or, as some editors write it, beside it."""
    steps = [{"text": "slate tiles"}, {"text": "oak beams"}]
    items = [{"text": "First the roof", "items": steps, "ordered": True}, {"text": "Then the lamp"}]
    assert [block["items"] for block in body(f"<ul><li>{inner}<li>Then the lamp</li></ul>")] == [items]


@pytest.mark.parametrize("markup", [
    "<pre>    def light():\n        return {1: 2}\n</pre>",
    "<pre class=language-python>\n\n    def light():\n        return {1: 2}</pre>",
    "<pre><code>    <b>def</b> <i>light</i>():\n        <b>return</b> {1: 2}</code></pre>",
    "<pre><code><i>    def light():</i>\n<i>        return</i> <b>{1: 2}</b></code></pre>",
])
def test_white_space_of_code(markup: str) -> None:
    """The lines of code are parted and indented as the page has them, from the first on, be its words marked or not."""
    assert [block["text"] for block in body(markup)] == ["    def light():\n        return {1: 2}"]


def test_prose_in_preformatted_text() -> None:
    """All paragraphs of prose set in <pre> are in the body, not the first alone."""
    told = ["It was a dark night at the harbour.", "The keeper went up the stairs to the lamp."]
    assert body(f"<pre><p>{told[0]}</p><p>{told[1]}</p></pre>") == [{"text": line} for line in told]


def test_list_that_counts_from_below_nought() -> None:
    """The first number of a list may be less than nought."""
    assert body("<ol start=-2><li>minus two</li><li>minus one</li></ol>")[0]["start"] == -2


@pytest.mark.parametrize("markup", ["<table><caption>By year</caption>{}</table>",
                                    "<figure><table>{}</table><figcaption>By year</figcaption></figure>"])
def test_caption_of_a_table(markup: str) -> None:
    """A table's caption may be its own, or that of the figure it stands in."""
    rows = "<tr><th>Year<th>Cost of the works<tr><td>2023<td>three million<tr><td>2024<td>four million"
    assert [block["caption"] for block in body(markup.format(rows))] == ["By year"]


_TEXT = "The keeper has lived in the tower for thirty years, and he means to stay there."


@pytest.mark.parametrize("markup", [
    f"<p><strong>A light for all</strong><br>{_TEXT}</p>",
    f"<p><b>A light for all</b></p><p>{_TEXT}</p>",
    f"<p><b>A light for all</b><br/>\n{_TEXT}</p>",
])
def test_bold_line_over_its_text(markup: str) -> None:
    """A short bold line is the heading of the text below it, in a paragraph of its own or parted by a line break."""
    assert kinds(markup) == ["heading", "paragraph"]
    assert [block["text"] for block in body(markup)] == ["A light for all", _TEXT]


@pytest.mark.parametrize("markup", [
    f"<p><strong>He said so twice.</strong><br>{_TEXT}</p>",
    "<p><strong>Ana Berg, the keeper of the old light</strong><br>Harbour Lane, Tarnholt</p>",
    f"<p><strong>A light</strong> for all, said the keeper.<br>{_TEXT}</p>",
])
def test_bold_line_that_is_no_heading(markup: str) -> None:
    """A bold sentence, a signature and the bold beginning of a sentence stay what they are."""
    assert kinds(markup) == ["paragraph"]


def test_dividers_part_something() -> None:
    """A rule between paragraphs is a divider; several in a row are one, and those around the story are none."""
    parted = kinds("<hr><hr><p>After the break the council went on to the budget of the coming year.</p>")
    assert parted == ["divider", "paragraph"]
    whole = extract(
        "<title>Lighthouse to be repaired</title><article><h1>Lighthouse to be repaired</h1><hr>"
        + "".join(map(_PARAGRAPH.format, range(4))) + "<hr></article>"
    )
    assert {block.type for block in whole.body} == {"paragraph"}


def test_word_of_the_sites_own_element() -> None:
    """A sentence goes on through an element that only this site knows."""
    told = body("<p>The lamp is old (<x-source>see <a href='/lamp'>here</a></x-source>), but its light is strong.</p>")
    assert told == [{"text": "The lamp is old (see here), but its light is strong."}]


def test_headings_in_boxes_of_their_own() -> None:
    """A heading stands over the paragraph after it, with a caption and the editor's label for each part between."""
    part = "<section><div class=label>Story part</div><div><{0}>{1}</{0}></div></section>"
    text = [_PARAGRAPH.format(number).removeprefix("<p>").removesuffix("</p>") for number in range(4)]
    parts = [("p", text[0]), ("p", text[1]), ("h3", "Tarnholt waits"), ("p", text[2]), ("p", text[3])]
    article = extract(
        "<title>Lighthouse to be repaired</title><main><h1>Lighthouse to be repaired</h1>"
        + "".join(part.format(*held) for held in parts) + "</main>"
    )
    assert [block.type for block in article.body] == ["paragraph", "paragraph", "heading", "paragraph", "paragraph"]


def test_story_printed_twice() -> None:
    """A page that prints its story for desks and once more for phones is read once."""
    story = "<div>" + "".join(map(_PARAGRAPH.format, range(4))) + "</div>"
    head = "<title>Lighthouse to be repaired</title><h1>Lighthouse to be repaired</h1>"
    assert len(extract(f"{head}{story}{story}").body) == 4
    repeated = story.replace("</div>", _PARAGRAPH.format(2) + _PARAGRAPH.format(3) + "</div>")
    assert len(extract(head + repeated).body) == 6, "a chorus in the text itself is the author's"


def test_short_line_among_its_like() -> None:
    """A short line between two paragraphs that are set like it belongs to them."""
    assert body("<p>34 Harbour Lane</p>") == [{"text": "34 Harbour Lane"}]


def test_faults_of_the_server() -> None:
    """What a server reports of its own faults is no text."""
    assert body("<p>Warning: mysql_connect(): no such file in /srv/www/db.php on line 41</p>") == []


def test_last_sentence_set_as_the_others() -> None:
    """A sentence that could as well be the page's own advice is text where it adjoins text that is set as it is."""
    advice = "<p>Bring the <a href=/book>book</a> about the <a href=/lamps>lamps</a>.</p>"
    story = "".join(map(_PARAGRAPH.format, range(5)))
    for markup, kept in ((story + advice, True), (f"{story}<div>{advice}</div>", False)):
        article = extract(
            "<title>Lighthouse to be repaired</title><main><article><h1>Lighthouse to be repaired</h1>"
            f"{markup}</article></main><div><p>More news of the harbour and of the town</p></div>"
        )
        assert article.text.endswith("Bring the book about the lamps.") is kept

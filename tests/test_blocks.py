"""Body blocks of odd mark-up: small pages through the front door."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from articlegrab import extract
from articlegrab.models import Block

PARAGRAPH = (
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
    before, after = PARAGRAPH.format(1) + PARAGRAPH.format(2), "".join(map(PARAGRAPH.format, (3, 4, 5)))
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
    f"<blockquote>{QUOTED}<p>– Ana Berg, keeper</p></blockquote>",
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


def _items(text: str, tag: str = "ol") -> str:
    items = (text.replace("{}", str(number)) for number in range(1, 16))
    return f"<{tag}><li>{'</li><li>'.join(items)}</li></{tag}>"


def test_list_that_is_most_of_the_story() -> None:
    """Steps are a list however many there are; a list of the story's paragraphs, or of boxes, lays them out."""
    step = "In the {}th step the keeper cleans the lens with a soft cloth, winds the clock and writes down the hour."
    assert kinds(_items(step)) == ["list"]
    assert set(kinds(_items(f"<p>{step}</p>"))) == {"list"}
    assert set(kinds(_items(f"{step} {step} {step}"))) == {"paragraph"}
    assert set(kinds(_items(f"<h3>Step {{}}</h3><p>{step}</p>"))) == {"heading", "paragraph"}
    assert set(kinds(_items(f"<figure><img src=/{{}}.jpg width=800></figure>{step}"))) == {"paragraph"}


def test_list_without_numbers_that_is_most_of_the_story() -> None:
    """Short lines are a list; a newspaper's paragraphs, and what is set as paragraphs, are the story's own."""
    point = "Point {} of the keeper's rules is that the lens is wiped before the sun goes down behind the harbour."
    assert kinds(_items(point, "ul")) == ["list"]
    assert set(kinds(_items(f"<p>{point}</p>", "ul"))) == {"paragraph"}
    assert set(kinds(_items(f"{point} {point.lower()}", "ul"))) == {"paragraph"}


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


def test_language_of_code_where_the_tongue_is_named() -> None:
    """Some write the programming language where the natural one belongs; German in <pre> is prose all the same."""
    assert body("<pre lang=Batch>net start lamp</pre>") == [{"text": "net start lamp", "language": "batch"}]
    assert kinds("<pre lang=de>Es war dunkel am Hafen.</pre>") == ["paragraph"]


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
    f"<div role=heading aria-level=3>Who keeps the light?</div><p>{_TEXT}</p>",
    f"<p class=interline>Who keeps the light?</p><p>{_TEXT}</p>",
    f"<p class='text-heading'>Who keeps the light</p><p>{_TEXT}</p>",
    f"<p class=h3>Who keeps the light</p><p>{_TEXT}</p>",
    f"<p><span class='inter-titre-grey'>Who keeps the light</span></p><p>{_TEXT}</p>",
    f"<p><span><i><span class='inter-titre-grey'>Who keeps the light</span></i> </span></p><p>{_TEXT}</p>",
])
def test_line_that_is_called_a_heading(markup: str) -> None:
    """What is said to be a heading by role or class is one whatever its tag."""
    assert kinds(markup) == ["heading", "paragraph"]


def test_address_on_a_line_of_its_own() -> None:
    """The address of a post or a film that no script turned into it is what it shows; those of accounts are text."""
    addresses = ["youtu.be/abcdefg", "harbour.example/", "www.youtube.com/@harbour"]
    assert kinds("".join(f"<p>https://{each}</p>" for each in addresses)) == ["video", "paragraph", "paragraph"]


def test_bold_questions_among_bold_headings() -> None:
    """A bold question is a heading where other bold lines are, unless the page is an interview."""
    lines = f"<p><b>A light for all</b></p><p>{_TEXT}</p>"
    asked = f"<p><b>Who keeps it?</b></p><p>{_TEXT}</p>"
    assert kinds(lines + asked) == ["heading", "paragraph"] * 2
    assert kinds(asked) == ["paragraph"] * 2
    assert kinds(lines + 3 * asked)[2:] == ["qa"] * 3
    assert kinds(lines + asked.replace("Who keeps it?", "<a href=/keeper>Read: who keeps it?</a>"))[2] == "paragraph"


def test_turns_of_two_speakers() -> None:
    """Names in bold before what two speakers say: the turns of the one who asks, and the answers to them."""
    asked = f"<p><b>Ana Berg:</b> Who keeps the light?</p><p><b>Ib Holm:</b> I do.</p><p>{_TEXT}</p>"
    turns = body(3 * asked)
    assert kinds(3 * asked) == ["qa"] * 3
    assert turns[0]["question"] == "Ana Berg: Who keeps the light?"
    assert turns[0]["answer"] == f"Ib Holm: I do.\n{_TEXT}"
    assert kinds(3 * asked.replace("?", ".")) == ["paragraph"] * 9
    question, answer, _ = asked.replace("</p>", "</p>\n").splitlines()
    assert kinds(3 * question + 3 * answer) == ["paragraph"] * 6, "one exchange is no interview"


def test_pull_quote_by_its_name() -> None:
    """What its class calls a pull quote is one though the text does not repeat it, with whom it names."""
    quoted = f'<figure class="wp-block-pullquote"><blockquote>{QUOTED}<cite>Ana Berg</cite></blockquote></figure>'
    assert kinds(quoted) == ["pull_quote"]
    assert body(quoted)[0]["attribution"] == "Ana Berg"
    assert "repeats" not in body(quoted)[0]


@pytest.mark.parametrize("box", [
    "<div class=blockquote><blockquote>{}</blockquote><p class=quote__author>Ana Berg</p></div>",
    "<aside><p>{}</p><p>— Ana Berg</p></aside>",
    "<div class=quote><blockquote><p>{}</p><footer>Ana Berg</footer></blockquote></div>",
])
def test_who_said_what_is_set_apart(box: str) -> None:
    """A quotation set apart that says what the text says, in its words or nearly, takes with it whom it is of."""
    said = "We have waited long for the boat, and she came with the last tide of the year."
    text = f"<p>“{said.replace('and she', 'she said, and she')}” The keeper laughed.</p><p>{_TEXT}</p>"
    for line in (said, said.replace(" for the boat", "")):
        page = _STORY.format("", text + box.format(line), f"<p>{_TEXT}</p><p>{PARAGRAPH}</p>")
        found = next(block for block in extract(page).body if block.type == "pull_quote")
        assert (found.text, found.attribution, found.repeats) == (line, "Ana Berg", True)
        assert "Ana Berg" not in extract(page).text


def test_quotations_of_another() -> None:
    """A quotation that the text only comes near to is none of its own lines; nor is a source that the text mentions."""
    said = "We have waited long for the boat, and she came with the last tide of the year."
    other = "We have waited long for the doctor, who came by the road when all was over."
    law = "Lighthouse Code, 4th ed.<br>(her emphasis)"
    text = f"<p>“{said}” The keeper quoted the Lighthouse Code, 4th ed., and laughed.</p><p>{_TEXT}</p>"
    for line in (other, law):
        page = _STORY.format("", f"{text}<blockquote><p>{line}</p></blockquote>", f"<p>{_TEXT}</p><p>{PARAGRAPH}</p>")
        assert "pull_quote" not in {block.type for block in extract(page).body}


def test_two_quotations_in_a_box() -> None:
    """Each is one of its own; figures that differ make two sentences of what else would be one."""
    one, two = "The tower costs forty crowns a year, and the lens twelve.", "Nobody means to buy the rabbits with it."
    told = one.replace("forty", "40")
    text = f"<p>The old paper said: {one}</p><p>The mayor said in the evening: {two}</p><p>{_TEXT}</p>"
    box = f"<aside><blockquote>{one}</blockquote><blockquote>{two}</blockquote></aside>"
    page = _STORY.format("", text + box, f"<p>{_TEXT}</p><p>{PARAGRAPH}</p>")
    assert [block.text for block in extract(page).body if block.type == "pull_quote"] == [one, two]
    other = _STORY.format("", f"{text}<blockquote>{told}</blockquote>", f"<p>{_TEXT}</p><p>{PARAGRAPH}</p>")
    assert "quote" in {block.type for block in extract(other).body}


def test_author_of_a_post_that_is_called_a_quotation() -> None:
    """A box for a whole post has its author over the quotation; whom it quotes stands behind it."""
    post = "<article class='post format-quote'><h1>Lighthouse to be repaired</h1><p class=byline>By {}</p>{}</article>"
    page = post.format("Ana Berg", f"<blockquote>{QUOTED}</blockquote>{PARAGRAPH * 3}")
    assert [author.name for author in extract(page).authors] == ["Ana Berg"]


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
        + "".join(map(PARAGRAPH.format, range(4))) + "<hr></article>"
    )
    assert {block.type for block in whole.body} == {"paragraph"}


@pytest.mark.parametrize("sign", ["***", "* * *", "___", "—", "•"])
def test_signs_that_part_the_text(sign: str) -> None:
    """Signs alone on a line are a divider, be they set as a paragraph or as a heading."""
    assert kinds(f"<p>{_TEXT}</p><p>{sign}</p><p>{_TEXT}</p>") == ["paragraph", "divider", "paragraph"]
    assert kinds(f"<p>{_TEXT}</p><h2>{sign}</h2><p>{_TEXT}</p>") == ["paragraph", "divider", "paragraph"]


def test_signs_that_say_nothing() -> None:
    """A spacer's full stop is no paragraph; one that laughs or falls silent is."""
    assert kinds(f"<p>{_TEXT}</p><p>.</p><p>{_TEXT}</p>") == ["paragraph"] * 2
    assert kinds(f"<p>{_TEXT}</p><p>🙂</p><p>…</p><p>{_TEXT}</p>") == ["paragraph"] * 4


def test_rules_around_a_box_that_is_left_out() -> None:
    """Rules above and below an advertisement part nothing."""
    assert kinds(f"<p>{_TEXT}</p><hr><div class=ad><script></script></div><hr><p>{_TEXT}</p>") == ["paragraph"] * 2


_STORY = "<title>Lighthouse to be repaired</title><h1>Lighthouse to be repaired</h1>{}<div>{}{}</div>"


def test_player_over_and_under_the_story() -> None:
    """A player below the last line is the story's; one over the first that only the page controls reads it aloud."""
    text = "".join(map(PARAGRAPH.format, range(4)))
    film = "<iframe src=https://www.youtube.com/embed/a1b2c3></iframe>"
    assert [block.type for block in extract(_STORY.format("", text, film)).body] == ["paragraph"] * 4 + ["video"]
    for controls, first in (("", "paragraph"), ("controls", "audio")):
        sound = f"<audio src=/story.mp3 {controls}></audio>"
        assert extract(_STORY.format(sound, text, ""), url="https://news.example/lamp").body[0].type == first


def test_button_in_a_frame() -> None:
    """A frame that asks readers to like the page shows nothing of the story."""
    assert kinds("<iframe src='https://www.facebook.com/plugins/like.php?href=lamp'></iframe>") == []
    assert kinds("<iframe src='https://www.facebook.com/plugins/post.php?href=lamp'></iframe>") == ["embed"]


def test_word_of_the_sites_own_element() -> None:
    """A sentence goes on through an element that only this site knows."""
    told = body("<p>The lamp is old (<x-source>see <a href='/lamp'>here</a></x-source>), but its light is strong.</p>")
    assert told == [{"text": "The lamp is old (see here), but its light is strong."}]


def test_headings_in_boxes_of_their_own() -> None:
    """A heading stands over the paragraph after it, with a caption and the editor's label for each part between."""
    part = "<section><div class=label>Story part</div><div><{0}>{1}</{0}></div></section>"
    text = [PARAGRAPH.format(number).removeprefix("<p>").removesuffix("</p>") for number in range(4)]
    parts = [("p", text[0]), ("p", text[1]), ("h3", "Tarnholt waits"), ("p", text[2]), ("p", text[3])]
    article = extract(
        "<title>Lighthouse to be repaired</title><main><h1>Lighthouse to be repaired</h1>"
        + "".join(part.format(*held) for held in parts) + "</main>"
    )
    assert [block.type for block in article.body] == ["paragraph", "paragraph", "heading", "paragraph", "paragraph"]


def test_story_printed_twice() -> None:
    """A page that prints its story for desks and once more for phones is read once."""
    story = "<div>" + "".join(map(PARAGRAPH.format, range(4))) + "</div>"
    head = "<title>Lighthouse to be repaired</title><h1>Lighthouse to be repaired</h1>"
    assert len(extract(f"{head}{story}{story}").body) == 4
    repeated = story.replace("</div>", PARAGRAPH.format(2) + PARAGRAPH.format(3) + "</div>")
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
    story = "".join(map(PARAGRAPH.format, range(5)))
    for markup, kept in ((story + advice, True), (f"{story}<div>{advice}</div>", False)):
        article = extract(
            "<title>Lighthouse to be repaired</title><main><article><h1>Lighthouse to be repaired</h1>"
            f"{markup}</article></main><div><p>More news of the harbour and of the town</p></div>"
        )
        assert article.text.endswith("Bring the book about the lamps.") is kept


def test_what_is_no_player_of_the_story() -> None:
    """A film in a box for other things, below the last line, is not the story's."""
    text, film = "".join(map(PARAGRAPH.format, range(4))), "<iframe src=https://www.youtube.com/embed/a1b2c3></iframe>"
    for box in ("<aside>{}</aside>", "<div class=related>{}</div>"):
        assert [block.type for block in extract(_STORY.format("", text, box.format(film))).body] == ["paragraph"] * 4


def test_what_is_no_signature() -> None:
    """Entries of a list with dashes name nobody, nor does a dash alone."""
    for last in ("- a lamp that burns all night", "—"):
        [quote] = body(f"<blockquote><p>The town wants one thing, and wants it soon.</p><p>{last}</p></blockquote>")
        assert "attribution" not in quote or quote["attribution"] is None


def test_what_is_no_frame() -> None:
    """Rules around an anchor, or one after the other, part the text."""
    for markup in ("<hr><a name=part></a><hr>", "<p>***</p><p>***</p>"):
        assert kinds(f"<p>{_TEXT}</p>{markup}<p>{_TEXT}</p>") == ["paragraph", "divider", "paragraph"]


def test_prose_in_a_language_of_three_letters() -> None:
    """The code of a language that people speak makes no program."""
    assert kinds(f"<pre lang=nds>{_TEXT}</pre>") == ["paragraph"]

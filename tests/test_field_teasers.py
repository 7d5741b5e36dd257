"""Other stories that a page points to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from articlegrab import extract
from articlegrab.document import read
from articlegrab.fields import teasers
from articlegrab.models import Teaser
from tests.field_cases import cases, look


def _shown(teaser: dict[str, Any], name: str) -> Any:
    value = teaser.get(name)
    if value is None and name in ("kicker", "dek", "module", "image", "byline"):
        return ""  # TOML has no word for nothing
    if name == "image" and value:
        return value["url"]
    return value.isoformat() if isinstance(value, datetime) else value


@pytest.mark.parametrize("case", cases("teasers"))
def test_teasers(case: dict[str, Any]) -> None:
    """Cards, lists and "read also" lines are teasers; menus, tags and links in running text are none."""
    found = teasers.find(_look(case)).value
    assert len(found) == len(case["expect"]["teasers"]), [teaser["title"] for teaser in found]
    for teaser, expected in zip(found, case["expect"]["teasers"], strict=True):
        Teaser.model_validate(teaser)
        assert {name: _shown(teaser, name) for name in expected} == expected


def _look(case: dict[str, Any]) -> Any:
    """The page read, its story being the paragraphs before the first card."""
    reading = look(case["html"], case.get("url"))
    document, story = reading.document, reading.story
    kept = [i for i in story.passages if not document.passages[i].link_chars and "Velden" in document.text(0)][:3]
    if kept:
        last = document.passages[kept[-1]].end
        reading.story = type(story)(kept, [], document.passages[kept[0]].start, last, story.container)
    return reading


def test_list_of_a_section_page() -> None:
    """A section page gives its stories in page order, each once, with their standfirsts."""
    cards = "".join(
        f'<article class=card><h3><a href="/news/mill-rebuilt-after-flood-{n}">Mill rebuilt after flood {n}</a></h3>'
        f"<p>The wheel turns again after {n} months of work.</p></article>"
        for n in (1, 2, 3, 2)
    )
    document = read(f"<h1>Town</h1><div>{cards}</div>", url="https://velden.example/town")
    found = teasers.list_teasers(document)
    assert [teaser["url"][-1] for teaser in found] == ["1", "2", "3"]
    assert [teaser["position"] for teaser in found] == [0, 1, 2]
    assert found[2]["dek"] == "The wheel turns again after 3 months of work."
    assert all(Teaser.model_validate(teaser) for teaser in found)


def test_marks_cover_cards_never_the_story() -> None:
    """Cards are marked before the story is known; the story's own text never is."""
    reading = look(
        "<main><h1>Velden under water</h1>" + "<p>The river rose by two metres in the night, and more came.</p>" * 9
        + "</main><section><h2>Most read</h2><div class=card><h3><a href=/news/mill-rebuilt-after-flood>Mill rebuilt"
        " after the flood</a></h3></div><div class=card><h3><a href=/news/rowing-club-is-honoured>Rowing club praised"
        " today</a></h3></div></section>",
        "https://velden.example/news/velden-under-water",
    )  # fmt: skip
    reading.marks.by_node.clear()
    teasers.mark_teasers(reading)
    document = reading.document
    assert sorted(mark.role for mark in reading.marks.by_node.values()) == ["teaser", "teaser"]
    assert all(mark.certain for mark in reading.marks.by_node.values())
    assert all(reading.marks.covering(node) is None for node in document.all("p"))


def test_an_announced_story_ends_with_its_line() -> None:
    """What a paragraph goes on with behind a link to another story is no standfirst of that story."""
    line = '<b>Read also: <a href="/news/the-oil-store-and-its-rabbits-4711">The oil store and its rabbits</a></b>'
    days = "".join(f"<p>The keeper told us this on day {day} of the long strike of the pilots.</p>" for day in range(9))
    page = f"<title>Dark</title><article><h1>The light is out</h1>{days}<p>{line}<br><br>The stairs have 109 steps.</p>"
    (teaser,) = extract(page, url="https://news.example/2024/light").teasers
    assert (teaser.title, teaser.dek) == ("The oil store and its rabbits", None)


def test_topic_called_as_the_story_is() -> None:
    """A module below the story may have its headline's words; what is named a headline there is the story's again."""
    line = "<p>The council of Velden has talked about its harbour and the mill for {} years, and {} plans are made.</p>"
    text = "".join(line.format(n, n) for n in "345678")
    links = '<ul><li><a href="/news/{0}-mill-rebuilt-after-flood">Mill {0} rebuilt after the great flood</a></li></ul>'
    page = (
        f"<title>Velden harbour</title><article><h1>Velden harbour</h1>{text}</article>"
        f"<section class=related><h2>Velden harbour</h2>{links.format('old')}{links.format('new')}</section>"
        f"<div><h2 class=post-title>Velden harbour</h2>{links.format('red')}{links.format('low')}</div>"
    )
    found = extract(page, url="https://velden.example/news/2024/velden-harbour").teasers
    assert [teaser.module for teaser in found] == ["Velden harbour", "Velden harbour", None, None]


def test_ornament_behind_a_card_is_no_picture() -> None:
    """An arrow set behind an element shows nothing of the story that the card tells of."""
    spot = "<span style='background:url(/i/arrow.png)'></span>"
    card = f"<article><a href=/a-ferry-on-sundays>{spot}</a><h3><a href=/a-ferry-on-sundays>Ferry runs on Sundays</a>"
    (found,) = teasers.list_teasers(read(f"<h1>Town</h1><div>{card}</h3></article></div>", url="https://velden.example/"))
    assert "image" not in found

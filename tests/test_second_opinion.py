"""The second opinion: asked only where our judge sees nothing, on pages where it neither hangs nor loses text."""

from __future__ import annotations

import pytest

from articlegrab import fallback
from articlegrab.document import read
from articlegrab.fallback import alignment, second_opinion
from articlegrab.reading import Reading, Story
from tests.json_pages import FIRST, HTML, OTHER, PARAGRAPHS, SECOND, page, reading_of, texts


def _printed() -> Reading:
    html = page("", body=f'<div><article>{HTML}<p>{OTHER}</p></article></div><nav><a href="/a">Sport</a></nav>')
    reading = reading_of(html)
    reading.story = Story([], [0.0] * len(reading.document.passages), 0, 0, 0)
    return reading


def test_second_opinion_fills_an_empty_body_with_the_pages_own_blocks() -> None:
    """Where our judge sees no story, readability's is looked up among our passages, and a warning says so."""
    reading = _printed()
    body = fallback.rescue(reading, [])
    assert texts(body)[:4] == PARAGRAPHS
    assert all(block["source"] for block in body)
    assert [warning.code for warning in reading.warnings] == ["second_opinion"]


def test_second_opinion_is_not_asked_where_there_is_a_body(monkeypatch: pytest.MonkeyPatch) -> None:
    """However short a body of our own is, readability has no say."""
    monkeypatch.setattr(second_opinion, "find", lambda reading: pytest.fail("asked"))
    own = [{"type": "paragraph", "text": FIRST}]
    assert fallback.rescue(_printed(), own) is own


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 240 + f"<p>{OTHER}</p>" + "</div>" * 240,
        f"<p>{OTHER}</p>" + "<i></i>" * 21_000,
        "<p>" + OTHER * 4_500 + "</p>",
    ],
    ids=["deep", "many elements", "huge text"],
)
def test_second_opinion_keeps_off_pages_it_would_cut_or_hang_on(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deep, long and crowded pages are never handed to readability, which would cut them silently or take minutes."""
    reading = reading_of(page("", body=body))
    reading.story = Story([], [0.0] * len(reading.document.passages), 0, 0, 0)
    readability = pytest.importorskip("readability")
    monkeypatch.setattr(readability, "Document", lambda *args: pytest.fail("asked"))
    assert second_opinion.find(reading) is None


def test_second_opinion_gets_scrubbed_text_and_may_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given a str without control characters; whatever it raises, there is just no opinion."""
    readability = pytest.importorskip("readability")
    given: list[object] = []

    def broken(html: object) -> object:
        given.append(html)
        raise TypeError("broken inside")

    monkeypatch.setattr(readability, "Document", broken)
    assert second_opinion.find(reading_of(page("", body=f"<p>{OTHER}\x01\x02</p>"))) is None
    assert isinstance(given[0], str)
    assert "\x01" not in given[0]


def test_alignment_takes_short_lines_only_where_the_text_goes_on() -> None:
    """A short line that stands in the text by chance is not taken from the menu."""
    document = read(f"<p>No.</p><p>{FIRST}</p><p>No.</p><p>{SECOND}</p><p>{OTHER}</p>")
    assert alignment.find(document, [FIRST, "No.", SECOND]) == ([1, 2, 3], 1.0)

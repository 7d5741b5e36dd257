"""Films that a page keeps back until a reader asks for them, or agrees to them."""

from __future__ import annotations

from base64 import b64encode
from html import escape

import pytest

from articlegrab import extract
from articlegrab.models import Block
from tests.timing import time_of

_PARAGRAPH = (
    "<p>The council of the harbour town decided on Tuesday, in its {}th session, that the old lighthouse shall be "
    "repaired with money from the fund, the mayor said to reporters.</p>"
)
_STORY = "<title>Lighthouse to be repaired</title><h1>Lighthouse to be repaired</h1><div>{}{}{}</div>"


def _between(markup: str) -> list[Block]:
    """The blocks that mark-up between a story's paragraphs becomes."""
    before, after = _PARAGRAPH.format(1) + _PARAGRAPH.format(2), "".join(map(_PARAGRAPH.format, (3, 4, 5)))
    return list(extract(_STORY.format(before, markup, after)).body[2:-3])


@pytest.mark.parametrize("player", [
    '<div class="rll-youtube-player" data-src="https://www.youtube.com/embed/a1b2c3" data-id="a1b2c3"></div>',
    '<lite-youtube videoid="a1b2c3"></lite-youtube>',
])
def test_what_stands_in_for_a_player(player: str) -> None:
    """A box that a script makes a video of on request is that video, in the story and right below it."""
    assert [block.type for block in _between(player)] == ["video"]
    text = "".join(map(_PARAGRAPH.format, range(4)))
    assert extract(_STORY.format(text, player, "")).body[-1].type == "video"
    assert _between('<div class="slot" data-src="https://ads.example/slot"></div>') == []


def test_frame_kept_back_until_somebody_agrees() -> None:
    """A frame that a consent plug-in writes in an attribute or in a template is the film; other templates are none."""
    frame = '<iframe width="9" src="https://www.youtube.com/embed/a1b2c3?a=1&amp;b=2"></iframe>'
    template = '<div class="cookie-box"><p>Load it?</p><script type="text/template">{}</script></div>'
    for markup in (f"<div data-frame='{escape(frame)}'></div>", template.format(b64encode(frame.encode()).decode())):
        [film] = _between(markup)
        assert (film.type, film.model_dump()["url"]) == ("video", "https://www.youtube.com/embed/a1b2c3?a=1&b=2")
    assert _between(template.format("{{ frame }}")) == _between(template.format("")) == []


@pytest.mark.parametrize(("markup", "films"), [
    ('{frame}<div class="code" data-code="{code}">Copy</div>', 1),
    ('<div class="code" data-code="{code}">Copy</div>{frame}', 1),
    ('<div data-frame="{code}">{frame}</div>', 1),
    ('<div data-frame="{code}"><div data-src="https://www.youtube.com/embed/a1b2c3"></div></div>', 1),
    ('<div data-frame="{code}"><img data-src="/a.jpg"></div>', 1),
    ('<div class="share-embed" data-code="{code}">Copy</div>', 0),
    ('<div class="social-media-embed" data-code="{code}"></div>', 1),
    ('<aside class="embed"><div data-code="{code}"></div></aside>', 1),
    ('<aside class="embed"><div data-code="{code}"></div>More of Varn</aside>', 0),
    ('<div class="social-embed share-embed"><p>Load it?</p><script type="text/template">{coded}</script></div>', 1),
    ('<div class="share-embed"><input value="x"><script type="text/template">{coded}</script></div>', 0),
    ('<div class="share"><script type="text/template">{coded}</script></div>', 0),
    ('<div class="newsletter" data-code="{code}"></div>', 0),
    ('<aside><div data-code="{code}"></div></aside>', 0),
])
def test_code_of_a_frame(markup: str, films: int) -> None:
    """A frame that is kept back and shown as well is one film; one that stands in a box for other things is none."""
    frame = '<iframe src="https://www.youtube.com/embed/a1b2c3"></iframe>'
    coded = b64encode(frame.encode()).decode()
    kinds = [block.type for block in _between(markup.format(frame=frame, code=escape(frame), coded=coded))]
    assert kinds.count("video") == films


def test_code_of_many_frames() -> None:
    """An attribute that begins with a frame without an end is searched once."""
    boxes = f'<div data-frame="{"<iframe " * 25_000}"></div>' * 4
    story = "".join(map(_PARAGRAPH.format, range(4)))
    assert time_of(_STORY.format(story, boxes, story)) < 0.6

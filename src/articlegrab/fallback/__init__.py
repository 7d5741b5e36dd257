"""What is done where the mark-up's own body is missing, thin, or much shorter than the page itself says.

Ordinary pages pay for a few sums. The others are asked for the text in their own JSON; where the judge found nothing at
all, readability-lxml is asked for a second opinion. Neither ever replaces longer text by shorter.
"""

from __future__ import annotations

from typing import Any

from articlegrab import blocks as body
from articlegrab.document.json_ld import Item
from articlegrab.fallback import alignment, prose
from articlegrab.models import RUNNING_TEXT
from articlegrab.reading import Reading, Story
from articlegrab.words import count_words, letters

Block = dict[str, Any]

_THIN = 400
"""Characters of running text under which the page's JSON is looked at."""
_FEW_WORDS = 50
"""Words under which a body is said to be thin, wherever it came from."""
_LEAST = 100
"""Characters of prose that a second opinion must come to."""
_MUCH_LONGER = 1.6
"""How many times our text the JSON must hold to be looked at or taken where we have some."""
_SHARED = 0.8
"""Share of our text that a longer one must repeat to be the same article's."""
_SHOWN = 0.9
"""Share of the JSON's text that must stand on the page for the page's own passages to be taken in its place."""
_SAMPLES, _SAMPLE = 8, 24


def rescue(reading: Reading, blocks: list[Block]) -> list[Block]:
    """The body to give: `blocks` as they are, unless the page holds a better one.

    Where it does, `reading.story` is set to where the better one stands on the page, if it stands there, and the marks
    that hid it are lifted. Warns of body_from_json, second_opinion, thin_body and body_disagrees_with_json_ld.
    """
    if reading.story.by_rule:  # whoever wrote the rule has seen the page
        return blocks
    size = _size(blocks)
    stated = _stated(reading)
    better = None
    if size < _THIN or (len(stated) > _MUCH_LONGER * size < len(prose.plain(stated))):
        better = _from_json(reading, blocks, size)
    if better is None and size == 0:
        better = _from_second_opinion(reading)
    if better is None and _contradicts(stated, blocks, size):
        reading.warn("body_disagrees_with_json_ld", "the text in the page's JSON-LD is not the one in its body")
    chosen = blocks if better is None else better
    if _size(chosen) < _THIN and count_words(_text(chosen)) < _FEW_WORDS:
        reading.warn("thin_body", "the body found is very short")
    return chosen


def complete(reading: Reading) -> None:
    """Fill the fields that the page leaves empty from the article's record in the page's JSON.

    For pages whose body came from there, when all fields have been looked for.
    """
    from articlegrab.fallback import record

    record.complete(reading)


def _size(blocks: list[Block]) -> int:
    return sum(len(block.get("text") or "") for block in blocks if block["type"] in RUNNING_TEXT)


def _text(blocks: list[Block]) -> str:
    return "\n".join(block["text"] for block in blocks if block["type"] in RUNNING_TEXT and block.get("text"))


def _stated(reading: Reading) -> str:
    """The longest text that the page's JSON-LD gives for an article; "" where it gives none."""
    return max((_article_body(item) for item in reading.document.json_ld.articles), key=len, default="")


def _article_body(item: Item) -> str:
    value = item.get("articleBody")
    return value if isinstance(value, str) else ""


def _contradicts(stated: str, blocks: list[Block], size: int) -> bool:
    """Whether little of the stated text stands in a body that ought to have it: a few samples are looked up, first as
    they are."""
    if size == 0 or len(stated) < _THIN:
        return False
    text = _text(blocks)
    if any(stated[at : at + 2 * _SAMPLE] in text for at in range(0, len(stated), 1 + len(stated) // _SAMPLES)):
        return False
    told, ours = letters(prose.plain(stated)), letters(text)
    step = max(1, (len(told) - _SAMPLE) // _SAMPLES)
    samples = [told[at : at + _SAMPLE] for at in range(0, len(told) - _SAMPLE + 1, step)]
    return sum(sample in ours for sample in samples) * 2 < len(samples)


def _from_json(reading: Reading, blocks: list[Block], size: int) -> list[Block] | None:
    """The body from the page's JSON; as it stands on the page, where it stands there."""
    from articlegrab.fallback import page_json

    found = page_json.find(reading)
    if found is None or _size(found) <= _MUCH_LONGER * size or not (size < _THIN or _repeats(found, blocks)):
        return None
    passages, covered = alignment.find(reading.document, [_text(found)])
    if covered >= _SHOWN:
        return _taken(reading, passages)
    reading.warn("body_from_json", "the body is from the page's own JSON: its mark-up does not hold it")
    return found


def _repeats(longer: list[Block], blocks: list[Block]) -> bool:
    """Whether a longer text has most of our paragraphs, letter by letter."""
    every = letters(_text(longer))
    ours = [letters(line) for line in _text(blocks).split("\n")]
    shared = sum(len(line) for line in ours if line in every)
    return shared >= _SHARED * sum(map(len, ours))


def _from_second_opinion(reading: Reading) -> list[Block] | None:
    from articlegrab.fallback import second_opinion

    story = second_opinion.find(reading)
    if story is None or not _is_story(reading, story):
        return None
    taken = _taken(reading, story.passages)
    if taken is not None:
        reading.warn("second_opinion", "the body is where readability-lxml sees it: our own judge saw none")
    return taken


def _is_story(reading: Reading, story: Story) -> bool:
    """Whether a second opinion comes to some prose that has to do with the title: pages without an article have text
    too."""
    from articlegrab.fallback.survey import About

    texts = [reading.document.passage_texts[index] for index in story.passages]
    return sum(map(prose.chars, texts)) >= _LEAST and About(reading).is_about(" ".join(texts))


def _taken(reading: Reading, passages: list[int]) -> list[Block] | None:
    """The blocks of some passages, after lifting the marks that held them for something else; None where they hold no
    text."""
    from articlegrab.fallback.second_opinion import story_of

    starts = [reading.document.passages[index].start for index in passages]
    before: tuple[Story, dict[int, Any]] = reading.story, dict(reading.marks.by_node)
    for start in starts:
        for node in (start, *reading.document.ancestors(start)):
            if (mark := reading.marks.by_node.get(node)) is not None and mark.certain:
                del reading.marks.by_node[node]
    reading.story = story_of(reading, passages)
    blocks = body.build(reading)
    if _size(blocks):
        return blocks
    reading.story, reading.marks.by_node = before
    return None

"""The body from the page's own JSON, where the mark-up holds none: what its script would have built, or its JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articlegrab import boilerplate
from articlegrab.blocks import build
from articlegrab.document import hydration, read
from articlegrab.errors import DocumentTooComplex
from articlegrab.fallback import prose, rich_text
from articlegrab.fallback.survey import About, Found, Survey
from articlegrab.reading import Marks, Reading, Story
from articlegrab.rules import Names
from articlegrab.scrub import scrub

Block = dict[str, Any]

_TRIED = 6
"""Candidates that are written out and read."""
_NEAR = 0.35
"""What share of the best candidate's weight another must have to be tried."""
_MIN_BODY = 200
_SURE_BODY = 600
"""Characters under which a text must be named as one, in the record of this article."""
_LINK = 0.8
_SMALL = 0.4
_ASIDE_NAMES = (
    Names.NEWSLETTER | Names.RELATED | Names.SHARE | Names.AD | Names.COMMENTS | Names.CAPTION | Names.CREDIT
    | Names.CONSENT
).value
_PLAIN, _PLAIN_SIZE = 0.6, 1_000
"""What a text of some length without any line break counts for beside one with paragraphs."""


def find(reading: Reading) -> list[Block] | None:
    """The body as blocks, without sources; None where the page's JSON holds no text of this article."""
    best, most = None, 0.0
    survey = _survey(reading)
    for candidate in _candidates(survey):
        rendered = _read(reading, candidate.value, survey.foreign - {id(candidate.value)})
        if rendered is None or not rendered.story.passages or not (candidate.is_ours or _is_about(survey, rendered)):
            continue
        worth = _worth(rendered) * candidate.weight / candidate.mass
        if worth > most:
            best, most = rendered, worth
    return _blocks(best) if best is not None else None


def _candidates(survey: Survey) -> Iterator[Found]:
    """The heaviest places of the JSON, one for each text."""
    found = [one for one in survey.found if (one.is_named and one.is_ours) or one.mass >= _SURE_BODY]
    found.sort(key=lambda one: -one.weight)
    tried: list[Found] = []
    for one in found:
        if len(tried) == _TRIED or one.weight < _NEAR * found[0].weight:
            break
        # A list in a list, or the same text stated twice, weighs the same to the character.
        if all(one.mass != other.mass or type(one.value) is not type(other.value) for other in tried):
            tried.append(one)
            yield one


def _is_about(survey: Survey, reading: Reading) -> bool:
    return survey.about.is_about(" ".join(reading.document.passage_texts[index] for index in reading.story.passages))


def _survey(reading: Reading) -> Survey:
    document = reading.document
    survey = Survey(About(reading))
    survey.walk(document.hydration)
    survey.walk(hydration.read_attributes(document.attributes))
    survey.walk(document.json_ld.articles)
    return survey


def _read(reading: Reading, value: object, foreign: set[int]) -> Reading | None:
    """A value written out as HTML and read, its story all of its text but for what is plainly something else."""
    html = scrub(rich_text.html(value, foreign))
    try:
        document = read(html, url=reading.document.base_url)
    except DocumentTooComplex:
        return None
    inner = Reading(document, Marks(document), dict(reading.choices))
    boilerplate.mark(inner)
    inner.story = _story(inner)
    return inner


def _story(reading: Reading) -> Story:
    document = reading.document
    title = reading.choices["title"].value if "title" in reading.choices else None
    kept: list[int] = []
    for index, passage in enumerate(document.passages):
        text = document.passage_texts[index]
        if not text or (text == title and not kept):
            continue
        mark = reading.marks.covering(passage.start)
        if (mark is not None and mark.certain) or _is_named_aside(reading, passage.container):
            continue
        if passage.link_chars > _LINK * len(text) and not prose.chars(text):
            continue
        kept.append(index)
    while kept and document.closest(document.passages[kept[-1]].container, "h2", "h3", "h4", "h5", "h6") is not None:
        kept.pop()
    scores = [0.0] * len(document.passages)
    for index in kept:
        scores[index] = 1.0
    last = document.passages[kept[-1]].end if kept else 0
    return Story(kept, scores, 0, last, 0)


def _is_named_aside(reading: Reading, node: int) -> bool:
    """Whether a small part of the text, in which `node` stands, is called something else than text."""
    document = reading.document
    return any(
        document.names[outer] & _ASIDE_NAMES and document.share_of_text(outer) <= _SMALL
        for outer in (node, *document.ancestors(node))
    )


def _worth(reading: Reading) -> float:
    """How good a body a text makes: its different prose, less what is said twice and what is no prose."""
    texts = [reading.document.passage_texts[index] for index in reading.story.passages]
    seen: set[str] = set()
    worth = 0.0
    for text in texts:
        size = prose.chars(text)
        if text in seen:
            worth -= len(text)
        else:
            worth += size if size else -0.5 * len(text)
        seen.add(text)
    return worth * (_PLAIN if len(texts) == 1 and worth > _PLAIN_SIZE else 1.0)


def _blocks(reading: Reading) -> list[Block] | None:
    blocks = [{**block, "source": None} for block in build(reading)]
    return blocks if sum(len(block.get("text") or "") for block in blocks) >= _MIN_BODY else None


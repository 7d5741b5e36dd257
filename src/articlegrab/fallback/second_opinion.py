"""readability-lxml as second opinion on where the story stands. Its output only points to passages of our own Document.

It is imported when it is first asked. It is never asked about pages on which it is known to cut text silently or to
take minutes: deep ones, large ones, those with huge text nodes or thousands of elements or attributes.
"""

from __future__ import annotations

from articlegrab.document import Document, read
from articlegrab.errors import DocumentTooComplex
from articlegrab.fallback import alignment
from articlegrab.reading import Reading, Role, Story
from articlegrab.scrub import scrub

MAX_DEPTH = 200
MAX_TEXT = 5_000_000
MAX_PAGE = 1_000_000
MAX_NODES = 20_000
MAX_ATTRIBUTES = 2_000
_NEVER_TEXT: frozenset[Role] = frozenset(
    {"nav", "form", "caption", "credit", "cta", "comments", "overlay", "headline", "byline", "date", "share", "footer"}
)
_PROVED = 0.9
"""How often text found here was the story's, see benchmarks/second_opinion.py."""
MIN_COVERED = 0.6
"""Share of its text that must be found again among our passages: less, and the two read different pages."""


def find(reading: Reading) -> Story | None:
    """The story as readability-lxml sees it, on our passages; None where it has none or may not be asked."""
    document = reading.document
    if not may_be_asked(document):
        return None
    summary = _ask(document)
    if summary is None:
        return None
    taken, covered = alignment.find(document, summary.passage_texts, _never_text(reading))
    return story_of(reading, taken) if taken and covered >= MIN_COVERED else None


def _never_text(reading: Reading) -> frozenset[int]:
    """The passages that are something else for certain, whatever else is in doubt."""
    document = reading.document
    dek = reading.choices["dek"].value if "dek" in reading.choices else None
    return frozenset(
        index
        for index, passage in enumerate(document.passages)
        if (mark := reading.marks.covering(passage.start)) is not None
        and (
            (mark.role in _NEVER_TEXT and mark.certain)
            or (mark.role == "dek" and document.passage_texts[index] == dek)
        )
    )


def story_of(reading: Reading, passages: list[int]) -> Story:
    """A Story of some passages. They are as likely as such finds have proved; the others keep the judge's word."""
    scores = list(reading.story.scores)
    for index in passages:
        scores[index] = max(scores[index], _PROVED)
    return Story.of(reading.document, passages, scores)


def may_be_asked(document: Document) -> bool:
    """Whether a page is one on which readability-lxml neither loses text nor hangs."""
    if len(document.tags) > MAX_NODES or any(len(attributes) >= MAX_ATTRIBUTES for attributes in document.attributes):
        return False
    depths: list[int] = []
    for parent in document.parents:
        depths.append(depths[parent] + 1 if parent >= 0 else 0)
    return max(depths, default=0) < MAX_DEPTH and all(len(text) < MAX_TEXT for text in document.texts)


def _ask(document: Document) -> Document | None:
    """What it takes for the story, read as a page of its own. It is given text, never bytes: those reach a regular
    expression of its that takes minutes on some."""
    html = scrub((document.tree.parser.html if document.tree.parser is not None else None) or "")
    if not html or len(html) > MAX_PAGE:
        return None
    from readability import Document as Readability  # type: ignore[import-untyped]

    try:
        return read(str(Readability(html).summary(html_partial=True)))
    except DocumentTooComplex:
        return None
    except Exception:  # Foreign code on pages it may choke on: whatever it raises, it has no opinion.
        return None

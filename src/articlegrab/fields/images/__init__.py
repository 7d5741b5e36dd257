"""The article's own pictures, in page order, and the lead among them."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import partial
from itertools import filterfalse
from typing import Any

from articlegrab.document import Document
from articlegrab.fields.images import captions, choose, identity, lead, makers, parting, pictures, telling, wording
from articlegrab.fields.images.pictures import Picture
from articlegrab.fields.teasers.cards import Cards
from articlegrab.reading import Candidate, Choice, Reading
from articlegrab.scrub import scrub, without_tags
from articlegrab.words import letters

MAX_IMAGES = 200
"""A story's pictures; the rest of an endless gallery is left out."""
_SENTENCE = 60
"""Characters from which on what stands behind a caption is text."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def mark_captions(reading: Reading) -> None:
    """Mark the captions and credits of the page's pictures, so that the body leaves them out; those of pictures that
    show other stories are left to these.

    Needs neither headline nor story; to be called while the page is being marked.
    """
    document = reading.document
    cards = document.derived(Cards)
    for picture in document.derived(pictures.of_page):
        if picture.is_small or cards.around(picture.node) is not None or _is_sign(picture):
            continue
        mark = reading.marks.covering(picture.node)
        if mark is not None and mark.certain:
            continue
        captioned, credited = captions.nodes(document, picture)
        if not captioned and not credited:
            continue
        named = captions.is_named(document, (captioned, credited))
        for node in filterfalse(partial(_runs_on, document), captioned):
            reason = "caption of a picture" if named else "short text below a picture"
            certain = named or captions.speaks(document, picture, node) or captions.shares_box(document, picture, node)
            reading.marks.put(node, "caption", "caption", reason, certain=certain)
        for node in filterfalse(partial(_runs_on, document), credited):
            reading.marks.put(node, "credit", "credit", "credit of a picture")
    _mark_credit_lines(reading)


def _is_sign(picture: Picture) -> bool:
    """Whether a picture has no file but a drawing: the emblem of an agency, an arrow."""
    return any(value and value.endswith(".svg") for value in picture.attributes.values()) and not picture.files


def _runs_on(document: Document, node: int) -> bool:
    """Whether the line that a caption opens goes on behind it, as a paragraph with a picture in its midst does."""
    first, last = document.passages_in(node)
    return first < last and len(document.text(document.ends[node], document.passages[last - 1].end)) >= _SENTENCE


def _mark_credit_lines(reading: Reading) -> None:
    """Mark the paragraphs that are nothing but a picture's credit, wherever their pictures stand."""
    document, marks = reading.document, reading.marks
    for passage, text in zip(document.passages, document.passage_texts, strict=True):
        if len(text) > 2 * wording.MAX_CREDIT or not parting.is_picture_credit(text):
            continue
        is_text = text[0] in "([" or 2 * passage.link_chars <= len(text)
        if is_text and document.tags[passage.container] not in _HEADINGS and marks.covering(passage.start) is None:
            marks.put(passage.start, "credit", "credit", "the wording of a picture's credit")


def from_markup(reading: Reading) -> Iterator[Candidate]:
    """Every picture in the page's mark-up; those that are not the article's say why."""
    document = reading.document
    look = choose.Look.at(reading, frozenset(key for url, _ in lead.declared(document) for key in identity.likely(url)))
    for picture in document.derived(pictures.of_page):
        reason = look.is_far(picture)
        printed: pictures.Printed = ([], [])
        if reason is None:
            printed = captions.nodes(document, picture)
            reason = look.why_not(picture, captions.is_named(document, printed))
            if reason is None and captions.is_ad_label(document, printed):
                reason = "an advertisement"
        taken = reason is None
        value = _image(document, picture, printed) if taken else {"url": document.attribute(picture.node, "src")}
        yield Candidate(value, "markup", 1.0, picture.node, document.tags[picture.node], rejected_because=reason)


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """The picture that the page declares for sharing and in its structured data."""
    for url, locator in lead.declared(reading.document):
        yield Candidate({"url": url, "candidates": [url]}, "meta", 0.5, None, locator)


SIGNALS = [from_markup, from_meta]


def find(reading: Reading) -> dict[str, Choice]:
    """The pictures of the article in page order, and which of them leads it."""
    printed = list(from_markup(reading))
    declared = list(from_meta(reading))
    kept = choose.merged([candidate for candidate in printed if candidate.rejected_because is None])[:MAX_IMAGES]
    leading = lead.pick(reading, kept, declared)
    images: list[dict[str, Any]] = [dict(candidate.value) for candidate in kept]
    if leading is None and (
        extra := lead.from_declared(reading, declared) or lead.from_background(reading)
    ):
        images.insert(0, extra)
        leading = 0
    title = letters(str(reading.value("title") or ""))
    for position, image in enumerate(images):
        image["position"] = position
        if image.get("caption") and letters(image["caption"]) == title:
            image["caption"] = None
    chosen = None
    if leading is not None:
        images[leading]["is_lead"] = True
        if not images[leading].get("credit"):
            others = frozenset(image.get("credit") for image in images)
            images[leading].update(lead.printed_apart(reading, images[leading], others))
        chosen = images[leading]
    rejected = [candidate for candidate in printed if candidate.rejected_because is not None]
    confidence = 0.9 if leading is not None and leading < len(kept) else 0.6
    return {
        "images": Choice(images, kept + rejected, confidence if images else 0.5),
        "lead_image": Choice(chosen, declared, confidence if chosen else 0.5),
    }


def of_nodes(document: Document, nodes: list[int]) -> Iterator[dict[str, Any]]:
    """The pictures that these elements are or hold, with their captions."""
    for node in nodes:
        for picture in pictures.within(document, node):
            if picture.files:
                yield _image(document, picture, captions.nodes(document, picture))


def _image(document: Document, picture: Picture, printed: pictures.Printed) -> dict[str, Any]:
    caption, credit = telling.read(document, picture, printed)
    photographer, agency = makers.parts(credit)
    alt = " ".join(without_tags(scrub(html.unescape(picture.attributes.get("alt") or ""))).split())
    return {
        "url": picture.files[0],
        "candidates": picture.files,
        "alt": alt or None,
        "caption": caption,
        "credit": credit,
        "photographer": photographer,
        "agency": agency,
        "width": picture.width,
        "height": picture.height,
    }

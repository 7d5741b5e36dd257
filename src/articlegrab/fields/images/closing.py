"""The picture that a story ends with, right below its last paragraph, and the signs that stand there as well."""

from __future__ import annotations

import re

from articlegrab.document import Document
from articlegrab.document.addresses import host
from articlegrab.fields import site
from articlegrab.fields.images import sources
from articlegrab.fields.images.pictures import Picture, of_page
from articlegrab.reading import Reading
from articlegrab.rules import load

_ALONE = frozenset({"figure", "p", "img", "picture", "a", "center", "div"})
"""What a picture below the last paragraph stands in, or is."""
_LEAST = 100
"""Pixels; what is lower or narrower is a sign."""
_SMALL_DRAWING = 200
_WORDS = load("vocab/images.toml")
_ANY = "|".join(map(re.escape, _WORDS["signs"]))
_SIGNS = re.compile(rf"(?<![a-z])(?:{_ANY})(?![a-z])")
_HOSTS = tuple(_WORDS["sign_hosts"])


def follows_last_line(reading: Reading, picture: Picture) -> bool:
    """Whether nothing stands between the story's last paragraph and a picture beside it, alone there and no sign."""
    document, story = reading.document, reading.story
    line = document.passages[story.passages[-1]].container
    around = picture.node
    while around > line and document.parents[around] != document.parents[line]:
        around = document.parents[around]
    if around <= line or document.tags[around] not in _ALONE:
        return False
    if is_drawn(picture) or not sources.is_image_file(picture.files[0]) or _is_sign(reading, picture):
        return False
    link = document.closest(picture.node, "a")
    if link is not None and not sources.is_image_file(document.attributes[link].get("href") or ""):
        return False
    if document.text(story.last, document.ends[around]):
        return False
    return link is not None or document.tags[around] == "figure" or _is_single(document, line, around)


def _is_single(document: Document, line: int, around: int) -> bool:
    """Whether an element holds the only picture below a line: a row of them is the site's partners, or other stories'
    pictures whose links a script adds."""
    end = document.ends[document.parents[line]]
    below = [each.node for each in document.derived(_unlinked) if document.ends[line] <= each.node < end]
    after = [node for node in below if node >= document.ends[around]]
    is_row = bool(after) and not document.text(document.ends[around], after[0])
    return len(below) - len(after) == 1 and not is_row


def _unlinked(document: Document) -> list[Picture]:
    """The pictures of a page that are no buttons and no counters."""
    return [
        picture
        for picture in document.derived(of_page)
        if not picture.is_small and document.closest(picture.node, "a") is None and picture.files
        and sources.is_image_file(picture.files[0])
    ]


def is_drawn(picture: Picture) -> bool:
    """Whether a picture is of the sort of file that drawings have, photographs never, and no large chart."""
    is_large = (picture.width or 0) > _SMALL_DRAWING
    return bool(picture.files) and not is_large and sources.path_of(picture.files[0]).lower().endswith(".gif")


def names_sign(text: str) -> bool:
    """Whether a file's name or a picture's words for the blind speak of a signature, a logo, a button."""
    return _SIGNS.search(text.casefold()) is not None


def _is_sign(reading: Reading, picture: Picture) -> bool:
    """Whether a picture is small or called a signature, a logo, a button to give; or as the site or an author is."""
    if any(0 < side < _LEAST for side in (picture.width or 0, picture.height or 0)):
        return True
    url, alt = picture.files[0], (picture.attributes.get("alt") or "").casefold()
    file = sources.path_of(url).rpartition("/")[2].casefold()
    if names_sign(alt) or names_sign(file) or (host(url) or "").endswith(_HOSTS):
        return True
    document = reading.document
    authors = (author["name"] for author in reading.value("authors") or ())
    label = site.domain_label(host(document.url or document.base_url)) or ""
    published = (reading.value("site") or {}).get("name") or ""
    named = {*site.names(document), *map(site.key, (label, published, *authors))} - {""}
    return not named.isdisjoint((site.key(alt), sources.subject(url)))

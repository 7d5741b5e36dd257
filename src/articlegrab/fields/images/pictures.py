"""All pictures of a page, each with its files and the box it stands in."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from articlegrab.document import Document
from articlegrab.fields.images import sources
from articlegrab.rules import load, tokens

MAX_PICTURES = 600
"""Pages with more are lists of thumbnails; the rest is not looked at."""
_MAX_CLIMB = 6
_SMALL = 96

_WORDS = load("vocab/images.toml")
_FURNITURE_NAMES = frozenset(_WORDS["furniture_names"])
_BOX_NAMES = frozenset(_WORDS["boxes"])


@dataclass
class Picture:
    """A picture as the page has it. `node` is the `<img>`, `<noscript>` or `<video>`; `box` the element that holds the
    picture with its caption, and no other picture; `twins` the attributes of its copies in `<noscript>`."""

    document: Document = field(repr=False)
    node: int
    box: int
    attributes: dict[str, str | None] = field(repr=False)
    twins: list[dict[str, str | None]] = field(default_factory=list, repr=False)

    @cached_property
    def files(self) -> list[str]:
        """The addresses of its files, best first; [] where there are only placeholders."""
        document, node = self.document, self.node
        if document.tags[node] == "video":
            poster = document.absolute(self.attributes.get("poster"))
            return [poster] if poster and not sources.is_placeholder(poster) else []
        beside = list(self.twins)
        around = document.parents[node]
        for parent in (around, document.parents[around] if around > 0 else -1):
            if parent >= 0 and document.tags[parent] == "picture":
                beside += [document.attributes[child] for child in document.within(parent, "source")]
                beside.append(document.attributes[parent])
                break
        return sources.of_image(document, self.attributes, beside)

    @property
    def width(self) -> int | None:
        """Pixels, as stated."""
        return sources.number(self.attributes.get("width"))

    @property
    def height(self) -> int | None:
        """Pixels, as stated."""
        return sources.number(self.attributes.get("height"))

    @property
    def is_small(self) -> bool:
        """Whether the page gives it the size of an icon or a thumbnail face."""
        stated = [size for size in (self.width, self.height) if size]
        return bool(stated) and max(stated) <= _SMALL


def image_nodes(document: Document) -> list[int]:
    """Where pictures may stand, in page order."""
    custom = [tag for tag in document.by_tag if "-" in tag and tag.endswith(("-image", "-img"))]
    found = document.all("img", "noscript", "video", *custom)
    return found[:MAX_PICTURES]


def read(document: Document, nodes: list[int]) -> list[Picture]:
    """The pictures at these nodes. A `<noscript>` twin of a picture just before it only adds files to that."""
    found: list[Picture] = []
    for node in nodes:
        tag = document.tags[node]
        if tag == "noscript":
            for attributes in sources.in_noscript(document.tree.raw_text(node)):
                if found and _is_twin(document, found[-1].node, node):
                    found[-1].twins.append(attributes)
                else:
                    found.append(Picture(document, node, node, attributes))
        elif document.attributes[node] and (tag != "video" or document.attributes[node].get("poster")):
            found.append(Picture(document, node, node, document.attributes[node]))
    return found


def _is_twin(document: Document, first: int, second: int) -> bool:
    """Whether a `<noscript>` stands beside the picture, or in the same figure, with no text between."""
    if second - first > 12 or "".join(document.texts[first:second]).strip():
        return False
    return document.parents[first] in document.ancestors(second) or document.parents[second] in document.ancestors(
        first
    )


def is_named_furniture(document: Document, node: int) -> bool:
    """Whether class or id of the picture or of the two elements around it say that it is a logo, an icon, a face."""
    for _ in range(3):
        if node <= 0:
            return False
        attributes = document.attributes[node]
        value = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()
        if value:
            words = tokens(value[:300])
            pairs = {"-".join(pair) for pair in pairwise(words)}
            if not _FURNITURE_NAMES.isdisjoint(words) or not _FURNITURE_NAMES.isdisjoint(pairs):
                return True
        node = document.parents[node]
    return False


def find_box(document: Document, node: int, others: list[int]) -> int:
    """The `<figure>` around a picture, or the largest element that looks like its box.

    A box is named so or has a caption in it, and holds no other picture (of `others`) and no running text.
    """
    figure = document.closest(node, "figure", "amp-story-page")
    best = figure if figure is not None and _alone(document, figure, others) else node
    around = document.parents[best]
    for _ in range(_MAX_CLIMB):
        if around <= 0 or document.tags[around] in ("body", "article", "main", "section", "html"):
            break
        if not _alone(document, around, others) or _holds_story(document, around):
            break
        if _is_box(document, around) or (best == node and _has_text_below(document, around, node)):
            best = around
        around = document.parents[around]
    return best


def _has_text_below(document: Document, outer: int, node: int) -> bool:
    """Whether an unnamed element holds, after the picture, a few words in elements that are no paragraphs."""
    end = document.ends[outer]
    if "p" in document.tags[outer:end] or document.tags[outer] in ("p", "a", "li", "td", "header", "button"):
        return False
    if "".join(document.texts[outer:node]).strip():
        return False
    return 0 < len(" ".join("".join(document.texts[node:end]).split())) <= 300


def _alone(document: Document, outer: int, others: list[int]) -> bool:
    inside = others[bisect_left(others, outer) : bisect_left(others, document.ends[outer])]
    return len(inside) < 2


def _holds_story(document: Document, node: int) -> bool:
    start, end = node, document.ends[node]
    if end - start > 160:
        return True
    tags = document.tags
    paragraphs = sum(1 for index in range(start, end) if tags[index] in ("p", "h1", "h2", "h3"))
    return paragraphs > 3 or len(" ".join("".join(document.texts[start:end]).split())) > 900


def _is_box(document: Document, node: int) -> bool:
    attributes = document.attributes[node]
    value = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('itemprop') or ''}".strip()
    return document.tags[node] == "figure" or (bool(value) and not _BOX_NAMES.isdisjoint(tokens(value[:300])))

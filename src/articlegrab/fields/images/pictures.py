"""All pictures of a page, each with its files and the box it stands in."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter

from articlegrab.document import Document
from articlegrab.fields.images import sources
from articlegrab.rules import load, tokens

MAX_PICTURES = 600
"""Pages with more are lists of thumbnails; the rest is not looked at."""
_MAX_CLIMB = 6
_FIGURES = frozenset({"figure", "amp-story-page"})
_LARGE = frozenset({"body", "article", "main", "section", "html"})
_node = attrgetter("node")
_NO_BOXES = frozenset({"p", "a", "li", "td", "header", "button"})
_SMALL = 96
_CHART_HOLDERS, _CHART_WORDS = frozenset({"p", "figure"}), 4
"""Elements that hold a chart, and words that describe one to those who cannot see it."""

_WORDS = load("vocab/images.toml")
_FURNITURE_NAMES = frozenset(_WORDS["furniture_names"])
_BOX_NAMES = frozenset(_WORDS["boxes"])
_CHARTS = frozenset(_WORDS["charts"])


Printed = tuple[list[int], list[int]]
"""Nodes of a caption (what they hold of credit included), and nodes of credit alone."""


@dataclass
class Picture:
    """A picture as the page has it. `node` is the `<img>`, `<noscript>` or `<video>`; `twins` the attributes of its
    copies in `<noscript>`; `previous` and `following` the nodes of the pictures before and after it; `printed` where
    its caption stands, once looked for."""

    document: Document = field(repr=False)
    node: int
    attributes: dict[str, str | None] = field(repr=False)
    twins: list[dict[str, str | None]] = field(default_factory=list, repr=False)
    previous: int = -1
    following: int = -1
    printed: Printed | None = None

    @cached_property
    def box(self) -> int:
        """The element that holds the picture with its caption, and no other picture."""
        return find_box(self.document, self)

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
        return sources.of_image(document, self.attributes, beside) or self._chart()

    def _chart(self) -> list[str]:
        """The file of a drawing that stands for itself, as charts do: alone in its paragraph or figure, and described
        as one; or in a figure with a caption of some words."""
        document, holder = self.document, self.document.parents[self.node]
        source = self.attributes.get("src") or ""
        if not sources.is_drawing(source) or document.tags[holder] not in _CHART_HOLDERS:
            return []
        alt = self.attributes.get("alt") or ""
        is_told = len(alt.split()) >= _CHART_WORDS and not _CHARTS.isdisjoint(tokens(f"{alt} {source}".casefold()))
        caption = next(document.within(holder, "figcaption"), None) if document.tags[holder] == "figure" else None
        is_captioned = caption is not None and len(document.text(caption).split()) >= _CHART_WORDS
        is_alone = document.tags[holder] == "figure" or not document.text(holder)
        url = document.absolute(source)
        is_taken = is_captioned or (is_told and is_alone)
        return [url] if url and is_taken and not sources.is_furniture(url) else []

    @property
    def is_blank(self) -> bool:
        """Whether it only keeps the place of a picture that stands beside it."""
        source = self.attributes.get("src") or ""
        if source and source[:5] != "data:" and not sources.is_placeholder(source):
            return False
        is_lazy = any(value and "src" in name and name != "src" for name, value in self.attributes.items())
        return not is_lazy and not self.files

    @property
    def width(self) -> int | None:
        """Pixels, as stated."""
        return sources.number(self.attributes.get("width"))

    @property
    def height(self) -> int | None:
        """Pixels, as stated."""
        return sources.number(self.attributes.get("height"))

    @cached_property
    def is_small(self) -> bool:
        """Whether the page gives it the size of an icon or a thumbnail face, or none at all, as what only counts has.

        With `sizes`, no size means that a script finds it.
        """
        if self.attributes.get("width") == self.attributes.get("height") == "0" and "sizes" not in self.attributes:
            return True
        return 0 < max(self.width or 0, self.height or 0) <= _SMALL


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
                    found.append(Picture(document, node, attributes))
        elif document.attributes[node] and (tag != "video" or document.attributes[node].get("poster")):
            found.append(Picture(document, node, document.attributes[node]))
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
        if value and _calls_furniture(value[:300]):
            return True
        node = document.parents[node]
    return False


_GALLERY_BOX = "gallery-icon"
"""What WordPress calls the box around each picture of a gallery."""


@lru_cache(maxsize=4096)
def _calls_furniture(name: str) -> bool:
    words = tokens(name.replace(_GALLERY_BOX, ""))
    return not _FURNITURE_NAMES.isdisjoint([*words, *map("-".join, pairwise(words))])


def of_page(document: Document) -> list[Picture]:
    """The page's pictures, in page order, each knowing those next to it; to be asked for through `derived`."""
    found = read(document, image_nodes(document))
    shown = [picture for picture in found if not picture.is_blank]
    nodes = [-1, *(picture.node for picture in shown), len(document.tags)]
    for picture, previous, following in zip(shown, nodes, nodes[2:], strict=False):
        picture.previous, picture.following = previous, following
    return found


def within(document: Document, node: int) -> list[Picture]:
    """The pictures inside an element."""
    found = document.derived(of_page)
    first = bisect_left(found, node, key=_node)
    return found[first : bisect_left(found, document.ends[node], first, key=_node)]


def length(document: Document, node: int) -> int:
    """Characters of text in an element, told at once: many pictures may stand in a large one."""
    lengths = document.derived(_lengths)
    return lengths[document.ends[node]] - lengths[node]


def _lengths(document: Document) -> list[int]:
    return [*accumulate((len(" ".join(text.split())) for text in document.texts), initial=0)]


def find_box(document: Document, picture: Picture) -> int:
    """The `<figure>` around a picture, or the largest element that looks like its box.

    A box is named so or has a caption in it, and holds no other picture and no running text.
    """
    tags, ends, parents = document.tags, document.ends, document.parents
    node, previous, following = picture.node, picture.previous, picture.following
    best = around = node
    while around > previous and ends[around] <= following:
        if tags[around] in _FIGURES:
            best = around
            break
        around = parents[around]
    around = parents[best]
    for _ in range(_MAX_CLIMB):
        if not previous < around or ends[around] > following or tags[around] in _LARGE:
            break
        if _holds_story(document, around):
            break
        if _is_box(document, around) or (best == node and _has_text_below(document, around, node)):
            best = around
        around = parents[around]
    return best


def _has_text_below(document: Document, outer: int, node: int) -> bool:
    """Whether an unnamed element holds, after the picture, a few words in elements that are no paragraphs."""
    end = document.ends[outer]
    if document.tags[outer] in _NO_BOXES or "p" in document.tags[outer:end]:
        return False
    if "".join(document.texts[outer:node]).strip():
        return False
    return 0 < len(" ".join("".join(document.texts[node:end]).split())) <= 300


def _holds_story(document: Document, node: int) -> bool:
    start, end = node, document.ends[node]
    if end - start > 160:
        return True
    inside = document.tags[start:end]
    paragraphs = inside.count("p")
    if paragraphs + inside.count("h2") + inside.count("h3") + inside.count("h1") > 3:
        return True
    text = "".join(document.texts[start:end])
    return len(text) > 900 and len(" ".join(text.split())) > 900


def _is_box(document: Document, node: int) -> bool:
    if document.tags[node] == "figure":
        return True
    attributes = document.attributes[node]
    if not attributes:
        return False
    value = " ".join([attributes.get("class") or "", attributes.get("id") or "", attributes.get("itemprop") or ""])
    return len(value) > 2 and not _BOX_NAMES.isdisjoint(tokens(value.strip()[:300]))

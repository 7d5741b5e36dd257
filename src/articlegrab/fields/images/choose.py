"""Which of a page's pictures are the article's, by where they stand, what they link to, what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from articlegrab.document import Document
from articlegrab.fields import advertising
from articlegrab.fields.images import closing, identity, linked, pictures, sources, wording
from articlegrab.fields.images.pictures import Picture
from articlegrab.fields.images.sources import Attributes
from articlegrab.reading import Candidate, Reading
from articlegrab.rules import Names, load, tokens

# fmt: off
_FOREIGN = (
    Names.NAV | Names.FOOTER | Names.AD | Names.COMMENTS | Names.RELATED | Names.NEWSLETTER | Names.SHARE
    | Names.CONSENT | Names.PAYWALL | Names.AUTHOR_BOX | Names.BYLINE | Names.SIDEBAR
).value
_HARMLESS = (Names.STORY | Names.GALLERY | Names.CAPTION).value
_FOREIGN_ROLES = frozenset({
    "nav", "footer", "sidebar", "share", "ad", "comments", "teaser", "newsletter", "consent", "paywall", "author_box",
    "related_link", "byline",
})
# fmt: on
_FOREIGN_TAGS = frozenset({"nav", "footer", "form"})
_GALLERY = Names.GALLERY.value
_UNSEEN = Names.OVERLAY.value
_PERSONAL = (Names.BYLINE | Names.AUTHOR_BOX).value
_WORDS = load("vocab/images.toml")
_BY, _PLAYERS = frozenset(_WORDS["by"]), frozenset(_WORDS["players"])
_LAYERS = frozenset(_WORDS["layers"])
_LEAD_REACH = 60
_LEAD_CLIMB = 6
_GLIMPSE = 100
"""Pixels; what is narrower shows nothing."""
_FACE, _BUTTON = 120, 300
"""Pixels; photographs that are wider, and drawings, may be shown twice."""
_FLAT = 3
"""Times its height that a photograph is wide at most; what is wider is a banner."""
_BANNERS = frozenset({
    (728, 90), (970, 90), (970, 250), (468, 60), (320, 50), (300, 250), (336, 280), (300, 600), (160, 600), (120, 600),
})  # fmt: skip
_SHORT_LINE = 100
"""Characters."""
_POST_IMAGE = "wp-post-image"
"""What WordPress calls the picture that a post is filed with."""
_LINES = frozenset({"p", "h2", "h3", "blockquote", "li"})


@dataclass(frozen=True, slots=True)
class Look:
    """The stretch of the page in which the article's pictures stand.

    `start:end` are nodes; `top` is the smallest element around headline and story, `middle` the passage in the
    middle of it: the names of elements around a picture tell nothing where they hold the headline or that, too.
    """

    reading: Reading
    start: int
    end: int
    first: int
    headline: int | None
    top: int
    middle: int
    featured: frozenset[str]

    @classmethod
    def at(cls, reading: Reading, featured: frozenset[str]) -> Look:
        """The look at a reading's story and headline."""
        document, story = reading.document, reading.story
        headline = _headline(reading)
        if not story.passages:
            whole = len(document.tags)
            return cls(reading, headline or 0, whole, headline or whole, headline, 0, 0, featured)
        if headline is not None and (headline > story.first or document.tags[headline] in ("title", "meta", "")):
            headline = None
        container = story.container
        while document.tags[container] in _LINES:
            container = document.parents[container]
        top = container
        if headline is not None:
            while top > 0 and not document.contains(top, headline):
                top = document.parents[top]
        middle = document.passages[story.passages[len(story.passages) // 2]].start
        end = max(story.last, document.ends[container])
        return cls(reading, top, end, story.first, headline, top, middle, featured)

    def is_far(self, picture: Picture) -> str | None:
        """Why a picture cannot be the article's, by its place alone; None where it may be."""
        if self.start <= picture.node < self.end or self._is_above_headline(picture.node):
            return None
        return "outside the story"

    def why_not(self, picture: Picture, captioned: bool) -> str | None:
        """Why a picture that is not far is none of the article's; None where it is one."""
        document = self.reading.document
        node = picture.node
        is_over = self._is_right_over_headline(picture)
        if not self.start <= node < self.end and not (captioned or is_over or self._is_featured(picture)):
            return "outside the story"
        if pictures.is_named_furniture(document, node) and not captioned:
            return "named as site furniture"
        if self._is_portrait(picture):
            return "an author's face"
        before = node < self.first
        surroundings = self._surroundings(picture, captioned)
        if surroundings and not before:
            return surroundings
        if not picture.files:
            return "no file but a placeholder"
        if advertising.is_bought(picture.files[0]):
            return "an advertisement"
        if not captioned and self._is_banner(picture):
            return "an advertisement"
        if not captioned and closing.is_drawn(picture) and self._is_in_line(picture):
            return "in a line of text"
        reason = surroundings or self._looks_foreign(picture, captioned, is_over)
        if reason is None and not captioned:
            reason = self._is_repeated(picture) or self._is_mood(picture)
        return None if reason is None or self._is_featured(picture) else reason

    def _is_repeated(self, picture: Picture) -> str | None:
        """Whether the very file of a drawing or a face is shown outside the story as well, as those of buttons are.
        What enlarges the story's pictures repeats them, and what leads to the story."""
        if not _may_be_button(picture):
            return None
        document = self.reading.document
        same = document.derived(_by_source).get(picture.attributes.get("src"), ())
        far = (other for other in same if self.is_far(other) and other.files[:1] == picture.files[:1])
        is_repeated = any(not linked.leads_home(document, other.node) and not self._is_veiled(other) for other in far)
        return "shown elsewhere on the page, too" if is_repeated else None

    def _is_veiled(self, picture: Picture) -> bool:
        """Whether a picture stands in a layer that opens over the page."""
        document = self.reading.document
        around = list(document.ancestors(picture.node))
        named = (document.attributes[each].get("class") for each in around)
        is_layer = any(not _LAYERS.isdisjoint(tokens(name)) for name in named if name)
        return is_layer or any(document.tags[each] == "dialog" for each in around)

    def _is_mood(self, picture: Picture) -> str | None:
        """Whether a picture stands wordless over the headline, and below it the one that the head declares."""
        document = self.reading.document
        if self.headline is None or picture.node > self.headline or picture.attributes.get("alt"):
            return None
        below = (each for each in document.derived(pictures.of_page) if self.headline < each.node < self.end)
        return "over the headline" if any(map(self._is_featured, below)) else None

    def _looks_foreign(self, picture: Picture, captioned: bool, is_over: bool) -> str | None:
        """What speaks against a picture that the head does not declare: size, address, place."""
        if picture.is_small:
            return "small"
        is_drawing = sources.is_drawing(picture.files[0])
        if is_drawing and not captioned and not self.first < picture.node < self.reading.story.last:
            return "a drawing outside the lines of the story"
        if captioned and not sources.is_icon(picture.files[0]):
            return None
        if sources.is_furniture(picture.files[0]):
            return "address of site furniture"
        if picture.node < self.first and not (is_over or self._near_headline(picture.node)):
            return "before the story"
        is_behind = picture.node >= self.reading.story.last > 0
        return "after the story" if is_behind and not self._closes_story(picture) else None

    def _closes_story(self, picture: Picture) -> bool:
        """Whether a picture stands right below the last paragraph, in the same element, or opens its own large file, in
        a gallery that the story's element ends with."""
        document = self.reading.document
        if closing.follows_last_line(self.reading, picture):
            return True
        around = list(takewhile(lambda each: not self._is_common(each), document.ancestors(picture.node)))
        if not any(document.names[each] & _GALLERY for each in around):
            return False
        links = (document.attributes[each].get("href") or "" for each in around if document.tags[each] == "a")
        return any(map(sources.is_image_file, links))

    def _is_banner(self, picture: Picture) -> bool:
        """Whether a picture has the size of an advertisement and leads to another site."""
        return (picture.width, picture.height) in _BANNERS and linked.leads_away(picture)

    def _is_in_line(self, picture: Picture) -> bool:
        """Whether a picture stands in a short line that is none of the story, as the signs of buttons do."""
        document = self.reading.document
        holder = document.parents[picture.node]
        if not 0 < pictures.length(document, holder) <= _SHORT_LINE:
            return False
        return set(range(*document.passages_in(holder))).isdisjoint(self.reading.story.passages)

    def _is_featured(self, picture: Picture) -> bool:
        """Whether the head declares a picture."""
        if not self.featured:
            return False
        return any(not self.featured.isdisjoint(identity.likely(url)) for url in picture.files[:2])

    def _is_right_over_headline(self, picture: Picture) -> bool:
        """Whether a picture is the last one over the headline, in one small element with it, and no text between;
        labels may stand there below what WordPress has as the post's own picture."""
        document, headline = self.reading.document, self.headline
        if headline is None or not picture.node < headline <= picture.following:
            return False
        around = picture.node
        for _ in range(_LEAD_CLIMB):
            around = document.parents[around]
            if around <= 0 or document.tags[around] == "body":
                return False
            if document.contains(around, headline):
                is_set = _POST_IMAGE in (picture.attributes.get("class") or "")
                return is_set or not document.text(picture.node, headline)
        return False

    def _is_portrait(self, picture: Picture) -> bool:
        """Whether the picture's box holds a byline."""
        document = self.reading.document
        start, end = picture.box, min(document.ends[picture.box], picture.box + 60)
        opening, _, name = document.text(start)[:80].partition(" ")
        if opening.casefold() in _BY and wording.is_names(name):
            return True
        return any(
            document.tags[index] == "address" or "author" in (document.attributes[index].get("rel") or "").split()
            for index in range(start, end)
        )

    def _is_above_headline(self, node: int) -> bool:
        """Whether a picture stands just over the headline."""
        return self.headline is not None and self.headline - _LEAD_REACH <= node < self.headline

    def _near_headline(self, node: int) -> bool:
        """Whether a picture stands between the headline and the first paragraph."""
        return self.headline is not None and self.headline < node

    def _surroundings(self, picture: Picture, captioned: bool) -> str | None:
        """What the elements around a picture, up to those around the story, say against it."""
        document = self.reading.document
        marks = self.reading.marks.by_node
        node, steps = picture.node, 0
        is_slide = is_hidden = False
        while node > 0 and not self._is_common(node):
            tag = document.tags[node]
            mark = marks.get(node)
            if mark is not None and mark.role in _FOREIGN_ROLES and (mark.certain or not captioned):
                return f"inside {mark.role}"
            if tag in _FOREIGN_TAGS or (tag == "aside" and not captioned):
                return f"inside <{tag}>"
            if not captioned and node != picture.node and _calls_player(document.attributes[node].get("class")):
                return "in a player"
            flags = document.names[node]
            is_slide = is_slide or bool(flags & _GALLERY)
            is_hidden = is_hidden or (not captioned and _is_hidden(document.attributes[node]))
            if (
                node != picture.node
                and flags & _FOREIGN
                and not flags & _HARMLESS
                and not (captioned and node == picture.box and not flags & _PERSONAL)
            ):
                return "surroundings named as none of the story"
            if tag == "a" and (against := linked.against(document, node, picture, captioned)):
                return against
            if steps < 5 and tag not in ("a", "img", "picture", "figure") and self._is_card(node):
                return "in a card with another story's headline"
            node, steps = document.parents[node], steps + 1
        return "not shown" if is_hidden and not is_slide else None

    def _is_common(self, node: int) -> bool:
        """Whether an element holds headline or story too, so that its name says nothing of the picture."""
        document = self.reading.document
        return document.contains(node, self.middle) or (
            self.headline is not None and document.contains(node, self.headline)
        )

    def _is_card(self, node: int) -> bool:
        """Whether a small element holds a linked headline and hardly other text."""
        document = self.reading.document
        end = document.ends[node]
        if end - node > 60:
            return False
        for index in range(node, end):
            if document.tags[index] not in ("h2", "h3", "h4", "h5") or document.names[index] & _UNSEEN:
                continue
            around = document.closest(index, "a")
            links = [*document.within(index, "a"), *(() if around is None else (around,))]
            if not all(linked.stays_here(document, link) for link in links):
                return True
        return False


def _may_be_button(picture: Picture) -> bool:
    """Whether a file is none of a photograph and not said to be large, or is said to have the size of a face, or to be
    flat, or leads to another site."""
    file, side = picture.files[0], max(picture.width or 0, picture.height or 0)
    if sources.is_photograph(file):
        if (picture.width or 0) >= _FLAT * (picture.height or side or 1) or linked.leads_away(picture):
            return True
        return 0 < (side or sources.width_in(file)) <= _FACE or (not side and _opens_words(picture))
    return side <= _BUTTON


def _opens_words(picture: Picture) -> bool:
    """Whether a wordless picture stands in one span with words, as signs before them do."""
    document, holder = picture.document, picture.document.parents[picture.node]
    is_wordless = document.tags[holder] == "span" and not picture.attributes.get("alt")
    return is_wordless and pictures.length(document, holder) > 0


def _by_source(document: Document) -> dict[str | None, list[Picture]]:
    """The page's pictures by the address that they have as it is written."""
    found: dict[str | None, list[Picture]] = {}
    for picture in document.derived(pictures.of_page):
        found.setdefault(picture.attributes.get("src"), []).append(picture)
    return found


@lru_cache(maxsize=4096)
def _calls_player(name: str | None) -> bool:
    """Whether a class is that of what plays a film or a podcast: pictures in it are stills and covers."""
    return name is not None and not _PLAYERS.isdisjoint(tokens(name[:300]))


def _is_hidden(attributes: Attributes) -> bool:
    """Whether a style hides an element for good; a script shows those with data for it."""
    style = attributes.get("style")
    return (
        style is not None
        and "none" in style
        and "display:none" in style.replace(" ", "").lower()
        and not any(name.startswith("data-") for name in attributes)
    )


def _headline(reading: Reading) -> int | None:
    """Where the headline is printed: as chosen, else the first line over the story that reads like the title."""
    document, story, title = reading.document, reading.story, reading.choices.get("title")
    if title is None or not isinstance(title.value, str):
        return None
    node = title.node
    if (node is not None and document.tags[node] not in ("title", "meta")) or not story.passages:
        return node
    texts, wanted = document.passage_texts, title.value
    at = next((at for at in range(story.passages[0]) if texts[at] == wanted), None)
    return None if at is None else document.parents[document.passages[at].start]


def merged(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without pictures that come twice (for phones and desks, in a gallery and its first slide); the
    first stays where it stands, and takes over what it lacks from the others."""
    kept: list[Candidate] = []
    by_key: dict[str, int] = {}
    shared = identity.folders(candidate.value["url"] for candidate in candidates)
    for candidate in candidates:
        keys = identity.keys(candidate.value["url"]) - shared
        at = next((by_key[key] for key in sorted(keys) if key in by_key), None)
        if at is None:
            at = len(kept)
            kept.append(candidate)
        else:
            first = kept[at].value
            if _stands_in(first["url"], candidate.value["url"]):
                first["url"] = candidate.value["url"]
                first["candidates"].insert(0, first["url"])
            if first["caption"] and not first["credit"] and candidate.value["caption"] and candidate.value["credit"]:
                first["caption"] = None  # the title of a film that the picture announces
            for name, value in candidate.value.items():
                if first.get(name) is None:
                    first[name] = value
            first["candidates"].extend(url for url in candidate.value["candidates"] if url not in first["candidates"])
        for key in keys:
            by_key.setdefault(key, at)
    return kept


def _stands_in(small: str, other: str) -> bool:
    """Whether a file is called a small one, or is but a glimpse of the picture, shown until the other has loaded."""
    if sources.is_reduced(small) and not sources.is_reduced(other):
        return True
    return 0 < sources.width_in(small) < _GLIMPSE < sources.width_in(other)

"""The picture that leads the article: declared in the head, and found again on the page, where its caption is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from articlegrab.document import Document
from articlegrab.document.json_ld import strings
from articlegrab.fields import site
from articlegrab.fields.images import identity, makers, parting, sources, wording
from articlegrab.reading import Candidate, Reading
from articlegrab.rules import Names
from articlegrab.scrub import scrub
from articlegrab.words import letters

_METAS = (
    "og:image",
    "og:image:url",
    "og:image:secure_url",
    "twitter:image",
    "twitter:image:src",
    "image",
    "thumbnailurl",
    "sailthru.image.full",
    "parsely-image-url",
)
_MAX_NESTED = 20
_HEADLINE_REACH = 60
_BOXES_AROUND = 4
"""Elements around a background that tell whether it is a link's, a list's, a slide's."""
_GALLERY = Names.GALLERY.value
_TILED = re.compile(r"(?<!no-)repeat-[xy]\b", re.I)
_ADDRESS = re.compile(r"url\([^)]*\)")
_MAX_STYLE = 2_000
"""Characters of a style that are read."""
_LINES_APART = 6
_LINES_INSIDE = 2
_MAX_LINE = 400
_TELLING_WORDS = 4
_LEAST, _THUMBNAIL = 70, 200
"""Pixels of what an address calls narrow; lesser figures name folders."""


def declared(document: Document) -> list[tuple[str, str]]:
    """The (address, where from) of each picture that the head or the structured data gives for the article."""
    return document.derived(_declared)


def _declared(document: Document) -> list[tuple[str, str]]:
    return list(_declarations(document))


def _declarations(document: Document) -> Iterator[tuple[str, str]]:
    seen = set()
    for name in _METAS:
        for value in document.metas.get(name, ())[:1]:
            url = document.absolute(value)
            if url and url not in seen and _is_file(url):
                seen.add(url)
                yield url, name
    for item in document.json_ld.articles[:3]:
        for key in ("image", "primaryImageOfPage", "thumbnailUrl"):
            for value in _addresses(document.json_ld.resolve(item.get(key)), document):
                url = document.absolute(scrub(value).strip())
                if url and url not in seen and _is_file(url):
                    seen.add(url)
                    yield url, f"json_ld {key}"


def _is_file(url: str) -> bool:
    """Whether an address may be a picture's: not the site's own, nor that of one not loaded yet."""
    _, _, query = url.partition("?")
    return bool(query or sources.path_of(url).strip("/")) and not sources.is_placeholder(url)


def _addresses(value: object, document: Document) -> list[str]:
    """The addresses in an image value: a string, an item, or a list of either."""
    found = []
    for entry in value[:_MAX_NESTED] if isinstance(value, list) else [value]:
        entry = document.json_ld.resolve(entry)
        if isinstance(entry, dict):
            entry = entry.get("contentUrl") or entry.get("url") or entry.get("@id")
            entry = entry[0] if isinstance(entry, list) and entry else entry
        if isinstance(entry, str):
            found.append(entry)
    return found


def pick(reading: Reading, images: Sequence[Candidate], candidates: Sequence[Candidate]) -> int | None:
    """Which of the page's own pictures leads: the one that the head declares, whose file then comes first, unless the
    page has it in a wider size; where none is declared, the first, if it stands before the last paragraph, or has a
    caption; so, too, where it is told of, as another cut of a declared one.

    None where the head declares a picture that the page shows nowhere, and none that may lead in its place.
    """
    shared = identity.folders(image.value["url"] for image in images)
    opens = bool(images) and _opens(reading, images[0])
    is_own = opens and _is_told_of(images[0].value)
    for candidate in candidates:
        for same in (identity.keys, identity.likely):
            index = _shown(candidate.value["url"], images, same, shared)
            if index is not None:
                return index
        url = candidate.value["url"]
        if is_own and _is_own(candidate) and identity.are_neighbours(url, images[0].value["url"]):
            return 0
        if opens and sources.is_for_sharing(url) and not sources.is_furniture(images[0].value["url"]):
            return 0
    if extra := from_declared(reading, candidates):
        return 0 if opens and _stands_for(reading, images, extra) else None
    if not images or images[0].node is None:
        return None
    is_behind = images[0].node >= reading.story.last > 0
    is_told = images[0].value["caption"] or images[0].value["credit"]
    return None if is_behind and not is_told else 0


def _opens(reading: Reading, image: Candidate) -> bool:
    """Whether a picture stands over the story, or below the paragraph that opens it and is told of."""
    if image.node is None:
        return False
    passages = reading.story.passages[:2]
    is_below = bool(passages) and image.node < reading.document.passages[passages[-1]].start
    return image.node < reading.story.first or (is_below and bool(_is_told_of(image.value) or _told(image.value)))


def _is_told_of(image: Mapping[str, Any]) -> bool:
    """Whether a picture has caption or credit, and is neither a thumbnail nor the site's own."""
    width = image["width"] or sources.width_in(image["url"])
    is_wide = not width or width >= _THUMBNAIL
    return bool(image["caption"] or image["credit"]) and is_wide and not sources.is_furniture(image["url"])


def _stands_for(reading: Reading, images: Sequence[Candidate], extra: Mapping[str, Any]) -> bool:
    """Whether the page's first picture is the `extra` that the head declares, which the page shows in no other place:
    alone over the second paragraph, and told of in the same words, or named so. It leads in the place of what is said
    to be narrow, too, where it has a caption."""
    image, url = images[0].value, extra["url"]
    if len(images) > 1 and (images[1].node or 0) < reading.story.first:
        return False
    if identity.are_cuts(url, image["url"]) or _told(image) & _told(extra):
        _join(url, image)
        return True
    return _LEAST < sources.width_in(url) <= _THUMBNAIL and _is_told_of(image)


def _told(image: Mapping[str, Any]) -> set[str]:
    """The letters of what is told of a picture in more than a few words."""
    texts = (image["alt"] or "", image["caption"] or "")
    return {letters(text) for text in texts if len(text.split()) >= _TELLING_WORDS}


def _shown(
    url: str, images: Sequence[Candidate], same: Callable[[str], frozenset[str]], shared: frozenset[str]
) -> int | None:
    """Which of the page's pictures is the one with this address, which comes first among its files from now on."""
    wanted = same(url) - shared
    for index, image in enumerate(images):
        files = image.value["candidates"]
        if any(not wanted.isdisjoint(same(file)) for file in files[:8]):
            _join(url, image.value)
            return index
    return None


def _join(url: str, image: dict[str, Any]) -> None:
    """Give a picture the declared file as well, in the first place unless the page's own is better."""
    files = image["candidates"]
    if _is_lesser(url, files[0]):
        files.append(url)
    elif url not in files:
        files.insert(0, url)
        image["url"] = url


def _is_lesser(declared: str, first: str) -> bool:
    """Whether the declared file of a picture is no better than the page's first: its like with other sizes in the
    query, unless wider, or a thumbnail, by its name or its width."""
    widths = sources.width_in(declared), sources.width_in(first)
    if sources.same_file(declared, first):
        return not ("?" in first and widths[0] > widths[1] > 0)
    if _LEAST < widths[0] < min(_THUMBNAIL, widths[1]):
        return True
    return sources.is_thumbnail(declared) and not sources.is_reduced(first)


def _is_own(candidate: Candidate) -> bool:
    """Whether a declared picture is the article's, not the site's emblem or a thumbnail."""
    return not sources.is_furniture(candidate.value["url"]) and not (candidate.locator or "").lower().endswith(
        "thumbnailurl"
    )


def _first_own(document: Document, candidates: Sequence[Candidate]) -> Candidate | None:
    """The first declared picture that is the article's; a file called as the site is its emblem."""
    names = site.names(document)
    own = filter(_is_own, candidates)
    return next((each for each in own if sources.subject(each.value["url"]) not in names), None)


def from_declared(reading: Reading, candidates: Sequence[Candidate]) -> dict[str, Any] | None:
    """The declared picture as an image of its own, where the page shows it nowhere; None for the site's emblem."""
    document = reading.document
    candidate = _first_own(document, candidates)
    if candidate is None:
        return None
    url, locator = candidate.value["url"], candidate.locator or ""
    kind = "og:image" if locator.startswith("og:") else "twitter:image"
    width, height = (sources.number(document.meta(f"{kind}:{side}")) for side in ("width", "height"))
    caption, credit = _structured_caption(reading, url) if locator.startswith(("json_ld", "og:")) else (None, None)
    return {
        "url": url, "candidates": [url], "alt": document.meta(f"{kind}:alt"), "caption": caption, "credit": credit,
        "width": width, "height": height,
    }  # fmt: skip


def from_background(reading: Reading) -> dict[str, Any] | None:
    """The picture that a style sets behind an element over the text, where neither head nor page shows another."""
    document, title = reading.document, reading.choices.get("title")
    start = max(0, (title.node or 0) - _HEADLINE_REACH) if title else 0
    passages = reading.story.passages
    end = document.passages[passages[0]].start if passages else start
    for node in range(start, end):
        style = document.attributes[node].get("style")
        url = document.absolute(sources.background(style)) if style and "url(" in style else None
        if url and not sources.is_placeholder(url) and not sources.is_furniture(url) and _may_lead(document, node):
            return {"url": url, "candidates": [url], "alt": document.attribute(node, "aria-label")}
    return None


def _may_lead(document: Document, node: int) -> bool:
    """Whether the background of an element may be the story's picture: that of a cell or a tile is an ornament, that of
    a link or an entry of a list another story's, but for a link to a picture's file; that of a slide one of several."""
    style = _ADDRESS.sub("", (document.attributes[node].get("style") or "")[:_MAX_STYLE])
    if document.tags[node] == "td" or _TILED.search(style):
        return False
    around = [node, *islice(document.ancestors(node), _BOXES_AROUND)]
    links = (document.attributes[each].get("href") or "" for each in around if document.tags[each] == "a")
    if not all(map(sources.is_image_file, links)):
        return False
    boxes = [each for each in around if document.tags[each] == "li" or document.names[each] & _GALLERY]
    if not boxes:
        return True
    is_slide = boxes[-1] == node or document.tags[boxes[-1]] == "li"
    return _is_only_one(document, document.parents[boxes[-1]] if is_slide else boxes[-1])


def _is_only_one(document: Document, box: int) -> bool:
    """Whether an element sets one background only."""
    styles = (document.attributes[node].get("style") or "" for node in range(box, document.ends[box]))
    return len(list(islice((style for style in styles if "url(" in style), 2))) == 1


def printed_apart(reading: Reading, image: Mapping[str, Any], others: frozenset[str | None]) -> dict[str, Any]:
    """What a line by the story's beginning or end tells of its lead, as "Top photo credit: …" does; by the end, the
    credits that `others` of its pictures have are theirs."""
    document, passages = reading.document, reading.story.passages
    if not passages:
        return {}
    texts, first, last = document.passage_texts, passages[0], passages[-1]
    by_end = range(max(first, last - _LINES_INSIDE), min(last + _LINES_APART, len(texts)))
    for at in (*by_end, *range(max(0, first - _LINES_APART), first)):
        mark = reading.marks.covering(document.passages[at].start)
        if len(texts[at]) > _MAX_LINE or (mark is not None and mark.role not in ("credit", "caption")):
            continue
        if wording.names_lead(texts[at]) or parting.is_picture_credit(texts[at]):
            caption, credit = parting.split(texts[at])
            if at >= first and credit in others:
                continue
            photographer, agency = makers.parts(credit)
            told = {"credit": credit, "photographer": photographer, "agency": agency}
            return told if image.get("caption") else {"caption": caption, **told}
    return {}


def _structured_caption(reading: Reading, url: str) -> tuple[str | None, str | None]:
    """The caption and credit that the structured data gives for this very picture."""
    wanted = identity.keys(url)
    for item in reading.document.json_ld.articles[:2]:
        image = reading.document.json_ld.resolve(item.get("image"))
        for entry in image[:_MAX_NESTED] if isinstance(image, list) else [image]:
            if not isinstance(entry, dict):
                continue
            address = next(iter(_addresses(entry, reading.document)), None)
            if address and not wanted.isdisjoint(identity.keys(address)):
                caption, credit = parting.split(scrub(next(iter(strings(entry.get("caption"))), ""))[:1500])
                return caption, wording.tidy(next(iter(strings(entry.get("creditText"))), None)) or credit
    return None, None

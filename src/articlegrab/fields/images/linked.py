"""Where the link around a picture leads: to its own file or page, to another story, or nowhere, as a button does."""

from __future__ import annotations

import re

from articlegrab.document import Document
from articlegrab.document.addresses import host
from articlegrab.fields.images import closing, sources
from articlegrab.fields.images.pictures import Picture
from articlegrab.rules import Names, load, tokens

_TITLE_LINK = 18
_OPENERS = frozenset({"onclick", "data-href", "data-url"})
"""Attributes of a link that a script opens."""
_ENDING = re.compile(r"\.\w{2,5}$")
_NUMBER = re.compile(r"(?!(?:19|20)\d\d(?:\d\d){1,2}$)\d{5,12}")
"""What one story of a site is filed under, where it is no day."""
_NEXT_PAGE = re.compile(r"(?<!\d)(\d{5,12})_\d{1,2}\.[a-z]{3,5}$")
_PARTS = re.compile(r"[/?&=.]")
_ENLARGERS = frozenset(load("vocab/images.toml")["enlargers"])
_STORY_NAME = re.compile(r"\d{3}|-[^-]+-")
"""What the last step of a story's address has in it, and that of a list seldom: a number, or three words."""
_COUNTED = re.compile(r"\d+(?:\.\w{2,5})?$")
_PICTURE_PAGES = frozenset(load("vocab/images.toml")["picture_pages"])
_SHARE = Names.SHARE.value
_DESCRIBED = 2
"""Words that tell the blind what a picture shows, not what a button does."""


def against(document: Document, link: int, picture: Picture, captioned: bool) -> str | None:
    """Whether a picture leads to another page of the site, as teasers do; one to its own large file or page is fine."""
    href = document.attributes[link].get("href")
    target = document.absolute(href)
    if (href or "").lower().startswith(("mailto:", "tel:", "whatsapp:", "sms:")):
        return "a button"
    if not captioned and closing.is_drawn(picture) and _is_for_script(document, link):
        return None if _enlarges(document, link, picture) else "a button"
    if target is None or (href or "").startswith("#") or sources.is_image_file(target):
        return None
    own = document.url or document.base_url
    if own and _page(target) == _page(own):
        return None
    if len(document.text(link)) >= _TITLE_LINK and document.contains(link, picture.node):
        return "in a link with a headline"
    return None if captioned or _goes_on(own, target, picture) else "links to another page"


def _is_for_script(document: Document, link: int) -> bool:
    """Whether a link leads nowhere but into a script."""
    attributes = document.attributes[link]
    href = attributes.get("href")
    if href is None:
        return "onclick" in attributes
    return href == "#" or href.lower().startswith("javascript:")


def _enlarges(document: Document, link: int, picture: Picture) -> bool:
    """Whether what a script opens is the picture itself: a described one, whose link tells nothing else."""
    attributes = document.attributes[link]
    if attributes.get("href") != "#" or "onclick" in attributes or document.names[link] & _SHARE:
        return False
    words = (picture.attributes.get("alt") or "").split()
    return len(words) >= _DESCRIBED and not closing.names_sign(" ".join(words))


def _goes_on(own: str | None, target: str, picture: Picture) -> bool:
    """Whether a photograph's link leads to the story's next page, which has the number of its file, or to a page of its
    own that is filed under the story: below its address, or with its number; or any picture's to what enlarges it."""
    if picture.files and _shows_at_large(own, target, picture.files[0]):
        return True
    if not picture.files or not sources.is_photograph(picture.files[0]):
        return False
    file = sources.path_of(picture.files[0]).rpartition("/")[2]
    if (following := _NEXT_PAGE.search(target)) and following[1] in file:
        return True
    if own is None or host(own) != host(target):
        return False
    base = _ENDING.sub("", _page(own).rstrip("/"))
    name = base.rpartition("/")[2]
    if target.startswith((f"{base}/", f"{base}_")):
        if not _STORY_NAME.search(name):
            return False
        below = sources.path_of(target[len(base) :]).rstrip("/")
        is_of_file = sources.subject(below) == sources.subject(file) != ""
        return is_of_file or _COUNTED.search(below) is not None or _is_of_picture(below)
    is_filed = _NUMBER.fullmatch(name) is not None and name in _PARTS.split(target)
    return is_filed and _is_of_picture(sources.path_of(target))


def _is_of_picture(path: str) -> bool:
    """Whether a step of an address names pictures."""
    return not _PICTURE_PAGES.isdisjoint(tokens(path.replace("/", " ")))


def leads_home(document: Document, node: int) -> bool:
    """Whether the link around a node leads to the page itself."""
    link = document.closest(node, "a")
    target = None if link is None else document.absolute(document.attributes[link].get("href"))
    own = document.url or document.base_url
    return bool(own and target) and _page(target) == _page(own)


def _page(url: str | None) -> str:
    return (url or "").partition("#")[0].partition("?")[0]


def _shows_at_large(own: str | None, target: str, file: str) -> bool:
    """Whether a page, by a part of its address, but shows a picture of its site at large."""
    is_at_home = host(target) in (host(own), host(file))
    return is_at_home and not _ENLARGERS.isdisjoint(_PARTS.split(target))


def stays_here(document: Document, link: int) -> bool:
    """Whether a link is but a place of the page, leads to one, or opens a picture's file."""
    attributes = document.attributes[link]
    href = attributes.get("href")
    if href is None:
        return ("id" in attributes or "name" in attributes) and _OPENERS.isdisjoint(attributes)
    is_place = href[:1] == "#" and href[1:] in document.derived(_places)
    return is_place or sources.is_image_file(href)


def _places(document: Document) -> frozenset[str | None]:
    """What the places of a page are called, to which its links may lead."""
    named = (attributes[name] for attributes in document.attributes for name in ("id", "name") if name in attributes)
    return frozenset(named)


def leads_away(picture: Picture) -> bool:
    """Whether a picture leads to a page of another site."""
    document = picture.document
    link = document.closest(picture.node, "a")
    href = None if link is None else document.attributes[link].get("href")
    if not href or sources.is_image_file(href):
        return False
    return host(document.absolute(href)) not in (None, host(document.url or document.base_url))

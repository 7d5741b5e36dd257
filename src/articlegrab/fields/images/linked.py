"""Where the link around a picture leads: to its own file or page, to another story, or nowhere, as a button does."""

from __future__ import annotations

import re

from articlegrab.document import Document
from articlegrab.document.addresses import host
from articlegrab.fields.images import closing, sources
from articlegrab.fields.images.pictures import Picture
from articlegrab.rules import load

_TITLE_LINK = 18
_OPENERS = frozenset({"onclick", "data-href", "data-url"})
"""Attributes of a link that a script opens."""
_ENDING = re.compile(r"\.\w{2,5}$")
_NUMBER = re.compile(r"(?!(?:19|20)\d\d(?:\d\d){1,2}$)\d{5,12}")
"""What one story of a site is filed under, where it is no day."""
_NEXT_PAGE = re.compile(r"(?<!\d)(\d{5,12})_\d{1,2}\.[a-z]{3,5}$")
_PARTS = re.compile(r"[/?&=.]")
_ENLARGERS = frozenset(load("vocab/images.toml")["enlargers"])
_DEPTH = 3
"""Slashes in the address of a page that is not the site's own."""


def against(document: Document, link: int, picture: Picture, captioned: bool) -> str | None:
    """Whether a picture leads to another page of the site, as teasers do; one to its own large file or page is fine."""
    href = document.attributes[link].get("href")
    target = document.absolute(href)
    if (href or "").lower().startswith(("mailto:", "tel:", "whatsapp:", "sms:")):
        return "a button"
    if not captioned and _is_for_script(document, link) and closing.is_drawn(picture):
        return "a button"
    if target is None or (href or "").startswith("#") or sources.is_image_file(target):
        return None
    own = document.url or document.base_url
    if own and target.split("#")[0].split("?")[0] == own.split("#")[0].split("?")[0]:
        return None
    if len(document.text(link)) >= _TITLE_LINK and document.contains(link, picture.node):
        return "in a link with a headline"
    if captioned and host(target) == host(own):
        return None
    return None if captioned or _goes_on(own, target, picture) else "links to another page"


def _is_for_script(document: Document, link: int) -> bool:
    """Whether a link leads nowhere but into a script."""
    attributes = document.attributes[link]
    href = attributes.get("href")
    if href is None:
        return "onclick" in attributes
    return href == "#" or href.lower().startswith("javascript:")


def _goes_on(own: str | None, target: str, picture: Picture) -> bool:
    """Whether a photograph's link leads to the story's next page, which has the number of its file, or to a page of its
    own that is filed under the story: below its address, or with its number; or any picture's to what enlarges it."""
    if picture.files and _enlarges(own, target, picture.files[0]):
        return True
    if not picture.files or not sources.is_photograph(picture.files[0]):
        return False
    file = sources.path_of(picture.files[0]).rpartition("/")[2]
    if (following := _NEXT_PAGE.search(target)) and following[1] in file:
        return True
    if own is None or host(own) != host(target):
        return False
    base = _ENDING.sub("", own.partition("#")[0].partition("?")[0].rstrip("/"))
    name = base.rpartition("/")[2]
    if target.startswith((f"{base}/", f"{base}_")):
        return base.count("/") >= _DEPTH
    return _NUMBER.fullmatch(name) is not None and name in _PARTS.split(target)


def _enlarges(own: str | None, target: str, file: str) -> bool:
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

"""Which files a picture has: `srcset`, `<source>`, lazy attributes, `<noscript>`; best first, placeholders never."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping, Sequence

from articlegrab.document import Document
from articlegrab.rules import load
from articlegrab.words import letters

Attributes = Mapping[str, str | None]

MAX_ENTRIES = 200
"""Files looked at in one picture; some pages list hundreds of sizes."""
_PHOTOGRAPHS = (".jpg", ".jpeg", ".webp", ".avif")
_THEMES, _PLUGINS = "/wp-content/themes/", "/wp-content/plugins/"
_FEW = 3
"""Words in the name of a file that is no picture's of its own."""
MAX_SOURCES = 16
"""Files kept of them, the widest."""

_SRCSET = re.compile(r"([^\s,]\S*+)(?:\s+(\d{1,5}(?:\.\d{1,3})?)([wxh]))?")
_SRCSET_ENTRY = re.compile(r"\s\d{2,4}w(?:,|$)")
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)\b", re.I)
_NAMED_WIDTH = re.compile(r"(?:w|width|resize|imwidth|wid|max(?=/))[=_:/-]?(\d{2,4})\b")
_MEASURES = re.compile(r"(\d\d{1,3})(?:[x/]\d{2,4}\b|x0?\.)")
_MONTH = re.compile(r"(?:19|20)\d\d/(?:0\d|1[0-2])\b")
_SIZED = re.compile(r"-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)")
_NOSCRIPT_IMAGE = re.compile(r"<(?:amp-)?img\b([^<>]{0,6000})>", re.I)
_ATTRIBUTE = re.compile(r"([a-zA-Z-]{2,40})\s?=\s?(?:\"([^\"]*)\"|'([^']*)')")
_BACKGROUND = re.compile(r"background(?:-image)?\s?:[^;]{0,80}?url\(\s?[\"']?([^\"')]+)", re.I)
_LATER = frozenset({"data-bg", "data-bg-src", "data-background", "data-background-image", "data-img-url"})
"""Attributes from which a script sets the picture behind an element."""
# What names its kind and more in one word: "printbutton", "icon512x512".
_LOGO = re.compile(r"[a-z]{1,20}(?:logo|button)\d{0,8}|logo\d{1,8}|icon\d{2,4}(?:x\d{2,4})?")
_SHARED = re.compile(
    r"(?<![a-z])(?:facebook|twitter|fb|og|social|share|sharing|socialmedia|opengraph)[-_]?(?:picture|image|img|pic|crop|card|composite)(?![a-z])"
)
_TOKEN = re.compile(r"[a-z0-9]+")

_WORDS = load("vocab/images.toml")
_PLACEHOLDERS = frozenset(_WORDS["placeholder"])
_STAND_INS = frozenset(_WORDS["placeholder_anywhere"])
_STAND_IN_FOLDERS = frozenset(_WORDS["placeholder_folders"])
_SEE_THROUGH = frozenset(_WORDS["see_through"])
_FURNITURE_FILES = frozenset(_WORDS["furniture_files"])
_FURNITURE = frozenset(_WORDS["furniture"])
_FURNITURE_FOLDERS = frozenset(_WORDS["furniture_folders"])
_ORNAMENTS = frozenset(_WORDS["ornaments"])
_THUMBNAILS = frozenset(_WORDS["thumbnails"])
_REDUCED = _THUMBNAILS.union(_WORDS["reduced"])


def parse_srcset(value: str) -> list[tuple[str, float, str]]:
    """The (address, number, unit) of each entry of a srcset; entries without a descriptor are (address, 1, "x").

    >>> parse_srcset("a,b.jpg 300w, c.jpg 2x,d.jpg")
    [('a,b.jpg', 300.0, 'w'), ('c.jpg', 2.0, 'x'), ('d.jpg', 1.0, 'x')]
    """
    return [(url.rstrip(","), float(size or 1), unit or "x") for url, size, unit in _SRCSET.findall(value)]


def of_image(document: Document, attributes: Attributes, sources: Sequence[Attributes]) -> list[str]:
    """All sound files of an image and the `<source>`s beside it, the widest first; [] where only placeholders are."""
    sizes: dict[str, tuple[float, str]] = {}
    for entry in (attributes, *sources):
        for url, size, unit in _entries(entry):
            if url[:5] != "data:" and url not in sizes and len(sizes) < MAX_ENTRIES:
                sizes[url] = size, unit
    found: list[str] = []
    for url in _widest_first(sizes, number(attributes.get("width"))) if len(sizes) > 1 else sizes:
        absolute = document.absolute(url.replace("&amp;", "&"))
        if absolute and absolute not in found and not is_placeholder(absolute):
            found.append(absolute)
    return found


def _widest_first(sizes: Mapping[str, tuple[float, str]], declared: int | None) -> list[str]:
    """The addresses by the width of their files; an original whose copies add their size to its address before all."""
    widths = {url: _width(url, size, unit, declared) for url, (size, unit) in sizes.items()}
    sized = {_without_size(url) for url, width in widths.items() if width}
    widths = {url: width or (math.inf if url in sized else 0.0) for url, width in widths.items()}
    return sorted(widths, key=widths.__getitem__, reverse=True)[:MAX_SOURCES]


def _width(url: str, size: float, unit: str, declared: int | None) -> float:
    """The width that a file is said to have, else the one that its address tells; or 0."""
    if unit == "w" and size:
        return size
    told = width_in(url)
    if unit == "src":
        return told or float(declared or 0)
    return told * size if size > 1 else told


def _without_size(url: str) -> str:
    """The address of the original, where that of a copy adds the size to it: "fire-300x200.jpg", "fire.jpg?w=300"."""
    return _SIZED.sub("", url.partition("?")[0])


def _entries(attributes: Attributes) -> Iterator[tuple[str, float, str]]:
    """Every address in the attributes of one element, as `parse_srcset` has them; that of a plain `src` is "src"."""
    for name, value in attributes.items():
        if not value or len(value) > 40_000:
            continue
        if "w,%20http" in value:
            value = value.replace("%20", " ")
        if "srcset" in name or (name.startswith(("src", "data-")) and _SRCSET_ENTRY.search(value)):
            yield from (entry for entry in parse_srcset(value) if "{" not in entry[0])
        elif name == "src" or (name.startswith(("data-", "content")) and _is_address(name, value)):
            yield value.strip(), 1.0, "src" if name == "src" else "x"


def _is_address(name: str, value: str) -> bool:
    """Whether a data attribute holds the address of a picture: by its own name or by the file's."""
    if "{" in value or " " in value.strip() or not value.strip().startswith(("http", "/", "./", "../")):
        return "src" in name and bool(_IMAGE_FILE.search(value)) and "{" not in value and " " not in value.strip()
    return _IMAGE_FILE.search(value) is not None or name.endswith(("-src", "-original", "-lazy"))


def is_placeholder(url: str) -> bool:
    """Whether an address is that of a picture that stands in for one not loaded yet.

    >>> is_placeholder("https://example.org/img/blank.gif"), is_placeholder("https://example.org/blank-verse.jpg")
    (True, False)
    >>> is_placeholder("https://example.org/static/placeholder_1_1.jpg"), is_placeholder("https://example.org/pictures/")
    (True, True)
    """
    if url.count("#") > 1:
        return True  # a gap in a template: "quay.#WIDTH#px.jpg"
    path = path_of(url).lower()
    if path.endswith((".svg", ".mp4", ".m3u8", ".js", ".html")) or (path.endswith(".php") and "?" not in url):
        return True
    folder, _, name = path.rpartition("/")
    if not name and "?" not in url and not any(map(str.isdigit, folder)):
        return True  # a folder's address is no file's
    name = name.rsplit(".", 1)[0]
    words = [word for word in _TOKEN.findall(name) if not word.isdigit()]
    if len(words) <= _FEW and not _STAND_INS.isdisjoint(words):
        return True
    if (path.endswith(".gif") and not _SEE_THROUGH.isdisjoint(words)) or not _STAND_IN_FOLDERS.isdisjoint(
        folder.split("/")
    ):
        return True
    return words[:1] != [] and words[0] in _PLACEHOLDERS and (
        len(words) == 1 or (len(words) <= _FEW and path.endswith((".gif", ".png")))
    )


def is_drawing(url: str) -> bool:
    """Whether an address is that of a drawing made of lines: an emblem, an arrow, a chart."""
    return path_of(url).lower().endswith(".svg")


def same_file(first: str, second: str) -> bool:
    """Whether two addresses differ in nothing but their queries, where sizes are told."""
    return first != second and first.partition("?")[0] == second.partition("?")[0]


def is_image_file(url: str) -> bool:
    """Whether an address names a picture file."""
    return _IMAGE_FILE.search(url) is not None


def is_photograph(url: str) -> bool:
    """Whether an address names a file of the sort that photographs have, and buttons do not."""
    return path_of(url).lower().endswith(_PHOTOGRAPHS)


def is_furniture(url: str) -> bool:
    """Whether the address says that the picture belongs to the site, not to a story: a logo, an avatar, an icon."""
    path = path_of(url).lower()
    name = path.rsplit("/", 1)[-1]
    if ("pixel" in name and not is_image_file(name)) or name.startswith("cropped-") or _THEMES in path:
        return True  # a WordPress site's header, or what its looks are made of
    if _PLUGINS in path and is_image_file(name):
        return True
    words = _TOKEN.findall(name)
    if any(map(_LOGO.fullmatch, words)) or (_bare(name) in _ORNAMENTS and not is_photograph(url)):
        return True
    if len(words) <= 4 and not _FURNITURE_FILES.isdisjoint((*words, "".join(words[:2]))):
        return True
    if len(name) < 30:
        return not _FURNITURE.isdisjoint(_TOKEN.findall(path))
    return not _FURNITURE.isdisjoint(words[:1]) or not _FURNITURE_FOLDERS.isdisjoint(path.split("/")[:-1])


def is_ornament(url: str) -> bool:
    """Whether a file's folder or its whole name says that it is set behind elements to adorn them."""
    steps = path_of(url).lower().split("/")
    return not _ORNAMENTS.isdisjoint((*steps[:-1], _bare(steps[-1])))


def _bare(name: str) -> str:
    """A file's name without its ending and the number before that."""
    return name.partition(".")[0].rstrip("0123456789-_")


def is_icon(url: str) -> bool:
    """Whether a drawing's name begins with the word for an icon, as those of buttons do: "icon_zoom.png"."""
    return _words_of(url)[:1] == ["icon"] and path_of(url).lower().endswith((".png", ".gif", ".svg"))


def is_for_sharing(url: str) -> bool:
    """Whether an address says that the file is a cut made for social networks: "/facebookPicture/", "quay-og-image".

    >>> is_for_sharing("https://example.org/facebookPicture/a.jpg"), is_for_sharing("https://example.org/quay.jpg")
    (True, False)
    """
    return _SHARED.search(path_of(url).lower()) is not None


def path_of(url: str) -> str:
    """The path of an address."""
    path, slashes, place = url.partition("#")[0].partition("?")[0].partition("//")
    if not slashes:
        return path
    return place[place.find("/") :] if "/" in place else ""


def subject(url: str) -> str:
    """The letters of a file's name, without the number at its end.

    >>> subject("https://example.org/i/Harbour_Wall-02.jpg")
    'harbourwall'
    """
    return letters(path_of(url).rpartition("/")[2].partition(".")[0]).rstrip("0123456789")


def width_in(url: str) -> float:
    """The width that an address itself tells, or 0.

    >>> width_in("https://example.org/resize/1200x800/a.jpg"), width_in("/a.jpg?w=640"), width_in("/a.jpg")
    (1200.0, 640.0, 0.0)
    """
    end, widest = url[-400:].lower(), 0
    for match in (*_NAMED_WIDTH.finditer(end), *_MEASURES.finditer(end)):
        start = match.start()
        if (not start or not end[start - 1].isalnum()) and not _MONTH.match(end, start):
            widest = max(widest, int(match[1]))
    return float(widest)


def number(value: str | None) -> int | None:
    """A width or height as pixels, where the page states it so.

    >>> number("640px"), number("100%"), number("auto")
    (640, None, None)
    """
    value = (value or "").strip().removesuffix("px")
    return int(value) if value.isascii() and value.isdigit() and 0 < len(value) < 6 and int(value) else None


def is_reduced(url: str) -> bool:
    """Whether a file's name calls it a small one: "harbour-small.jpg", "harbour_teaser.jpg"."""
    return not _REDUCED.isdisjoint(_words_of(url))


def is_thumbnail(url: str) -> bool:
    """Whether a file's name calls it a very small one: "harbour_tn.jpg"."""
    return not _THUMBNAILS.isdisjoint(_words_of(url))


def _words_of(url: str) -> list[str]:
    return _TOKEN.findall(path_of(url).lower().rsplit("/", 1)[-1])


def in_noscript(text: str) -> Iterator[dict[str, str | None]]:
    """The attributes of each image written inside a `<noscript>`."""
    if "<img" in text or "<amp-img" in text:
        for match in _NOSCRIPT_IMAGE.finditer(text[:60_000]):
            yield {
                name.lower(): html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(match[1])
            }


def behind(attributes: Attributes) -> str | None:
    """The address of the picture set behind an element, by its style or by what a script makes one of."""
    style = attributes.get("style")
    if style and "url(" in style:
        return background(style)
    if _LATER.isdisjoint(attributes):
        return None
    values = (value for name, value in attributes.items() if name in _LATER and value and is_image_file(value))
    value = next(values, None)
    return background(f"background:{value}") if value and "url(" in value else value


def background(style: str) -> str | None:
    """The address of the background picture that a style attribute sets."""
    match = _BACKGROUND.search(style[:2000])
    return match[1].strip() if match else None

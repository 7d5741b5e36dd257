"""Which addresses show one picture: what of an address stays the same whichever size of the picture it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from urllib.parse import unquote

from articlegrab.fields.images import sources
from articlegrab.rules import load

_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?![a-z0-9])")
_SCRIPT = re.compile(r"\.(?:php|aspx?|ashx|axd|cgi|jsp|do)$")
_PARTS = re.compile(r"[/?&=]")
_TOKEN = re.compile(r"[a-z0-9]+")
# What makes a picture's address distinct: a UUID, or a long mix of letters and digits.
_ID = r"(?:[0-9a-f]{8}-[0-9a-f-]{8,40}|(?=[a-z]{0,30}\d)(?=\d{0,30}[a-z])[a-z0-9]{18,80})"
_DISTINCT = re.compile(rf"\b{_ID}\b")
_PARTLY_DISTINCT = re.compile(rf"(?<![a-z0-9]){_ID}(?![a-z0-9])")
# What image services ("fire_v-large", "fire_1280x"), TYPO3 ("csm_fire_0a1b2c3d4e"), SPIP ("fire-0a1b2") and WordPress
# ("fire-585x439", "fire-scaled", "fire-585x439-c-default") add to a file's name; some put the hash of the cut before
# its size ("fire_0a1b2_f_585x439").
_MADE = re.compile(
    r"~[^~]{0,60}$|_v-(?=[a-z])[-.\w]{0,60}$"
    r"|\.(?:fill|width|height|max|min|scale|format|original)(?=[-.]|$)[-.\w]{0,60}$"
)
_CROPPED = re.compile(r"^w\d{2,4}_h\d{2,4}_(?:x\d{1,5}_y\d{1,5}_)?")
"""Size and middle of a cut, where they come before the file's own name."""
_PROCESSED = re.compile(r"_[0-9a-f]{10}$")
_VIGNETTE = re.compile(r"-[0-9a-f]{5}$")
_SCALED = re.compile(
    r"(?:_[0-9a-f]{5}_f)?[-_.](?:c\d{1,5}(?:-\d{1,5}){3}_)?s?(?:\d{2,4}x\d{2,4}|\d{3,4}x0?)(?:-c-[a-z]{3,7}(?:-center)?)?(?=$|[-_.])"
    r"|[-_.](?:\d{3,4}(?:w|px)|w\d{3,4}|s\d{3,4}(?:-c\d\d)?|scaled|e\d{10,13})(?=$|[-_.])|@\dx$"
)
# A width alone, "fire-640": round, or of the powers of two; "fire-2020" is a year, "fire-1920" a width all the same.
_ROUND = re.compile(r"[-_.](?!20[0-3]0|19[013-9]0)(?:[1-9]\d{1,2}0|512|768|1024|1536|2048)(?=$|[-_.])")
# What may be a size or a picture's number, and what may be a hash: the head's picture and the page's may differ in it.
_NUMBER = re.compile(r"[-_.](?:\d{3,4}|\d)(?=$|[-_.])|^\d{3,4}[-_]")
_HASH = re.compile(r"[-_.](?=[a-f]{0,8}\d)(?=\d{0,8}[a-f])[0-9a-f]{8,40}$")
_LONG_NUMBER = re.compile(r"(?<![a-z0-9])(?!(?:19|20)\d{6}(?!\d)|1\d{9}(?!\d))\d{7,12}(?=[a-z]{0,3}(?![a-z0-9]))")
_HELD = re.compile(r"(?<=[/=])https?%3a[^/?&#]+", re.I)
"""An address within an address, as it is written there."""
_BATCH = 50
"""Numbers between two files that were filed together."""
_RENDITION_LETTER = re.compile(r"(?<=\d{5})[a-z]$")

_WORDS = load("vocab/images.toml")
_GENERIC = frozenset(_WORDS["generic"])
_SIZES = "|".join([*_WORDS["renditions"], *_WORDS["thumbnails"], *_WORDS["reduced"]])
_RENDITION = re.compile(rf"(?:{_SIZES})\d{{0,4}}|\d{{2,4}}x\d{{2,4}}|\d{{1,4}}x0")
_TELLING = 10
"""Characters of a file's name from which on it is no other picture's by chance."""
_CUTS = "|".join(_WORDS["cuts"])
_CUT = re.compile(rf"(?:[-_.](?:{_SIZES}|{_CUTS})(?:_\d)?){{1,4}}")
"""What a cut made for a purpose has behind the name of its picture."""
_SHORTENED = 20
"""Characters of a name that are left of a longer one."""
_MANY = 3
"""Files of different names in one folder."""
_SOME = 6
"""Characters that must be left of a name once what may be a size is taken off it."""


@lru_cache(maxsize=4096)
def keys(url: str) -> frozenset[str]:
    """What tells a picture from the others of its page: its file's name without sizes, and long ids.

    >>> keys("https://example.org/a/harbour-fire-1200x800.jpg?w=3") == keys("//cdn.example.org/b/harbour-fire.webp")
    True
    >>> keys("https://example.org/a/harbour-fire-1.jpg").isdisjoint(keys("https://example.org/a/harbour-fire-2.jpg"))
    True
    """
    if held := _fetched(url):
        return frozenset({held})
    address = _plain(url)
    folder, name = _place(address)
    if _SCRIPT.search(name):
        return frozenset({address})
    stem = _stem(name, folder)
    subject = _subject(stem)
    found = set(_DISTINCT.findall(sources.path_of(address)))
    if len(stem) > 3 and len(subject) > 3 and stem not in _GENERIC and not _RENDITION.fullmatch(stem):
        found.add(stem)
    if len(subject) >= _TELLING:
        found.add(subject)
    return frozenset(found or {f"{folder}/{subject}"})


@lru_cache(maxsize=4096)
def likely(url: str) -> frozenset[str]:
    """What the head's address of a picture and the page's are likely to share where they are not sizes of one file:
    the name without numbers and hashes, the number it is filed under.

    >>> likely("https://example.org/harbour-fire-1.jpg").isdisjoint(likely("https://example.org/harbour-fire.jpg"))
    False
    """
    if held := _fetched(url):
        return frozenset({held})
    folder, name = _place(_plain(url))
    stem = _stem(name, folder)
    found = set(keys(url))
    subject = _subject(_NUMBER.sub("", _HASH.sub("", stem)))
    if len(subject) >= _SOME and subject not in _GENERIC:
        found.add(subject)
    found.update(_LONG_NUMBER.findall(stem))
    found.update(_PARTLY_DISTINCT.findall(stem))
    return frozenset(found)


def folders(urls: Iterable[str]) -> frozenset[str]:
    """Ids that tell no pictures apart, as three files of different names have them: the site's, the story's.

    >>> [*folders(f"/0a1b2c3d4e5f60718293a4b5/{name}.jpg" for name in ("fire", "quay", "mill"))]
    ['0a1b2c3d4e5f60718293a4b5']
    """
    names: dict[str, set[str]] = {}
    for url in urls:
        address = _plain(url)
        if found := _DISTINCT.findall(sources.path_of(address)):
            folder, name = _place(address)
            for distinct in found:
                names.setdefault(distinct, set()).add(_subject(_stem(name, folder)))
    return frozenset(distinct for distinct, files in names.items() if len(files - {"", distinct}) >= _MANY)


def are_neighbours(first: str, second: str) -> bool:
    """Whether two files were filed one right after the other, by the long numbers in their addresses.

    >>> are_neighbours("https://example.org/i/5504037.jpg", "https://example.org/i/big/fire-5504036.avif")
    True
    """
    ids = (_LONG_NUMBER.findall(sources.path_of(url).lower()) for url in (first, second))
    return any(abs(int(one) - int(other)) < _BATCH for one, other in product(*ids))


def are_cuts(first: str, second: str) -> bool:
    """Whether one file has the whole name of another, and behind it but what cuts of a picture have; or what a program
    left of a long name before a hash.

    >>> are_cuts("https://example.org/a/harbour-fire_wm_ad.jpg", "https://example.org/b/harbour-fire-800x600.jpg")
    True
    >>> are_cuts("https://example.org/a/harbour-fire-quay.jpg", "https://example.org/a/harbour-fire.jpg")
    False
    """
    stems = [_stem(name, folder) for folder, name in (_place(_plain(url)) for url in (first, second))]
    one, other = sorted(stems, key=lambda stem: len(_HASH.sub("", stem)))
    name, longer = _HASH.sub("", one), _HASH.sub("", other)
    if len(name) < _TELLING or name.isdigit() or not longer.startswith(name):
        return False
    is_shortened = name != one and len(name) >= _SHORTENED
    return is_shortened or name == longer or _CUT.fullmatch(longer, len(name)) is not None


def _plain(url: str) -> str:
    address = url[:2000]
    return (unquote(unquote(address)) if "%" in address else address).lower()


def _fetched(url: str) -> str | None:
    """The address of a script from which a service that scales pictures has one: the query tells which.

    >>> _fetched("https://example.org/0a1b=/640x480/https%3A%2F%2Ffiles.example.org%2Fget%3Fid%3D7")
    'https://files.example.org/get?id=7'
    >>> _fetched("https://example.org/scale?w=640&url=https%3A%2F%2Ffiles.example.org%2Ffire.jpg%3Fv%3D2")
    """
    match = _HELD.search(url[:2000]) if "%3" in url else None
    held = _plain(match[0]) if match else ""
    return held if "?" in held and not _FILE.search(held) else None


def _place(address: str) -> tuple[str, str]:
    """Folder and name of the file that an address names: that of its path, unless it is just "file.jpg"; the last of
    them where one address holds another; where none has the ending of a picture, the last step that is no size.

    >>> _place("https://example.org/a/harbour-fire/1200x800"), _place("https://example.org/a/fire.jpg?w=3")
    (('/a', 'harbour-fire'), ('/a', 'fire.jpg'))
    >>> _place("https://example.org/a/fire.jpg?over=(url=https://example.org/old.png)")
    ('/a', 'fire.jpg')
    >>> _place("https://example.org/resize?w=640&from=https://files.example.org/a/harbour-fire")
    ('/a', 'harbour-fire')
    """
    own = address.partition("?")[0]
    if _FILE.search(name := own.rpartition("/")[2]) and _FILE.split(name)[0] not in _GENERIC:
        address = own
    parts = [part for part in _PARTS.split(address) if _FILE.search(part)]
    if parts:
        name = next((part for part in reversed(parts) if _FILE.split(part)[0] not in _GENERIC), parts[-1])
        before = address[: address.rfind(name)].rpartition("//")[2]
        return before[before.find("/") :].rstrip("/"), name
    held = address.rpartition("=http")[2] if "=http" in address else address
    folder, _, name = sources.path_of(held.partition("&")[0]).rstrip("/").rpartition("/")
    while folder and (_RENDITION.fullmatch(name) or _FILE.fullmatch(f".{name}")):
        folder, _, name = folder.rpartition("/")
    return folder, name


def _stem(name: str, folder: str) -> str:
    """A file's name without its ending, and without what programs that scale pictures put behind it."""
    stem = _CROPPED.sub("", _MADE.sub("", _FILE.split(name)[0]))
    if stem.startswith("csm_") or "_processed_" in folder:
        stem = _PROCESSED.sub("", stem.removeprefix("csm_"))
    elif "/cache-vignettes" in folder:
        stem = _VIGNETTE.sub("", stem)
    stem = _SCALED.sub("", stem)
    shorter = _ROUND.sub("", stem)
    stem = shorter if len(shorter) >= _SOME else stem
    return stem.lstrip("0") if stem.isdigit() else stem


def _subject(stem: str) -> str:
    """The words of a file name that tell what the picture shows, without those that tell which size of it this is.

    >>> _subject("s-harbour-fire-small"), _subject("r-harbour-fire-large570"), _subject("harbour-fire_2018476g")
    ('harbour-fire', 'harbour-fire', 'harbour-fire-2018476')
    """
    words = [_RENDITION_LETTER.sub("", word) for word in _TOKEN.findall(stem)]
    if len(words) > 1 and len(words[0]) == 1 and words[0].isalpha():
        del words[0]
    return "-".join(word for word in words if not _RENDITION.fullmatch(word))

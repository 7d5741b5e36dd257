"""What a batch is given, spread out: lists into their lines, folders into their files."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b, sha256
from typing import NamedTuple, TypeAlias
from urllib.parse import urlsplit

from articlegrab.archive import Archive
from articlegrab.canonical import canonical
from articlegrab.errors import ArticlegrabError
from articlegrab.models import Page
from articlegrab.warc import read_wacz, read_warc

Faults: TypeAlias = "Callable[[ArticlegrabError], None]"

Input: TypeAlias = "str | os.PathLike[str] | Page"
"""An address, a file, a folder, a list of them (`.txt`), `-` for a list on standard input, a WARC, a WACZ, an archive,
or a Page in hand."""

_PAGE_FILES = (".html", ".htm", ".xhtml", ".shtml")
_LIST_FILES = (".txt", ".lst", ".urls")
_STORES: dict[tuple[str, ...], Callable[[str, Faults], Iterator[Page]]] = {
    (".warc", ".warc.gz"): lambda path, faults: read_warc(path, faults=faults),
    (".wacz",): lambda path, faults: read_wacz(path, faults=faults),
    (".archive",): lambda path, faults: _archived(path, faults),
}
"""Files with many pages in them, by the end of their names."""

_NAME_SIZE = 16
FILES = ""
"""What stands for the host of files: they are read in any number at once."""
_OF_FOLDERS = (*_PAGE_FILES, *(end for ends in _STORES for end in ends))


class Item(NamedTuple):
    """One page to come. `raw` is the input as given, in bytes, as a file name may be no text.

    `key` is the same for all ways of writing the same input. `host` is whom it is to be fetched from, FILES for none,
    and None where the page is in hand. Then it is `page`, or the error that stands in its place.
    """

    raw: bytes
    key: bytes
    host: str | None
    page: Page | ArticlegrabError | None = None

    @property
    def source(self) -> str:
        """The input as given, as text."""
        return source_of(self.raw)


def source_of(raw: bytes) -> str:
    """The text of an input: bytes of a file name that are none are written as `\\udc…`."""
    return os.fsdecode(raw).encode("utf-8", "backslashreplace").decode()


def spread(inputs: Iterable[Input]) -> Iterator[Item]:
    """Every page that the inputs name, one by one. A list or folder that cannot be read stands for itself."""
    for given in inputs:
        if isinstance(given, Page):
            yield _in_hand(given.url or f"sha256:{sha256(given.body).hexdigest()}", given)
        elif given == "-":
            yield from _lines(sys.stdin.buffer)
        else:
            yield from _spread(os.fspath(given))


def is_url(text: str) -> bool:
    """Whether an input is meant as an address."""
    return text[:8].lower().startswith(("http://", "https://"))


def item(given: str) -> Item:
    """One address or file."""
    raw = os.fsencode(given)
    if not is_url(given):
        return Item(raw, _digest(b"file " + os.fsencode(os.path.abspath(given))), FILES)
    url = canonical(given)
    try:
        host = urlsplit(url).netloc
    except ValueError:  # which the fetcher will say in its turn
        host = FILES
    return Item(raw, _digest(url.encode("utf-8", "surrogatepass")), host)


def _spread(given: str) -> Iterator[Item]:
    if is_url(given):
        yield item(given)
    elif os.path.isdir(given):
        for file in _files_in(given):
            yield from _spread(file) if os.path.isfile(file) else [item(file)]
    elif read := next((read for ends, read in _STORES.items() if given.lower().endswith(ends)), None):
        yield from _stored(given, read)
    elif given.lower().endswith(_LIST_FILES):
        try:
            lines = open(given, "rb")  # noqa: SIM115 - closed below
        except OSError:
            yield item(given)  # whoever reads it will say what is wrong
            return
        with lines:
            yield from _lines(lines)
    else:
        yield item(given)


def _lines(lines: Iterable[bytes]) -> Iterator[Item]:
    """A list: an input a line; empty lines and those that begin with # are left out."""
    for line in lines:
        given = line.strip()
        if given and not given.startswith(b"#"):
            yield item(os.fsdecode(given))


def _files_in(folder: str) -> Iterator[str]:
    unreadable: list[str] = []
    for place, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(error.filename)):
        folders.sort()
        for name in sorted(files):
            if name.lower().endswith(_OF_FOLDERS):
                yield os.path.join(place, name)
    yield from unreadable


def _stored(path: str, read: Callable[[str, Faults], Iterator[Page]]) -> Iterator[Item]:
    """The pages of a file that holds many, by their number in it; where one is damaged, its error."""
    faults: list[ArticlegrabError] = []
    count = wrong = 0

    def told() -> Iterator[Item]:
        nonlocal wrong
        for error in faults:
            wrong += 1
            yield _in_hand(f"{path}#damaged-{wrong}", error)
        faults.clear()

    try:
        for page in read(path, faults.append):
            yield from told()
            count += 1
            yield _in_hand(f"{path}#{count}", page)
    except ArticlegrabError as error:
        faults.append(error)
    yield from told()


def _archived(path: str, faults: Faults) -> Iterator[Page]:
    with Archive(path) as archive:
        yield from archive.pages(faults=faults)


def _in_hand(name: str, page: Page | ArticlegrabError) -> Item:
    raw = os.fsencode(name)
    return Item(raw, _digest(b"page " + raw), None, page)


def _digest(name: bytes) -> bytes:
    return blake2b(name, digest_size=_NAME_SIZE).digest()

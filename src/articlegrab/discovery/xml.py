"""XML from strangers: broken is read as far as it goes, entities and document types never are."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from articlegrab.errors import ProtocolError, ResponseTooLarge

MAX_BYTES = 50 * 2**20
"""What the sitemap protocol allows, unpacked."""

_ENTITIES = re.compile(rb"<!ENTITY|<!DOCTYPE[^>\[]{0,400}\[", re.IGNORECASE)


def unpacked(body: bytes) -> bytes:
    """The body, out of gzip where it is packed. Raises ResponseTooLarge beyond MAX_BYTES, ProtocolError if damaged."""
    if body[:2] != b"\x1f\x8b":
        return body
    stream = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        plain = stream.decompress(body, MAX_BYTES + 1)
    except zlib.error as error:
        raise ProtocolError(f"the gzip data are damaged: {error}") from error
    if len(plain) > MAX_BYTES:
        raise ResponseTooLarge(f"more than {MAX_BYTES:,} bytes unpacked", limit=MAX_BYTES)
    return plain


def elements(body: bytes, names: Iterable[str]) -> Iterator[dict[str, list[Any]]]:
    """Each element of these local names: its descendants by their local names. Only one is in memory at a time.

    Raises ProtocolError for a document that declares entities: who does so means harm.
    """
    if _ENTITIES.search(body[:100_000]):
        raise ProtocolError("the XML declares entities, which no feed or sitemap needs")
    wanted = [f"{{*}}{name}" for name in names]
    steps = etree.iterparse(
        BytesIO(body), events=("end",), tag=wanted, recover=True, resolve_entities=False, load_dtd=False,
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True,
    )
    try:
        for _, element in steps:
            found: dict[str, list[Any]] = {"": [element]}
            for inner in element.iterdescendants("{*}*"):
                found.setdefault(local(inner), []).append(inner)
            yield found
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:  # beyond recovery; what was read before counts
        return


def local(element: Any) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(element).localname)


def text(found: dict[str, list[Any]], *names: str) -> str | None:
    """The text of the first of these that has one, on one line."""
    for name in names:
        for element in found.get(name, ()):
            if words := " ".join("".join(element.itertext()).split()):
                return words
    return None

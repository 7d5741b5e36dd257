"""The records of a WARC file, one after the other, each checked; a damaged one does not hide those behind it."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from articlegrab.errors import ArchiveCorrupt, ArticlegrabError, TornRecord
from articlegrab.warc.tape import Member, Plain, next_start, stretch

Faults = Callable[[ArticlegrabError], None]

_VERSION = re.compile(rb"WARC/[01]\.\d+\r?\n")
_MOST_HEADER = 65536
_MOST_LENGTH = 2**48
_STEP = 2**20
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha512"})


class Record(NamedTuple):
    """One record. `headers` have lower-case names; `block` is what follows them, or its start if it is very long.

    `offset` is where its stretch begins in the file, `inner` how many records stand before it there.
    """

    offset: int
    inner: int
    headers: dict[str, str]
    block: bytes
    length: int

    @property
    def kind(self) -> str:
        """`response`, `revisit`, `warcinfo`, …"""
        return self.headers.get("warc-type", "").lower()

    @property
    def uri(self) -> str | None:
        """The address it is about; WARC 1.0 puts it in angle brackets."""
        return self.headers.get("warc-target-uri", "").strip("<>") or None


def records(file: BinaryIO, *, path: str | None, most: int, faults: Faults) -> Iterator[Record]:
    """All readable records, in order.

    At most `most` bytes of a block are held. `faults` is told of each damaged record (ArchiveCorrupt) and of a file
    that ends within one (TornRecord); reading goes on at the next record that can be found.
    """
    offset: int | None = 0
    while offset is not None:
        try:
            part = stretch(file, offset)
            if part is None:
                return
            yield from _of_stretch(part, offset, most)
            offset = part.end()
        except (EOFError, ValueError) as error:
            following = next_start(file, offset)
            faults(_fault(error, offset, path, last=following is None))
            offset = following


def record_at(file: BinaryIO, offset: int, inner: int, *, most: int) -> Record | None:
    """The record at a place that was read before."""
    part = stretch(file, offset)
    if part is None:
        return None
    for record in _of_stretch(part, offset, most):
        if record.inner == inner:
            return record
    return None


def good_until(file: BinaryIO, path: str | None) -> int:
    """The offset behind the last record that is whole: the length of the file, unless its end is torn.

    Raises ArchiveCorrupt where whole records share a gzip member with the torn one, and could not be spared.
    """
    torn: list[int] = []
    last = -1

    def note(error: ArticlegrabError) -> None:
        if isinstance(error, TornRecord) and error.record is not None:
            torn.append(error.record)

    for record in records(file, path=path, most=0, faults=note):
        last = record.offset
    if torn and torn[0] == last:
        raise ArchiveCorrupt("torn, and packed in one piece: nothing can be cut off", path=path, record=last)
    return torn[0] if torn else file.seek(0, os.SEEK_END)


def _of_stretch(part: Plain | Member, offset: int, most: int) -> Iterator[Record]:
    inner = 0
    while inner == 0 or part.more():
        headers, length = _header(part)
        block = part.take(min(length, most))
        hashing = _hashing(headers)
        if hashing:
            hashing[0].update(block)
        left = length - len(block)
        while left:
            piece = part.take(min(left, _STEP))
            left -= len(piece)
            if hashing:
                hashing[0].update(piece)
        if part.take(4) != b"\r\n\r\n":
            raise ValueError("the record is not as long as it says")
        if hashing and hashing[0].digest() != hashing[1]:
            raise ValueError("the digest says that these are not the bytes that were written")
        record = Record(offset, inner, headers, block, length)
        inner += 1
        if isinstance(part, Member):
            part.more()  # the checksum of the member, before anything of it is believed
        yield record


def _header(part: Plain | Member) -> tuple[dict[str, str], int]:
    if not _VERSION.fullmatch(part.line(32)):
        raise ValueError("no WARC record begins here")
    headers: dict[str, str] = {}
    left, name = _MOST_HEADER, None
    while (line := part.line(left)).strip():
        left -= len(line)
        if line[:1] in b" \t" and name:
            headers[name] += " " + _text(line)
            continue
        before, colon, value = line.partition(b":")
        if not colon:
            raise ValueError("a header without a colon")
        name = _text(before).lower()
        headers.setdefault(name, _text(value))
    length = headers.get("content-length", "")
    if not length.isdecimal() or not length.isascii() or len(length) > 15 or int(length) > _MOST_LENGTH:
        raise ValueError("no sound Content-Length")
    return headers, int(length)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace").strip()


def _hashing(headers: dict[str, str]) -> tuple[hashlib._Hash, bytes] | None:
    """What computes the block's digest, and what should come out; None where the record has none that we know."""
    name, _, value = headers.get("warc-block-digest", "").partition(":")
    name = name.lower().replace("-", "")
    if name not in _DIGESTS:
        return None
    hashing = hashlib.new(name, usedforsecurity=False)
    try:
        expected = bytes.fromhex(value) if len(value) == 2 * hashing.digest_size else base64.b32decode(_padded(value))
    except ValueError:
        raise ValueError("a digest that cannot be read") from None
    return hashing, expected


def _padded(text: str) -> str:
    return text.upper() + "=" * (-len(text) % 8)


def _fault(error: Exception, offset: int, path: str | None, *, last: bool) -> ArchiveCorrupt:
    if isinstance(error, EOFError) and last:
        return TornRecord(f"ends in the middle of the record at byte {offset:,}", path=path, record=offset)
    return ArchiveCorrupt(f"the record at byte {offset:,} is damaged: {error}", path=path, record=offset)

"""A WARC file as a row of stretches, packed or plain, read forwards and never more than asked for.

A stretch is one gzip member, which holds a record or several, or one plain record. Whatever ends too early raises
EOFError, whatever is not as it should be ValueError.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO

GZIP = b"\x1f\x8b\x08"
_CHUNK = 32768
_SCANNED = 2**20
_NEXT = re.compile(rb"\x1f\x8b\x08|(?<=\n)WARC/[01]\.\d+\r?\n")


class Plain:
    """One record as it is."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        file.seek(offset)

    def line(self, limit: int) -> bytes:
        """The next line with its end, of at most `limit` bytes."""
        line = self._file.readline(limit)
        if not line.endswith(b"\n"):
            _fail(len(line) < limit)
        return line

    def take(self, size: int) -> bytes:
        """The next bytes, exactly so many."""
        data = self._file.read(size)
        if len(data) < size:
            _fail(ended=True)
        return data

    def more(self) -> bool:
        """Whether another record follows in this stretch."""
        return False

    def end(self) -> int:
        """The offset behind the stretch, when all of it has been read."""
        return self._file.tell()


class Member:
    """One gzip member."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._ready = b""
        self._at = 0
        file.seek(offset)

    def line(self, limit: int) -> bytes:
        """The next line with its end, of at most `limit` bytes."""
        while (end := self._ready.find(b"\n", self._at, self._at + limit)) < 0:
            if len(self._ready) - self._at >= limit:
                _fail(ended=False)
            self._unpack()
        return self._forward(end + 1 - self._at)

    def take(self, size: int) -> bytes:
        """The next bytes, exactly so many."""
        pieces = []
        while size:
            if self._at == len(self._ready):
                self._unpack()
            piece = self._forward(min(size, len(self._ready) - self._at))
            size -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def more(self) -> bool:
        """Whether another record follows in this stretch; False only when its checksum has been seen to be right."""
        while self._at == len(self._ready) and not self._stream.eof:
            self._unpack()
        return self._at < len(self._ready)

    def end(self) -> int:
        """The offset behind the stretch, when all of it has been read."""
        return self._file.tell() - len(self._stream.unused_data)

    def _forward(self, size: int) -> bytes:
        piece = self._ready[self._at:self._at + size]
        self._at += size
        return piece

    def _unpack(self) -> None:
        """Unpack a little more; nothing may come of it when only the trailer was left."""
        if self._stream.eof:
            raise ValueError("the packed data ends before the record does")
        packed = self._stream.unconsumed_tail or self._file.read(_CHUNK)
        try:
            piece = self._stream.decompress(packed, _CHUNK)
        except zlib.error as error:
            raise ValueError(f"the packed data is damaged ({error})") from error
        if not packed and not piece and not self._stream.eof:
            _fail(ended=True)
        self._ready = self._ready[self._at:] + piece
        self._at = 0


def stretch(file: BinaryIO, offset: int) -> Plain | Member | None:
    """The stretch that begins at an offset; None at the end of the file."""
    file.seek(offset)
    start = file.read(3)
    if not start:
        return None
    return Member(file, offset) if start == GZIP[:len(start)] else Plain(file, offset)


def next_start(file: BinaryIO, offset: int) -> int | None:
    """The first offset behind this one where a record may begin; None where there is none."""
    while True:
        file.seek(offset)
        window = file.read(_SCANNED)
        for found in _NEXT.finditer(window, 1):
            start = offset + found.start()
            if found[0] != GZIP or _holds_record(file, start):
                return start
        if len(window) < _SCANNED:
            return None
        offset += _SCANNED - 16


def _holds_record(file: BinaryIO, offset: int) -> bool:
    try:
        return Member(file, offset).take(5) == b"WARC/"
    except (EOFError, ValueError):
        return False


def _fail(ended: bool) -> None:
    if ended:
        raise EOFError("the file ends here")
    raise ValueError("a line is longer than any header's")

"""Bytes, kept once each: packed, and known by their SHA-256."""

from __future__ import annotations

import hashlib
import zlib

from articlegrab.archive.connection import Connection
from articlegrab.errors import ArchiveCorrupt, StorageError

_LEVEL = 6

_MOST = 2**28
"""Bytes of one blob: far more than a page may have, and what a hostile file can make us unpack."""


def put(connection: Connection, data: bytes) -> tuple[int, bytes]:
    """Keep some bytes, unless they are kept already: their number and digest."""
    if len(data) > _MOST:
        raise StorageError(f"{len(data):,} bytes in one piece; {_MOST:,} is the most", path=str(connection.path))
    digest = hashlib.sha256(data).digest()
    known = connection.row("SELECT id FROM blob WHERE sha256 = ?", (digest,))
    if known:
        return int(known[0]), digest
    number = connection.insert(
        "INSERT INTO blob (sha256, size, packed) VALUES (?, ?, ?)", (digest, len(data), zlib.compress(data, _LEVEL))
    )
    assert number is not None
    return number, digest


def get(connection: Connection, number: int) -> bytes:
    """Some bytes, as they were put in. Raises ArchiveCorrupt where they are not those any more."""
    row = connection.row("SELECT sha256, size, packed FROM blob WHERE id = ?", (number,))
    if row is None:
        raise ArchiveCorrupt("bytes are missing", path=str(connection.path))
    digest, size, packed = row
    data = unpack(packed, size)
    if data is None or hashlib.sha256(data).digest() != digest:
        raise ArchiveCorrupt("bytes are not what was kept", path=str(connection.path))
    return data


def unpack(packed: bytes, size: int) -> bytes | None:
    """The bytes, if they are `size` many; what unpacks to more is not unpacked."""
    if not 0 <= size <= _MOST:
        return None
    stream = zlib.decompressobj()
    try:
        data = stream.decompress(packed, size + 1)
    except zlib.error:
        return None
    return data if len(data) == size and stream.eof and not stream.unused_data else None


def drop_unused(connection: Connection, number: int) -> None:
    """Forget bytes that nothing refers to any more."""
    connection.rows(
        "DELETE FROM blob WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM capture WHERE body = ?1 OR article = ?1)",
        (number,),
    )

"""Content codings: packed bytes → plain bytes, never more than asked for at once.

Each coding is a generator from pieces to pieces of about 64 KB, so two of them chain, and whoever pulls decides when it
is enough: a bomb costs no more memory than the limit.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from articlegrab.errors import IncompleteBody, ProtocolError, ResponseTooLarge, UnsupportedEncoding

brotli: Any = import_module("brotli") if find_spec("brotli") else None
zstandard: Any = import_module("zstandard") if find_spec("zstandard") else None

Pieces = Iterator[bytes]

_STEP = 65536
_SLICE = 16384
_ZSTD_SLICE = 128  # zstd has no output limit: 4 packed bytes may give 128 KB, a slice of this size 4 MB
_ZSTD_WINDOW = 2**23  # RFC 9659
_MOST_MEMBERS = 64
_MOST_CODINGS = 2
_MOST_RATIO = 200  # real pages stay under 20
_NO_BOMB = 2**20
_ALIASES = {"x-gzip": "gzip"}

CODEC_ERRORS: tuple[type[Exception], ...] = (
    zlib.error,
    *((brotli.error,) if brotli else ()),
    *((zstandard.ZstdError,) if zstandard else ()),
)
"""What the codecs raise on bytes that are not theirs."""


def codings(header: str | None) -> list[str]:
    """The codings of a `Content-Encoding` header in the order they were applied.

    Raises UnsupportedEncoding for a coding that cannot be undone here, and for more than two of them.

    >>> codings("X-GZIP, identity")
    ['gzip']
    """
    names = [name for item in (header or "").split(",") if (name := item.strip().lower()) not in ("", "identity")]
    names = [_ALIASES.get(name, name) for name in names]
    if len(names) > _MOST_CODINGS:
        raise UnsupportedEncoding(f"the answer is packed {len(names)} times over; {_MOST_CODINGS} is the most")
    for name in names:
        if name not in _UNPACK:
            hint = "; pip install 'articlegrab[fetch]'" if name in ("br", "zstd") else ""
            raise UnsupportedEncoding(f"the answer is packed as {name!r}, which is not spoken here{hint}")
    return names


def accept_encoding() -> str:
    """The `Accept-Encoding` header: what is installed."""
    return ", ".join(_UNPACK)


def unpacked(packed: bytes, names: list[str], *, limit: int) -> Pieces:
    """Undo the codings, last first. No step may give more than `limit` bytes, nor 200 times what was packed.

    Raises ResponseTooLarge beyond it, and IncompleteBody where the packed bytes end too early. Errors of the codecs
    themselves (`CODEC_ERRORS`) come through.
    """
    pieces: Pieces = (packed[start:start + _SLICE] for start in range(0, len(packed), _SLICE))
    if not packed:  # an empty body is empty, whatever it says it is packed in
        return pieces
    bound = min(limit, max(_NO_BOMB, _MOST_RATIO * len(packed)))
    for name in reversed(names):
        pieces = _up_to(bound, limit, _UNPACK[name](pieces))
    return pieces


def _up_to(bound: int, limit: int, pieces: Pieces) -> Pieces:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > limit:
            raise ResponseTooLarge(f"more than {limit:,} bytes when unpacked; max_bytes= sets the limit", limit=limit)
        if total > bound:
            raise ResponseTooLarge(f"grows to more than {_MOST_RATIO} times its size when unpacked", limit=bound)
        yield piece


def _incomplete(name: str) -> IncompleteBody:
    return IncompleteBody(f"the {name} data ends before its end")


def _ungzip(pieces: Pieces) -> Pieces:
    members = 0
    member = None
    for data in pieces:
        while data:
            if member is None:
                if members and data[:1] != b"\x1f":
                    return  # padding behind the last member, which gunzip leaves out too
                members = _next_member(members)
                member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            yield member.decompress(data, _STEP)
            data = member.unconsumed_tail
            if member.eof:
                data, member = member.unused_data, None
    if member is not None:
        yield from _drain(member, "gzip")


def _undeflate(pieces: Pieces) -> Pieces:
    """Data with the zlib header, as the standard has it, or without, as some servers send it."""
    start, stream = b"", None
    for piece in pieces:
        data = start + piece
        if stream is None:
            if len(data) < 2:
                start = data
                continue
            start = b""
            wrapped = data[0] & 15 == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
            stream = zlib.decompressobj(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        while data and not stream.eof:
            yield stream.decompress(data, _STEP)
            data = stream.unconsumed_tail
    if stream is None:
        raise _incomplete("deflate")
    yield from _drain(stream, "deflate")


def _drain(stream: Any, name: str) -> Pieces:
    """What zlib still held back when its input ended."""
    while not stream.eof:
        piece = stream.decompress(b"", _STEP)
        if not piece and not stream.eof:
            raise _incomplete(name)
        yield piece


def _unbrotli(pieces: Pieces) -> Pieces:
    stream = brotli.Decompressor()
    for piece in pieces:
        if stream.is_finished():
            break
        ready = stream.process(piece, output_buffer_limit=_STEP)
        while ready:
            yield ready
            ready = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_STEP)
    if not stream.is_finished():
        raise _incomplete("br")


def _unzstd(pieces: Pieces) -> Pieces:
    frames = 0
    frame = None
    for piece in pieces:
        for start in range(0, len(piece), _ZSTD_SLICE):
            data = piece[start:start + _ZSTD_SLICE]
            while data:
                if frame is None:
                    frames = _next_member(frames)
                    frame = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj(write_size=_SLICE)
                yield frame.decompress(data)
                data = b""
                if frame.eof:
                    data, frame = frame.unused_data, None
    if frame is not None:
        raise _incomplete("zstd")


def _next_member(count: int) -> int:
    if count >= _MOST_MEMBERS:
        raise ProtocolError(f"the body is packed in more than {_MOST_MEMBERS} members")
    return count + 1


_UNPACK: dict[str, Callable[[Pieces], Pieces]] = {
    "gzip": _ungzip,
    "deflate": _undeflate,
    **({"br": _unbrotli} if brotli else {}),
    **({"zstd": _unzstd} if zstandard else {}),
}

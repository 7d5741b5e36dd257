"""The HTTP message inside a record: status, headers, and the body with its codings undone."""

from __future__ import annotations

import re
from typing import NamedTuple

from articlegrab.errors import IncompleteBody, ProtocolError, ResponseTooLarge
from articlegrab.fetch.coding import CODEC_ERRORS, codings, unpacked

_STATUS = re.compile(rb"HTTP/(\d(?:\.\d)?) +(\d{3})(?: [^\r\n]*)?")
_CHUNK_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
_MOST_HEADER = 65536
ORIGINAL = "x-archive-orig-"
"""Before headers that an archive renamed, as they are not true any more of the body as it is stored."""


class Answer(NamedTuple):
    """An HTTP response; `headers` as they came, `payload` as it was on the wire, without chunks' sizes."""

    version: str
    status: int
    headers: dict[str, str]
    payload: bytes
    packing: str | None
    """The Content-Encoding that the stored payload has; `headers` may tell of one that was undone before."""


def answer(block: bytes) -> Answer:
    """The response in a block. Raises ProtocolError where it is none."""
    head, end, payload = _parted(block)
    if not end:
        raise ProtocolError("the record holds no HTTP response")
    lines = head.split(b"\n")
    status = _STATUS.fullmatch(lines[0].rstrip(b"\r"))
    if status is None:
        raise ProtocolError("the record holds no HTTP response")
    stored = _headers(lines[1:])
    if "chunked" in stored.get("transfer-encoding", "").lower():
        payload = _joined(payload)
    headers = {name.removeprefix(ORIGINAL): value for name, value in sorted(stored.items(), key=_originals_last)}
    return Answer(f"HTTP/{status[1].decode()}", int(status[2]), headers, payload, stored.get("content-encoding"))


def body(answer: Answer, *, limit: int) -> bytes:
    """The body, unpacked. Raises FetchError in the kinds that `fetch` does.

    A body that some archive unpacked while it left the header is taken as it is.
    """
    names = codings(answer.packing)
    if not answer.payload or (names and not _looks_packed(answer.payload, names[-1])):
        names = []
    if len(answer.payload) > limit:
        raise ResponseTooLarge(f"more than {limit:,} bytes; max_bytes= sets the limit", limit=limit)
    try:
        return b"".join(unpacked(answer.payload, names, limit=limit))
    except CODEC_ERRORS as error:
        raise ProtocolError(f"the body cannot be unpacked: {error}") from error


def _parted(block: bytes) -> tuple[bytes, bytes, bytes]:
    ends = [(place, mark) for mark in (b"\r\n\r\n", b"\n\n") if (place := block.find(mark, 0, _MOST_HEADER)) >= 0]
    if not ends:
        trimmed = block.rstrip(b"\r\n")  # a response without a body may end with its last header
        return (trimmed, b"\n", b"") if len(block) <= _MOST_HEADER else (block, b"", b"")
    place, mark = min(ends)
    return block[:place], mark, block[place + len(mark):]


def _headers(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        if colon and (named := _text(name).lower()):
            headers[named] = f"{headers[named]}, {_text(value)}" if named in headers else _text(value)
    return headers


def _originals_last(item: tuple[str, str]) -> bool:
    return item[0].startswith(ORIGINAL)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return data.decode("latin-1").strip()


def _joined(payload: bytes) -> bytes:
    """The chunks in one; a payload that does not begin with a chunk was joined by whoever stored it."""
    pieces: list[bytes] = []
    place = 0
    while size := _CHUNK_SIZE.match(payload, place):
        place = size.end()
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces)
        pieces.append(payload[place:place + length])
        place += length
        if payload[place:place + 2] == b"\r\n":
            place += 2
        elif payload[place:place + 1] == b"\n":
            place += 1
        else:
            break
    if not pieces:
        return payload
    raise IncompleteBody("the chunks end before the last one")


def _looks_packed(payload: bytes, name: str) -> bool:
    """Whether the payload may be packed so; br has no sign of its own and is believed."""
    match name:
        case "gzip":
            return payload.startswith(b"\x1f\x8b")
        case "zstd":
            return payload.startswith(b"\x28\xb5\x2f\xfd")
        case "deflate":
            return not payload.lstrip().startswith(b"<")
    return True

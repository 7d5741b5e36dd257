"""Bytes of a page → text: which encoding it is in, and what said so.

The order is: byte order mark, HTTP header, `<meta>`, XML declaration, UTF-8 by its shape, a guess, windows-1252.
Labels are those of the WHATWG Encoding Standard and no others: `utf-7`, `base64`, `unicode_escape` and the like, which
Python would decode, name no encoding of the web and are passed over.

Three things differ from a browser, because what counts here is the text that the author wrote:

- Bytes that are valid UTF-8 and not ASCII are UTF-8, whatever is declared: no other encoding yields them by accident.
  Declared multi-byte encodings are the exception: there a handful of characters may, so that more are asked for.
- A declaration that leaves more characters undecodable than decoded is taken for a mistake, and the next one is tried.
- `<meta>` is looked for in the first 1,024 bytes and, if it is not there, on to the end of the head or 64 KB.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

import webencodings  # type: ignore[import-untyped]

from articlegrab.models.page import Charset, CharsetSource

_SAMPLE = 65536
"""Bytes that are searched for a declaration late in the head, and that the statistical guess may see."""

_PIECE = 8192
"""Bytes that are decoded at once where only their being UTF-8 is asked for."""

_PRESCAN = 1024
"""Bytes that a browser searches for a declaration."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))

_CODECS = {
    "utf-16le": ("utf_16_le",), "utf-16be": ("utf_16_be",), "gbk": ("gb18030",), "shift_jis": ("cp932",),
    "euc-kr": ("cp949",), "big5": ("big5hkscs",), "euc-jp": ("euc_jp", "euc_jis_2004"),
    "iso-2022-jp": ("iso2022_jp_ext",),
}
"""Python's codecs for what browsers mean by these names, where they are supersets; the last one is final."""

_UNUSABLE = frozenset({"replacement", "x-user-defined"})
"""WHATWG names that stand for no readable text."""

_MULTI_BYTE = frozenset({"gbk", "gb18030", "shift_jis", "euc-kr", "big5", "euc-jp"})
_MULTI_BYTE_EVIDENCE = 8
"""Continuation bytes of valid UTF-8 that outweigh a declared multi-byte encoding."""

_HEADER_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s"';,]+)""", re.IGNORECASE)
_CONTENT_CHARSET = re.compile(
    rb"""charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))"""
)
_XML_ENCODING = re.compile(rb"""<\?xml[^>]*?[\t\n\r ]encoding[\t\n\r ]*=[\t\n\r ]*["']([^"'>]+)["']""")
_OPENING = re.compile(rb"<(?:(!--)|(meta)[\t\n\f\r /]|(body\b|/head\b)|(script|style)\b|/?[a-z]|([!/?]))")
_NAME_END = re.compile(rb"[\t\n\f\r />]")
_ATTRIBUTE = re.compile(
    rb"""(?:(>)|([^\t\n\f\r />][^\t\n\f\r /=>]*)[\t\n\f\r ]*"""
    rb"""(?:=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|(?!["'])([^\t\n\f\r >]*)))?)"""
)
_CHOICES = {
    "cp1252": "windows-1252", "cp1250": "windows-1250", "cp1251": "windows-1251", "cp1253": "windows-1253",
    "cp1254": "windows-1254", "cp1255": "windows-1255", "cp1256": "windows-1256", "cp1257": "windows-1257",
    "cp1258": "windows-1258", "cp874": "windows-874", "koi8_r": "koi8-r", "iso8859_2": "iso-8859-2",
    "gb18030": "gb18030", "big5": "big5", "cp932": "shift_jis", "euc_jp": "euc-jp", "cp949": "euc-kr",
}
"""Encodings that undeclared pages are in, by Python's name."""
_CENTRAL_EUROPEAN = frozenset({"Croatian", "Czech", "Hungarian", "Polish", "Romanian", "Slovak", "Slovene"})

_TAG = re.compile(rb"<[^<>]*>")


class _Reading(NamedTuple):
    """`text` decoded by `charset`; None where the bytes after the byte order mark are that text in UTF-8 already."""

    text: str | None
    charset: Charset


def decode(body: bytes, content_type: str | None = None) -> tuple[str, Charset]:
    """The text of a page, and the encoding it was in.

    `content_type` is the HTTP header as sent. Nothing raises: what cannot be decoded becomes U+FFFD.

    >>> decode(b"<meta charset=latin1><p>caf\\xe9")
    ('<meta charset=latin1><p>café', Charset(name='windows-1252', source='meta'))
    """
    reading = _read(body, content_type)
    text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8") if reading.text is None else reading.text
    return text, reading.charset


def utf8(body: bytes, content_type: str | None = None) -> tuple[bytes, Charset]:
    """The text of a page as UTF-8 without byte order mark, and the encoding it was in.

    The same as encoding what `decode` gives, at a fraction of the cost for a page that is UTF-8 as it comes.

    >>> utf8(b"<meta charset=latin1><p>caf\\xe9")
    (b'<meta charset=latin1><p>caf\\xc3\\xa9', Charset(name='windows-1252', source='meta'))
    """
    reading = _read(body, content_type)
    if reading.text is None:
        return body.removeprefix(codecs.BOM_UTF8), reading.charset
    return reading.text.encode("utf-8", "replace"), reading.charset


def encoding_name(label: str) -> str | None:
    """The WHATWG name of an encoding label, or None for one that is not on the web's list or yields no text.

    >>> encoding_name(" Latin1 "), encoding_name("utf-7"), encoding_name("hz-gb-2312"), encoding_name("\\ud800")
    ('windows-1252', None, None, None)
    """
    encoding = webencodings.lookup(label) if label.isascii() else None
    return None if encoding is None or encoding.name in _UNUSABLE else encoding.name


def declared(body: bytes, content_type: str | None = None) -> Iterator[Charset]:
    """The encodings that the header and the page itself declare, the more binding first."""
    if content_type and (match := _HEADER_CHARSET.search(content_type)) and (name := encoding_name(match[1])):
        yield Charset(name=name, source="header")
    if name := _meta(body[:_PRESCAN]) or _meta(body[:_SAMPLE], lenient=True) or _xml(body[:_PRESCAN]):
        # A label that could be read as ASCII is not in UTF-16.
        yield Charset(name="utf-8" if name.startswith("utf-16") else name, source="meta")


def _read(body: bytes, content_type: str | None) -> _Reading:
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _reading(body[len(bom):], name, "bom")
    claims = list(declared(body, content_type))
    if (reading := _utf8(body, claims)) is not None:
        return reading
    for charset in claims:
        if charset.name.startswith("utf-16") and b"\0" not in body[:_PRESCAN]:
            continue
        reading = _reading(body, charset.name, charset.source)
        if not _mostly_undecodable(body, reading):
            return reading
    if (wide := _wide(body)) is not None:
        return _reading(body, wide, "detected")
    reading = _reading(body, "utf-8", "detected")
    if not _mostly_undecodable(body, reading):
        return reading
    guess = _guess(body)
    return _reading(body, guess, "detected") if guess else _reading(body, "windows-1252", "default")


def _utf8(body: bytes, claims: list[Charset]) -> _Reading | None:
    """The page read as UTF-8, where it is that beyond doubt."""
    first = claims[0] if claims else None
    if body.isascii():
        if b"\0" in body[:_PRESCAN] or (first and first.name == "iso-2022-jp"):
            return None
        return _Reading(None, first or Charset(name="utf-8", source="detected"))
    if not _is_utf8(body):
        return None
    if first and first.name in _MULTI_BYTE and len(body) - len(body.decode("utf-8")) < _MULTI_BYTE_EVIDENCE:
        return None
    agreeing = (charset for charset in claims if charset.name == "utf-8")
    return _Reading(None, next(agreeing, Charset(name="utf-8", source="detected")))


def _is_utf8(body: bytes) -> bool:
    """Whether all of a page is UTF-8, told in pieces: the whole text would cost four times as much to make."""
    at, size = 0, len(body)
    try:
        while at < size:
            piece = body[at:at + _PIECE]
            at += _PIECE if piece.isascii() else codecs.utf_8_decode(piece, "strict", at + _PIECE >= size)[1]
    except UnicodeDecodeError:
        return False
    return True


def _reading(body: bytes, name: str, source: CharsetSource) -> _Reading:
    """The page read by one encoding: strictly where that works, else with U+FFFD for what does not."""
    charset = Charset(name=name, source=source)
    if name == "utf-8" and _is_utf8(body):
        return _Reading(None, charset)
    names = _CODECS.get(name) or (webencodings.lookup(name).codec_info.name,)
    for codec in names:
        try:
            return _Reading(body.decode(codec), charset)
        except UnicodeDecodeError:
            continue
    return _Reading(body.decode(names[-1], "replace"), charset)


def _mostly_undecodable(body: bytes, reading: _Reading) -> bool:
    """Whether fewer characters beyond ASCII could be decoded than not."""
    if reading.text is None or not (lost := reading.text.count("\ufffd")):
        return False
    if reading.charset.name == "utf-8":
        lost -= body.count("\ufffd".encode())
    return 2 * lost > len(reading.text) - len(reading.text.encode("ascii", "ignore"))


def _wide(body: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by how its first tag looks."""
    start = body[:4]
    if start[:1] == b"<" and start[1:2] == b"\0" and start[3:] == b"\0":
        return "utf-16le"
    return "utf-16be" if start[:2] == b"\0<" and start[2:3] == b"\0" else None


def _guess(body: bytes) -> str | None:
    """What charset-normalizer makes of the text around the bytes beyond ASCII; None where it sees nothing."""
    from charset_normalizer import from_bytes  # costs 20 ms to import, and few pages come this far

    lines = _TAG.sub(b"\n", body[: 8 * _SAMPLE]).split(b"\n")
    sample = b"\n".join(line for line in lines if not line.isascii())[:_SAMPLE]
    matches = from_bytes(sample or body[:_SAMPLE], cp_isolation=list(_CHOICES))
    best = matches.best()
    if best is None:
        return None
    equals = [match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    names = {name for match in equals for name in match.could_be_from_charset}
    # Western text reads as well in its Central European cousin: without a language of that region it is Western.
    western = "cp1252" in names and best.language not in _CENTRAL_EUROPEAN
    return _CHOICES["cp1252" if western else best.encoding]


def _xml(head: bytes) -> str | None:
    """The encoding of an XML declaration at the very start."""
    match = _XML_ENCODING.match(head)
    return encoding_name(match[1].decode("latin-1")) if match else None


def _meta(head: bytes, *, lenient: bool = False) -> str | None:
    """The encoding that a `<meta>` declares, found as the standard's prescan does.

    The lenient search stops at the body and passes over scripts and style sheets, which the standard does not.
    """
    lower = head.lower()
    position = 0
    while (match := _OPENING.search(lower, position)) is not None:
        comment, meta, end, raw, markup = match.groups()
        if comment:
            position = lower.find(b"-->", match.start() + 2) + 3
        elif markup:
            position = lower.find(b">", match.end()) + 1
        elif lenient and end:
            return None
        else:
            attributes, position = _attributes(lower, match.end() - 1)
            if meta and (name := _meta_name(attributes)):
                return name
            if lenient and raw:
                position = lower.find(b"</" + raw, position) + 1
        if position < match.end():  # not found: what began here does not end
            return None
    return None


def _attributes(lower: bytes, position: int) -> tuple[dict[bytes, bytes], int]:
    """The attributes of the tag whose name goes on at `position`, and where it ends; 0 where it does not."""
    name_end = _NAME_END.search(lower, position)
    if name_end is None:
        return {}, 0
    attributes: dict[bytes, bytes] = {}
    position = name_end.start()
    while (match := _ATTRIBUTE.search(lower, position)) is not None:
        closed, name, double, single, bare = match.groups()
        position = match.end()
        if closed:
            return attributes, position
        if lower[position:position + 1] in (b"", b"="):
            return attributes, 0  # the window ends inside a value
        attributes.setdefault(name, double or single or bare or b"")
    return attributes, 0


def _meta_name(attributes: dict[bytes, bytes]) -> str | None:
    """The encoding named by a `<meta>`, in `charset` or in `http-equiv` with `content`."""
    label = attributes.get(b"charset")
    if not label and attributes.get(b"http-equiv") == b"content-type":
        match = _CONTENT_CHARSET.search(attributes.get(b"content", b""))
        label = match and (match[1] or match[2] or match[3])
    return encoding_name(label.decode("latin-1")) if label else None

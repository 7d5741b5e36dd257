"""Is it an HTML page? Asked of the header first, then of the first bytes."""

from __future__ import annotations

import re

from articlegrab.errors import UnsupportedContentType

_HTML = frozenset({"text/html", "application/xhtml+xml", "multipart/x-mixed-replace"})
_VAGUE = frozenset({
    "", "text/plain", "application/octet-stream", "application/unknown", "unknown/unknown", "*/*", "text/xml",
    "application/xml", "binary/octet-stream", "text/x-server-parsed-html", "application/html", "text/htm",
})
"""What servers say that do not know; the bytes decide."""

_SEEN = 512
"""Bytes that are looked at."""

_SIGNATURES = (
    (b"%PDF-", "PDF"), (b"\xff\xd8\xff", "JPEG"), (b"\x89PNG", "PNG"), (b"GIF8", "GIF"), (b"RIFF", "WebP, WAV or AVI"),
    (b"PK\x03\x04", "ZIP"), (b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"), (b"Rar!\x1a\x07", "RAR"), (b"OggS", "Ogg"), (b"ID3", "MP3"), (b"fLaC", "FLAC"),
    (b"\x1a\x45\xdf\xa3", "Matroska"), (b"\x00\x00\x01\x00", "icon"), (b"II*\x00", "TIFF"), (b"MM\x00*", "TIFF"),
    (b"\x00asm", "WebAssembly"), (b"\x7fELF", "program"), (b"MZ\x90", "program"), (b"%!PS", "PostScript"),
    (b"wOFF", "font"), (b"wOF2", "font"), (b"\xd0\xcf\x11\xe0", "old Office file"), (b"SQLite format 3\x00", "SQLite"),
)
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|!--|html|head|body|title|meta|link|script|style|article|main|section|div|table|iframe|h1|p|a|b|br)"
    rb"(?:[\s>/]|--)|<!--",
    re.IGNORECASE,
)
_XML_OTHER_THAN_HTML = re.compile(rb"<(?:rss|feed|rdf:RDF|urlset|sitemapindex|svg|opml|wml)[\s>]", re.IGNORECASE)


def check_content_type(header: str | None) -> None:
    """Refuse by the header alone, before a byte of the body is read.

    Raises UnsupportedContentType for what says outright that it is something else than a page.
    """
    if media_type(header) not in _HTML | _VAGUE:
        raise UnsupportedContentType(f"not an HTML page but {media_type(header)}", content_type=header)


def check_content(body: bytes, header: str | None) -> None:
    """Refuse by the first bytes what its header did not give away.

    Raises UnsupportedContentType for a known kind of file, and for bytes without mark-up under a header that says
    nothing. An empty body passes: it is a page, if a poor one.
    """
    start = body[:_SEEN].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    if kind := _signature(start):
        raise UnsupportedContentType(f"not an HTML page but a {kind} file", content_type=header)
    if media_type(header) in _HTML or not start:
        return
    plain = start.replace(b"\x00", b"")  # UTF-16 in either order
    if _XML_OTHER_THAN_HTML.search(plain) or not _MARKUP.search(plain):
        raise UnsupportedContentType(
            f"nothing in it looks like an HTML page, and its type says {media_type(header) or 'nothing'}",
            content_type=header,
        )


def media_type(header: str | None) -> str:
    """The type without its parameters.

    >>> media_type("Text/HTML; charset=utf-8")
    'text/html'
    """
    return (header or "").split(",")[0].split(";")[0].strip().lower()


def _signature(start: bytes) -> str | None:
    if start[4:8] == b"ftyp":
        return "MP4"
    return next((kind for signature, kind in _SIGNATURES if start.startswith(signature)), None)

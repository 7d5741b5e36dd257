"""WARC and WACZ files as sources of pages."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from articlegrab.errors import (
    ArchiveCorrupt,
    ArticlegrabError,
    FetchError,
    IncompleteBody,
    ResponseTooLarge,
    UnsupportedContentType,
)
from articlegrab.fetch.content import check_content, check_content_type
from articlegrab.files import storage_errors
from articlegrab.models import FetchInfo, Page
from articlegrab.warc import http
from articlegrab.warc.records import Faults, Record, record_at, records

MAX_BYTES = 20 * 2**20

_MOST_HEADER = 65536
_KINDS = frozenset({"response", "resource", "revisit"})
_MOST_RATIO = 200
"""How much more than its size in the ZIP a WARC may have; packed ones have none, plain ones about ten."""

_ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OverflowError, OSError,
)
"""What zipfile raises on files that are no ZIPs, or damaged, encrypted or strangely packed ones."""


def read_warc(
    path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES, faults: Faults | None = None
) -> Iterator[Page]:
    """The pages of a `.warc` or `.warc.gz` file, in order.

    A page is an HTML answer with a status of 200 to 299; all else (requests, pictures, redirects) is passed over.
    Chunks and codings are undone, revisit records given the body of the record they repeat, digests checked.

    `faults` is called with each error that costs a page: ArchiveCorrupt for a damaged record, TornRecord where the
    file ends within one, ResponseTooLarge for bodies over `max_bytes`, and what else `fetch` would say. Without it, the
    first of them is raised when everything readable has been given.
    """
    with storage_errors(path), Path(path).open("rb") as file:
        yield from _all_then_raise(lambda told: _pages(file, str(path), max_bytes, told), faults)


def read_wacz(
    path: str | os.PathLike[str], *, max_bytes: int = MAX_BYTES, faults: Faults | None = None
) -> Iterator[Page]:
    """The pages of all WARCs in a WACZ file; otherwise as `read_warc`."""
    yield from _all_then_raise(lambda told: _wacz_pages(Path(path), max_bytes, told), faults)


def _all_then_raise(pages: Callable[[Faults], Iterator[Page]], faults: Faults | None) -> Iterator[Page]:
    first: list[ArticlegrabError] = []
    yield from pages(faults or first.append)
    if first:
        raise first[0]


def _wacz_pages(path: Path, max_bytes: int, faults: Faults) -> Iterator[Page]:
    with storage_errors(path), path.open("rb") as packed:
        try:
            archive = zipfile.ZipFile(packed)
            members = [entry for entry in archive.infolist() if _is_warc(entry.filename)]
        except _ZIP_ERRORS as error:
            faults(ArchiveCorrupt(f"the ZIP is damaged: {error}", path=str(path)))
            return
        for entry in members:
            with TemporaryFile() as file:
                named = f"{path}/{entry.filename}"
                if _unzip(archive, entry, file, named, faults):
                    yield from _pages(file, named, max_bytes, faults)


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz"))


def _unzip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: BinaryIO, named: str, faults: Faults) -> bool:
    """Copy a member out, as WARCs are read with leaps; what came before a damage is still worth reading."""
    if entry.file_size > max(2**20, entry.compress_size * _MOST_RATIO):
        faults(ArchiveCorrupt("unpacks to suspiciously much, and was left alone", path=named))
        return False
    try:
        with archive.open(entry) as member:
            shutil.copyfileobj(member, file, 2**20)
    except _ZIP_ERRORS as error:
        faults(ArchiveCorrupt(f"damaged in the ZIP: {error}", path=named))
    return True


def _pages(file: BinaryIO, path: str, max_bytes: int, faults: Faults) -> Iterator[Page]:
    originals: dict[str, tuple[int, int]] = {}
    most = max_bytes + _MOST_HEADER
    for record in records(file, path=path, most=most, faults=faults):
        if record.kind not in _KINDS or not _is_page(record):
            continue
        try:
            original = None
            if record.kind == "revisit":
                original = _original(file, originals, record, most)
            elif record.kind == "response":
                originals.update(dict.fromkeys(_known_by(record), (record.offset, record.inner)))
            page = _page(record, original or record, max_bytes)
        except UnsupportedContentType:
            continue
        except FetchError as error:
            error.url = record.uri
            faults(error)
        except ArchiveCorrupt as error:
            error.path, error.url = path, record.uri
            faults(error)
        else:
            if page:
                yield page


def _is_page(record: Record) -> bool:
    """Whether a record is of something on the web, or of a page that was kept without an address."""
    name = (record.uri or "").lower()
    return name.startswith(("http://", "https://")) or (record.kind == "resource" and name.startswith("urn:sha256:"))


def _known_by(record: Record) -> list[str]:
    """What a revisit record may call this record by."""
    headers = record.headers
    names = [headers.get("warc-payload-digest"), headers.get("warc-record-id")]
    return [name for name in (*names, f"{record.uri} {headers.get('warc-date')}") if name]


def _original(file: BinaryIO, originals: dict[str, tuple[int, int]], record: Record, most: int) -> Record:
    headers = record.headers
    referred = (headers.get("warc-refers-to-target-uri") or "").strip("<>")
    for name in (
        headers.get("warc-refers-to"), f"{referred} {headers.get('warc-refers-to-date')}",
        headers.get("warc-payload-digest"),
    ):
        if place := originals.get(name or ""):
            found = record_at(file, *place, most=most)
            if found:
                return found
    raise ArchiveCorrupt("a revisit of a record that is not in this file", record=record.offset)


def _page(record: Record, original: Record, max_bytes: int) -> Page | None:
    """The page of a record, its body out of `original`; None for an answer that is not a success."""
    answer = _answer(record)
    if not 200 <= answer.status < 300:
        return None
    content_type = answer.headers.get("content-type")
    check_content_type(content_type)
    if original.length > len(original.block):
        raise ResponseTooLarge(f"more than {max_bytes:,} bytes; max_bytes= sets the limit", limit=max_bytes)
    if original.headers.get("warc-truncated"):
        raise IncompleteBody("whoever stored it cut it off")
    stored = answer if original is record else _answer(original)
    body = http.body(stored, limit=max_bytes)
    check_content(body, content_type)
    info = FetchInfo(
        url=record.uri or "", final_url=record.uri or "", status=answer.status, http_version=answer.version or None,
        fetched_at=_date(record), content_type=content_type, wire_bytes=len(stored.payload), body_bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    url = None if (record.uri or "").startswith("urn:") else record.uri
    return Page(url=url, status=answer.status, headers=answer.headers, body=body, fetch=info)


def _answer(record: Record) -> http.Answer:
    if record.kind == "resource":  # the thing itself, without HTTP around it
        headers = {"content-type": record.headers["content-type"]} if "content-type" in record.headers else {}
        return http.Answer("", 200, headers, record.block, None)
    return http.answer(record.block)


def _date(record: Record) -> datetime:
    try:
        date = datetime.fromisoformat(record.headers.get("warc-date", ""))
    except ValueError:
        raise ArchiveCorrupt("a record without a sound date", record=record.offset) from None
    return date if date.tzinfo else date.replace(tzinfo=UTC)

"""Pages into WARC 1.1 files: whole records only, whatever happens meanwhile."""

from __future__ import annotations

import io
import logging
import os
import re
import sys
from datetime import UTC, datetime
from http.client import responses
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, BinaryIO

from articlegrab.closing import Closing
from articlegrab.errors import MissingExtra, StorageBusy, StorageError
from articlegrab.files import storage_errors
from articlegrab.models import Page
from articlegrab.warc.http import ORIGINAL
from articlegrab.warc.records import good_until
from articlegrab.warc.tape import GZIP

_RENAMED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""What these say was true on the wire; the body is stored unpacked."""

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What may be a header's name."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]+")


class WarcWriter(Closing):
    """Appends pages to a `.warc.gz` file, or a plain `.warc`, which is made where there is none.

        with WarcWriter("crawl.warc.gz") as warc:
            warc.add(page)

    What `add` has returned from is on the disk. A file whose end is torn, after a crash, is cut behind its last whole
    record when it is opened; `cut` is how many bytes went. One writer at a time: another gets StorageBusy.

    Raises StorageError in one of its kinds, and MissingExtra where warcio is not installed.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        _warcio()
        self.path = Path(path)
        with storage_errors(path):
            self._file: BinaryIO = open(path, "a+b", buffering=0)  # noqa: SIM115 - closed by close()
        try:
            _lock(self._file, str(path))
            with storage_errors(path):
                self.cut = self._mend()
            self._packed = self._is_packed()
            if not self._file.seek(0, os.SEEK_END):
                self._append(warcinfo(self.path.name, packed=self._packed))
        except BaseException:
            self._file.close()
            raise

    def add(self, page: Page, *, fetched_at: datetime | None = None) -> None:
        """Write a page's record; `fetched_at` (aware) is for pages that do not know it, without it: now."""
        self._append(response(page, fetched_at=fetched_at, packed=self._packed))

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        self._file.close()

    def _is_packed(self) -> bool:
        """As what is there already; in a new file, as its name says."""
        self._file.seek(0)
        start = self._file.read(len(GZIP))
        return start == GZIP if start else self.path.suffix != ".warc"

    def _mend(self) -> int:
        length = self._file.seek(0, os.SEEK_END)
        with open(self.path, "rb") as reader:
            good = good_until(reader, str(self.path))
        if good < length:
            logging.getLogger("articlegrab.warc").warning("%s: cut a torn end of %d bytes", self.path, length - good)
            self._file.truncate(good)
            os.fsync(self._file.fileno())
        return length - good

    def _append(self, record: bytes) -> None:
        with storage_errors(self.path):
            before = self._file.seek(0, os.SEEK_END)
            try:
                left = memoryview(record)
                while left:
                    left = left[self._file.write(left):]
                os.fsync(self._file.fileno())
            except BaseException:
                self._file.truncate(before)
                raise


def response(page: Page, *, fetched_at: datetime | None = None, packed: bool = True) -> bytes:
    """The record of a page: an HTTP response, or the thing itself where its name is a URN and no address."""
    if not page.url:
        raise StorageError("a page without an address has no place in a WARC")
    moment = page.fetch.fetched_at if page.fetch else fetched_at or datetime.now(UTC)
    if page.url.startswith("urn:"):
        kind = page.headers.get("content-type", "text/html")
        return _record(page.url, "resource", page.body, moment, None, content_type=kind, packed=packed)
    headers = [
        (_stored(name), _UNPRINTABLE.sub(" ", value)) for name, value in page.headers.items() if _NAME.fullmatch(name)
    ]
    headers.append(("content-length", str(len(page.body))))
    status = f"{page.status} {responses.get(page.status, 'Unknown')}"
    message = _warcio().statusandheaders.StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    return _record(page.url, "response", page.body, moment, message, packed=packed)


def warcinfo(name: str, *, packed: bool = True) -> bytes:
    """The record that opens a file."""
    try:
        software = f"articlegrab/{version('articlegrab')}"
    except PackageNotFoundError:
        software = "articlegrab"
    lines = (f"software: {software}", "format: WARC File Format 1.1")
    fields = "".join(f"{line}\r\n" for line in lines).encode("ascii")
    return _record(None, "warcinfo", fields, datetime.now(UTC), None, {"WARC-Filename": name}, packed=packed)


def _record(
    url: str | None, kind: str, body: bytes, moment: datetime, message: Any, more: dict[str, str] | None = None, *,
    packed: bool, content_type: str = "application/warc-fields",
) -> bytes:
    warcio, record = _warcio(), io.BytesIO()
    writer = warcio.warcwriter.WARCWriter(record, gzip=packed, warc_version="1.1")
    date = moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    writer.write_record(
        writer.create_warc_record(
            url, kind, payload=io.BytesIO(body), length=len(body), http_headers=message,
            warc_content_type=content_type if message is None else "",
            warc_headers_dict={"WARC-Date": date, **(more or {})},
        )
    )
    return record.getvalue()


def _stored(name: str) -> str:
    return f"{ORIGINAL}{name}" if name in _RENAMED else name


def _warcio() -> Any:
    try:
        import warcio
        import warcio.statusandheaders
        import warcio.warcwriter
    except ImportError as error:
        raise MissingExtra("writing WARC files needs warcio; pip install 'articlegrab[warc]'") from error
    return warcio


def _lock(file: BinaryIO, path: str) -> None:
    """Keep other writers out until the file is closed, be it by the end of the process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise StorageBusy("another process is writing to it", path=path) from error

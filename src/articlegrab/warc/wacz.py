"""Pages into a WACZ file: a WARC, its index and its list of pages in one ZIP, for replay in a browser."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from articlegrab.files import replacing
from articlegrab.models import Page
from articlegrab.warc.writing import response, warcinfo

_WARC = "archive/data.warc.gz"


def write_wacz(path: str | os.PathLike[str], pages: Iterable[tuple[Page, datetime, str | None]]) -> None:
    """Write pages, each with its time and title, as a WACZ 1.1.1 file, which appears when it is complete.

    Raises StorageError, and MissingExtra where warcio is not installed.
    """
    with replacing(path) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        contents = _Contents()
        with archive.open(_WARC, "w", force_zip64=True) as warc:
            warc.write(contents.begin())
            for page, moment, title in pages:
                warc.write(contents.add(page, moment, title))
        listed = {"indexes/index.cdx": contents.index(), "pages/pages.jsonl": contents.pages()}
        for name, data in listed.items():
            archive.writestr(name, data)
        resources = [_resource(_WARC, contents.digest(), contents.length)]
        resources += [_resource(name, hashlib.sha256(data).hexdigest(), len(data)) for name, data in listed.items()]
        package = json.dumps(
            {
                "profile": "data-package", "wacz_version": "1.1.1", "software": "articlegrab",
                "created": _iso(datetime.now(UTC)), "resources": resources,
            },
            indent=2,
        ).encode()
        archive.writestr("datapackage.json", package)
        digest = f"sha256:{hashlib.sha256(package).hexdigest()}"
        archive.writestr("datapackage-digest.json", json.dumps({"path": "datapackage.json", "hash": digest}))


class _Contents:
    """What is known of the WARC while it is being written."""

    def __init__(self) -> None:
        self.length = 0
        self._hashing = hashlib.sha256()
        self._index: list[str] = []
        self._pages = [json.dumps({"format": "json-pages-1.0", "id": "pages", "title": "All pages"})]

    def begin(self) -> bytes:
        return self._counted(warcinfo(_WARC.rpartition("/")[2]))

    def add(self, page: Page, moment: datetime, title: str | None) -> bytes:
        record, offset, url = response(page, fetched_at=moment), self.length, page.url or ""
        entry = {
            "url": url, "mime": page.headers.get("content-type", "text/html").split(";")[0].strip(),
            "status": str(page.status), "digest": f"sha256:{hashlib.sha256(page.body).hexdigest()}",
            "length": str(len(record)), "offset": str(offset), "filename": _WARC.rpartition("/")[2],
        }
        self._index.append(f"{_reversed(url)} {moment.astimezone(UTC):%Y%m%d%H%M%S} {json.dumps(entry)}\n")
        listed = {"id": str(len(self._pages)), "url": url, "ts": _iso(moment), **({"title": title} if title else {})}
        self._pages.append(json.dumps(listed))
        return self._counted(record)

    def index(self) -> bytes:
        return "".join(sorted(self._index)).encode()

    def pages(self) -> bytes:
        return "".join(f"{line}\n" for line in self._pages).encode()

    def digest(self) -> str:
        return self._hashing.hexdigest()

    def _counted(self, record: bytes) -> bytes:
        self._hashing.update(record)
        self.length += len(record)
        return record


def _resource(name: str, digest: str, size: int) -> dict[str, object]:
    return {"name": name.rpartition("/")[2], "path": name, "hash": f"sha256:{digest}", "bytes": size}


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _reversed(url: str) -> str:
    """The address as indexes sort it, the domain's last part first.

    >>> _reversed("https://www.news.example:8080/Ferry?b=1")
    'example,news:8080)/ferry?b=1'
    """
    parts = urlsplit(url.lower())
    name = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    port = f":{parts.port}" if parts.port else ""
    return f"{name}{port}){parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")

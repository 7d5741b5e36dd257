"""Pages out of WARC and WACZ files, as other tools write them."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

import articlegrab as ag
from articlegrab.errors import ArchiveCorrupt, ArticlegrabError
from tests.archive_samples import story_html

warcio = pytest.importorskip("warcio")
from warcio.statusandheaders import StatusAndHeaders  # noqa: E402 - what may be missing is asked for first
from warcio.warcwriter import WARCWriter  # noqa: E402

HTML = story_html(1).encode()
HEADERS = {"Content-Type": "text/html; charset=utf-8"}


def chunked(data: bytes, size: int = 100) -> bytes:
    """A body as HTTP/1.1 sends it in chunks."""
    parts = [data[start:start + size] for start in range(0, len(data), size)]
    return b"".join(b"%x;note=1\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


class Tape:
    """A WARC in the making, by warcio."""

    def __init__(self, packed: bool = True) -> None:
        self.file = io.BytesIO()
        self.writer = WARCWriter(self.file, gzip=packed)

    def add(
        self, number: int = 1, body: bytes = HTML, status: str = "200 OK", kind: str = "response", more: Any = None,
        **headers: str,
    ) -> Any:
        named = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
        record = self.writer.create_warc_record(
            f"https://news.example/{number}", kind, payload=io.BytesIO(body), length=len(body),
            http_headers=StatusAndHeaders(status, list(named.items()), protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": f"2031-03-02T08:00:{number:02}Z", **(more or {})},
        )
        self.writer.write_record(record)
        return record

    def saved(self, folder: Path, name: str = "crawl.warc.gz") -> Path:
        file = folder / name
        file.write_bytes(self.file.getvalue())
        return file


@pytest.mark.parametrize("packed", [True, False])
def test_pages_come_with_what_is_known_of_them(tmp_path: Path, packed: bool) -> None:
    """Address, headers, time and body, out of packed and plain files."""
    tape = Tape(packed)
    tape.writer.write_record(tape.writer.create_warcinfo_record("crawl.warc.gz", {"software": "a test"}))
    tape.add(1)
    tape.add(2, x_served_by="cache")
    pages = list(ag.read_warc(tape.saved(tmp_path)))
    assert [page.url for page in pages] == ["https://news.example/1", "https://news.example/2"]
    assert pages[0].body == HTML
    assert pages[1].headers["x-served-by"] == "cache"
    assert pages[0].fetch is not None
    assert pages[0].fetch.fetched_at.isoformat() == "2031-03-02T08:00:01+00:00"
    assert ag.extract(pages[0]).title == "Drennick keeps its ferry, vote 1"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Transfer_Encoding": "chunked"}, chunked(HTML)),
        ({"Content_Encoding": "gzip"}, gzip.compress(HTML)),
        ({"Content_Encoding": "deflate"}, zlib.compress(HTML)),
        ({"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}, chunked(gzip.compress(HTML))),
        ({"Content_Encoding": "gzip", "Transfer_Encoding": "chunked"}, HTML),
        ({"Content_Encoding": "deflate"}, HTML),
    ],
    ids=["chunks", "gzip", "deflate", "both", "said and undone", "said and undone deflate"],
)
def test_bodies_are_unpacked(tmp_path: Path, headers: dict[str, str], body: bytes) -> None:
    """Chunks and codings are undone, also where the headers tell of what somebody undid before."""
    tape = Tape()
    tape.add(1, body, **headers)
    assert [page.body for page in ag.read_warc(tape.saved(tmp_path))] == [HTML]


def test_only_pages_are_given(tmp_path: Path) -> None:
    """Requests, redirects, pictures and errors are passed over."""
    tape = Tape()
    tape.add(1, b"", status="302 Found", Location="/2")
    tape.add(2, b"\x89PNG....", Content_Type="image/png")
    tape.add(3, b"\x89PNG....")
    tape.add(4, status="404 Not Found")
    tape.add(5, kind="request")
    tape.add(6)
    assert [page.url for page in ag.read_warc(tape.saved(tmp_path))] == ["https://news.example/6"]


def test_revisits_are_given_their_body(tmp_path: Path) -> None:
    """A record that only says `as before` comes with the body of the record before, and a time of its own."""
    tape = Tape()
    digest = tape.add(1).rec_headers.get_header("WARC-Payload-Digest")
    for number, uri in ((7, "https://news.example/1"), (8, "https://elsewhere.example/")):
        tape.add(number, b"", kind="revisit", more={
            "WARC-Payload-Digest": digest if number == 7 else "sha1:UNKNOWN", "WARC-Refers-To-Target-URI": uri,
            "WARC-Refers-To-Date": "2031-03-02T08:00:01Z",
        })
    faults: list[ArticlegrabError] = []
    pages = list(ag.read_warc(tape.saved(tmp_path), faults=faults.append))
    assert [(page.url, page.body) for page in pages] == [
        ("https://news.example/1", HTML), ("https://news.example/7", HTML),
    ]
    assert [fault.url for fault in faults] == ["https://news.example/8"]


def test_too_much_is_named_and_costs_that_page_only(tmp_path: Path) -> None:
    """A bomb and a huge page are refused; a huge film is nobody's page."""
    tape = Tape()
    tape.add(1, gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    tape.add(2, b"<p>" * 1_000_000)
    tape.add(3, bytes(3_000_000), Content_Type="video/mp4")
    tape.add(4)
    faults: list[ArticlegrabError] = []
    pages = list(ag.read_warc(tape.saved(tmp_path), max_bytes=1_000_000, faults=faults.append))
    assert [page.url for page in pages] == ["https://news.example/4"]
    assert [(fault.code, fault.url) for fault in faults] == [
        ("response_too_large", "https://news.example/1"), ("response_too_large", "https://news.example/2"),
    ]


def test_many_records_in_one_member(tmp_path: Path) -> None:
    """A plain WARC that was packed as a whole is read too."""
    tape = Tape(packed=False)
    for number in range(1, 5):
        tape.add(number)
    file = tmp_path / "whole.warc.gz"
    file.write_bytes(gzip.compress(tape.file.getvalue()))
    assert len(list(ag.read_warc(file))) == 4


def test_wacz_files_are_read(tmp_path: Path) -> None:
    """All WARCs in a WACZ, stored or packed; what is no ZIP is named."""
    tapes = [Tape(), Tape(packed=False)]
    for number, tape in enumerate(tapes, 1):
        tape.add(number)
    file = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/one.warc.gz", tapes[0].file.getvalue())
        archive.writestr("archive/two.warc", tapes[1].file.getvalue(), zipfile.ZIP_DEFLATED)
        archive.writestr("pages/pages.jsonl", "{}")
    assert [page.url for page in ag.read_wacz(file)] == ["https://news.example/1", "https://news.example/2"]
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(ArchiveCorrupt, match="ZIP"):
        list(ag.read_wacz(file))

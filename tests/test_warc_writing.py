"""Pages into WARC files: valid for every reader, whole whatever happens, torn ends found and cut."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.errors import ArchiveCorrupt, ArticlegrabError, StorageBusy, StorageError, TornRecord
from tests.archive_samples import fetched, story_page, tampered
from tests.archive_writer import page
from tests.report import report
from tests.test_archive_reliability import killed, start

warcio = pytest.importorskip("warcio")
from warcio.archiveiterator import ArchiveIterator  # noqa: E402 - what may be missing is asked for first

from articlegrab.warc import WarcWriter  # noqa: E402


def written(path: Path, count: int = 5) -> Path:
    """A WARC of a few stories."""
    with WarcWriter(path) as warc:
        for number in range(count):
            warc.add(story_page(number))
    return path


def read(path: Path) -> tuple[list[ag.Page], list[ArticlegrabError]]:
    """The pages of a WARC, and what was wrong with it."""
    faults: list[ArticlegrabError] = []
    return list(ag.read_warc(path, faults=faults.append)), faults


def warcio_check(path: Path) -> int:
    """The exit code of `warcio check`, which computes all digests anew."""
    return subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], check=False).returncode


def unpacked(path: Path) -> Path:
    """The same WARC without gzip."""
    plain = path.with_suffix("")
    with path.open("rb") as packed, plain.open("wb") as out:
        subprocess.run(["gzip", "-dc"], stdin=packed, stdout=out, check=True)
    return plain


def test_three_readers_agree(tmp_path: Path) -> None:
    """warcio accepts every digest; warcio, FastWARC and our own reader see the same pages."""
    path = written(tmp_path / "a.warc.gz")
    assert warcio_check(path) == 0
    expected = [(story_page(number).url, story_page(number).body) for number in range(5)]
    with path.open("rb") as file:
        by_warcio = [
            (record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read())
            for record in ArchiveIterator(file, check_digests=True) if record.rec_type == "response"
        ]
    assert by_warcio == expected
    assert [(page.url, page.body) for page in read(path)[0]] == expected
    fastwarc = pytest.importorskip("fastwarc.warc")
    with path.open("rb") as file:
        kinds = fastwarc.WarcRecordType.response
        by_fastwarc = [
            (record.headers["WARC-Target-URI"], record.reader.read())
            for record in fastwarc.ArchiveIterator(file, record_types=kinds, verify_digests=True)
        ]
    assert by_fastwarc == expected


def test_pages_come_back_as_they_were(tmp_path: Path) -> None:
    """Headers that are not true of the unpacked body are kept aside, and come back; hostile ones do no harm."""
    headers = {
        "content-encoding": "br", "transfer-encoding": "chunked", "content-length": "17", "x-ünsual": "çedille",
        "x-note": "a\r\nInjected: yes",
    }
    live = fetched("https://news.example/a", "<p>Hello.</p>", headers=headers)
    with WarcWriter(tmp_path / "a.warc.gz") as warc:
        warc.add(live)
    (back,), faults = read(tmp_path / "a.warc.gz")
    assert faults == []
    assert back.body == live.body
    assert {name: back.headers[name] for name in ("content-encoding", "transfer-encoding", "content-length")} == {
        name: headers[name] for name in ("content-encoding", "transfer-encoding", "content-length")
    }
    assert back.headers["x-note"] == "a Injected: yes"
    assert back.headers.keys().isdisjoint({"injected", "x-ünsual"})
    assert warcio_check(tmp_path / "a.warc.gz") == 0
    with pytest.raises(StorageError, match="without an address"), WarcWriter(tmp_path / "b.warc.gz") as warc:
        warc.add(ag.Page(body=b"<p>Hello.</p>"))


def ends_of_records(data: bytes, packed: bool) -> list[int]:
    """The offsets between records, found without our reader."""
    mark = b"\x1f\x8b\x08" if packed else b"WARC/1.1\r\n"
    places, place = [], data.find(mark)
    while place >= 0:
        places.append(place)
        place = data.find(mark, place + 1)
    return [*places, len(data)]


def cuts(data: bytes, packed: bool) -> list[int]:
    """Two hundred places to cut at, some of each class of bytes."""
    chance = random.Random(2)
    ends = ends_of_records(data, packed)
    begin, end = ends[-2], ends[-1]
    near = [*range(begin + 1, begin + 12), *range(end - 10, end)]  # gzip header and trailer; version; final line ends
    if not packed:
        head = data.index(b"\r\n\r\n", begin)
        body = data.index(b"\r\n\r\n", head + 4)
        near += [*range(head - 2, head + 8), *range(body - 2, body + 8)]
    anywhere = [chance.randrange(1, len(data)) for _ in range(300)]
    return list(dict.fromkeys(cut for cut in near + anywhere if cut not in ends))[:200]


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_torn_ends_are_found_and_cut(tmp_path: Path, packed: bool) -> None:
    """Cut at 200 places of every class: always noticed, all earlier pages read; the writer cuts and goes on."""
    path = written(tmp_path / "a.warc.gz")
    data = (path if packed else unpacked(path)).read_bytes()
    ends, torn = ends_of_records(data, packed), tmp_path / ("torn.warc.gz" if packed else "torn.warc")
    for number, cut in enumerate(cuts(data, packed)):
        torn.write_bytes(data[:cut])
        pages, faults = read(torn)
        whole = sum(end <= cut for end in ends[1:])
        assert [page.url for page in pages] == [story_page(story).url for story in range(whole - 1)]
        assert [(type(fault), getattr(fault, "record", None)) for fault in faults] == [(TornRecord, ends[whole])]
        with WarcWriter(torn) as warc:
            assert warc.cut == cut - ends[whole]
            warc.add(story_page(9))
        pages, faults = read(torn)
        assert (faults, pages[-1].url) == ([], story_page(9).url)
        if number % 50 == 0:
            assert warcio_check(torn) == 0
    assert number == 199
    report(f"A2: 200 cuts of a {torn.name[5:]}: all found, all earlier pages read")


def test_whole_records_are_never_cut_off(tmp_path: Path) -> None:
    """A torn file that was packed in one piece is left alone: cutting would lose what can still be read."""
    data = gzip.compress(unpacked(written(tmp_path / "a.warc.gz")).read_bytes())[:-100]
    (tmp_path / "b.warc.gz").write_bytes(data)
    with pytest.raises(ArchiveCorrupt, match="nothing can be cut"):
        WarcWriter(tmp_path / "b.warc.gz")
    assert (tmp_path / "b.warc.gz").read_bytes() == data
    assert len(read(tmp_path / "b.warc.gz")[0]) >= 3


def test_plain_files_stay_plain(tmp_path: Path) -> None:
    """What is appended to a plain WARC is plain, so that every reader can follow."""
    plain = unpacked(written(tmp_path / "a.warc.gz"))
    with WarcWriter(plain) as warc:
        warc.add(story_page(9))
    assert plain.read_bytes().count(b"WARC/1.1\r\n") == 7
    assert warcio_check(plain) == 0
    with WarcWriter(tmp_path / "new.warc"):
        assert (tmp_path / "new.warc").read_bytes().startswith(b"WARC/1.1")


def test_damage_in_the_middle_costs_that_record(tmp_path: Path) -> None:
    """Flipped bits in one record: it is named, all others are read, and no wrong page is given."""
    data, chance = written(tmp_path / "a.warc.gz").read_bytes(), random.Random(4)
    right = {page.url: page.body for page in read(tmp_path / "a.warc.gz")[0]}
    ends = ends_of_records(data, packed=True)
    for _ in range(150):
        place = chance.randrange(ends[1], ends[-2])
        (tmp_path / "b.warc.gz").write_bytes(
            data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1:]
        )
        pages, faults = read(tmp_path / "b.warc.gz")
        assert all(right[page.url] == page.body for page in pages)
        assert len(pages) + len(faults) >= 5
        assert len(pages) >= 4


@pytest.mark.parametrize("kills", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_while_writing(tmp_path: Path, kills: int) -> None:
    """kill -9 at any moment: every page that was confirmed is in the file, and the next writer goes on."""
    path, chance = tmp_path / "a.warc.gz", random.Random(6)
    acknowledged: list[int] = []
    for _ in range(kills):
        first = max(acknowledged, default=-1) + 1
        acknowledged += [int(line) for line in killed(start("warc", path, first, 10**9), chance.uniform(0, 0.1))]
    WarcWriter(path).close()
    pages, faults = read(path)
    assert faults == []
    assert {page(number).url for number in acknowledged} <= {kept.url for kept in pages}
    report(f"A2: {kills} kills -9 while a WARC was written: {len(acknowledged):,} pages confirmed, 0 lost")
    assert warcio_check(path) == 0


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    """A second writer is told so; it gets the file when the first is gone."""
    with WarcWriter(tmp_path / "a.warc.gz"), pytest.raises(StorageBusy):
        WarcWriter(tmp_path / "a.warc.gz")
    with WarcWriter(tmp_path / "a.warc.gz") as warc:
        warc.add(story_page(1))
    assert len(read(tmp_path / "a.warc.gz")[0]) == 1


def test_a_full_disk_leaves_whole_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that could not be written whole is taken back."""
    resource = pytest.importorskip("resource")
    path = written(tmp_path / "a.warc.gz", 2)
    before, limits = path.stat().st_size, resource.getrlimit(resource.RLIMIT_FSIZE)
    with WarcWriter(path) as warc:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before + 100, limits[1]))
        try:
            with pytest.raises(StorageError, match="no room left"):
                warc.add(story_page(3))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert path.stat().st_size == before
        warc.add(story_page(3))
    assert len(read(path)[0]) == 3


@pytest.mark.parametrize("mutations", [60, pytest.param(700, marks=pytest.mark.slow)])
@pytest.mark.parametrize("kind", ["warc.gz", "warc", "wacz"])
def test_hostile_files_are_survived(tmp_path: Path, kind: str, mutations: int) -> None:
    """Whatever somebody makes of a WARC, WACZ or ZIP: pages and named errors, nothing else."""
    path, hostile, chance = tmp_path / "a.warc.gz", tmp_path / f"b.{kind}", random.Random(8)
    if kind == "wacz":
        path = tmp_path / "a.wacz"
        with ag.Archive(tmp_path / "archive") as archive:
            archive.add(story_page(1))
            archive.export(path, "wacz")
    else:
        written(path, 2)
        path = path if kind == "warc.gz" else unpacked(path)
    data = path.read_bytes()
    for _ in range(mutations):
        mutated = tampered(data, chance)
        hostile.write_bytes(mutated)
        faults: list[ArticlegrabError] = []
        pages = list((ag.read_wacz if kind == "wacz" else ag.read_warc)(hostile, faults=faults.append))
        assert all(isinstance(found, ag.Page) for found in pages)
        assert all(isinstance(fault, ArticlegrabError) for fault in faults)
    report(f"A7: {mutations} files of the kind {kind}, tampered with: pages and named errors only")


@pytest.mark.parametrize(
    "record",
    [
        b"WARC/1.1\r\n" + b"X: " + b"a" * 10**6 + b"\r\n\r\n",
        b"WARC/1.1\r\n" + b"X: a\r\n" * 100_000 + b"\r\n",
        b"WARC/1.1\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: -5\r\n\r\n",
        b"WARC/1.1\r\nContent-Length: 99999999999\r\n\r\nabc",
        b"WARC/1.1\r\nno colon\r\n\r\n",
        b"hello " * 1000,
    ],
    ids=["long line", "many lines", "huge number", "negative", "too long", "no colon", "no WARC"],
)
def test_hostile_headers_are_refused(tmp_path: Path, record: bytes) -> None:
    """Headers without end and lengths without sense are named, and a good record behind them is read."""
    good = unpacked(written(tmp_path / "a.warc.gz", 1)).read_bytes()
    (tmp_path / "b.warc").write_bytes(record + b"\n" + good)
    pages, faults = read(tmp_path / "b.warc")
    assert [page.url for page in pages] == [story_page(0).url]
    assert faults
    assert all(isinstance(fault, ArchiveCorrupt) for fault in faults)


def test_nothing_is_written_without_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where warcio is missing, the message says how to get it; reading needs nothing."""
    path = written(tmp_path / "a.warc.gz", 1)
    monkeypatch.setitem(sys.modules, "warcio", None)
    with pytest.raises(ag.errors.MissingExtra, match="pip install"):
        WarcWriter(tmp_path / "b.warc.gz")
    assert len(read(path)[0]) == 1

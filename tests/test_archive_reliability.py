"""What an archive has confirmed is kept: killed at any moment, full disks, many writers, damage, old versions."""

from __future__ import annotations

import gzip
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib import resources
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.archive.migrations import CURRENT, backup_path
from articlegrab.errors import ArchiveCorrupt, NotArchived, StorageBusy, StorageError, StorageFull
from articlegrab.files import replacing
from benchmarks.corpus import corpus_root
from tests.archive_samples import story_page, tampered
from tests.archive_writer import article, page
from tests.report import report

ROOT = Path(__file__).parents[1]


def start(*arguments: object) -> subprocess.Popen[str]:
    """A process of `tests.archive_writer`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.archive_writer", *map(str, arguments)], stdout=subprocess.PIPE, text=True,
        cwd=ROOT,
    )


def killed(process: subprocess.Popen[str], after: float) -> list[str]:
    """Kill a process some time after its first word; all that it said."""
    assert process.stdout is not None
    said = [process.stdout.readline().strip()]
    time.sleep(after)
    process.kill()
    said += [line.strip() for line in process.communicate()[0].splitlines()]
    return [line for line in said if line]


def check_kept(path: Path, acknowledged: set[int]) -> None:
    """Everything acknowledged is there once, whole, and the file is sound."""
    with ag.Archive(path) as archive:
        kept = [int(str(capture.url).rpartition("/")[2]) for capture in archive.captures()]
        assert len(kept) == len(set(kept))
        assert acknowledged <= set(kept)
        assert len(set(kept) - acknowledged) <= 1  # kept, and killed before it could say so
        assert archive.verify().faults == []


@pytest.mark.parametrize("kills", [4, pytest.param(200, marks=pytest.mark.slow)])
def test_killed_at_any_moment(tmp_path: Path, kills: int) -> None:
    """kill -9 while pages are added: what was confirmed is there, once, and adding goes on where it was."""
    path, chance = tmp_path / "news.archive", random.Random(7)
    acknowledged: set[int] = set()
    for _ in range(kills):
        first = max(acknowledged, default=-1) + 1
        acknowledged |= {int(line) for line in killed(start("add", path, first, 10**9), chance.uniform(0, 0.15))}
        with sqlite3.connect(path) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check_kept(path, acknowledged)
    report(f"A1: {kills} kills -9 while adding: {len(acknowledged):,} pages confirmed, 0 lost, 0 twice, file sound")


@pytest.mark.parametrize("each", [15, pytest.param(1000, marks=pytest.mark.slow)])
def test_eight_processes_write(tmp_path: Path, each: int) -> None:
    """Writers wait for each other, and nothing of any of them is lost."""
    path = tmp_path / "news.archive"
    writers = [start("add", path, writer * each, (writer + 1) * each) for writer in range(8)]
    said = [writer.communicate()[0].split() for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 8
    check_kept(path, {int(number) for lines in said for number in lines})
    with ag.Archive(path, read_only=True) as archive:
        assert len(archive) == 8 * each
    report(f"A6: eight processes added {each:,} each: {8 * each:,} captures")


def test_a_writer_that_waits_too_long_says_so(tmp_path: Path) -> None:
    """Readers go on while another writes; a second writer gives up after its time, and can try again."""
    with ag.Archive(tmp_path / "a") as one, ag.Archive(tmp_path / "a", busy_timeout=0.2) as other:
        with one.transaction():
            one.add(page(1), article(1))
            assert len(other) == 0
            with pytest.raises(StorageBusy) as busy:
                other.add(page(2), article(2))
            assert busy.value.retryable
        other.add(page(2), article(2))
        assert len(one) == 2


@pytest.mark.parametrize("point", range(20))
def test_no_room_left(tmp_path: Path, point: int) -> None:
    """A full disk is named, leaves no half page, and the same page goes in once there is room."""
    with ag.Archive(tmp_path / "a") as archive:
        archive._connection.rows(f"PRAGMA max_page_count = {45 + point}")
        kept = 0
        with pytest.raises(StorageFull) as full:  # noqa: PT012 - at which page is what is asked
            for kept in range(1000):
                archive.add(page(kept), article(kept))
        assert full.value.retryable
        assert len(archive) == kept
        archive._connection.rows("PRAGMA max_page_count = 100000")
        archive.add(page(kept), article(kept))
    check_kept(tmp_path / "a", set(range(kept + 1)))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a megabyte and a half."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(shutil.which("mount") is None, reason="no disks can be mounted here")
def test_a_real_disk_is_full(small_disk: Path) -> None:
    """A disk that is full twenty times, with a little more room each time: nothing confirmed is lost."""
    path, ballast, kept = small_disk / "a", small_disk / "ballast", 0
    with ag.Archive(path) as archive:
        for point in range(20):
            ballast.write_bytes(bytes((20 - point) * 35_000))
            with suppress(StorageFull):
                while True:
                    archive.add(page(kept), article(kept))
                    kept += 1
            ballast.unlink()
            assert len(archive) == kept
    check_kept(path, set(range(kept)))
    report(f"A4: a disk of 1.5 MB full 20 times: {kept} pages kept, no half page")


@pytest.mark.parametrize("what", ["folder", "folders", "files"])
def test_files_that_cannot_be_opened_are_named(tmp_path: Path, what: str) -> None:
    """A folder in the file's place, no folder at all, no file handles left."""
    resource = pytest.importorskip("resource")
    path = {"folder": tmp_path, "folders": tmp_path / "a" / "b", "files": tmp_path / "a"}[what]
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    if what == "files":
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, limits[1]))
    try:
        with pytest.raises(StorageError, match="unable to open"):
            ag.Archive(path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_writes_that_fail(tmp_path: Path) -> None:
    """The operating system refuses to write on at 20 places: each time an error, and nothing confirmed is lost."""
    pytest.importorskip("resource")
    said = start("crowded", tmp_path / "a", 20).communicate(timeout=120)[0].splitlines()
    assert sum(line.startswith("full") for line in said) == 20
    check_kept(tmp_path / "a", {int(line) for line in said if line.isdecimal()})
    report("A4: writes refused at 20 places: each named, nothing confirmed lost")


@pytest.mark.parametrize(
    "step", ["while writing", "before sync 1", "after sync 1", "before rename", "before sync 2", "after sync 2"]
)
def test_files_are_replaced_whole(tmp_path: Path, step: str) -> None:
    """Killed at any step, a file is the old one or the new one, never a part."""
    target = tmp_path / "all.jsonl"
    target.write_bytes(b"old")
    process = start("replace", target, step)
    assert process.communicate()[0] == ""
    assert target.read_bytes() == (b"new " * 100_000 if "sync 2" in step else b"old")


def test_a_failed_replacement_leaves_nothing(tmp_path: Path) -> None:
    """An error while writing leaves the old file, and no litter."""
    (tmp_path / "file").write_text("old")
    with pytest.raises(ZeroDivisionError), replacing(tmp_path / "file") as file:
        file.write(bytes([1 // 0]))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file", "old")]
    with pytest.raises(StorageError), replacing(tmp_path / "absent" / "file"):
        pass


@pytest.mark.parametrize("flips", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_flipped_bits_are_found(tmp_path: Path, flips: int) -> None:
    """A bit that changed anywhere in the file never gives a wrong page in silence; nearly all others stay readable."""
    path, flipped, chance = tmp_path / "a", tmp_path / "b", random.Random(11)
    with ag.Archive(path) as archive:
        for number in range(12):
            archive.add(story_page(number, paragraphs=8))
        right = {number: (archive.get(number), archive.page(number)) for number in archive.numbers()}
    data = path.read_bytes()
    readable = opened = 0
    for _ in range(flips):
        place = chance.randrange(len(data))
        flipped.write_bytes(data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1:])
        try:
            damaged = ag.Archive(flipped, read_only=True)
        except StorageError:
            continue
        opened += 1
        with damaged:
            for number, (capture, kept) in right.items():
                try:
                    assert (damaged.get(number), damaged.page(number)) == (capture, kept)
                    readable += 1
                except (ArchiveCorrupt, NotArchived):
                    continue
    report(
        f"A3: {flips:,} flips of a bit in an archive: 0 wrong pages, {opened:,} files opened, "
        f"{readable / opened / len(right):.1%} of their pages read"
    )
    assert opened > 0.9 * flips  # the first page holds the tables' names: without it nothing can be read
    assert readable > 0.9 * opened * len(right)


def old_archive(path: Path, pages: int) -> None:
    """An archive as version 1 made it."""
    with ag.Archive(f"{path}.new") as archive, archive.transaction():
        for number in range(pages):
            archive.add(page(number), article(number))
    plain = sqlite3.connect(path)
    plain.executescript(resources.files("articlegrab").joinpath("data/archive/1.sql").read_text("utf-8"))
    plain.execute("ATTACH ? AS new", (f"{path}.new",))
    for table in ("blob", "story", "capture"):
        columns = ", ".join(row[1] for row in plain.execute(f"PRAGMA main.table_info({table})"))
        plain.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new.{table}")
    plain.commit()
    plain.execute("DETACH new")
    plain.executescript(f"PRAGMA application_id = {0x61677261}; PRAGMA user_version = 1; PRAGMA journal_mode = WAL;")
    plain.close()


@pytest.mark.parametrize("kills", [4, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_while_a_new_version_moves_in(tmp_path: Path, kills: int) -> None:
    """An old archive is brought up to date whole or not at all, with a copy of it beside; then all is there."""
    path = tmp_path / "news.archive"
    old_archive(path, 30)
    chance = random.Random(5)
    for _ in range(kills):
        process = start("migrate", path, chance.randrange(10, 180))
        assert process.communicate()[0] == ""  # killed before it was done
        with sqlite3.connect(path) as plain:
            assert plain.execute("PRAGMA user_version").fetchone() == (1,)
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check_kept(path, set(range(30)))
    with ag.Archive(path) as archive:
        assert len(archive.search("title:page", limit=50)) == 30
    with sqlite3.connect(backup_path(path, 1)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (1,)
        assert copy.execute("SELECT count(*) FROM capture").fetchone() == (30,)
    report(f"A9: {kills} kills -9 while an old archive was brought up to date: old or new, all 30 pages there")


def test_versions_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """An archive of a later version, and an old one that may not be written to."""
    old_archive(tmp_path / "old", 1)
    with pytest.raises(StorageError, match="open it once for writing"):
        ag.Archive(tmp_path / "old", read_only=True)
    ag.Archive(tmp_path / "later").close()
    with sqlite3.connect(tmp_path / "later") as plain:
        plain.execute(f"PRAGMA user_version = {CURRENT + 1}")
    with pytest.raises(StorageError, match="later articlegrab"):
        ag.Archive(tmp_path / "later")


def test_new_and_moved_in_are_the_same(tmp_path: Path) -> None:
    """A new archive has the tables that an old one has after it was brought up to date."""
    old_archive(tmp_path / "old", 1)
    ag.Archive(tmp_path / "old").close()
    ag.Archive(tmp_path / "new").close()
    schemas = []
    for name in ("old", "new"):
        with sqlite3.connect(tmp_path / name) as plain:
            schemas.append(plain.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY name").fetchall())
    assert schemas[0] == schemas[1]


@pytest.mark.parametrize("mutations", [60, pytest.param(700, marks=pytest.mark.slow)])
def test_hostile_archives_are_survived(tmp_path: Path, mutations: int) -> None:
    """A file that somebody tampered with gives named errors, whatever is asked of it."""
    path, hostile, chance = tmp_path / "a", tmp_path / "b", random.Random(3)
    with ag.Archive(path) as archive:
        for number in range(4):
            archive.add(story_page(number))
    data = path.read_bytes()
    for _ in range(mutations):
        mutated = tampered(data, chance)
        hostile.write_bytes(mutated[:chance.choice((len(mutated), chance.randrange(len(mutated))))])
        for suffix in ("-wal", "-shm"):
            Path(f"{hostile}{suffix}").unlink(missing_ok=True)
        with suppress(StorageError), ag.Archive(hostile) as archive:
            archive.verify()
            for ask in (
                lambda archive: list(archive.pages(faults=print)), lambda archive: archive.search("ferry OR tram"),
                lambda archive: archive.duplicates(), lambda archive: archive.versions(str(story_page(1).url)),
                lambda archive: list(archive.reextract()), lambda archive: archive.add(story_page(9)),
            ):
                with suppress(StorageError):
                    ask(archive)
    report(f"A7: {mutations} archives tampered with: named errors only")


@pytest.mark.parametrize(
    "trap",
    [
        "CREATE TRIGGER t AFTER INSERT ON capture BEGIN DELETE FROM story; END",
        "CREATE VIEW v AS SELECT load_extension('x')",
        "UPDATE blob SET size = 99999999999",
        "UPDATE blob SET size = -1",
        "UPDATE blob SET packed = zeroblob(10)",
        "UPDATE capture SET body = article",
        "UPDATE capture SET url = 'https://elsewhere.example/'",
        "UPDATE capture SET fetched_at = '2030-01-01T00:00:00+00:00'",
        "UPDATE story SET address = 'https://elsewhere.example/'",
    ],
)
def test_tampering_is_found(tmp_path: Path, trap: str) -> None:
    """Triggers, views, bodies that would unpack to gigabytes, bodies and addresses that were exchanged."""
    with ag.Archive(tmp_path / "a") as archive:
        archive.add(story_page(1))
    with sqlite3.connect(tmp_path / "a") as plain:
        plain.execute(trap)
    plain.close()
    with pytest.raises(ArchiveCorrupt), ag.Archive(tmp_path / "a", read_only=True) as archive:
        archive.page(1)


@pytest.mark.slow
def test_a_thousand_real_pages_replay(tmp_path: Path) -> None:
    """Real pages out of the archive give the Article that they gave live."""
    files = sorted(corpus_root().rglob("*.html.gz"))[:1000]
    if not files:
        pytest.skip("the development corpus is not here")
    equal = 0
    with ag.Archive(tmp_path / "a") as archive:
        for file in files:
            live = ag.Page(url=f"https://news.example/{file.stem}", body=gzip.decompress(file.read_bytes()))
            kept = archive.add(live)
            if kept.has_article:
                assert ag.extract(archive.page(kept.id)) == archive.article(kept.id) == ag.extract(live)
                equal += 1
    report(f"A8: {len(files):,} real pages: {equal:,} articles equal from the archive and live")

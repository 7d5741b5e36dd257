"""`articlegrab archive`, run as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

import articlegrab as ag
from articlegrab.cli import main
from tests.archive_samples import START, fetched, story_html, story_page
from tests.servers import site


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs `articlegrab archive` with these arguments."""

    def run(*arguments: object) -> Done:
        code = main(["archive", *map(str, arguments)])
        return Done(code, *capfd.readouterr())

    return run


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three stories, one of them edited, and a page without one."""
    path = tmp_path_factory.mktemp("archive") / "news.archive"
    with ag.Archive(path) as opened:
        for number in range(1, 4):
            opened.add(story_page(number))
        opened.add(story_page(2, at=START + timedelta(days=1), extra="<p>The mayor called this report unfair.</p>"))
        opened.add(fetched("https://news.example/refused", b"<p>Nothing.</p>"))
    return path


def test_pages_are_added_from_everywhere(run: Run, tmp_path: Path) -> None:
    """Addresses, files, folders and WARCs go in; what fails is named, and the rest is kept."""
    pytest.importorskip("warcio")
    (tmp_path / "saved").mkdir()
    for number in (1, 2):
        (tmp_path / "saved" / f"{number}.html").write_text(story_html(number), "utf-8")
    with ag.Archive(tmp_path / "other") as other:
        other.add(story_page(7))
        other.export(tmp_path / "crawl.warc.gz", "warc")
    with site() as served:
        served.page("/8/ferry", story_html(8).encode())
        done = run(
            "add", tmp_path / "new", tmp_path / "saved", tmp_path / "crawl.warc.gz", served.url + "/8/ferry",
            served.url + "/gone", tmp_path / "absent.html", "--allow-private",
        )
    assert done.returncode == 1
    assert "absent.html: cannot be read" in done.stderr
    assert f"{served.url}/gone: " in done.stderr
    with ag.Archive(tmp_path / "new") as kept:
        assert [capture.title and capture.title[-6:] for capture in kept.captures()] == [
            "vote 1", "vote 2", "vote 7", "vote 8",
        ]


def test_what_is_kept_can_be_looked_at(run: Run, archive: Path) -> None:
    """list, show, search, versions: for people, and as JSON for programs."""
    assert len(run("list", archive).stdout.splitlines()) == 5
    assert len(run("list", archive, "https://news.example/2/ferry").stdout.splitlines()) == 2
    assert run("show", archive, 1).stdout.startswith("# Drennick keeps its ferry, vote 1")
    assert "unfair" in run("show", archive, "https://news.example/2/ferry", "-f", "text").stdout
    assert run("show", archive, 1, "-f", "raw").stdout == story_html(1)
    (hit,) = run("search", archive, "unfair", "--json").stdout.splitlines()
    assert json.loads(hit)["capture"]["id"] == 4
    assert run("search", archive, "xylophone").returncode == 1
    assert len(run("versions", archive, "https://news.example/2/ferry").stdout.splitlines()) == 2


def test_the_last_edit_is_shown(run: Run, archive: Path, tmp_path: Path) -> None:
    """diff compares a story's last two versions, or any two captures, as text, JSON or HTML."""
    done = run("diff", archive, "https://news.example/2/ferry")
    assert "{+The mayor called this report unfair.+}" in done.stdout
    assert json.loads(run("diff", archive, 2, 4, "-f", "json").stdout)["changes"][0]["kind"] == "added"
    run("diff", archive, 2, 4, "-f", "html", "-o", tmp_path / "diff.html")
    assert "<ins>" in (tmp_path / "diff.html").read_text("utf-8")
    assert "nothing to compare" in run("diff", archive, "https://news.example/1/ferry").stderr


def test_all_of_it_can_be_checked_and_done_again(run: Run, archive: Path, tmp_path: Path) -> None:
    """export, verify and reextract work on everything, and exit with 0 where all is well."""
    done = run("export", archive, tmp_path / "all.jsonl")
    assert (done.returncode, len((tmp_path / "all.jsonl").read_text("utf-8").splitlines())) == (0, 5)
    assert run("export", archive, tmp_path / "all.doc").returncode == 1
    done = run("verify", archive)
    assert (done.returncode, "5 captures" in done.stdout, "sound" in done.stdout) == (0, True, True)
    done = run("reextract", archive, "--jobs", 2)
    assert (done.returncode, done.stdout) == (0, "5 pages, 0 came out differently, 0 of them without an article\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "/absent/archive"), "there is no archive here"),
        (("show", "{archive}", "99"), "there is no capture 99"),
        (("show", "{archive}", "https://news.example/refused"), "has no article: "),
        (("show", "{archive}", "https://news.example/none"), "not in the archive"),
        (("show", "{archive}", "something"), "neither the number of a capture nor an address"),
        (("search", "{archive}", '""'), "needs a word"),
        (("versions", "{archive}", "https://news.example/none"), "not in the archive"),
    ],
)
def test_failures_are_told_in_words(run: Run, archive: Path, arguments: tuple[str, ...], said: str) -> None:
    """One line on standard error, exit code 1, no traceback."""
    done = run(*(argument.format(archive=archive) for argument in arguments))
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_page_of_a_warc_is_read_like_a_file(archive: Path, tmp_path: Path) -> None:
    """Other commands take a WARC too; of several pages, --url says which."""
    pytest.importorskip("warcio")
    with ag.Archive(archive, read_only=True) as kept:
        kept.export(tmp_path / "all.warc.gz", "warc")
    command = [sys.executable, "-m", "articlegrab", str(tmp_path / "all.warc.gz")]
    several = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "holds 5 pages" in several.stderr
    one = subprocess.run(
        [*command, "--url", "https://news.example/3/ferry"], capture_output=True, text=True, timeout=60, check=True
    )
    assert one.stdout.startswith("# Kell keeps its ferry, vote 3")

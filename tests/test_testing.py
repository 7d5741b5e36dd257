"""The test kit, as people meet it who keep pages in a project of their own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.cli import main
from articlegrab.fixtures import Fixture, compare, save, slug
from articlegrab.testing import check
from tests.report import report
from tests.servers import Site, site

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
STORY = PAGES / "rebelmouse-structured" / "page.html"
WALL = PAGES / "none-consent-wall" / "page.html"
ADDRESS = "https://confluencereview.example/story"

NAMES = [
    "../../etc/passwd", "/etc/passwd", "..\\..\\boot.ini", "CON", "aux", "COM1", "nul.txt", "a/b", "a\\b", "a\x00b",
    "", ".", "..", "...", " ", "~", "-rf", "%2e%2e%2f", "C:\\x", "file:///x", "x" * 5000, "é" * 300, "渡轮", "🙂",
    "a:b", "a|b", "a*b?", "a\nb", "\u202egnp.exe", "LPT9",
    *(f"{name}{end}" for name in ("con", "PRN", "Aux", "nul", "com1", "COM9", "lpt1", "Lpt9")
      for end in ("", ".html", " ")),
    *(f"{lead}{rest}" for lead in ("../", "..\\", "/", "\\\\host\\", "~/", "./", "....//", "%2e%2e/", "C:/", "file:///")
      for rest in ("etc/passwd", "x" * 300, "\u2215etc", "Ärger")),
    "https://news.example/../../etc/passwd", "https://news.example/?q=/../x", "COM¹", "ＣＯＮ", "CONIN$",
    "a" * 79 + " " + "b" * 9,
]  # fmt: skip
DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{kind}{number}" for kind in ("COM", "LPT") for number in range(10))}
"""Names that Windows keeps for itself, with any ending."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fixture made with the command from a saved page."""
    made = tmp_path / "pages" / "sarn"
    assert main(["fixture", "save", str(STORY), str(made), "--url", ADDRESS]) == 0
    return made


@pytest.fixture
def web() -> Iterator[Site]:
    """A site that serves the story."""
    with site() as served:
        served.page("/robots.txt", b"", 404)
        served.page("/story", STORY.read_bytes())
        yield served


def run_pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What pytest says of a folder, with no other plugin than ours."""
    command = [sys.executable, "-m", "pytest", "-p", "articlegrab.testing", "-p", "no:cacheprovider", *arguments]
    settings = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=settings, check=False)


def spoil(folder: Path, **fields: object) -> None:
    """Expect something else of some fields."""
    file = folder / "expected.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **fields}), "utf-8")


def test_a_saved_page_is_tested_field_by_field(folder: Path) -> None:
    """A fixture that was just saved passes, with a test for each field, of which one can be picked by name."""
    done = run_pytest(folder.parent, "-v")
    fields = Fixture(folder).fields()
    assert done.returncode == 0, done.stdout
    assert len(fields) >= 20
    assert f"{len(fields)} passed" in done.stdout
    assert "1 passed" in run_pytest(folder.parent, "-k", "title and not seo").stdout


def test_what_is_saved_reads_well(folder: Path) -> None:
    """The expectation is the Article a reader knows: a block a piece, nothing of the run, nothing empty inside."""
    expected = Fixture(folder).expected
    assert expected["title"] == "Sarn dam talks: Somebody has finally opened the sluice"
    assert expected["kicker"] is None
    assert set(expected["body"][0]) == {"type", "text"}
    assert not {"confidence", "fetch", "url", "schema_version"} & set(expected)
    assert Fixture(folder).context == {"url": ADDRESS}
    assert len((folder / "expected.json").read_text("utf-8").splitlines()) > 100
    assert (folder / "page.html").read_bytes() == STORY.read_bytes()


def test_a_wrong_field_fails_alone_and_says_where(folder: Path) -> None:
    """Two wrong fields fail, the others pass; the failure shows the block that is missing and the one too many."""
    body = Fixture(folder).expected["body"]
    spoil(folder, body=[*body[:-1], {"type": "paragraph", "text": "Never printed."}], title="Another one")
    done = run_pytest(folder.parent)
    assert done.returncode == 1
    assert "2 failed" in done.stdout
    assert "-paragraph: Never printed." in done.stdout
    assert f"+paragraph: {body[-1]['text'][:40]}" in done.stdout
    assert body[0]["text"][:40] not in done.stdout
    assert "wanted 'Another one'" in done.stdout
    assert "Traceback" not in done.stdout


def test_update_writes_what_comes_out_today(folder: Path) -> None:
    """`--articlegrab-update` mends the fields that differ and leaves all others, then everything passes."""
    before = Fixture(folder).expected
    spoil(folder, title="Another one", authors=[{"name": "Corin Vale"}], not_anywhere=["no such words"], text="Gone.")
    assert run_pytest(folder.parent, "--articlegrab-update").returncode == 0
    after = Fixture(folder).expected
    assert after["title"] == before["title"]
    assert after["authors"] == [{"name": "Corin Vale"}]
    assert after["not_anywhere"] == ["no such words"]
    assert after["text"][0] == before["body"][0]["text"]
    assert run_pytest(folder.parent).returncode == 0


def test_update_does_not_touch_what_a_person_worded(folder: Path) -> None:
    """What must not stand anywhere is no output to be copied: it still fails."""
    spoil(folder, not_anywhere=["Sarn"])
    done = run_pytest(folder.parent, "--articlegrab-update")
    assert done.returncode == 1
    assert "holds 'Sarn'" in done.stdout


def test_other_json_files_are_left_alone(tmp_path: Path) -> None:
    """A file that happens to be called expected.json is no fixture without a page beside it."""
    (tmp_path / "expected.json").write_text("[]")
    assert run_pytest(tmp_path).returncode == 5  # pytest's code for: no tests


def test_a_test_names_the_fields_it_cares_about(folder: Path) -> None:
    """`check` looks at the fields named, at all of them if none is, and says what differs."""
    spoil(folder, title="Another one")
    check(folder, "authors", "published")
    with pytest.raises(AssertionError, match="Another one"):
        check(folder, "authors", "title")
    with pytest.raises(AssertionError, match="Another one"):
        check(folder)


def test_refused_page_is_a_fixture_too(tmp_path: Path) -> None:
    """Of a consent wall the refusal is expected, and nothing else; a page that comes to be read fails it."""
    wall = tmp_path / "wall"
    assert main(["fixture", "save", str(WALL), str(wall)]) == 0
    assert Fixture(wall).expected == {"no_article": "consent_wall"}
    check(wall)
    (wall / "page.html").write_bytes(STORY.read_bytes())
    with pytest.raises(AssertionError, match="got an article"):
        check(wall)
    assert main(["fixture", "update", str(wall)]) == 0
    assert Fixture(wall).expected["title"]
    (wall / "page.html").write_bytes(WALL.read_bytes())
    with pytest.raises(AssertionError, match="no article came out"):
        check(wall, "title")


def test_saving_twice_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An expectation that somebody worked on is not written over."""
    assert main(["fixture", "save", str(STORY), str(folder)]) == 1
    assert "holds a fixture already" in capsys.readouterr().err


def test_drift_names_the_fields_that_moved(web: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The page is fetched anew: while it is the same nothing is said, then each field that moved, with its diff."""
    made = tmp_path / "sarn"
    assert main(["fixture", "save", f"{web.url}/story", str(made), "--allow-private"]) == 0
    assert Fixture(made).context["content_type"] == "text/html; charset=utf-8"
    assert main(["fixture", "drift", str(tmp_path), "--allow-private"]) == 0
    web.page("/story", STORY.read_bytes().replace(b"Corin Vale", b"Corin Holt"))
    capsys.readouterr()
    assert main(["fixture", "drift", str(tmp_path), "--allow-private"]) == 1
    said = capsys.readouterr().out
    assert "drifted" in said
    assert "\n  authors\n" in said
    assert "\n  title\n" not in said
    web.page("/story", b"gone", 404)
    assert main(["fixture", "drift", str(tmp_path), "--allow-private"]) == 1
    assert "bad_status" in capsys.readouterr().out
    assert main(["fixture", "drift", str(tmp_path), "--allow-private", "--wayback-service", f"{web.url}/web"]) == 1
    assert "has no copy of it" in capsys.readouterr().out


def test_folder_without_fixtures_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing to update is said, not passed over."""
    assert main(["fixture", "update", str(tmp_path)]) == 1
    assert "holds no fixture" in capsys.readouterr().err


def test_hundred_names_stay_in_their_folder(tmp_path: Path) -> None:
    """Pages of a hundred titles are saved as fixtures, each in a folder of its own below the one meant."""
    inside = tmp_path / "deep" / "pages"
    for number, name in enumerate(NAMES):
        save(ag.Page(url="https://news.example/a", body=b"<title>x</title>"), inside / f"{slug(name)}-{number}")
    made = [file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.parts[:2] for file in made} == {("deep", "pages")}
    assert {len(file.parts) for file in made} == {4}
    assert len({file.parts[2] for file in made}) == len(NAMES) >= 100
    report(f"R5 file names: {len(NAMES)} titles and addresses, 0 files outside the folder")


@pytest.mark.parametrize("name", NAMES)
def test_names_for_folders_are_safe(name: str, tmp_path: Path) -> None:
    """Whatever a page is titled, its folder is one short plain name inside the folder meant for it."""
    made = slug(name)
    assert made
    assert len(made.encode()) <= 200
    assert (tmp_path / made).resolve().parent == tmp_path.resolve()
    assert made.partition(".")[0].upper() not in DEVICES
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*", made)


def test_unknown_field_is_said_to_be_unknown() -> None:
    """A misspelt field fails with its name, not with a crash."""
    assert list(compare.differences_in("tittle", "x", {"title": "x"})) == ["tittle: an Article has no such field"]
    assert list(compare.differences_in("some_tag", ["x"], {"tags": []})) == ["some_tag: an Article has no such list"]

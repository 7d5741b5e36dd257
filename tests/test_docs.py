"""The documentation says what is so: sessions are run, code is valid, what tables name exists, the site builds.

After a change that is meant, `python -m tests.test_docs` writes the sessions' outputs anew.
"""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import articlegrab as ag
from benchmarks.chart import CHART, drawn
from tests.test_readme import BLOCK, ROOT, rerun

DOCS = sorted(
    page for page in (ROOT / "docs").rglob("*.md") if "reference" not in page.relative_to(ROOT / "docs").parts
)
SESSIONS = [page for page in DOCS if "```pycon" in page.read_text("utf-8")]


def named(page: Path) -> str:
    """A page's name in a test's id."""
    return page.relative_to(ROOT / "docs").as_posix()


@pytest.mark.parametrize("page", SESSIONS, ids=named)
def test_sessions_print_what_is_shown(page: Path) -> None:
    """Every session in the documentation prints what stands under it."""
    text = page.read_text("utf-8")
    assert rerun(text) == text, "run `python -m tests.test_docs` if the change is meant"


@pytest.mark.parametrize("page", DOCS, ids=named)
def test_plain_code_is_sound(page: Path) -> None:
    """Code that is shown but not run is valid, imports what there is, and all it takes from the package is there."""
    for language, block in BLOCK.findall(page.read_text("utf-8")):
        if language != "python":
            continue
        whole = block.replace("…", "...")  # what is left out
        compile(whole, str(page), "exec", flags=0x2000)  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        for name in re.findall(r"\bag\.(\w+)", block):
            assert hasattr(ag, name), name
        for module, names in re.findall(r"^from (articlegrab[\w.]*) import ([\w, ]+)", block, re.M):
            try:
                found = importlib.import_module(module)
            except ag.errors.MissingExtra:
                continue
            here = {name.strip() for name in names.split(",")}
            assert {name for name in here if not hasattr(found, name) and not find_spec(f"{module}.{name}")} == set()


@pytest.mark.parametrize("page", DOCS, ids=named)
def test_links_within_lead_somewhere(page: Path) -> None:
    """Each relative link and picture is there."""
    text = BLOCK.sub("", page.read_text("utf-8"))
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def tables() -> dict[str, list[tuple[str, str]]]:
    """The rows of the migration tables, by the peer's class: its name and ours, where there is one."""
    text = (ROOT / "docs" / "migration.md").read_text("utf-8")
    parts = re.split(r"<!-- peer: ([\w.]+) -->", text)[1:]
    rows = r"^\| `(\w+)` \| (?:`(\w+)`)? ?\|"
    return {peer: re.findall(rows, part, re.M) for peer, part in zip(parts[::2], parts[1::2], strict=True)}


@pytest.mark.parametrize("peer", tables())
def test_migration_names_what_there_is(peer: str) -> None:
    """Each field of ours in the migration tables is one, and so is each of the peer's where the peer is installed."""
    assert len(tables()[peer]) >= 5
    for _, ours in tables()[peer]:
        assert not ours or hasattr(ag.Article, ours) or ours in ag.Article.model_fields, ours
    module, _, name = peer.rpartition(".")
    kind = getattr(pytest.importorskip(module, reason="the peer is not installed"), name)
    theirs = kind("https://news.example/") if "newspaper" in peer else kind("<p>") if "readability" in peer else kind()
    assert [field for field, _ in tables()[peer] if not hasattr(theirs, field)] == []


def test_chart_shows_the_figures_of_the_readme() -> None:
    """The chart is the one that is drawn from the README's figures today."""
    assert CHART.read_text("utf-8") == drawn(), "run `python -m benchmarks.chart`"


@pytest.mark.slow
def test_site_builds(tmp_path: Path) -> None:
    """The site is built without a warning: every link leads somewhere, every docstring reads."""
    pytest.importorskip("mkdocs")
    pytest.importorskip("mkdocstrings")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Article" in (tmp_path / "reference" / "models" / "index.html").read_text("utf-8")


if __name__ == "__main__":
    for shown in SESSIONS:
        shown.write_text(rerun(shown.read_text("utf-8")), "utf-8")

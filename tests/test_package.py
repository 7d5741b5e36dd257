"""What is published: built, installed into an empty environment, and used there. Run with `pytest -m slow`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("build")
pytest.importorskip("hatchling")

ROOT = Path(__file__).parents[1]
STORY = ROOT / "fixtures" / "pages" / "rebelmouse-structured" / "page.html"
CLEAN = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """What a command prints; it must not fail."""
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=CLEAN, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the source archive."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def project(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project of a user's, with an environment that holds the wheel and pytest."""
    folder = tmp_path_factory.mktemp("project")
    run(sys.executable, "-m", "venv", "venv", cwd=folder)
    (wheel,) = built.glob("*.whl")
    run("venv/bin/pip", "install", "--quiet", "--disable-pip-version-check", wheel, "pytest", cwd=folder)
    return folder


def test_wheel_holds_the_package_and_all_its_data(built: Path) -> None:
    """Every file of the package is in the wheel, and nothing beside it; the source archive can build and test it."""
    (wheel,), (source,) = built.glob("*.whl"), built.glob("*.tar.gz")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    here = {
        str(file.relative_to(ROOT / "src"))
        for file in (ROOT / "src").rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert names == here
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "tests/test_package.py", "fixtures/cases/title.toml"} <= inside


def test_fresh_install_reads_a_page(project: Path) -> None:
    """The wheel alone imports, extracts and says its version, as a module and as a command."""
    program = "import articlegrab as ag, sys; print(ag.extract(open(sys.argv[1], 'rb').read()).title)"
    assert "Sarn dam" in run("venv/bin/python", "-W", "error", "-c", program, STORY, cwd=project)
    assert "Sarn dam" in run("venv/bin/python", "-m", "articlegrab", STORY, "-f", "text", cwd=project)
    assert run("venv/bin/articlegrab", "--version", cwd=project).startswith("articlegrab ")


def test_plugin_works_in_an_empty_project(project: Path) -> None:
    """A page saved with the command is collected by the plugin that came with the wheel, and updated by it."""
    run("venv/bin/articlegrab", "fixture", "save", STORY, "pages/sarn", cwd=project)
    said = run("venv/bin/python", "-m", "pytest", "pages", "-W", "error", cwd=project)
    assert "passed" in said
    expected = project / "pages" / "sarn" / "expected.json"
    wanted = json.loads(expected.read_text("utf-8"))
    expected.write_text(json.dumps({**wanted, "title": "Another one"}), "utf-8")
    broken = subprocess.run(
        ["venv/bin/python", "-m", "pytest", "pages"],
        cwd=project, env=CLEAN, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "wanted 'Another one'" in broken.stdout
    assert "1 failed" in broken.stdout
    run("venv/bin/python", "-m", "pytest", "pages", "--articlegrab-update", cwd=project)
    assert json.loads(expected.read_text("utf-8")) == wanted

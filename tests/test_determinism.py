"""The same bytes give the same Article, whatever the Python and the seed of its hashes.

`pytest -m slow tests/test_determinism.py` makes an environment for each Python that the machine has; some ten minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from itertools import chain, islice
from pathlib import Path

import pytest

from benchmarks.corpus import corpus_sets, read_gold
from tests.hostile import mutations
from tests.report import report

ROOT = Path(__file__).parents[1]
PAGES = 500
SEEDS = ("0", "1", "2", "31337", "4294967295")

READ = """
import sys
from pathlib import Path
import articlegrab as ag

for file in sorted(Path(sys.argv[1]).iterdir()):
    try:
        said = ag.extract(file.read_bytes(), url="https://news.example/2024/05/bridge").model_dump_json()
    except ag.ArticlegrabError as error:
        said = f"{error.code}: {error}"
    print(file.name, said)
"""


def pythons() -> dict[str, Path]:
    """The Pythons of this machine that the package is for, one of each version."""
    names = [f"python3.{minor}" for minor in range(11, 20)]
    folders = [*os.environ.get("PATH", "").split(os.pathsep), *map(str, Path.home().glob(".pyenv/versions/*/bin"))]
    found = {}
    for python in [sys.executable, *filter(None, (shutil.which(name, path=at) for name in names for at in folders))]:
        asked = subprocess.run(
            [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if asked.returncode == 0:  # the shims of a version manager answer only where a version is chosen
            found.setdefault(asked.stdout.strip(), Path(python))
    return found


def packed(folder: Path) -> Path:
    """The package as it stands here, once for all."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def equipped(python: Path, folder: Path, wheel: Path) -> Path | None:
    """A new environment with the package; None where its libraries cannot be had for this Python."""
    subprocess.run([python, "-m", "venv", folder], check=True, capture_output=True)
    own = folder / "bin" / "python"
    installed = subprocess.run([own, "-m", "pip", "install", "-q", wheel], capture_output=True, check=False)
    return own if installed.returncode == 0 else None


def bodies() -> Iterable[bytes]:
    """Fixture pages, pages of the corpus where it is at hand, and fixture pages with faults in them."""
    fixtures = [path.read_bytes() for path in sorted((ROOT / "fixtures" / "pages").glob("*/page.html"))]
    real = (page.read() for folder in corpus_sets().values() for page in islice(read_gold(folder), 50))
    each = PAGES // len(fixtures) + 1
    faulty = (body for seed, whole in enumerate(fixtures) for body in mutations(whole, seed, each))
    return islice(chain(fixtures, real, faulty), PAGES)


@pytest.mark.slow
def test_the_same_in_every_python(tmp_path: Path) -> None:
    """500 pages, read by each Python of this machine with five seeds of hashes, give the same JSON byte for byte."""
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, body in enumerate(bodies()):
        (pages / f"{number:03}").write_bytes(body)
    wheel = packed(tmp_path / "wheel")
    environments = {version: equipped(python, tmp_path / version, wheel) for version, python in pythons().items()}
    usable = {version: python for version, python in environments.items() if python is not None}
    assert usable

    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    said: dict[str, list[bytes]] = {}
    for version, python in usable.items():
        for seed in SEEDS:
            run = subprocess.run(
                [python, "-X", "utf8", "-c", READ, pages], capture_output=True, check=True, cwd=tmp_path,
                env={**bare, "PYTHONHASHSEED": seed},
            )  # fmt: skip
            said[f"Python {version}, seed {seed}"] = run.stdout.splitlines()
    first = next(iter(said.values()))
    assert len(first) == PAGES
    for how, lines in said.items():
        other = [(line, same) for line, same in zip(lines, first, strict=True) if line != same]
        assert other[:1] == [], f"{how}: {len(other)} pages differ"
    report(f"determinism: {PAGES} pages x {len(SEEDS)} seeds x Pythons {', '.join(usable)}: identical JSON")

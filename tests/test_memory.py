"""Memory stays where it is, however many pages are read."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import articlegrab as ag
from tests.report import report

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
WARM_UP, DOCUMENTS = 2_000, 20_000
SLOPE = 1_024
"""Bytes a document."""

PROGRAM = """
import gc, os, sys
from contextlib import suppress
from pathlib import Path
import articlegrab as ag

def resident():
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

pages = [file.read_bytes() for file in sorted(Path(sys.argv[1]).glob("*/page.html"))]
warm_up, documents = map(int, sys.argv[2:])
for number in range(documents):
    if number == warm_up:
        before = resident()
    page = pages[number % len(pages)].replace(b"</h1>", b" %d</h1>" % number)
    with suppress(ag.ArticlegrabError):
        ag.extract(page.replace(b'class="', b'class="n%d ' % number))
print(resident() - before)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads what Linux says of a process")
def test_twenty_thousand_documents_leave_nothing_behind() -> None:
    """After the first 2,000, a document costs less than 1 KB that does not come back; no two are the same."""
    arguments = [str(PAGES), str(WARM_UP), str(DOCUMENTS)]
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    slope = int(done.stdout) / (DOCUMENTS - WARM_UP)
    report(f"P8 memory: {slope:.0f} bytes a document over {DOCUMENTS - WARM_UP:,} documents")
    assert slope < SLOPE


def test_every_memory_is_bounded() -> None:
    """No function remembers without limit what it was asked, but for those that read the few files that ship."""
    unbounded = set()
    for found in pkgutil.walk_packages(ag.__path__, "articlegrab."):
        if found.name.endswith("__main__"):
            continue
        with suppress(ImportError):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, functools._lru_cache_wrapper) and value.cache_parameters()["maxsize"] is None:
                    unbounded.add((value.__wrapped__.__module__, name))
    takes_something = {
        f"{module}.{name}" for module, name in unbounded
        if importlib.import_module(module).__dict__[name].__wrapped__.__code__.co_argcount
    }
    assert takes_something <= {"articlegrab.rules.load", "articlegrab.inspector.pages._static"}

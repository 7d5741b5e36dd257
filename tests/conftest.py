"""What all tests share."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report import LINES


def pytest_configure() -> None:
    """Give the run, with its workers, one file for the figures of its tests."""
    if LINES not in os.environ:
        handle, os.environ[LINES] = tempfile.mkstemp(prefix="articlegrab-figures-")
        os.close(handle)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures, each once, in order."""
    lines = sorted(set(Path(os.environ[LINES]).read_text("utf-8").splitlines()))
    if lines:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take the file away with the run, not with one of its workers."""
    if not hasattr(config, "workerinput"):
        Path(os.environ.pop(LINES)).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that a test fetches gets into the cache of who runs it, or into that of another test."""
    monkeypatch.setenv("ARTICLEGRAB_CACHE", str(tmp_path_factory.mktemp("cache") / "web.cache"))


@pytest.fixture(autouse=True)
def forgotten_robots() -> Iterator[None]:
    """Each test meets servers it has not met: ports are given out anew, and robots.txt is remembered by address."""
    yield
    fetcher = sys.modules.get("articlegrab.fetch.fetcher")
    if fetcher is not None:
        fetcher._ROBOTS_SEEN.clear()

"""Figures that a test run prints at its end, one line for each acceptance row."""

from __future__ import annotations

import os
from pathlib import Path

LINES = "ARTICLEGRAB_TEST_FIGURES"


def report(line: str) -> None:
    """Say a figure at the end of the run, whichever process the test runs in."""
    with Path(os.environ[LINES]).open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")

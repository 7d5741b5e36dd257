"""The package as other programs meet it: started as a module, and silent unless it is asked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A fresh Python with these arguments."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)


def test_module_is_the_command() -> None:
    """`python -m articlegrab` is the command `articlegrab`."""
    done = run("-m", "articlegrab", str(PAGES / "rebelmouse-structured" / "page.html"), "-f", "text")
    assert done.stdout.startswith("Sarn dam talks")


def test_logs_are_silent_unless_asked_for() -> None:
    """What is logged goes nowhere in a program that set up no logging, and to its handlers where it did."""
    program = (
        "import sys, logging; {setup}\n"
        "from articlegrab.integrations.records import read\n"
        "list(read(sys.argv[1:], continue_on_failure=True))"
    )
    wall = str(PAGES / "none-consent-wall" / "page.html")
    assert run("-c", program.format(setup="pass"), wall).stderr == ""
    assert "no_article" in run("-c", program.format(setup="logging.basicConfig()"), wall).stderr

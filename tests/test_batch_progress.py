"""What people see of a batch while it runs, and when it is over."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from articlegrab.batches import Progress
from articlegrab.cli.gauge import summary
from tests.newsstand import story


def saved(folder: Path) -> list[str]:
    """Three stories and a file that is none."""
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.html").write_bytes(story(number))
    (folder / "3.html").write_bytes(b"%PDF-1.7")
    return [sys.executable, "-m", "articlegrab", "batch", str(folder)]


def test_a_summary_says_everything_in_a_line() -> None:
    """Done, done before, duplicates, failures by reason, speed and time left; and little where little is known."""
    line = summary(Progress(300, 250, {"no_article": 30, "bad_status": 10, "duplicate_input": 10}, 100, 1_000, 30.0))
    assert line == (
        "400 of 1,000 done · 100 of them before · 10 duplicates · 40 failed (no_article 30, bad_status 10) · "
        "10.0 pages/s · 1 min 00 s left"
    )
    assert summary(Progress(0, 0, {}, 0, None, 0.0)) == "0 done · 0.0 pages/s"


def test_elsewhere_plain_lines(tmp_path: Path) -> None:
    """Into a file go plain lines: failed inputs by name and a summary; outcomes go to standard output."""
    done = subprocess.run(saved(tmp_path / "in"), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 4
    assert f"articlegrab: {tmp_path / 'in' / '3.html'}: this is not a web page" in done.stderr
    assert "(no_article)" in done.stderr
    assert "4 of 4 done · 1 failed (no_article 1)" in done.stderr
    assert "\x1b" not in done.stderr
    quiet = subprocess.run([*saved(tmp_path / "more"), "-q"], capture_output=True, text=True, timeout=60)
    assert (quiet.returncode, quiet.stderr) == (1, "")


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
def test_on_a_terminal_one_line_is_drawn_anew(tmp_path: Path) -> None:
    """On a terminal the line is cleared and drawn again, and the last word is the summary."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*saved(tmp_path / "in"), "-o", str(tmp_path / "out.jsonl")], stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while more := os.read(ours, 65536):
                shown += more
        except OSError:  # the other end is closed
            pass
        os.close(ours)
    assert process.returncode == 1
    assert b"\r\x1b[K" in shown
    assert shown.decode().rpartition("\x1b[K")[2].startswith("articlegrab: 4 of 4 done")

"""`articlegrab serve` as a process of its own, for the tests that speak to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "fixtures" / "pages"


@dataclass
class Server:
    """Where it listens, in which process, and where it puts fixtures."""

    url: str
    process: subprocess.Popen[str]
    folder: Path

    def memory(self) -> float:
        """The resident memory in MB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))

    def files(self) -> int:
        """How many files and connections it has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Server]:
    """Serve while the block runs."""
    command = [sys.executable, "-m", "articlegrab", "serve", "--port", "0", "--fixtures", str(folder), *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://[\d.]+:\d+", said)
        assert found, said
        try:
            yield Server(found[0], process, folder)
        finally:
            process.terminate()

"""The books of a batch: the frontier and the output, which must never disagree for longer than a kill takes."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from articlegrab.batches.frontier import Frontier, Task
from articlegrab.batches.inputs import item
from articlegrab.batches.outputs import Given, Output, opened
from articlegrab.errors import StorageError
from articlegrab.files import storage_errors


class Ledger:
    """Beside the output `X` there are `X.state`, the frontier, and `X.quarantine`, with pages that killed a worker.

    Without an output, the frontier is a temporary file.
    """

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self.frontier = Frontier(out.with_name(f"{out.name}.state") if out else None)
        self._output: Output | None = None
        if out:
            self._output = opened(out, self.frontier.place)
            self.frontier.recall(item(source) for source in self._output.recall())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if not isinstance(error, StorageError):
                self.settle(end=True)
        finally:
            if self._output:
                self._output.close()
            self.frontier.close()

    def enter(self, task: Task, line: bytes, page: Given) -> None:
        """Write the outcome of an input, which came out of this page. Raises StorageError."""
        if self._output:
            self._output.write(line, page)
        self.frontier.finish(task)

    def settle(self, *, end: bool = False) -> None:
        """Make lasting what was written; `end` where nothing follows. Raises StorageError."""
        if self._output:
            self._output.settle(self.frontier.keep, end=end)
        self.frontier.commit()
        if self._output:
            self._output.settled()

    def quarantine(self, source: str, html: bytes) -> None:
        """Keep a page that was fetched and killed its worker, so that somebody can look into it."""
        if self._out is None:
            return
        folder = self._out.with_name(f"{self._out.name}.quarantine")
        with storage_errors(folder):
            folder.mkdir(exist_ok=True)
            (folder / f"{sha256(source.encode()).hexdigest()[:16]}.html").write_bytes(html)

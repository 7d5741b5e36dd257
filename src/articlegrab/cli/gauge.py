"""How far a batch is: a line that is drawn anew on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from articlegrab.batches import Batch, Progress

_ON_TERMINAL, _ELSEWHERE = 0.25, 10.0
"""Seconds between two lines."""
_REASONS = 4
_CLEAR = "\r\x1b[K"


class Gauge:
    """Shows the progress of a batch on standard error while the block runs; `quiet` shows nothing at all."""

    def __init__(self, batch: Batch, *, quiet: bool) -> None:
        self._batch = batch
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def __enter__(self) -> Self:
        if not self._quiet:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if not self._quiet:
            self._thread.join()
            if self._terminal:
                self._write(_CLEAR)

    def say(self, message: str) -> None:
        """Print a line of its own."""
        if not self._quiet:
            self._write(f"{_CLEAR if self._terminal else ''}{message}\n")

    def _show(self) -> None:
        while not self._over.wait(_ON_TERMINAL if self._terminal else _ELSEWHERE):
            line = summary(self._batch.progress)
            if self._terminal:
                width = shutil.get_terminal_size((100, 0)).columns - 1
                self._write(_CLEAR + line[:width])
            else:
                self._write(f"articlegrab: {line}\n")

    def _write(self, text: str) -> None:
        with self._lock:
            sys.stderr.write(text)
            sys.stderr.flush()


def summary(progress: Progress) -> str:
    """How far it is, in one line."""
    done = f"{progress.done + progress.before:,}"
    parts = [f"{done} of {progress.total:,} done" if progress.total is not None else f"{done} done"]
    if progress.before:
        parts.append(f"{progress.before:,} of them before")
    failed = dict(progress.failed)
    if twice := failed.pop("duplicate_input", 0):
        parts.append(f"{twice:,} duplicates")
    if failed:
        reasons = sorted(failed.items(), key=lambda item: -item[1])
        named = [f"{code} {count:,}" for code, count in reasons[:_REASONS]]
        more = ["…"] if len(reasons) > _REASONS else []
        parts.append(f"{sum(failed.values()):,} failed ({', '.join(named + more)})")
    parts.append(f"{progress.rate:.1f} pages/s")
    if progress.remaining:
        parts.append(f"{_span(progress.remaining)} left")
    return " · ".join(parts)


def _span(seconds: float) -> str:
    """A time for people.

    >>> _span(7.2), _span(100), _span(7300)
    ('7 s', '1 min 40 s', '2 h 01 min')
    """
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"

"""The command, run while somebody keeps setting the clock an hour forward and back: `python -m tests.jumping_clock …`.

Only clocks that tell the time of day jump. Those that measure how much time has passed cannot be set.
"""

from __future__ import annotations

import datetime as dates
import runpy
import sys
import time
from typing import Self

_TIME = time.time


def jump() -> int:
    """The seconds by which the clock is wrong just now; they change every tenth of a second."""
    return (int(time.monotonic() * 10) % 3 - 1) * 3600


class Jumping(dates.datetime):
    """A datetime whose now is wrong."""

    @classmethod
    def now(cls, tz: dates.tzinfo | None = None) -> Self:
        """The time that the clock shows."""
        return super().now(tz) + dates.timedelta(seconds=jump())


def start() -> None:
    """Let the clock jump, and run the command."""
    time.time = lambda: _TIME() + jump()
    time.time_ns = lambda: int(time.time() * 1e9)
    dates.datetime = Jumping  # type: ignore[misc]
    assert "articlegrab" not in sys.modules
    runpy.run_module("articlegrab", run_name="__main__")


if __name__ == "__main__":
    from tests import jumping_clock  # by whose name Jumping is known to other processes

    jumping_clock.start()

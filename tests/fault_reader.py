"""A process that fetches the addresses given to it, one after the other, and says what came of each.

Every other one is fetched asynchronously. One line of JSON for each: the code of the error, or "page", and the seconds
that it took, of the clock and of the processor. At the end the process's peak memory in MB, before the first page and
in all.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

import articlegrab as ag
from articlegrab.errors import ArticlegrabError


def peak() -> float:
    """The most memory that this process has had, in MB; `getrusage` would count what its parent had, too."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024


def outcome(url: str, deadline: float, *, asynchronously: bool) -> str:
    """Fetch once."""
    options = {"allow_private": True, "respect_robots": False, "timeout": deadline, "retries": 0}
    try:
        if asynchronously:
            asyncio.run(ag.afetch(url, **options))  # type: ignore[arg-type]
        else:
            ag.fetch(url, **options)  # type: ignore[arg-type]
    except ArticlegrabError as error:
        return error.code if error.url else f"nameless: {error!r}"
    except Exception as error:
        return f"foreign: {error!r}"
    return "page"


def main() -> None:
    """Read the deadline and the addresses from standard input, write lines to standard output."""
    deadline, *urls = json.load(sys.stdin)
    try:
        ag.fetch("http://127.0.0.1:8/", allow_private=True, retries=0)  # load what is loaded once
    except ArticlegrabError:
        before = peak()
    for number, url in enumerate(urls):
        started, worked = time.monotonic(), time.process_time()
        code = outcome(url, deadline, asynchronously=number % 2 == 1)
        print(json.dumps([code, time.monotonic() - started, time.process_time() - worked]), flush=True)
    print(json.dumps([before, peak()]))


if __name__ == "__main__":
    main()

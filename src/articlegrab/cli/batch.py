"""`articlegrab batch INPUT… -o OUT`: many inputs, one outcome each."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from articlegrab.cli.gauge import Gauge, summary
from articlegrab.cli.options import add_cache, add_fetching, command_parser, number, pause, seconds
from articlegrab.cli.streams import one_line

if TYPE_CHECKING:
    from articlegrab.batches import Batch
    from articlegrab.models.outcome import Failure

_DRAIN = 5.0
"""Seconds that what is under way has after the first Ctrl-C."""
_STOPPED = 128
_FAILED = 1

_ABOUT = """\
An INPUT is an address, an HTML file, a folder of them, a .txt file with one of these a line, or - for such a list on
standard input. Each ends as one line of OUT: {"source", "article", "error"}.
"""
_MORE = """\
examples:
  articlegrab batch urls.txt -o articles.jsonl       go on with the same command after a stop, a kill or a power cut
  articlegrab batch saved/ more/ -o articles.parquet  a folder of Parquet files, for pandas, DuckDB, Spark …
  articlegrab batch urls.txt -o news.archive         the pages and their articles, for `articlegrab archive`
  cat urls.txt | articlegrab batch - | jq .article.title

Beside OUT stands OUT.state, which knows what is done; both are needed to go on. Ctrl-C finishes what is under way, a
second one gives it up; either way the same command goes on where it was.

exit codes: 0 done; 1 some inputs failed (each named on standard error); 2 wrong usage; 130 or 143 stopped.
"""


def parser() -> argparse.ArgumentParser:
    """The options of the command."""
    parser = command_parser("batch", "INPUT... [-o OUT] [options]", _ABOUT, epilog=_MORE)
    parser.add_argument("inputs", metavar="INPUT", nargs="+", help="addresses, files, folders, lists; - for a list")
    parser.add_argument(
        "-o", "--output", metavar="OUT", type=Path,
        help="JSON lines; Parquet or an archive if the name ends so (default: JSON lines to standard output)",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="neither progress nor the failed inputs")
    work = parser.add_argument_group("work")
    work.add_argument("--workers", type=number, metavar="N", help="processes that read pages (default: one a CPU)")
    work.add_argument(
        "--deadline", type=seconds, default=30.0, metavar="SECONDS",
        help="for reading one page, once it is there (default: 30)",
    )
    network = add_fetching(parser)
    network.add_argument(
        "--connections", type=number, default=32, metavar="N", help="the most requests at any one time (default: 32)"
    )
    network.add_argument(
        "--delay", type=pause, default=0.5, metavar="SECONDS",
        help="the least from one page of a host to its next (default: 0.5); a Crawl-delay may ask for more",
    )
    add_cache(network)
    return parser


def run(options: argparse.Namespace) -> int:
    """Do the batch."""
    import articlegrab as ag

    batch = ag.batch(
        options.inputs, out=options.output, workers=options.workers, deadline=options.deadline,
        fetch=ag.FetchOptions(
            allow_private=options.allow_private, timeout=options.timeout, respect_robots=not options.no_robots,
            concurrency=options.connections, delay=options.delay, cache=options.cache,
        ),
    )
    with batch, _signals(batch) as caught, Gauge(batch, quiet=options.quiet) as gauge:
        for outcome in batch:
            if options.output is None:
                sys.stdout.buffer.write(outcome.model_dump_json().encode() + b"\n")
                sys.stdout.buffer.flush()
            if outcome.error and outcome.error.code != "duplicate_input":
                gauge.say(_complaint(outcome.source, outcome.error))
    progress = batch.progress
    if not options.quiet:
        print(f"articlegrab: {summary(progress)}", file=sys.stderr)
    if caught:
        print("articlegrab: stopped; the same command goes on from here", file=sys.stderr)
        return _STOPPED + caught[0]
    return _FAILED if set(progress.failed) - {"duplicate_input"} else 0


def _complaint(source: str, failure: Failure) -> str:
    return one_line(f"articlegrab: {source}: {failure.message.partition('; ')[0]} ({failure.code})")


@contextmanager
def _signals(batch: Batch) -> Iterator[list[int]]:
    """The first signal to stop lets what is under way end, the second does not; gives those that came."""
    caught: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        batch.stop(0 if caught else _DRAIN)
        caught.append(number)

    if threading.current_thread() is not threading.main_thread():
        yield caught
        return
    names = ("SIGINT", "SIGTERM")
    before = {name: signal.signal(getattr(signal, name), stop) for name in names}
    try:
        yield caught
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)

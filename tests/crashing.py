"""What worker processes are given in the tests: calls that end well, and calls that end in every bad way."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from typing import Any, NoReturn

from articlegrab import columns
from articlegrab.attempt import failed
from articlegrab.batches import reader
from articlegrab.engines import shards
from articlegrab.engines.shards import ShardReport
from articlegrab.errors import ExtractError, NoArticle
from articlegrab.models import Page

LOG = "ARTICLEGRAB_TEST_LOG"
"""The variable that names the file where rows are noted down."""


def echo(word: str) -> str:
    """Give the word back, unless it is the name of a bad end."""
    return str(_ENDS.get(word, lambda: word)())


def number_of_process(_: object = None) -> int:
    """Which process did it."""
    return os.getpid()


def segfault() -> None:
    """Read where nothing is, as a faulty parser does."""
    ctypes.string_at(0)


def hang() -> None:
    """Stay inside a C function that holds all of Python up, and can be interrupted by nothing but a kill."""
    ctypes.PyDLL(None).usleep(60_000_000)


def leave() -> NoReturn:
    """End the process as if nothing were wrong."""
    os._exit(3)


def hoard() -> None:
    """Take more memory than anybody has."""
    bytearray(2**36)


def refuse() -> NoReturn:
    """Raise an error of ours."""
    raise NoArticle("there is none", url="https://news.example/", reason="empty")


def err() -> NoReturn:
    """Raise an error of somebody else's."""
    raise ZeroDivisionError("by zero")


def unspeakable() -> object:
    """Return what cannot travel between processes."""
    return sys.stdout


def nap() -> None:
    """Sleep for long, interruptibly."""
    time.sleep(60)


def parse(shape: str, size: int) -> int:
    """Parse a page built to hurt, without the guard that stands before our own parses."""
    from selectolax.lexbor import LexborHTMLParser

    from tests import hostile

    return len(LexborHTMLParser(hostile.SHAPES[shape](size)).tags("p"))


_ENDS = {"segfault": segfault, "hang": hang, "leave": leave, "hoard": hoard, "refuse": refuse, "err": err, "nap": nap}


def read(source: str, page: Page, max_bytes: int) -> bytes:
    """Read a page of a batch, unless its body is the name of a bad end."""
    if end := _ENDS.get(page.body[:20].decode("latin-1")):
        try:
            end()
        except ZeroDivisionError as error:
            return reader.failure(source, ExtractError(str(error)))
    return reader.read(source, page, max_bytes)


def process_shard(*arguments: Any, **named: Any) -> ShardReport:
    """Process a shard whose pages may be names of bad ends."""
    shards.read_row = read_row
    return shards.process_shard(*arguments, **{"rows": 40, **named})


def read_row(source: str, found: dict[str, Any]) -> dict[str, Any]:
    """Read a row of a shard, unless its page is the name of a bad end; note it down where that is asked for."""
    if log := os.environ.get(LOG):
        with open(log, "a", encoding="utf-8") as lines:
            lines.write(f"{source}\n")
    if end := _ENDS.get(found["html"][:20].decode("latin-1")):
        try:
            end()
        except ZeroDivisionError as error:
            return columns.row(failed(source, ExtractError(str(error))))
    return _READ_ROW(source, found)


_READ_ROW = shards.read_row

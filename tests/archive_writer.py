"""Processes that write archives and WARCs until they are killed: `python -m tests.archive_writer ACTION PATH …`."""

from __future__ import annotations

import os
import resource
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import articlegrab as ag
from articlegrab.models import Paragraph
from tests.archive_samples import START, fetched


def page(number: int) -> ag.Page:
    """A page of its own, small."""
    html = f"<p>Page {number}. {'word ' * 50}</p>"
    return fetched(f"https://news.example/{number}", html, at=START + timedelta(seconds=number))


def article(number: int) -> ag.Article:
    """Its article, made without an extraction."""
    text = f"Page {number} told of {'one thing and another ' * 10}"
    body = [Paragraph(text=text, source="p")]
    return ag.Article(url=f"https://news.example/{number}", title=f"Page {number}", body=body)


def add(path: str, first: str, last: str) -> None:
    """Add pages to an archive, and say of each that it is kept."""
    with ag.Archive(path) as archive:
        for number in range(int(first), int(last)):
            archive.add(page(number), article(number))
            print(number, flush=True)


def warc(path: str, first: str, last: str) -> None:
    """Add pages to a WARC, and say of each that it is kept."""
    from articlegrab.warc import WarcWriter

    with WarcWriter(path) as writer:
        for number in range(int(first), int(last)):
            writer.add(page(number))
            print(number, flush=True)


def migrate(path: str, step: str) -> None:
    """Open an archive, and be killed at the statement of this number."""
    from articlegrab.archive.connection import Connection

    left, rows = int(step), Connection.rows

    def counted(self: Connection, *arguments: Any) -> list[Any]:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return rows(self, *arguments)

    Connection.rows = Connection.row = counted  # type: ignore[method-assign]
    Connection.row = lambda self, *arguments: (counted(self, *arguments) or [None])[0]  # type: ignore[method-assign]
    ag.Archive(path).close()
    print("done", flush=True)


def replace(path: str, step: str) -> None:
    """Replace a file, and be killed at one of the steps."""
    from articlegrab.files import replacing

    def kill(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    fsync, calls = os.fsync, []

    def fsync_until(descriptor: int) -> None:
        calls.append(descriptor)
        if f"before sync {len(calls)}" == step:
            kill()
        fsync(descriptor)
        if f"after sync {len(calls)}" == step:
            kill()

    os.fsync = fsync_until
    if step == "before rename":
        Path.replace = kill  # type: ignore[assignment,method-assign]
    with replacing(path) as file:
        file.write(b"new " * 100_000)
        if step == "while writing":
            file.flush()
            kill()
    print("done", flush=True)


def crowded(path: str, points: str) -> None:
    """Fill an archive with the file size limited, again and again with a little more room; say what was kept."""
    number, limits = 0, resource.getrlimit(resource.RLIMIT_FSIZE)
    with ag.Archive(path) as archive:
        for point in range(int(points)):
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000 + 37_000 * point, limits[1]))
            try:
                while True:
                    archive.add(page(number), article(number))
                    print(number, flush=True)
                    number += 1
            except ag.errors.StorageError as error:
                print("full", error.code, flush=True)
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)


if __name__ == "__main__":
    {"add": add, "warc": warc, "migrate": migrate, "replace": replace, "crowded": crowded}[sys.argv[1]](*sys.argv[2:])

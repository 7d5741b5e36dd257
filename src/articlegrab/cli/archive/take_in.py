"""`articlegrab archive add`: pages go in."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from articlegrab.cli.complaint import complain
from articlegrab.cli.streams import InputError, is_url, one_line, packed_pages

if TYPE_CHECKING:
    from articlegrab import ArticlegrabError, Page


Told = Callable[[str, "ArticlegrabError"], None]


def add(options: argparse.Namespace) -> int:
    """Keep each page that the inputs give, and name each input that gives none."""
    import articlegrab as ag

    if options.url and len(options.inputs) > 1:
        raise InputError("--url is for one HTML file; with several, nobody knows which one came from there")
    failed = []

    def told(source: str, error: ArticlegrabError) -> None:
        failed.append(source)
        complain(source, error)

    with ag.Archive(options.source) as archive:
        for source in options.inputs:
            try:
                for page in _pages(source, options, told):
                    capture = archive.add(page)
                    state = "kept" if capture.is_new else "known"
                    outcome = capture.title if capture.error is None else capture.error.message
                    print(f"{capture.id:6} {state:5} {one_line(page.url or source)}  {one_line(outcome or '')}")
            except ag.FetchError as error:
                told(source, error)
            except InputError as error:
                failed.append(source)
                print(f"articlegrab: {one_line(str(error))}", file=sys.stderr)
    return 1 if failed else 0


def _pages(source: str, options: argparse.Namespace, told: Told) -> Iterator[Page]:
    import articlegrab as ag

    if is_url(source):
        yield ag.fetch(
            source, allow_private=options.allow_private, timeout=options.timeout, respect_robots=not options.no_robots
        )
        return
    path = Path(source)
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    for file in files:
        pages = packed_pages(str(file), partial(told, str(file)))
        if pages is not None:
            yield from pages
        elif not path.is_dir() or file.suffix.lower() in (".html", ".htm", ".xhtml"):
            try:
                yield ag.Page(url=options.url, body=file.read_bytes())
            except OSError as error:
                raise InputError(f"{file}: cannot be read: {error.strerror or error}") from error

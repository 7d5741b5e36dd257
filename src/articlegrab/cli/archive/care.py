"""`articlegrab archive export, verify, reextract`: all of it at once."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from articlegrab.cli.streams import InputError, one_line

if TYPE_CHECKING:
    from articlegrab.errors import ArchiveCorrupt

_FORMS = {
    ".jsonl": "jsonl", ".parquet": "parquet", ".warc.gz": "warc", ".wacz": "wacz", ".bib": "bibtex", ".json": "csl",
}


def export(options: argparse.Namespace) -> int:
    """Write all of it to a file, whose name says what kind it is."""
    import articlegrab as ag

    form = next((form for ending, form in _FORMS.items() if options.output.lower().endswith(ending)), None)
    if form is None:
        raise InputError(f"{options.output}: what it is to be is not in its name; known are {', '.join(_FORMS)}")
    damaged: list[ArchiveCorrupt] = []
    with ag.Archive(options.source, read_only=True) as archive:
        archive.export(options.output, form, faults=damaged.append)  # type: ignore[arg-type]
    return _told([error.message for error in damaged])


def verify(options: argparse.Namespace) -> int:
    """Check everything, and name what is wrong."""
    import articlegrab as ag

    with ag.Archive(options.source) as archive:
        found = archive.verify()
    print(f"{found.captures} captures, {found.blobs} bodies: {'sound' if not found.faults else 'damaged'}")
    return _told(found.faults)


def reextract(options: argparse.Namespace) -> int:
    """Extract every page anew; a line for each that came out differently, and the sum."""
    import articlegrab as ag

    fields: Counter[str] = Counter()
    done = different = lost = 0
    with ag.Archive(options.source) as archive, _mapping(options.jobs) as mapped:
        for report in archive.reextract(mapped=mapped):
            done += 1
            lost += report.error_after is not None and report.error_before is None
            if report.changed or report.error_before != report.error_after:
                different += 1
                fields.update(report.changed)
                errors = f"{report.error_before or 'article'} → {report.error_after or 'article'}"
                print(f"{report.capture:6} {one_line(report.url or '')}  {', '.join(report.changed)}  ({errors})")
    print(f"{done} pages, {different} came out differently, {lost} of them without an article")
    for name, count in fields.most_common():
        print(f"{count:6} {name}")
    return 1 if lost else 0


@contextmanager
def _mapping(jobs: int) -> Iterator[Any]:
    """The built-in map, or that of a pool of processes while the block runs."""
    if jobs == 1:
        yield map
        return
    with get_context("spawn").Pool(jobs) as pool:
        yield pool.map


def _told(faults: list[str]) -> int:
    for fault in faults:
        print(f"articlegrab: {one_line(fault)}", file=sys.stderr)
    return 1 if faults else 0

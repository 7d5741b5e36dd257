"""`articlegrab archive list, show, search, versions, diff, duplicates`: looking at what is kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from articlegrab.cli.article import WRITERS
from articlegrab.cli.streams import InputError, is_url, one_line, write
from articlegrab.scrub import scrub

if TYPE_CHECKING:
    from articlegrab import Archive
    from articlegrab.models.archive import Capture, Hit

__all__ = ["WRITERS", "diff", "duplicates", "listed", "search", "show", "versions"]


def listed(options: argparse.Namespace) -> None:
    """A line for each capture."""
    with _opened(options) as archive:
        for capture in archive.captures(options.url, since=options.since):
            print(capture.model_dump_json() if options.json else _line(capture))


def show(options: argparse.Namespace) -> None:
    """One article, or the bytes of one page."""
    with _opened(options) as archive:
        number = _number(archive, options.what)
        if options.format == "raw":
            _write_bytes(archive.page(number).body, options.output)
            return
        article = archive.article(number)
        if article is None:
            error = archive.get(number).error
            raise InputError(f"capture {number} has no article: {error.message if error else 'nobody tried'}")
        write(WRITERS[options.format](article), options.output)


def search(options: argparse.Namespace) -> int | None:
    """The stories that fit best; exit code 1 where there is none."""
    with _opened(options) as archive:
        hits = archive.search(
            options.query, limit=options.limit, site=options.site, since=options.since, until=options.until
        )
    for hit in hits:
        print(hit.model_dump_json() if options.json else f"{_line(hit.capture)}\n       {_marked(hit)}\n")
    return None if hits else 1


def versions(options: argparse.Namespace) -> None:
    """A line for each version of a story."""
    with _opened(options) as archive:
        for version in archive.versions(options.url):
            span = f"{version.first.fetched_at:%Y-%m-%d %H:%M} to {version.last.fetched_at:%Y-%m-%d %H:%M}"
            print(f"{version.number:3}  {span}  captures {version.first.id}-{version.last.id}  "
                  f"{one_line(version.last.title or '(no title)')}")


def diff(options: argparse.Namespace) -> None:
    """What was changed between two captures, or by a story's last edit."""
    with _opened(options) as archive:
        if len(options.what) == 1 and is_url(options.what[0]):
            known = archive.versions(options.what[0])
            if len(known) < 2:
                raise InputError("the archive knows one version of this story, so there is nothing to compare")
            before, after = known[-2].last.id, known[-1].first.id
        elif len(options.what) == 2:
            before, after = (_number(archive, what) for what in options.what)
        else:
            raise InputError("two captures are compared, or the last two versions of a story by its address")
        difference = archive.diff(before, after)
    forms = {"text": difference.to_text, "html": difference.to_html, "json": difference.model_dump_json}
    write(forms[options.format](), options.output)


def duplicates(options: argparse.Namespace) -> None:
    """The groups of stories that print nearly the same, with an empty line between."""
    with _opened(options) as archive:
        for group in archive.duplicates():
            print("\n".join(_line(capture) for capture in group), end="\n\n")


def _opened(options: argparse.Namespace) -> Archive:
    import articlegrab as ag

    return ag.Archive(options.source, read_only=True)


def _number(archive: Archive, what: str) -> int:
    """The capture meant: by its number, or the newest of a story."""
    if what.isdecimal() and len(what) < 18:
        return int(what)
    if not is_url(what):
        raise InputError(f"{what!r} is neither the number of a capture nor an address")
    found = sorted(archive.captures(what), key=lambda capture: capture.fetched_at)
    if not found:
        raise InputError(f"{what}: not in the archive")
    return found[-1].id


def _line(capture: Capture) -> str:
    said = capture.title if capture.error is None else f"({capture.error.code})"
    title, where = one_line(said or "(no title)"), one_line(capture.url or capture.story)
    return f"{capture.id:6} {capture.fetched_at:%Y-%m-%d %H:%M}  {title}  {where}"


def _marked(hit: Hit) -> str:
    """The place that fits, on one line; matches are bold on a terminal."""
    text, place, parts = hit.snippet, 0, []
    bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    for start, end in hit.highlights:
        parts += [scrub(text[place:start]), bold, scrub(text[start:end]), plain]
        place = end
    return " ".join("".join([*parts, scrub(text[place:])]).split())


def _write_bytes(data: bytes, output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror or error}") from error

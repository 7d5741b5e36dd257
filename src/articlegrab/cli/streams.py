"""What goes in and out: pages from addresses, files and standard input; text to files and standard output."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from articlegrab.scrub import scrub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from articlegrab import ArticlegrabError, Page, SiteRules


class InputError(Exception):
    """An input that cannot be read, or an output that cannot be written; the message is for people."""


def read(options: argparse.Namespace) -> Page | bytes:
    """The page that `options.source` names: fetched, read from a file, or taken from standard input."""
    source: str = options.source
    if is_url(source):
        return fetched(source, options)
    pages = packed_pages(source)
    if pages is not None:
        return _only(source, list(pages), options.url)
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except FileNotFoundError:
        raise InputError(
            f"{source}: no such file; if it is an address, begin it with https://, as in https://{source.lstrip('/')}"
        ) from None
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a NUL in the name
        raise InputError(f"{source!a}: not a file name: {error}") from error


def packed_pages(source: str, faults: Callable[[ArticlegrabError], None] | None = None) -> Iterator[Page] | None:
    """The pages of a WARC or WACZ file, as its name says; None where it is neither."""
    import articlegrab as ag

    name = source.lower()
    if name.endswith((".warc", ".warc.gz")):
        return ag.read_warc(source, faults=faults)
    return ag.read_wacz(source, faults=faults) if name.endswith(".wacz") else None


def _only(source: str, pages: list[Page], url: str | None) -> Page:
    """The page meant, of several: the last of an address, if one is given."""
    found = [page for page in pages if url in (None, page.url)]
    if len(found) == 1 or (found and url):
        return found[-1]
    if not found:
        raise InputError(f"{source}: holds no page{f' of {url}' if url else ''}")
    raise InputError(f"{source}: holds {len(found)} pages; --url ADDRESS says which")


def fetched(url: str, options: argparse.Namespace) -> Page:
    """The page of an address; where it is gone and `--wayback` was given, the Wayback Machine's copy."""
    import articlegrab as ag

    service = {"service": options.wayback_service} if options.wayback_service else {}
    try:
        return ag.fetch(
            url, allow_private=options.allow_private, timeout=options.timeout, respect_robots=not options.no_robots
        )
    except ag.FetchError as error:
        if not ((service or options.wayback) and error.gone):
            raise
    return ag.fetch_wayback(
        url, allow_private=options.allow_private, timeout=options.timeout, respect_robots=not options.no_robots,
        **service,
    )


def rules(options: argparse.Namespace) -> SiteRules | None:
    """The site rules that `options.rules` names."""
    import articlegrab as ag

    return ag.load_rules(options.rules) if options.rules else None


def write(text: str, output: str | None) -> None:
    """Put text into the file named, or on standard output where none is."""
    text = text if not text or text.endswith("\n") else text + "\n"
    data = text.encode("utf-8", errors="replace")
    if output is None:
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
            sys.stdout.write(text)
        else:
            sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        Path(output).write_bytes(data)
    except (OSError, ValueError) as error:
        raise InputError(f"{output}: cannot be written: {getattr(error, 'strerror', None) or error}") from error


def one_line(text: str) -> str:
    """What a page, a server or a file says of itself, for a line on a terminal: nothing in it can command that.

    >>> one_line("Ferry\\x1b[2J\\r\\nreturns")
    'Ferry[2J returns'
    """
    return " ".join(scrub(text).split())


def is_url(source: str) -> bool:
    """Whether a source is meant as an address."""
    return source.lower().startswith(("http://", "https://"))

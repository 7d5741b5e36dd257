"""The site-config format of FiveFilters' Full-Text RSS, which wallabag reads too: `key: value` lines, in XPath.

A file is named after its domain (`news.example.txt`; with a dot before it, `.news.example.txt`, for its subdomains).
Read are title, author, date, body, strip, strip_id_or_class and strip_image_src. Lines about fetching, paging, logging
in and rewriting the source are kept in `Site.ignored`, with their place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from articlegrab.errors import RulesError
from articlegrab.site_rules import Layout, Selector, Site
from articlegrab.site_rules.selectors import checked

_FIELDS = {"title": "title", "author": "byline", "date": "published", "body": "body", "strip": "strip"}
_LINE = re.compile(r"([a-z_]{3,40})(?:\([^\n]{0,400}\))?\s*:\s*(\S[^\n]*)")
_WORD = re.compile(r"[^\s'\"]+")


def read(text: str, file: Path) -> Site:
    """The rules of one site. Raises RulesError with file and line where an XPath is wrong."""
    selectors: dict[str, list[Selector]] = {}
    ignored: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        place = f"{file}:{number}"
        pair = _LINE.fullmatch(line)
        found = _selector(pair[1], pair[2].strip(), place) if pair else None
        if found is None:
            ignored.append(f"{place}: {line}")
            continue
        name, selector = found
        if reason := checked(selector):
            raise RulesError(f"{place}: {reason}")
        selectors.setdefault(name, []).append(selector)
    layouts = [Layout({name: tuple(found) for name, found in selectors.items()}, place=str(file))] if selectors else []
    return Site(file.stem.strip(".").removeprefix("www."), tuple(layouts), str(file), tuple(ignored))


def _selector(key: str, value: str, place: str) -> tuple[str, Selector] | None:
    """The field and the selector of a line; None where it says something else."""
    if key in _FIELDS:
        return _FIELDS[key], Selector(value, "xpath", place=place)
    if key in ("strip_id_or_class", "strip_image_src") and (word := _WORD.search(value)):
        tests = _tests(key, word[0])
        return "strip", Selector(f"//*[{' or '.join(tests)}]", "xpath", place=place)
    return None


def _tests(key: str, word: str) -> Iterator[str]:
    if key == "strip_image_src":
        yield f"self::img and contains(@src, '{word}')"
    else:
        yield f"contains(concat(' ', normalize-space(@class), ' '), ' {word} ')"
        yield f"@id = '{word}'"

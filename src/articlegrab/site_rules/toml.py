"""articlegrab's own format of site rules: a TOML file for each domain, a table for each layout.

    domain = "news.example"                    # and all hosts below it

    [[layout]]
    valid_until = 2021-06-30
    title = "h1.old-head"
    body = "div.entry"

    [[layout]]
    valid_from = 2021-07-01
    title = "h1.headline"
    published = "meta[name=released]@content"  # the value of an attribute
    body = ["article .lead", "article .text"]  # of several, each adds what it finds
    byline = "//p[starts-with(., 'Words')]"    # what begins with a slash is an XPath
    strip = ".newsletter, .promo"
    teasers = ".more-stories li"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from articlegrab.errors import RulesError
from articlegrab.site_rules import FIELDS, Layout, Selector, Site
from articlegrab.site_rules.selectors import checked

_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,10}")
_WITH_ATTRIBUTE = re.compile(r"([^@]*\S)\s*@([A-Za-z][\w:.-]{0,60})")
_HEADER = re.compile(r"\s*\[\[\s*layout\s*\]\]")
_DAYS = ("valid_from", "valid_until")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a rules file, to find lines in; by default that of rules given in code, which have none."""

    file: Path | None = None
    text: str = ""

    def place(self, table: int | None, key: str = "", value: object = None) -> str | None:
        """`file:line` of a key in the layout of that number (None: before the first), or of one of its values."""
        if self.file is None:
            return None
        current, found = None, 0
        for number, line in enumerate(self.text.splitlines(), 1):
            if _HEADER.match(line):
                current = 0 if current is None else current + 1
                found = found or (number if current == table and not key else 0)
            if current == table and key and not found and re.match(rf"\s*\"?{re.escape(key)}\"?\s*=", line):
                found = number
            if found and isinstance(value, str) and value in line:
                return f"{self.file}:{number}"
        return f"{self.file}:{found}" if found else str(self.file)

    def error(self, message: str, table: int | None = None, key: str = "", value: object = None) -> RulesError:
        """A RulesError that begins with the place."""
        place = self.place(table, key, value) or "rules"
        return RulesError(f"{place}: {f'{key}: ' if key else ''}{message}")


def read(text: str, file: Path) -> Site:
    """The rules of one site. Raises RulesError with file and line."""
    source = Source(file, text)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise RulesError(f"{file}{f':{line[1]}' if line else ''}: {error}") from error
    domain = data.pop("domain", None)
    if not isinstance(domain, str) or not _DOMAIN.fullmatch(domain):
        raise source.error('must be a name like "news.example", in small letters', None, "domain")
    layouts = data.pop("layout", None)
    for key in data:
        raise source.error("is not known here: a rules file has `domain` and [[layout]] tables", None, key)
    if not isinstance(layouts, list) or not layouts:
        raise source.error("has no [[layout]] table")
    return Site(domain, tuple(layout(table, source, number) for number, table in enumerate(layouts)), str(file))


def layout(table: Mapping[str, Any], source: Source, number: int | None = None) -> Layout:
    """One layout, checked. Raises RulesError with the place of what is wrong."""
    days: dict[str, date] = {}
    selectors: dict[str, tuple[Selector, ...]] = {}
    for key, value in table.items():
        if key in _DAYS:
            if type(value) is not date:
                raise source.error("must be a day, as in 2021-06-30, without quotes", number, key)
            days[key] = value
        elif key in FIELDS:
            selectors[key] = tuple(_selector(each, source, number, key) for each in _listed(value, source, number, key))
        else:
            raise source.error(f"is no field; those with selectors are {', '.join(FIELDS)}", number, key)
    if not selectors:
        raise source.error("the layout has no selector", number)
    if len(days) == len(_DAYS) and days["valid_from"] > days["valid_until"]:
        raise source.error("lies before valid_from", number, "valid_until")
    return Layout(selectors, **days, place=source.place(number))


def _listed(value: object, source: Source, number: int | None, key: str) -> list[str]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not listed or not all(isinstance(each, str) and each for each in listed):
        raise source.error("must be a selector or a list of selectors", number, key)
    return list(listed)


def _selector(text: str, source: Source, number: int | None, key: str) -> Selector:
    place = source.place(number, key, text)
    if text.startswith(("/", "(")):
        selector = Selector(text, "xpath", place=place)
    elif parted := _WITH_ATTRIBUTE.fullmatch(text):
        selector = Selector(parted[1], "css", parted[2], place)
    else:
        selector = Selector(text, place=place)
    if reason := checked(selector):
        raise source.error(reason, number, key, text)
    return selector

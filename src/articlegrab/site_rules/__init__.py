"""Rules for one site, as data: which selectors find which field, for which time, and what to leave out.

They are for people who know a site: articlegrab ships none. A folder of rules holds TOML files (`toml`) and files in
the FiveFilters format (`five_filters`), one for each site.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Literal

from articlegrab.errors import RulesError

FIELDS = (
    "title", "dek", "kicker", "byline", "published", "modified", "section", "series", "breadcrumbs", "tags",
    "description", "images", "body", "strip", "teasers",
)  # fmt: skip
"""What a layout can have selectors for. `strip` names what is left out of everything, `teasers` the cards of other
stories; all others are fields of the Article, `byline` giving its authors too."""


@dataclass(frozen=True, slots=True)
class Selector:
    """A CSS selector or an XPath, and where it is written. A CSS selector may end in `@name`: that attribute's value
    then stands for the text."""

    text: str
    language: Literal["css", "xpath"] = "css"
    attribute: str | None = None
    place: str | None = None
    """`file:line`, for messages."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a site's pages are built, from the day `valid_from` to the day `valid_until`, both included."""

    selectors: Mapping[str, tuple[Selector, ...]]
    valid_from: date | None = None
    valid_until: date | None = None
    place: str | None = None

    def holds_on(self, day: date) -> bool:
        """Whether pages of a day have this layout."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)

    def of(self, name: str) -> tuple[Selector, ...]:
        """The selectors of a field."""
        return self.selectors.get(name, ())


@dataclass(frozen=True, slots=True)
class Site:
    """The layouts of a site, the first that fits a page being its own. `ignored` are the lines of a rules file in
    another format that say what is not supported here."""

    domain: str
    layouts: tuple[Layout, ...]
    place: str | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteRules:
    """The rules of any number of sites, by domain."""

    sites: Mapping[str, Site] = field(default_factory=dict)

    def for_host(self, host: str | None) -> Site | None:
        """The rules of a host: those of its own name, else of the nearest domain above it."""
        name = (host or "").lower().removeprefix("www.")
        while name:
            if name in self.sites:
                return self.sites[name]
            name = name.partition(".")[2]
        return None

    def __iter__(self) -> Iterator[Site]:
        return iter(self.sites.values())


def load(path: str | Path) -> SiteRules:
    """The rules in a file, or in all files of a folder (`*.toml`, and FiveFilters' `*.txt`).

    Raises RulesError, with file and line, where one of them is wrong, or where two are for the same domain.
    """
    from articlegrab.site_rules import five_filters, toml

    place = Path(path)
    readers = {".toml": toml.read, ".txt": five_filters.read}
    try:
        place.stat()  # what is not there has no ending to speak of
        files = sorted(file for file in place.iterdir() if file.suffix in readers) if place.is_dir() else [place]
        sites: dict[str, Site] = {}
        for file in files:
            if file.suffix not in readers:
                raise RulesError(f"{file}: site rules stand in .toml files, or in .txt files of FiveFilters' format")
            site = readers[file.suffix](file.read_text("utf-8-sig"), file)
            if site.domain in sites:
                raise RulesError(f"{file}: there are rules for {site.domain} in {sites[site.domain].place} already")
            sites[site.domain] = site
    except OSError as error:
        raise RulesError(f"{place}: cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise RulesError(f"{file}: is not UTF-8") from error
    return SiteRules(sites)


def layout(selectors: Mapping[str, Any]) -> Layout:
    """A layout given in code: `{"title": "h1.headline", "strip": [".promo"]}`. Raises RulesError as `load` does."""
    from articlegrab.site_rules import toml

    return toml.layout(selectors, toml.Source())

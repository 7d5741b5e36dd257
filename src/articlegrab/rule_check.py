"""Site rules tried on saved pages: which selectors find something, and which never do."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from articlegrab import ruling, site_rules
from articlegrab.document import Document, read


@dataclass(frozen=True, slots=True)
class Firing:
    """What a selector found: on how many of the site's saved `pages` it fired, and how many elements in all (`found`).

    `place` is its `file:line`, `field` what it is for.
    """

    domain: str
    field: str
    selector: str
    place: str | None
    pages: int
    fired: int
    found: int


def check_rules(folder: str | Path) -> list[Firing]:
    """Run each rule of a folder on the pages saved beside it: those of `news.example.toml` are all HTML files under the
    folder `news.example`. A layout is tried on the pages of its own time.

    Raises RulesError where a rules file is wrong, DocumentTooComplex where a page is.
    """
    place = Path(folder)
    return [firing for site in site_rules.load(place) for firing in _of_site(site, place / site.domain)]


def _of_site(site: site_rules.Site, folder: Path) -> list[Firing]:
    documents = [read(file.read_bytes()) for file in sorted(folder.rglob("*.htm*"))] if folder.is_dir() else []
    found = []
    for layout in site.layouts:
        own = [document for document in documents if ruling.layout_of(document, site) is layout]
        found += _of_layout(site, layout, own)
    return found


def _of_layout(site: site_rules.Site, layout: site_rules.Layout, documents: list[Document]) -> list[Firing]:
    counted = [ruling.firing(document, layout) for document in documents]
    return [
        Firing(
            site.domain, field, selector.text, selector.place, len(documents),
            sum(counts[selector] > 0 for counts in counted), sum(counts[selector] for counts in counted),
        )
        for field, selectors in layout.selectors.items()
        for selector in selectors
    ]

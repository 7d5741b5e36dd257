"""Folds by site: pages of one site, whatever its country domain, stand in one fold, so that none is judged by a model
that learnt from its sisters.

    python -m benchmarks.folds        pages of each set in each fold
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from benchmarks.corpus import read_gold, require_corpus

FOLDS = 5

# Labels under which countries register names, and suffixes of more than two letters: the part of the public suffix
# list that news sites need.
REGISTRIES = {
    "ac", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "mil", "ne", "net", "nhs", "or", "org", "police",
    "sch",
}
DOMAINS = {
    "arpa", "asia", "biz", "blog", "cat", "club", "com", "coop", "edu", "eu", "gov", "info", "int", "io", "jobs",
    "media", "mobi", "museum", "name", "net", "news", "online", "org", "press", "pro", "scot", "site", "space",
    "store", "tech", "tel", "today", "top", "travel", "tv", "website", "wiki", "world", "xyz",
}


@dataclass(frozen=True)
class Placed:
    """Where one page of the corpus belongs."""

    set: str
    id: str
    site: str
    fold: int


def site_of(name: str) -> str:
    """The registered domain of an address or of a page id that begins with one, else the name itself, lower case.

    >>> site_of("https://news.example.co.uk/a?b=c"), site_of("http://www.example.org:8080/")
    ('example.co.uk', 'example.org')
    >>> site_of("hard::some-paper.com.pa-first-words.html"), site_of("20120117_sport.paper.pl_445b")
    ('some-paper.com.pa', 'paper.pl')
    >>> site_of("https://archive.example.org/web/2016/http://www.paper.com/x"), site_of("1587149671")
    ('paper.com', '1587149671')
    """
    lowered = name.strip().lower()
    copied = max(lowered.find("/http://"), lowered.find("/https://"))  # an archived copy belongs to whom it copies
    lowered = lowered[copied + 1 :]
    host = urlsplit(lowered).hostname if lowered.startswith(("http://", "https://", "//")) else None
    if host is None:
        host = _leading_host(lowered.rpartition("::")[2])
    return _registered(host) if host else lowered


def brand_of(site: str) -> str:
    """The site's name before its suffix: `paper` for paper.com and paper.co.uk, whose templates are the same."""
    return site.split(".")[0]


def fold_of(site: str) -> int:
    """The fold of a site: 0 to 4, the same in every set, on every machine and whichever sets are there."""
    digest = hashlib.sha256(brand_of(site).encode()).digest()
    return int.from_bytes(digest[:8]) % FOLDS


def placed() -> list[Placed]:
    """All pages of all sets with site and fold, in the order of the sets' names and lines."""
    pages = []
    for name, folder in require_corpus().items():
        for page in read_gold(folder):
            site = site_of(page.url or page.id)
            pages.append(Placed(name, page.id, site, fold_of(site)))
    return pages


def _leading_host(name: str) -> str | None:
    """The host that an id such as `20120117_paper.pl_445b` or `paper.com-first-words` begins with."""
    for part in name.split("_"):
        labels = part.split(".")
        for i, label in enumerate(labels[1:], start=1):
            head = label.split("-")[0].split("/")[0]
            if not _is_domain(head):
                continue
            following = labels[i + 1].split("-")[0].split("/")[0] if head == label and i + 1 < len(labels) else ""
            country = [following] if head in REGISTRIES and len(following) == 2 and following.isalpha() else []
            return ".".join([*labels[:i], head, *country])
    return None


def _is_domain(label: str) -> bool:
    return label in DOMAINS or (len(label) == 2 and label.isalpha())


def _registered(host: str) -> str:
    labels = host.removeprefix("www.").rstrip(".").split(".")
    if all(label.isdigit() for label in labels):
        return ".".join(labels)
    under_registry = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in REGISTRIES
    return ".".join(labels[-3:] if under_registry else labels[-2:])


def main() -> None:
    """Print how many pages of each set stand in each fold."""
    counts = Counter((page.set, page.fold) for page in placed())
    print("set".ljust(12), *(f"fold {fold}" for fold in range(FOLDS)))
    for name in dict.fromkeys(name for name, _ in counts):
        print(name.ljust(12), *(f"{counts[name, fold]:6}" for fold in range(FOLDS)))


if __name__ == "__main__":
    main()

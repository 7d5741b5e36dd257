"""The publication, and the addresses the page gives itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from articlegrab import rules
from articlegrab.document import HEADINGS, Document, addresses
from articlegrab.document.json_ld import strings
from articlegrab.fields import imprint
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.words import letters

_VOCABULARY = rules.load("vocab/site.toml")
_SUFFIX_LABELS = frozenset(_VOCABULARY["suffix_labels"])
_BLOG_HOSTS = tuple(_VOCABULARY["blog_hosts"])
_NO_NAMES = _SUFFIX_LABELS.union(_VOCABULARY["common_labels"], *(host.split(".") for host in _BLOG_HOSTS))
"""Labels of a host that do not tell whose it is."""
_NO_SITES = frozenset(
    letters(word)
    for name in ("home_words", "front_words", "languages", "sections", "rights")
    for word in _VOCABULARY[name]
)
"""What links to a front page say that name no site."""
NETWORKS = frozenset(_VOCABULARY["networks"])
_MAX_NAME = 80
_HANDLE = "twitter:site"
_METAS = {"og:site_name": 4.0, "application-name": 2.5, "apple-mobile-web-app-title": 2.4, "dc.publisher": 1.5,
          _HANDLE: 1.0}
_BORDER = re.compile(r"\s[|–—·•»-]+\s|｜|\|(?=\W)")
_ENDING = 4
"""Characters that a name may have more than its domain's label: ".com", "News"."""
_SITE_TYPES = ("WebSite", "NewsMediaOrganization", "Newspaper")
_HOME = re.compile(r"(?:(?:https?:)?//[^/?#\s]{1,80}/?|/)(?:(?:index|default)\.[a-z]{3,5})?", re.I)
_HOME_WORDS = "|".join((r"(?<![^\W_])" if word.isascii() else "") + word for word in _VOCABULARY["home_words"])
_NETS = "|".join(_VOCABULARY["site_words"])
_HOME_WORD = re.compile(rf"(?:{_HOME_WORDS})$", re.I)
_MARKS = rules.load("vocab/title.toml")
_SITE_WORD = re.compile(rf"(?:{_NETS})$")
_EDGES = frozenset(("", *_MARKS["bare_separators"], *_MARKS["spaced_separators"]))
"""What stands before and after a part of a title, be it nothing."""
_BARE = re.escape("".join(mark for mark in _MARKS["bare_separators"] if mark not in ":_"))
_PARTING = re.compile(rf"\s*[{_BARE}]\s*|\s+[{re.escape(_MARKS['spaced_separators'])}_]+\s+|\s*:+\s+")
"""Marks between the parts of a title; those of clocks and file names only beside a blank."""
_SHORTEST = 2
"""Letters of a name."""
_MAX_TITLE, _MOST_CUTS = 1_000, 12
_TITLE_METAS = ("og:title", "twitter:title", "headline")
_MOST_HEADINGS = 60
_MOST_FRONTS = 40
"""Links to a front page that are read."""


@lru_cache(maxsize=1024)
def key(text: str) -> str:
    """A text's letters and digits alone, by which names are compared.

    >>> key("The Daily-Planet!")
    'thedailyplanet'
    """
    return letters(text)


def of_one_house(host: str, other: str) -> bool:
    """Whether two hosts have one domain, or share a label that tells whose they are.

    >>> of_one_house("www.ostvik.example", "blogs.ostvik.test"), of_one_house("a.blogspot.com", "b.blogspot.com")
    (True, False)
    """
    first, second = host.split(".")[:-1], other.split(".")[:-1]
    return not _NO_NAMES.issuperset({*first} & {*second})


def plain(text: str) -> str:
    """A text's letters and digits without accents, as addresses spell it.

    >>> plain("España & Mundo"), plain("espana-mundo")
    ('espanamundo', 'espanamundo')
    """
    if text.isascii():
        return key(text)
    return key("".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)))


def domain_label(host: str | None) -> str | None:
    """The part of a host name that readers know the site by.

    >>> domain_label("news.example.co.uk"), domain_label("m.planet.com")
    ('example', 'planet')
    """
    labels = (host or "").split(".")[:-1]
    while len(labels) > 1 and labels[-1] in _SUFFIX_LABELS:
        labels.pop()
    return labels[-1] if labels and not labels[-1].isdigit() else None


def is_blog(host: str | None) -> bool:
    """Whether a host is a writer's own on a platform of blogs."""
    return host is not None and host.endswith(_BLOG_HOSTS)


def names(document: Document) -> frozenset[str]:
    """The keys of all names the page gives its publication: what headlines do not end with and labels are not."""
    return document.derived(_names)


def _names(document: Document) -> frozenset[str]:
    found = document.derived(_home), document.derived(_claimed)
    return declared(document) | {key(name) for name in found if name}


def declared(document: Document) -> frozenset[str]:
    """The keys of the names that the head gives the publication; a link to the front page of somebody's own site may
    say who writes it."""
    metas = (_name(value) for name in _METAS if (value := document.meta(name)))
    published = (candidate.value for candidate in _published(document))
    return frozenset(key(name) for name in (*metas, *published) if name)


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """og:site_name and its like."""
    for name, weight in _METAS.items():
        value = reading.document.meta(name)
        if value and (text := _name(value)):
            if text.islower() and text.isascii():
                weight -= 1.5  # a handle or an address, not a name
            yield Candidate(text, "meta", weight, locator=name, raw=value)


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """The publisher of the article, the name of the web site."""
    return _published(reading.document)


def _published(document: Document) -> Iterator[Candidate]:
    data = document.json_ld
    for article in data.articles[:3]:
        for text in map(_name, strings(data.resolve(article.get("publisher")))[:1]):
            if text:
                yield Candidate(text, "json_ld", 3.0, locator="publisher.name")
    for item in data.of_type(*_SITE_TYPES):
        for text in map(_name, strings(item.get("name"))[:1]):
            if text:
                yield Candidate(text, "json_ld", 2.8, locator="name")


def from_title(reading: Reading) -> Iterator[Candidate]:
    """The end of `<title>` where it resembles the host name."""
    document = reading.document
    label = domain_label(_host(document))
    tail = re.split(r"\s[|–—·:»-]\s", document.head_title or "")[-1]
    if label and len(tail) <= _MAX_NAME and plain(label) in plain(tail) and tail != document.head_title:
        yield Candidate(tail, "meta", 2.0, locator="title")


def from_home(reading: Reading) -> Iterator[Candidate]:
    """What the links to the front page are called."""
    if name := reading.document.derived(_home):
        yield Candidate(name, "markup", 1.8, locator="a")


def _home(document: Document) -> str | None:
    """The name of the front page by the first link to it that says a part of `<title>`, where the head names no site.

    Links to a front page say many things; only what the title has between its marks as well is the site's name. Where
    the page leads to the front page of a wider host, that of its own host is a section's, unless its name holds the
    wider one's.
    """
    title = document.head_title
    if not title or document.meta("og:site_name") or any(_published(document)):
        return None
    own, wide = _fronts(document)
    is_section = bool(wide) and any(_ends(title, text) for link in own for text in _said(document, link))
    houses = _houses(document, wide)
    for link in (*wide, *own):
        is_free = (is_section and link in wide) or document.closest(link, *HEADINGS) is not None
        for text in _said(document, link):
            if wide and link in own and not any(house in key(text) for house in houses):
                continue
            if _is_part(text, title, is_heading=is_free) and not _is_headline(document, link, text, title):
                return text
    return None


def _houses(document: Document, wide: list[int]) -> frozenset[str]:
    """What the front page of a wider host is called, and the domain."""
    said = {_SITE_WORD.sub("", key(text)) for link in wide for text in _said(document, link)}
    said.add(key(domain_label(_host(document)) or ""))
    return frozenset(name for name in said - _NO_SITES - _NO_NAMES if len(name) >= _SHORTEST)


def _fronts(document: Document) -> tuple[list[int], list[int]]:
    """The links to the front page of the page's own host, and those to that of a wider one; to that of no platform, and
    not those to the page in other languages."""
    host, own, wide = _host(document) or "", [], []
    for link in document.all("a"):
        attributes = document.attributes[link]
        href = attributes.get("href")
        if not href or "hreflang" in attributes or not _HOME.fullmatch(href.strip()):
            continue
        target = addresses.host(document.absolute(href))
        if target and target == host:
            own.append(link)
        elif target and host.endswith(f".{target}") and not is_blog(host):
            wide.append(link)
    return own[:_MOST_FRONTS], wide[:_MOST_FRONTS]


def _said(document: Document, link: int) -> Iterator[str]:
    """What a link says, in words, in its pictures' or for those who point at it, without the words for a front page."""
    images = (document.attribute(node, "alt") for node in document.within(link, "img"))
    for said in (document.text(link), *images, document.attribute(link, "title")):
        text = _name(said) if said else None
        if text:
            yield _HOME_WORD.sub("", text).strip()


def _is_headline(document: Document, link: int, text: str, title: str) -> bool:
    """Whether a link in the page's only first heading says the first part of its title, and no other heading says more
    of it: the headline may lead to the front page."""
    if document.closest(link, "h1") is None or len(document.all("h1")) > 1 or not key(title).startswith(key(text)):
        return False
    rest = key(title)[len(key(text)) :]
    others = document.all("h2", "h3")[:_MOST_HEADINGS]
    return not any(said and said in rest for said in (key(document.text(node)) for node in others))


def _ends(title: str, text: str) -> bool:
    """Whether a text is the last part of a title."""
    whole, said = title.casefold(), text.casefold()
    before = whole.removesuffix(said).rstrip()
    return bool(key(text)) and before not in ("", whole) and before[-1] in _EDGES


def _is_part(text: str, title: str, *, is_heading: bool) -> bool:
    """Whether a text is one of the parts of a title, with marks between: the first or the last, for those in its midst
    are sections; any of them, or several, where it `is_heading`.

    >>> _is_part("The Planet", "Rain - the planet", is_heading=False), _is_part("Ra", "Rain - Weather", is_heading=True)
    (True, False)
    >>> [_is_part("Planet", "Großer Rain - Planet - Weather", is_heading=each) for each in (True, False)]
    [True, False]
    """
    own, said, whole = key(text), text.casefold(), title.casefold()
    at = whole.rfind(said)
    if len(own) < _SHORTEST or own in _NO_NAMES or own in _NO_SITES or at < 0:
        return False
    before, after = whole[:at].rstrip(), whole[at + len(said) :].lstrip()
    is_end = bool(before) != bool(after) and not _BORDER.search(text)
    if not (is_end or (is_heading and (before or after))):
        return False
    return before[-1:] in _EDGES and after[:1] in _EDGES


def from_claim(reading: Reading) -> Iterator[Candidate]:
    """The part of `<title>` that the page claims its rights as, or that its logo shows."""
    if name := reading.document.derived(_claimed):
        yield Candidate(name, "meta", 1.7, locator="title, claimed")


def _claimed(document: Document) -> str | None:
    """The longest begin or end of `<title>` that a line of rights names, else the last part that a logo above the
    headings shows; where neither the head, but by a handle, nor a link to the front page names the site."""
    title = (document.head_title or "")[:_MAX_TITLE]
    metas = (value for name in _METAS if name != _HANDLE and (value := document.meta(name)))
    if not title or any(map(_name, metas)) or any(_published(document)) or document.derived(_home):
        return None
    cuts = list(islice(_PARTING.finditer(title), _MOST_CUTS))
    tails = [title[cut.end() :] for cut in cuts]
    host = key(_host(document) or "")
    ends = [part for part in (*tails, *(title[: cut.start()] for cut in cuts)) if _may_name(part, host)]
    lines = imprint.lines_of_rights(document) if ends else []
    said = [part for part in ends if imprint.is_claimant(part, lines)]
    shown = [part for part in ends if part == tails[-1] and key(part) in imprint.logos(document)] if not said else []
    headlines = _headlines(document, key(title)) if said or shown else frozenset()
    names = [p for p in said or shown[:1] if not any(key(p) in line and key(p) != line for line in headlines)]
    return max(names, key=len, default=None)


def _headlines(document: Document, title: str) -> frozenset[str]:
    """The letters of the page's first headings, and of what it prints or declares in the words of its title: a part of
    the headline is no name of the site."""
    said = [document.text(node) for node in document.all("h1")[:_MOST_HEADINGS]]
    texts = [text for text in document.passage_texts if len(text) <= _MAX_TITLE]
    texts.extend(value for name in _TITLE_METAS if (value := document.meta(name)))
    return frozenset((*map(letters, said), *(line for line in map(letters, texts) if line in title)))


def _may_name(part: str, host: str) -> bool:
    """Whether a part of `<title>` can be a name: it has letters, and is no common word nor the host itself."""
    own = key(part)
    if not _SHORTEST <= len(own) <= _MAX_NAME or not any(each.isalpha() for each in own):
        return False
    return own not in _NO_NAMES and own not in _NO_SITES and own != host


def from_host(reading: Reading) -> Iterator[Candidate]:
    """The host name, where nothing else names the site."""
    if host := _host(reading.document):
        yield Candidate(host, "url", 0.5, raw=reading.document.url or reading.document.base_url)


def _host(document: Document) -> str | None:
    """The page's own host: what its addresses are joined to may be a server of pictures."""
    return addresses.host(document.url) or addresses.host(document.base_url)


SIGNALS = [from_meta, from_json_ld, from_title, from_home, from_claim, from_host]


def _name(value: str) -> str | None:
    """A name as readers know it, without the marks of a handle or an address; None for what cannot be one."""
    text = " ".join(value[:1_000].split()).removeprefix("@")
    if "://" in text:
        host = addresses.host(text) or ""
        text = text.rstrip("/").rsplit("/", 1)[-1] if host in NETWORKS else host
    text = text.removeprefix("www.").lstrip("| ")
    return text if text and "{" not in text and len(text) <= _MAX_NAME and key(text) else None


def find(reading: Reading) -> dict[str, Choice]:
    """site, canonical_url and amp_url."""
    document = reading.document
    candidates = weigh(reading, SIGNALS)
    best = _without_claim(reading, candidates[0].value) if candidates else None
    agreeing = sum(key(candidate.value) == key(best) for candidate in candidates if best)
    publishers = [c.value for c in candidates if c.source == "json_ld" and c.locator == "publisher.name"]
    publisher = publishers[0] if publishers else document.meta("dc.publisher", "publisher", "citation_publisher")
    domain = _host(document)
    site = {"name": best, "domain": domain, "publisher": publisher}
    return {
        "site": Choice(site if any(site.values()) else None, candidates, min(0.95, 0.6 + 0.15 * agreeing)),
        "canonical_url": _canonical(reading),
        "amp_url": _amp(document),
    }


def _without_claim(reading: Reading, name: str) -> str:
    """A name without the headline before it, and without the claim beside the part that the site's domain spells."""
    title, label = reading.choices.get("title"), key(domain_label(_host(reading.document)) or "")
    headline = key((title.value if title else None) or "")
    parts = [part for part in _BORDER.split(name) if key(part) and key(part) != headline]
    is_own = label not in _NO_NAMES and label != ""
    own = [part for part in parts if is_own and key(part).startswith(label) and len(key(part)) <= len(label) + _ENDING]
    return own[0] if len(own) == 1 and len(parts) > 1 else parts[0] if len(parts) == 1 else name


def _canonical(reading: Reading) -> Choice:
    candidates = [_judged(reading.document.url, candidate) for candidate in _own_addresses(reading.document)]
    sound = [candidate for candidate in candidates if candidate.rejected_because is None]
    rejected = [candidate for candidate in candidates if candidate.rejected_because is not None]
    if not sound:
        return Choice(None, rejected, 0.5)
    agreeing = sum(candidate.value == sound[0].value for candidate in sound)
    return Choice(sound[0].value, sound + rejected, min(0.98, 0.8 + 0.1 * (agreeing - 1)))


def _own_addresses(document: Document) -> Iterator[Candidate]:
    if url := document.link("canonical"):
        yield Candidate(url, "link", 3.0, locator="canonical")
    if url := document.absolute(document.meta("og:url")):
        yield Candidate(url, "meta", 2.0, locator="og:url")
    for article in document.json_ld.articles[:1]:
        for name in ("url", "mainEntityOfPage", "@id"):
            value = article.get(name)
            value = value.get("@id") if isinstance(value, dict) else value
            if isinstance(value, str) and "#" not in value and (url := document.absolute(value)):
                yield Candidate(url, "json_ld", 1.0, locator=name)


def _judged(own: str | None, candidate: Candidate) -> Candidate:
    """Some sites declare their front page the canonical address of every story."""
    if is_story(own) and is_front(candidate.value):
        return candidate.rejected("the front page")
    return candidate


def is_story(url: str | None) -> bool:
    """Whether an address is known and not a front page."""
    return url is not None and not is_front(url)


def is_front(url: str) -> bool:
    """Whether an address is that of a front page: no path, no query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.path in ("", "/") and not parts.query


def _amp(document: Document) -> Choice:
    url = document.link("amphtml")
    return Choice(url, [Candidate(url, "link", 1.0, locator="amphtml")] if url else [], 0.98 if url else 0.9)

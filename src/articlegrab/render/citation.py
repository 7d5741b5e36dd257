"""An Article as a bibliography entry: BibTeX (biblatex's `@online`) and CSL-JSON."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from typing import Any

from articlegrab.models import Article, Kind, Person
from articlegrab.render import outline
from articlegrab.render.spans import clean
from articlegrab.render.urls import safe_url

_TEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
})
_PLAIN_NAME = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*)+")
_NOT_KEY = re.compile(r"[^a-z0-9]+")
_SIGNIFICANT = 4
"""Letters that a title's word needs to go into a key."""


def bibtex(article: Article) -> str:
    """An `@online` entry: escaped for TeX, capitals protected, dates in ISO 8601, addresses verbatim.

    The key is made of the first author (or site), the year, a word of the title and four digits that stand for
    the address: it is the same whenever the same article is cited.
    """
    site = article.site.name or article.site.domain if article.site else None
    fields = {
        "author": " and ".join(_tex_name(author) for author in article.authors),
        "title": _protected(article.title or ""),
        "subtitle": _protected(article.dek or ""),
        "organization": _tex(site or ""),
        "date": _day(article) or "",
        "url": _address(article) or "",
        "urldate": article.fetch.fetched_at.date().isoformat() if article.fetch else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@online{{{_key(article)},", *lines, "}"]) + "\n"


def csl(article: Article) -> dict[str, Any]:
    """A CSL-JSON item: article-newspaper; webpage for a press release or a piece of no known kind."""
    site = article.site.name or article.site.domain if article.site else None
    item: dict[str, Any] = {
        "id": _key(article),
        "type": "webpage" if article.kind in (Kind.OTHER, Kind.PRESS_RELEASE) else "article-newspaper",
        "title": _line(article.title),
        "author": [_csl_name(author) for author in article.authors],
        "container-title": _line(site),
        "publisher": _line(article.site.publisher) if article.site else None,
        "section": _line(article.section),
        "abstract": _line(article.dek or article.description),
        "keyword": _line(", ".join(article.tags)),
        "language": _line(article.language),
        "issued": _date_parts(article),
        "accessed": {"date-parts": [_parts(article.fetch.fetched_at)]} if article.fetch else None,
        "URL": _address(article),
    }
    return {name: value for name, value in item.items() if value not in (None, "", [])}


def _line(text: str | None) -> str | None:
    return " ".join(clean(text).split()) if text else None


def _address(article: Article) -> str | None:
    return safe_url(article.canonical_url) or safe_url(article.url)


def _day(article: Article) -> str | None:
    """The date of publication, no finer than it is known and than a day."""
    iso = outline.published_iso(article)
    return iso[:10] if iso else None


def _tex(text: str) -> str:
    return (_line(text) or "").translate(_TEX)


def _protected(text: str) -> str:
    """The text with every word that has a capital in braces, where no style can take it away.

    >>> _protected("Storm hits the NATO summit")
    '{Storm} hits the {NATO} summit'
    """
    words = (_line(text) or "").split(" ")
    return " ".join(f"{{{_tex(word)}}}" if word != word.lower() else _tex(word) for word in words)


def _is_plain(person: Person, name: str) -> bool:
    """Whether a name shows which part of it is the family's: it begins with a capital, has no "Jr." or "III" at its
    end, and no "y" or "e" that joins two family names."""
    words = name.split(" ")
    suffixed = words[-1].endswith(".") or (words[-1].isupper() and len(words[-1]) > 1)
    joined = any(len(word) == 1 and word.islower() for word in words)
    shaped = name[:1].isupper() and _PLAIN_NAME.fullmatch(name) is not None
    return person.kind == "person" and shaped and not suffixed and not joined


def _tex_name(person: Person) -> str:
    """A plain name as it is, for BibTeX to divide; anything else in braces, as one name."""
    name = _line(person.name) or ""
    return _tex(name) if _is_plain(person, name) and " and " not in name.lower() else f"{{{_tex(name)}}}"


def _csl_name(person: Person) -> dict[str, str]:
    """Given and family name where the name shows them; "von der" and the like before the family name apart."""
    name = _line(person.name) or ""
    words = name.split(" ")
    if not _is_plain(person, name):
        return {"literal": name}
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].islower():
        cut -= 1
    parts = {"family": words[-1], "given": " ".join(words[:cut])}
    return parts | ({"non-dropping-particle": " ".join(words[cut:-1])} if cut < len(words) - 1 else {})


def _parts(time: datetime) -> list[int]:
    return [time.year, time.month, time.day]


def _date_parts(article: Article) -> dict[str, list[list[int]]] | None:
    if article.published is None:
        return None
    known = {"year": 1, "month": 2}.get(article.published_precision or "", 3)
    return {"date-parts": [_parts(article.published)[:known]]}


def _key(article: Article) -> str:
    domain = article.site.domain or article.site.name if article.site else None
    who = article.authors[0].name.split()[-1:] if article.authors else []
    year = str(article.published.year) if article.published else ""
    words = (_ascii(word) for word in (article.title or "").split())
    word = next((word for word in words if len(word) >= _SIGNIFICANT), "")
    stem = f"{_ascii(who[0] if who else domain or '')}{year}{word}" or "article"
    named = _address(article) or article.title or article.text
    return f"{stem}-{hashlib.sha256(clean(named).encode()).hexdigest()[:4]}"


def _ascii(word: str) -> str:
    """Lower-case ASCII letters and digits of a word, accents dropped."""
    return _NOT_KEY.sub("", unicodedata.normalize("NFKD", word).lower())[:30]

"""BibTeX and CSL-JSON."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articlegrab.models import Article, FetchInfo, Kind, Person, Site
from tests.render_samples import NOON, article_saying

URL = "https://news.example/a_b?c=1&d=%20"


def story(**more: Any) -> Article:
    told: dict[str, Any] = {
        "url": URL, "title": "Storm costs the NATO port 5% & more", "dek": "What went wrong",
        "authors": [
            Person(name="Ana Reis"), Person(name="Ursula von der Mark"), Person(name="Agency & Co", kind="agency"),
        ],
        "published": NOON, "published_precision": "day", "site": Site(name="The Post", publisher="Post Group"),
        "section": "Coast", "tags": ["storms", "ports"], "language": "en",
    }
    return Article(**(told | more))


def fetched(time: datetime) -> FetchInfo:
    return FetchInfo(
        url=URL, final_url=URL, status=200, fetched_at=time, elapsed=0.1, wire_bytes=1, body_bytes=1, sha256="0" * 64,
    )


def test_bibtex() -> None:
    """A whole entry: names, protected capitals, escapes, address verbatim."""
    lines = story(fetch=fetched(NOON + timedelta(days=2))).to_bibtex().splitlines()
    assert re.fullmatch(r"@online\{reis2024storm-[0-9a-f]{4},", lines[0])
    assert lines[1:] == [
        "  author = {Ana Reis and Ursula von der Mark and {Agency \\& Co}},",
        "  title = {{Storm} costs the {NATO} port 5\\% \\& more},",
        "  subtitle = {{What} went wrong},",
        "  organization = {The Post},",
        "  date = {2024-05-01},",
        f"  url = {{{URL}}},",
        "  urldate = {2024-05-03},",
        "}",
    ]


def test_csl() -> None:
    """A whole item: names divided, particles apart, an agency as one."""
    item = story(fetch=fetched(NOON)).to_csl()
    assert item.pop("id").startswith("reis2024storm-")
    assert item == {
        "type": "article-newspaper",
        "title": "Storm costs the NATO port 5% & more",
        "author": [
            {"family": "Reis", "given": "Ana"},
            {"family": "Mark", "given": "Ursula", "non-dropping-particle": "von der"},
            {"literal": "Agency & Co"},
        ],
        "container-title": "The Post",
        "publisher": "Post Group",
        "section": "Coast",
        "abstract": "What went wrong",
        "keyword": "storms, ports",
        "language": "en",
        "issued": {"date-parts": [[2024, 5, 1]]},
        "accessed": {"date-parts": [[2024, 5, 1]]},
        "URL": URL,
    }


def test_nothing_known() -> None:
    """An empty article still has a key, and no empty fields."""
    assert re.fullmatch(r"@online\{article-[0-9a-f]{4},\n\}\n", Article().to_bibtex())
    assert set(Article().to_csl()) == {"id", "type"}


@pytest.mark.parametrize(("kind", "csl_type"), [
    (Kind.NEWS, "article-newspaper"), (Kind.OPINION, "article-newspaper"), (Kind.PRESS_RELEASE, "webpage"),
])
def test_csl_type(kind: Kind, csl_type: str) -> None:
    """A press release is not from a newspaper."""
    assert story(kind=kind).to_csl()["type"] == csl_type


@pytest.mark.parametrize("name", [
    "Cher", "東京 太郎", "Bo Lund Jr.", "Bo Lund III", "bell hooks", "Reis, Ana", "Desk 24",
    "Iria Lago y Prado",
])
def test_names_that_do_not_divide(name: str) -> None:
    """A name whose parts are not plain to see is given whole."""
    assert story(authors=[Person(name=name)]).to_csl()["author"] == [{"literal": name}]


@pytest.mark.parametrize(("name", "written"), [
    ("Simon and Sons", "{Simon and Sons}"), ("Reis, Ana", "{Reis, Ana}"), ("Ana Reis", "Ana Reis"),
    ("Bo Lund Jr.", "{Bo Lund Jr.}"), ("A{b", "{A\\textbraceleft{}b}"),
])
def test_bibtex_names(name: str, written: str) -> None:
    """A name that BibTeX would cut at a comma or an "and", or take the end of for the family's, is protected."""
    assert f"author = {{{written}}}," in story(authors=[Person(name=name)]).to_bibtex()


@pytest.mark.parametrize(("precision", "date", "parts"), [
    ("year", "2024", [2024]), ("month", "2024-05", [2024, 5]), ("second", "2024-05-01", [2024, 5, 1]),
])
def test_date_is_no_finer_than_known(precision: str, date: str, parts: list[int]) -> None:
    """A month stays a month."""
    article = story(published_precision=precision)
    assert f"date = {{{date}}}," in article.to_bibtex()
    assert article.to_csl()["issued"] == {"date-parts": [parts]}


def test_key_is_stable_and_telling() -> None:
    """The key depends on the article, not on how it was fetched; another address has another key."""
    assert story().to_csl()["id"] == story(fetch=fetched(NOON), confidence=0.5).to_csl()["id"]
    assert story().to_csl()["id"] != story(url=URL + "2").to_csl()["id"]
    assert story(authors=[Person(name="Zoë Müñoz")]).to_csl()["id"].startswith("munoz2024storm-")


@settings(max_examples=150, deadline=None)
@given(st.text(st.one_of(st.characters(), st.sampled_from("{}\\$&#%_~^\"@,\n")), max_size=30))
def test_any_text_leaves_braces_balanced(text: str) -> None:
    """Whatever the fields say, no brace closes an entry early and no special character is bare."""
    entry = article_saying(text, "https://news.example/}{" + text).to_bibtex()
    depth = 0
    for character in entry.rstrip("\n"):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or character in "@online}"
    assert depth == 0
    for line in entry.splitlines():
        if line.startswith(("  title", "  author", "  organization")):
            bare = re.sub(r"\\[$&#%_]|\\text[a-z]+\{\}", "", line)
            assert not re.search(r"[\\$&#%_~^]", bare)
    assert re.match(r"@online\{[a-z0-9-]+,\n", entry)
    entry.encode()

"""The pages under fixtures/pages, read through the public face: one test item for each field that a page is about.

A folder holds `page.html` (bytes as served), `context.json` (its address, and the Content-Type header where that
matters) and `expected.json`, what a careful reader would note down: a part of the Article, in the shape of its JSON.
Of an object only the keys given are compared; a list must match item by item. A time may be given as a day only.
Besides the fields of Article it may say:

    text             the running text, whole and exact
    kicker_or_section  a label that may be taken for either
    some_<field>     items that the list must hold in this order, among others
    text_of_corrections  words that the corrections must hold
    not_anywhere     strings that must not stand in the text or any field
    no_article       the reason for which extract must refuse the page; only `listed` may be given with it
    listed           teasers that extract_teasers must find on it, in this order, among others

Run one page with `pytest tests/test_fixtures.py -k <slug>`.
"""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import articlegrab as ag
from articlegrab.models import Article, Page

PAGES = Path(__file__).parent.parent / "fixtures" / "pages"
EXPECTED: dict[str, dict[str, Any]] = {
    folder.name: json.loads((folder / "expected.json").read_text("utf-8"))
    for folder in sorted(PAGES.iterdir())
    if folder.is_dir()
}
STORIES = {slug: wanted for slug, wanted in EXPECTED.items() if "no_article" not in wanted}
REFUSALS = {slug: wanted["no_article"] for slug, wanted in EXPECTED.items() if "no_article" in wanted}
LISTS = {slug: wanted["listed"] for slug, wanted in EXPECTED.items() if "listed" in wanted}
ITEMS = [(slug, field) for slug, wanted in STORIES.items() for field in wanted]

TIMES = {"published", "modified", "time", "date"}
NOT_PAGE_TEXT = {"source", "evidence", "warnings", "published_raw", "modified_raw"}


def read(slug: str) -> Article:
    """The article of one fixture page, extracted as a user would."""
    context = json.loads((PAGES / slug / "context.json").read_text("utf-8"))
    body = (PAGES / slug / "page.html").read_bytes()
    if content_type := context.get("content_type"):
        return ag.extract(Page(url=context["url"], headers={"content-type": content_type}, body=body))
    return ag.extract(body, url=context["url"])


@functools.cache
def outcome(slug: str) -> Article | ag.ArticlegrabError:
    """What came of a page, worked out once: its article, or the error that every one of its items then shows."""
    try:
        return read(slug)
    except ag.ArticlegrabError as error:
        return error


def article_of(slug: str) -> Article:
    """The page's article; raises what the extraction raised."""
    result = outcome(slug)
    if isinstance(result, ag.ArticlegrabError):
        raise result
    return result


@functools.cache
def record(slug: str) -> dict[str, Any]:
    """The article as the JSON it is published as, with its text."""
    article = article_of(slug)
    return {**article.model_dump(mode="json"), "text": article.text}


def same_time(wanted: str, got: str) -> bool:
    """Whether two times are one instant, to the second; a day alone asks for that day as the page gives it."""
    if len(wanted) == len("2024-01-01"):
        return got[:10] == wanted
    return datetime.fromisoformat(wanted).replace(microsecond=0) == datetime.fromisoformat(got).replace(microsecond=0)


def same_string(key: str, wanted: str, got: str) -> bool:
    """Whether a string is the one wanted: instants as instants, a language whatever its region, names in any case."""
    if key in TIMES:
        return same_time(wanted, got)
    if key == "language":
        return got == wanted or got.startswith(wanted + "-")
    if key == "name":
        return got.casefold().split() == wanted.casefold().split()
    return got.split() == wanted.split()


def differences(wanted: Any, got: Any, path: str) -> Iterator[str]:
    """Every place where what was got is not what was wanted, as a line each."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        for key, value in wanted.items():
            yield from differences(value, got.get(key), f"{path}.{key}")
    elif isinstance(wanted, list) and isinstance(got, list):
        for index, (one, other) in enumerate(zip(wanted, got, strict=False)):
            yield from differences(one, other, f"{path}[{index}]")
        for index, missing in list(enumerate(wanted))[len(got) :]:
            yield f"{path}[{index}]: missing {brief(missing)}"
        for index, extra in list(enumerate(got))[len(wanted) :]:
            yield f"{path}[{index}]: not wanted {brief(extra)}"
    elif isinstance(wanted, str) and isinstance(got, str):
        if not same_string(path.rpartition(".")[2], wanted, got):
            yield f"{path}:\n    wanted {wanted!r}\n    got    {got!r}"
    elif wanted != got:
        yield f"{path}:\n    wanted {brief(wanted)}\n    got    {brief(got)}"


def brief(value: Any) -> str:
    """A value short enough to read in a failure."""
    if isinstance(value, dict):
        value = {key: item for key, item in value.items() if item not in (None, [], "")}
    shown = repr(value)
    return shown if len(shown) <= 400 else shown[:400] + " …"


def strings(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Every string in a record that came from the page's text or addresses, with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in NOT_PAGE_TEXT:
                yield from strings(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from strings(item, f"{path}[{index}]")


def text_differences(slug: str, wanted: str) -> Iterator[str]:
    """The text's blocks that are missing (-) or do not belong (+)."""
    got = record(slug)["text"]
    if got != wanted:
        yield from difflib.unified_diff(wanted.split("\n\n"), got.split("\n\n"), "wanted", "got", lineterm="", n=0)


def body_type_differences(slug: str, wanted: list[str]) -> Iterator[str]:
    """How the kinds of the body's blocks differ from those wanted."""
    yield from differences(wanted, [block["type"] for block in record(slug)["body"]], "body_types")


def label_differences(slug: str, wanted: str) -> Iterator[str]:
    """Whether neither kicker nor section is the label wanted."""
    kicker, section = record(slug)["kicker"], record(slug)["section"]
    if wanted.casefold() not in ((kicker or "").casefold(), (section or "").casefold()):
        yield f"wanted {wanted!r}\nkicker  {kicker!r}\nsection {section!r}"


def correction_differences(slug: str, wanted: str) -> Iterator[str]:
    """Whether the words wanted are missing from the corrections."""
    got = [note["text"] for note in record(slug)["corrections"]]
    if " ".join(wanted.split()) not in " ".join(" ".join(got).split()):
        yield f"wanted {wanted!r}\ncorrections {got!r}"


def unwanted_strings(slug: str, unwanted: list[str]) -> Iterator[str]:
    """Each string that should not be anywhere, with what it stands in."""
    for path, text in strings(record(slug), "article"):
        yield from (f"{path}: holds {phrase!r}" for phrase in unwanted if phrase in text)


def missing_among(got: list[Any], wanted: list[Any], name: str) -> Iterator[str]:
    """Each item wanted that the list does not hold, or holds before the one wanted before it."""
    position = 0
    for item in wanted:
        found = next((at for at in range(position, len(got)) if not any(differences(item, got[at], ""))), None)
        if found is None:
            nearest = min((list(differences(item, other, name)) for other in got), key=len, default=["being absent"])
            yield "\n".join([f"nothing in order matches {brief(item)}; the nearest differs in", *nearest])
        else:
            position = found + 1


VIEWS: dict[str, Callable[[str, Any], Iterator[str]]] = {
    "text": text_differences,
    "body_types": body_type_differences,
    "kicker_or_section": label_differences,
    "text_of_corrections": correction_differences,
    "not_anywhere": unwanted_strings,
}


@pytest.mark.parametrize(("slug", "field"), ITEMS, ids=[f"{slug}::{field}" for slug, field in ITEMS])
def test_story(slug: str, field: str) -> None:
    """The page gives this field as a careful reader would."""
    wanted = STORIES[slug][field]
    if field in VIEWS:
        found = list(VIEWS[field](slug, wanted))
    elif field.startswith("some_"):
        name = field.removeprefix("some_")
        found = list(missing_among(record(slug)[name], wanted, name))
    else:
        found = list(differences(wanted, record(slug)[field], field))
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize(("slug", "reason"), REFUSALS.items(), ids=[f"{slug}::no_article" for slug in REFUSALS])
def test_refusal(slug: str, reason: str) -> None:
    """A page without an article is refused, for its own reason, rather than given as one."""
    with pytest.raises(ag.NoArticle) as caught:
        article_of(slug)
    assert caught.value.reason == reason


@pytest.mark.parametrize(("slug", "wanted"), LISTS.items(), ids=[f"{slug}::listed" for slug in LISTS])
def test_list_page(slug: str, wanted: list[Any]) -> None:
    """A front or section page gives its stories as teasers, in the order of the page."""
    context = json.loads((PAGES / slug / "context.json").read_text("utf-8"))
    teasers = ag.extract_teasers((PAGES / slug / "page.html").read_bytes(), url=context["url"])
    found = list(missing_among([teaser.model_dump(mode="json") for teaser in teasers], wanted, "teasers"))
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("slug", STORIES)
def test_expectation_is_complete(slug: str) -> None:
    """Every story fixture states title, text and what must not leak, in words that the Article or this file knows."""
    known = {*Article.model_fields, *VIEWS, *(f"some_{name}" for name in Article.model_fields)}
    assert set(STORIES[slug]) <= known
    assert {"title", "text", "not_anywhere"} <= set(STORIES[slug])

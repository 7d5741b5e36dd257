"""Versions of a story, stealth edits between them, extraction anew, exports."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

import articlegrab as ag
from articlegrab import columns
from articlegrab.archive.versions import changes
from articlegrab.errors import NotArchived
from tests.archive_samples import START, fetched, story_page

PARAGRAPHS = (
    "The dam at Sarn will release water twice a year from March, the two governments said after nine years of talks.",
    "President Aldo Verrin called the deal modest, and said that it would be tested in the first dry summer.",
    "Engineers at Kell Gorge had asked for three releases a year, as fish need them in the spring.",
    "The text of the agreement was not published. A summary of two pages was handed to reporters at noon.",
    "Farmers downstream, who had blocked the valley road for a week, took their tractors home in the evening.",
)
URL = "https://news.example/sarn"


def sarn(*paragraphs: str, title: str = "Dam talks end", dek: str = "A first test", days: float = 0) -> ag.Page:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title></head><body><article>'
        f'<h1>{title}</h1><p class="dek">{dek}</p><p class="byline">By Corin Vale</p>{body}</article></body></html>'
    )
    return fetched(URL, html, at=START + timedelta(days=days))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ag.Archive]:
    with ag.Archive(tmp_path / "news.archive") as opened:
        yield opened


def test_versions_are_runs_of_the_same_wording(archive: ag.Archive) -> None:
    """Captures with the same words are one version; words that come back later are another."""
    softened = PARAGRAPHS[1].replace("modest", "historic")
    for day, second in enumerate((PARAGRAPHS[1], PARAGRAPHS[1], softened, PARAGRAPHS[1])):
        archive.add(sarn(PARAGRAPHS[0], second, *PARAGRAPHS[2:], days=day))
    found = archive.versions(URL)
    assert [(version.number, version.captures) for version in found] == [(1, 2), (2, 1), (3, 1)]
    assert [(version.first.id, version.last.id) for version in found] == [(1, 2), (3, 3), (4, 4)]
    with pytest.raises(NotArchived):
        archive.versions("https://news.example/other")


def test_white_space_and_surroundings_make_no_version(archive: ag.Archive) -> None:
    """What is around the story may change as it likes."""
    archive.add(sarn(*PARAGRAPHS))
    noisy = sarn(*(paragraph.replace(" ", "\n ", 3) for paragraph in PARAGRAPHS), days=1)
    archive.add(noisy.model_copy(update={"body": noisy.body + b"<footer>Most read today: other things</footer>"}))
    assert [version.captures for version in archive.versions(URL)] == [2]


def test_every_stealth_edit_is_named(archive: ag.Archive) -> None:
    """Headline, standfirst and paragraphs: what was changed, added, removed and moved, by words."""
    before = archive.add(sarn(*PARAGRAPHS))
    after = archive.add(
        sarn(
            PARAGRAPHS[0], PARAGRAPHS[1].replace("modest", "historic"), "A spokesman declined to comment on the fish.",
            PARAGRAPHS[4], PARAGRAPHS[3], title="Dam talks end in a deal", dek="A second test", days=1,
        )
    )
    difference = archive.diff(before.id, after.id)
    named = [(change.part, change.kind, change.position_before, change.position_after) for change in difference.changes]
    assert named == [
        ("title", "changed", None, None), ("dek", "changed", None, None), ("paragraph", "changed", 1, 1),
        ("paragraph", "removed", 2, None), ("paragraph", "added", None, 2), ("paragraph", "moved", 4, 3),
    ]
    (reworded,) = [change for change in difference.changes if change.part == "paragraph" and change.kind == "changed"]
    assert [(stretch.kind, stretch.text) for stretch in reworded.words if stretch.kind != "same"] == [
        ("removed", "modest"), ("added", "historic"),
    ]
    assert "called the deal [-modest-]{+historic+}, and said" in difference.to_text()
    assert "<del>modest</del><ins>historic</ins>" in difference.to_html()
    assert json.loads(difference.model_dump_json())["changes"][0]["part"] == "title"


def test_differences_read_both_ways() -> None:
    """The words of a change, without what was added, are those before; without what was removed, those after."""
    old, new = ag.extract(sarn(*PARAGRAPHS)), ag.extract(sarn(*PARAGRAPHS[::-1], title="Talks over", days=1))
    for change in changes(old, new):
        if change.kind != "moved":
            assert "".join(part.text for part in change.words if part.kind != "added") == (change.before or "")
            assert "".join(part.text for part in change.words if part.kind != "removed") == (change.after or "")
    assert changes(old, old) == []


def test_html_of_a_difference_is_safe(archive: ag.Archive) -> None:
    """Words of a story stay words."""
    one = archive.add(sarn(*PARAGRAPHS))
    other = archive.add(sarn("A &lt;script&gt;alert(1)&lt;/script&gt; was said.", *PARAGRAPHS[1:], days=1))
    printed = archive.diff(one.id, other.id).to_html()
    assert "<script" not in printed
    assert "&lt;" in printed


def test_huge_stories_are_compared_in_time() -> None:
    """Thousands of equal or different paragraphs, and one that is a megabyte long."""
    article = ag.extract(sarn(*PARAGRAPHS))
    block = article.body[0]
    many = article.model_copy(update={"body": [block.model_copy(update={"text": "Again. "})] * 20_000})
    other = article.model_copy(
        update={"body": [block.model_copy(update={"text": f"Line {number}. "}) for number in range(5_000)]}
    )
    long = article.model_copy(update={"body": [block.model_copy(update={"text": "word " * 200_000})]})
    assert len(changes(many, other)) == 25_000
    assert len(changes(article, long)) > 0


def shorter(page: ag.Page) -> ag.Article | ag.ArticlegrabError:
    """Another version of the extractor, which finds no standfirsts, and nothing at all on one page."""
    if page.url == story_page(3).url:
        return ag.NoArticle("gone", reason="no_text")
    return ag.extract(page).model_copy(update={"byline": None, "authors": []})


def test_extraction_anew_says_what_changed(archive: ag.Archive) -> None:
    """After an upgrade everything is extracted again from the bytes, with a report for each page."""
    for number in range(1, 6):
        archive.add(story_page(number))
    assert [report.changed for report in archive.reextract()] == [[]] * 5
    with ThreadPoolExecutor(2) as pool:
        reports = list(archive.reextract(extract=shorter, mapped=pool.map))
    assert [report.changed for report in reports] == [
        ["authors", "byline"], ["authors", "byline"], ["article"], ["authors", "byline"], ["authors", "byline"],
    ]
    assert [report.error_after for report in reports] == [None, None, "no_article", None, None]
    assert archive.search("byline:holm") == []
    assert archive.verify().faults == []
    assert [report.error_before for report in archive.reextract() if report.changed == ["article"]] == ["no_article"]
    assert len(archive.search("byline:holm")) == 5
    assert archive.verify().faults == []


def elsewhere(page: ag.Page) -> ag.Article | ag.ArticlegrabError:
    """Another version of the extractor, which finds other canonical addresses."""
    return ag.extract(page).model_copy(update={"canonical_url": "https://moved.example/story"})


def test_a_story_may_come_to_be_known_by_another_address(archive: ag.Archive) -> None:
    """After an extraction that finds another canonical address, the old one is no story of the archive any more."""
    archive.add(fetched("https://m.news.example/1", story_page(1).body))
    assert "https://news.example/1/ferry" in archive
    list(archive.reextract(extract=elsewhere))
    assert "https://moved.example/story" in archive
    assert "https://news.example/1/ferry" not in archive
    assert len(archive.versions("https://m.news.example/1")) == 1
    assert archive.verify().faults == []


@pytest.fixture
def filled(archive: ag.Archive) -> ag.Archive:
    """An archive of ten stories, one of them with two versions, and a page without one."""
    for number in range(10):
        archive.add(story_page(number))
    archive.add(story_page(4, at=START + timedelta(days=1), extra="<p>This was corrected on Tuesday, twice.</p>"))
    archive.add(fetched("https://news.example/", b"<p>Nothing</p>"))
    return archive


def test_export_as_lines(filled: ag.Archive, tmp_path: Path) -> None:
    """JSONL: every capture with its article."""
    filled.export(tmp_path / "all.jsonl", "jsonl")
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == 12
    assert ag.Article.model_validate(lines[4]["article"]) == filled.article(5)
    assert (lines[11]["article"], lines[11]["capture"]["error"]["code"]) == (None, "no_article")


def test_export_as_columns(filled: ag.Archive, tmp_path: Path) -> None:
    """Parquet: typed columns, and the whole article as JSON."""
    parquet = pytest.importorskip("pyarrow.parquet")
    filled.export(tmp_path / "all.parquet", "parquet")
    rows = parquet.read_table(tmp_path / "all.parquet").to_pylist()
    assert len(rows) == 12
    assert (rows[0]["title"], rows[0]["authors"]) == ("Tarn keeps its ferry, vote 0", ["Ida Holm"])
    assert ag.Article.model_validate_json(rows[0]["article"]) == filled.article(1)
    assert rows[11]["text"] is None
    assert (rows[11]["error"], rows[11]["error_stage"]) == ("no_article", "extract")
    assert [row["capture"] for row in rows] == filled.numbers()
    assert list(rows[0])[-len(columns.COLUMNS):] == [name for name, _ in columns.COLUMNS]


def test_export_as_citations(filled: ag.Archive, tmp_path: Path) -> None:
    """Each story once, as it was last seen, by date."""
    filled.export(tmp_path / "all.bib", "bibtex")
    filled.export(tmp_path / "all.json", "csl")
    assert (tmp_path / "all.bib").read_text("utf-8").count("@online{") == 10
    items = json.loads((tmp_path / "all.json").read_text("utf-8"))
    assert [item["title"] for item in items][:2] == ["Tarn keeps its ferry, vote 0", "Drennick keeps its ferry, vote 1"]
    assert len({item["id"] for item in items}) == 10


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_pages_without_an_address_are_exported(tmp_path: Path, form: Literal["warc", "wacz"]) -> None:
    """A saved file has no address: it goes out under the one that it gives itself, else under the URN of its digest."""
    story = sarn(*PARAGRAPHS).body
    named = b'<link rel="canonical" href="https://news.example/a">' + story
    path = tmp_path / f"out.{form}"
    with ag.Archive(tmp_path / "a.archive") as archive:
        for body in (named, story):
            archive.add(ag.Page(body=body))
        archive.export(path, form)
    read = ag.read_warc(path) if form == "warc" else ag.read_wacz(path)
    assert [(page.url, page.body) for page in read] == [("https://news.example/a", named), (None, story)]


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_export_as_pages(filled: ag.Archive, tmp_path: Path, form: str) -> None:
    """WARC and WACZ: the pages come back as they were, bytes, headers and time."""
    pytest.importorskip("warcio")
    path = tmp_path / f"all.{form}"
    filled.export(path, form)  # type: ignore[arg-type]
    read = ag.read_warc(path) if form == "warc" else ag.read_wacz(path)
    for page, kept in zip(read, filled.pages(), strict=True):
        assert (page.url, page.headers | {"content-length": ""}, page.body) == (
            kept.url, kept.headers | {"content-length": ""}, kept.body
        )
        assert page.fetch
        assert kept.fetch
        assert page.fetch.fetched_at == kept.fetch.fetched_at
    if form == "warc":
        assert subprocess.run([sys.executable, "-m", "warcio.cli", "check", path], check=False).returncode == 0

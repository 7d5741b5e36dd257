"""Many inputs, one outcome each: what goes in, what comes out, and who is asked how often."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.errors import InputError
from articlegrab.models import Outcome, Page
from tests.newsstand import Newsstand, Reply, newsstand, numbered, story

LOCAL = ag.FetchOptions(allow_private=True, delay=0)


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with newsstand(4) as served:
        served.answer = numbered
        yield served


def by_source(outcomes: list[Outcome]) -> dict[str, str]:
    """Title or error code of each outcome."""
    found = {}
    for outcome in outcomes:
        assert outcome.source not in found, "one outcome for each input"
        assert (outcome.article is None) != (outcome.error is None)
        found[outcome.source] = outcome.error.code if outcome.error else str(outcome.article and outcome.article.title)
    return found


def saved(folder: Path, count: int) -> list[Path]:
    """So many stories as files."""
    folder.mkdir(parents=True)
    files = [folder / f"story-{number:04}.html" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(story(number))
    return files


def test_everything_has_an_outcome(stand: Newsstand, tmp_path: Path) -> None:
    """Addresses, files, folders, lists and pages in hand, good and bad, each give one outcome by its name."""
    files = saved(tmp_path / "saved", 3)
    (tmp_path / "saved" / "notes.md").write_text("not a page")
    listed = tmp_path / "list.txt"
    listed.write_text(f"# mine\n\n{stand.hosts[1]}/story-11\n{tmp_path / 'none.html'}\n  {stand.hosts[1]}/gone  \n")
    page = Page(url="https://news.example/in-hand", body=story(12))
    inputs = [
        f"{stand.url}/story-10", str(tmp_path / "saved"), listed, page, "https://", "http://[",
        Page(body=b"%PDF-1.7"), tmp_path / "none.txt", Page(url="https://news.example/in-hand", body=story(13)),
    ]
    found = by_source(list(ag.batch(inputs, fetch=LOCAL)))
    assert found.pop(next(name for name in found if name.startswith("sha256:"))) == "no_article"
    assert found == {
        f"{stand.url}/story-10": "Ferry number 10 returns",
        **{str(file): f"Ferry number {number} returns" for number, file in enumerate(files)},
        f"{stand.hosts[1]}/story-11": "Ferry number 11 returns",
        str(tmp_path / "none.html"): "input_error",
        f"{stand.hosts[1]}/gone": "bad_status",
        "https://news.example/in-hand": "Ferry number 12 returns",
        "https://": "invalid_url", "http://[": "invalid_url",
        str(tmp_path / "none.txt"): "input_error",
    }


def test_outcomes_have_the_published_form(stand: Newsstand, tmp_path: Path) -> None:
    """A line is source, article and error, the error with its five attributes; the article is that of extract."""
    out = tmp_path / "out.jsonl"
    list(ag.batch([f"{stand.url}/story-1", f"{stand.url}/none"], out=out, fetch=LOCAL))
    lines = {line["source"]: line for line in map(json.loads, out.read_text().splitlines())}
    good, bad = lines[f"{stand.url}/story-1"], lines[f"{stand.url}/none"]
    assert set(good) == set(bad) == {"source", "article", "error"}
    assert (good["error"], bad["article"]) == (None, None)
    assert bad["error"].pop("message")
    assert bad["error"] == {
        "code": "bad_status", "url": f"{stand.url}/none", "stage": "fetch", "retryable": False, "reason": None,
    }
    good["article"]["fetch"] = good["article"]["charset"] = None
    alone = ag.extract(Page(url=f"{stand.url}/story-1", body=story(1))).model_dump(mode="json")
    assert good["article"] == alone | {"fetch": None, "charset": None}


def test_ways_of_writing_an_address_are_asked_once(stand: Newsstand) -> None:
    """Of 100 pairs that differ in tracking, fragment, case of the host, port or order, one each is fetched."""
    changes = [
        lambda url: url + "?utm_source=x&utm_medium=y", lambda url: url + "#comments",
        lambda url: url.replace("http://", "HTTP://"), lambda url: url + "?fbclid=1#a",
        lambda url: url.replace("http://", "http://reader:pass@"),
    ]
    urls = [f"{stand.hosts[number % 4]}/story-{number}" for number in range(100)]
    pairs = [change for number, url in enumerate(urls) for change in (url, changes[number % 5](url))]
    outcomes = list(ag.batch(pairs, fetch=LOCAL))
    assert Counter(stand.asked()) == Counter(urls)
    codes = Counter(outcome.error.code for outcome in outcomes if outcome.error)
    assert (len(outcomes), codes) == (200, {"duplicate_input": 100})


def test_a_host_is_asked_for_one_page_at_a_time(stand: Newsstand) -> None:
    """Whatever the number of connections, no two requests to a host overlap, and hosts are asked side by side."""
    stand.answer = lambda path: numbered(path)._replace(delay=0.02)
    urls = [f"{host}/story-{number}" for host in stand.hosts for number in range(8)]
    outcomes = list(ag.batch(urls, fetch=LOCAL))
    assert len([outcome for outcome in outcomes if outcome.article]) == 32
    visits = sorted(stand.visits, key=lambda visit: visit.began)
    for host in stand.hosts:
        times = [(visit.began, visit.ended) for visit in visits if visit.host == host]
        assert all(before[1] <= after[0] + 0.005 for before, after in pairwise(times))
    overlaps = sum(after.began < before.ended for before, after in pairwise(visits))
    assert overlaps > 10


def test_pages_in_hand_are_taken_as_they_are_wanted() -> None:
    """A generator of pages is not run ahead of the work: memory is bounded."""
    made = 0

    def pages() -> Iterator[Page]:
        nonlocal made
        for number in range(400):
            made += 1
            yield Page(url=f"https://news.example/{number}", body=story(number))

    with ag.batch(pages(), workers=1) as batch:
        next(batch)
        ahead = made
        rest = sum(1 for _ in batch)
    assert (made, rest) == (400, 399)
    assert ahead < 150


@pytest.mark.skipif(sys.platform == "win32", reason="file names are text there")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A file name of arbitrary bytes is read, and named in a way that is text."""
    folder = os.fsencode(tmp_path)
    with open(folder + b"/caf\xe9.html", "wb") as file:
        file.write(story(5))
    found = by_source(list(ag.batch([tmp_path])))
    assert found == {f"{tmp_path}/caf\\udce9.html": "Ferry number 5 returns"}


def test_asynchronous_code_iterates_too(tmp_path: Path) -> None:
    """`async for` gives the same outcomes, beside other tasks."""
    saved(tmp_path / "saved", 5)

    async def collect() -> list[Outcome]:
        return [outcome async for outcome in ag.batch([tmp_path / "saved"])]

    assert len(by_source(asyncio.run(collect()))) == 5


def test_progress_counts(stand: Newsstand, tmp_path: Path) -> None:
    """Done, failed by reason and total are told, and what an earlier run did."""
    urls = [f"{stand.url}/story-1", f"{stand.url}/none", f"{stand.url}/story-1?utm_source=x"]
    for before in (0, 3):
        with ag.batch(urls, out=tmp_path / "out.jsonl", fetch=LOCAL) as batch:
            list(batch)
            progress = batch.progress
        assert (progress.total, progress.before, progress.done) == (3, before, 3 - before)
    assert progress.failed == {}


def test_a_failing_source_of_inputs_ends_the_run() -> None:
    """An error in the caller's own generator is raised at the caller's."""
    def inputs() -> Iterator[Page]:
        yield Page(url="https://news.example/1", body=story(1))
        raise LookupError("my database is gone")

    with pytest.raises(LookupError, match="my database"):
        list(ag.batch(inputs()))


def test_a_single_address_is_no_list() -> None:
    """`batch("https://…")` would otherwise take each letter for an input."""
    with pytest.raises(InputError, match=r"batch\(\["):
        ag.batch("https://news.example/")


def test_a_crashing_page_costs_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that kill or hang their process are named, kept aside, and the others are read."""
    from articlegrab.batches import reader
    from tests import crashing

    monkeypatch.setattr(reader, "read", crashing.read)
    bad = {3: "segfault", 14: "hang", 15: "hoard", 21: "err"}
    pages = [
        Page(url=f"https://news.example/{number}", body=bad.get(number, "").encode() or story(number))
        for number in range(30)
    ]
    out = tmp_path / "out.jsonl"
    found = by_source(list(ag.batch(pages, out=out, deadline=1.0)))
    codes = {int(source.rpartition("/")[2]): code for source, code in found.items() if not code.startswith("Ferry")}
    assert codes == {3: "worker_crashed", 14: "worker_crashed", 15: "worker_crashed", 21: "extract_failed"}
    kept = sorted(file.read_bytes() for file in (tmp_path / "out.jsonl.quarantine").iterdir())
    assert kept == [b"hang", b"hoard", b"segfault"]
    assert len(out.read_bytes().splitlines()) == 30


def test_too_large_a_file_is_named(tmp_path: Path) -> None:
    """Files have the limit that answers have."""
    file = tmp_path / "large.html"
    file.write_bytes(story(1) + b" " * 100_000)
    outcome, = ag.batch([file], fetch=ag.FetchOptions(max_bytes=100_000))
    assert outcome.error
    assert (outcome.error.code, "100,000" in outcome.error.message) == ("input_error", True)


def test_replies_of_every_kind_are_outcomes(stand: Newsstand) -> None:
    """Servers that err, refuse or send other things than pages are errors by name; nothing is raised."""
    stand.pages = {
        "/down": Reply(b"", 503), "/pdf": Reply(b"%PDF-1.7", content_type="application/pdf"),
        "/loop": Reply(b"", 302, headers={"location": "/loop"}),
        "/file": Reply(b"", 302, headers={"location": "file:///etc/passwd"}),
    }
    found = by_source(list(ag.batch(
        [stand.hosts[number] + path for number, path in enumerate(stand.pages)] + ["http://127.0.0.1:1/"],
        fetch=replace(LOCAL, retries=0),
    )))
    assert sorted(found.values()) == [
        "bad_status", "invalid_url", "too_many_redirects", "unsafe_redirect", "unsupported_content_type",
    ]

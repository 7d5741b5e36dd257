"""Discovery: feeds, sitemaps and section pages on real servers, sound, broken and hostile."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.cli import main
from articlegrab.errors import ArticlegrabError, BadStatus
from articlegrab.models import Page
from articlegrab.models.find import Find
from tests.newsstand import Newsstand, Reply, newsstand, story

LOCAL = ag.FetchOptions(allow_private=True, delay=0, retries=0)

RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Post</title>
<link>https://news.example/</link>
<item><title>Ferry &amp; brass band</title><link>/2031/ferry</link>
<pubDate>Mon, 03 Mar 2031 08:00:00 GMT</pubDate></item>
<item><title>By its number</title><guid>https://news.example/2031/guid</guid><dc:date>2031-03-02</dc:date></item>
<item><title>No address</title><guid isPermaLink="false">77</guid></item>
<item><title>Twice</title><link>/2031/ferry?utm_source=rss</link></item></channel></rss>"""

ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title><link rel="self" href="/atom"/>
<entry><title type="html">Quay &lt;b&gt;closed&lt;/b&gt;</title><link rel="enclosure" href="/a.mp3"/>
<link rel="alternate" href="/2031/quay"/><published>2031-03-01T10:00:00+02:00</published>
<updated>2031-03-04T10:00:00Z</updated></entry></feed>"""

JSON_FEED = json.dumps({
    "version": "https://jsonfeed.org/version/1.1", "title": "Post",
    "items": [{"id": "1", "url": "/2031/json", "title": "From JSON", "date_published": "2031-03-03T00:00:00Z"},
              {"id": 2, "url": 7}, "noise"],
}).encode()

NEWS_SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/2031/news</loc><news:news>
<news:publication><news:name>Post</news:name></news:publication><news:publication_date>2031-03-03T06:00:00Z
</news:publication_date><news:title>Dam talks</news:title></news:news></url>
<url><loc>/2020/old</loc><lastmod>2020-01-01</lastmod></url><url><loc>ftp://news.example/x</loc></url></urlset>"""


@pytest.fixture
def stand() -> Iterator[Newsstand]:
    with newsstand() as served:
        yield served


def found(stand: Newsstand, path: str, **options: object) -> dict[str, Find]:
    """What is discovered from a path, by the path of each find; each is found once."""
    finds = list(ag.discover(stand.url + path, fetch=LOCAL, **options))  # type: ignore[arg-type]
    paths = [re.sub(r"^https?://[^/]+", "", find.url) for find in finds]
    assert len(set(paths)) == len(paths)
    return dict(zip(paths, finds, strict=True))


def sitemap(*paths: str) -> bytes:
    """A plain sitemap."""
    return b"<urlset>" + b"".join(b"<url><loc>%s</loc></url>" % path.encode() for path in paths) + b"</urlset>"


def index(*paths: str, modified: str = "") -> bytes:
    """An index of sitemaps."""
    dated = f"<lastmod>{modified}</lastmod>" if modified else ""
    inner = "".join(f"<sitemap><loc>{path}</loc>{dated}</sitemap>" for path in paths)
    return f"<sitemapindex>{inner}</sitemapindex>".encode()


def test_feeds_of_all_kinds(stand: Newsstand) -> None:
    """RSS, Atom and JSON Feed give addresses, titles and times; what has no address is passed over."""
    stand.pages = {
        "/rss": Reply(RSS, content_type="application/rss+xml"), "/atom": Reply(ATOM, content_type="text/plain"),
        "/json": Reply(JSON_FEED, content_type="application/feed+json"),
    }
    rss, atom, from_json = found(stand, "/rss"), found(stand, "/atom"), found(stand, "/json")
    assert list(rss) == ["/2031/ferry", "/2031/guid"]
    assert rss["/2031/ferry"].title == "Ferry & brass band"
    assert rss["/2031/ferry"].published == datetime(2031, 3, 3, 8, tzinfo=UTC)
    assert rss["/2031/guid"].published == datetime(2031, 3, 2, tzinfo=UTC)
    assert list(atom) == ["/2031/quay"]
    assert atom["/2031/quay"].modified == datetime(2031, 3, 4, 10, tzinfo=UTC)
    assert list(from_json) == ["/2031/json"]
    assert {find.kind for group in (rss, atom, from_json) for find in group.values()} == {"feed"}


def test_sitemaps_of_all_kinds(stand: Newsstand) -> None:
    """News sitemaps, packed ones and indexes of them are read; other schemes are not."""
    stand.pages = {
        "/index": Reply(index("/news", "/packed.xml.gz"), content_type="text/xml"),
        "/news": Reply(NEWS_SITEMAP, content_type="application/xml"),
        "/packed.xml.gz": Reply(gzip.compress(sitemap("/2031/packed")), content_type="application/gzip"),
    }
    finds = found(stand, "/index")
    assert list(finds) == ["/2031/news", "/2020/old", "/2031/packed"]
    assert (finds["/2031/news"].title, finds["/2031/news"].published) == (
        "Dam talks", datetime(2031, 3, 3, 6, tzinfo=UTC),
    )
    assert finds["/2031/packed"].found_in == stand.url + "/packed.xml.gz"


def test_a_front_page_leads_to_everything(stand: Newsstand) -> None:
    """Its teasers, the feeds that it names, and the sitemaps in robots.txt are found from its address alone."""
    teasers = b"".join(
        b'<article class="teaser"><h2><a href="/2031/03/story-%d">Story number %d of this long morning</a></h2>'
        b"<p>What happened at quay %d, in a sentence.</p></article>" % (n, n, n) for n in range(6)
    )
    stand.pages = {
        "/": Reply(
            b'<!doctype html><html lang="en"><head><title>Post</title>'
            b'<link rel="alternate" type="application/rss+xml" href="/rss"></head><body><h1>Post</h1><main>'
            + teasers + b"</main></body></html>"
        ),
        "/rss": Reply(RSS, content_type="application/rss+xml"),
        "/robots.txt": Reply(f"User-agent: *\nSitemap: {stand.url}/map.xml".encode(), content_type="text/plain"),
        "/map.xml": Reply(sitemap("/2031/mapped"), content_type="application/xml"),
    }
    finds = found(stand, "/")
    assert {"/2031/03/story-0", "/2031/03/story-5", "/2031/ferry", "/2031/mapped"} <= set(finds)
    teaser = finds["/2031/03/story-3"].teaser
    assert teaser
    assert teaser.dek == "What happened at quay 3, in a sentence."
    assert {find.kind for find in finds.values()} == {"section", "feed", "sitemap"}


def test_filters(stand: Newsstand, tmp_path: Path) -> None:
    """By date, by pattern, by number, and by what an archive has; undated finds stay."""
    stand.pages = {"/news": Reply(NEWS_SITEMAP), "/rss": Reply(RSS)}
    assert list(found(stand, "/news", since=datetime(2031, 1, 1, tzinfo=UTC))) == ["/2031/news"]
    assert list(found(stand, "/news", until=datetime(2031, 1, 1, tzinfo=UTC))) == ["/2020/old"]
    assert list(found(stand, "/rss", match="guid")) == ["/2031/guid"]
    assert list(found(stand, "/rss", exclude="guid")) == ["/2031/ferry"]
    assert list(found(stand, "/rss", limit=1)) == ["/2031/ferry"]
    with pytest.raises(ValueError, match="zone"):
        found(stand, "/rss", since=datetime(2031, 1, 1))
    with ag.Archive(tmp_path / "news.archive") as archive:
        archive.add(Page(url=f"{stand.url}/2031/ferry?utm_source=mail", body=story(1)))
        assert list(found(stand, "/rss", archive=archive)) == ["/2031/guid"]


def test_old_sitemaps_are_not_asked_for(stand: Newsstand) -> None:
    """With `since`, a sitemap that has not changed since then costs no request."""
    stand.pages = {"/index": Reply(index("/old", modified="2020-01-01")), "/old": Reply(sitemap("/x"))}
    assert found(stand, "/index", since=datetime(2031, 1, 1, tzinfo=UTC)) == {}
    assert stand.asked() == [stand.url + "/index"]


def test_a_second_run_is_answered_with_304(stand: Newsstand, tmp_path: Path) -> None:
    """Validators are kept in a cache: an unchanged feed is not sent again, and gives the same finds."""
    def reply(path: str) -> Reply:
        return Reply(RSS, content_type="application/rss+xml", headers={"etag": '"1"', "cache-control": "no-cache"})

    stand.answer = reply
    options = replace(LOCAL, cache=tmp_path / "web.cache", respect_robots=False)
    runs = []
    for _ in range(2):
        runs.append([find.url for find in ag.discover(stand.url + "/rss", fetch=options)])
        stand.answer = lambda path: Reply(b"", 304, headers={"etag": '"1"'})
    assert runs[0] == runs[1]
    assert len(runs[0]) == 2
    assert "if-none-match" not in stand.visits[0].headers
    assert stand.visits[1].headers["if-none-match"] == '"1"'


@pytest.mark.parametrize(("arguments", "asks"), [([], "if-none-match"), (["--no-cache"], None)])
def test_the_command_has_a_cache_of_the_user(stand: Newsstand, arguments: list[str], asks: str | None) -> None:
    """A daily run costs little without being told so; `--no-cache` has everything sent again."""
    stand.answer = lambda path: Reply(
        RSS, content_type="application/rss+xml", headers={"etag": '"1"', "cache-control": "no-cache"}
    )
    for _ in range(2):
        assert main(["discover", stand.url + "/rss", "--allow-private", "--no-robots", *arguments]) == 0
    assert (asks in stand.visits[1].headers) if asks else ("if-none-match" not in stand.visits[1].headers)
    assert ag.user_cache().exists() == bool(asks)


BOMB = gzip.compress(b"<urlset>" + b" " * (60 * 2**20))
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
    + b"]><rss><channel><item><title>&i;</title><link>/x</link></item></channel></rss>"
)
READER = (
    b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    b"<rss><channel><item><title>&file;</title><link>/x</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("reply", "code"),
    [(BOMB, "response_too_large"), (LAUGHS, "protocol_error"), (READER, "protocol_error"),
     (BOMB[:2000] + b"\x00" * 50 + BOMB[2050:], None), (b"{" * 200_000, "protocol_error"),
     (b'{"items": ' + b"[" * 200_000, "protocol_error"), (b"<rss>" + b"<a>" * 200_000, None),
     (b"<urlset><url><loc>", None)],
    ids=["gzip bomb", "billion laughs", "a file's text", "torn gzip", "deep JSON", "deep items", "deep XML", "cut"],
)
def test_traps_in_documents(stand: Newsstand, reply: bytes, code: str | None) -> None:
    """Bombs, entities and depth cost their document only, by name; what else there is, is found."""
    stand.pages = {
        "/index": Reply(index("/trap", "/good")), "/trap": Reply(reply, content_type="application/octet-stream"),
        "/good": Reply(sitemap("/2031/good")),
    }
    faults: list[ArticlegrabError] = []
    assert list(found(stand, "/index", faults=faults.append)) == ["/2031/good"]
    if code:
        assert [error.code for error in faults] == [code]


def test_traps_of_size(stand: Newsstand, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indexes of indexes end at a depth, endless sitemaps at a number, and so do the documents of a walk."""
    from articlegrab.discovery import sitemaps, walk

    assert (walk.MAX_DEPTH, walk.MAX_DOCUMENTS, sitemaps.MAX_ADDRESSES) == (3, 500, 50_000)
    monkeypatch.setattr(sitemaps, "MAX_ADDRESSES", 1_000)
    monkeypatch.setattr(walk, "MAX_DOCUMENTS", 30)
    stand.answer = lambda path: Reply(index(path + "a", path + "b")) if path[1:2] == "d" else Reply(
        sitemap(*(f"/s/{number}" for number in range(1_500)))
    )
    assert found(stand, "/d") == {}
    assert max(len(url.rpartition("/")[2]) for url in stand.asked()) == 4
    assert len(stand.asked()) == 15
    assert len(found(stand, "/s")) == 1_000
    stand.visits.clear()
    stand.answer = lambda path: Reply(index(*(f"{path}/{number}" for number in range(1_000))))
    assert found(stand, "/wide") == {}
    assert len(stand.asked()) == 30


def test_the_first_document_must_come(stand: Newsstand) -> None:
    """An address that does not answer is an error; a sitemap that does not is told and passed over."""
    with pytest.raises(BadStatus):
        found(stand, "/none")
    stand.pages = {"/index": Reply(index("/none", "/good")), "/good": Reply(sitemap("/2031/good"))}
    faults: list[ArticlegrabError] = []
    assert list(found(stand, "/index", faults=faults.append)) == ["/2031/good"]
    assert [(error.code, error.url) for error in faults] == [("bad_status", stand.url + "/none")]


def test_the_command(stand: Newsstand) -> None:
    """Addresses a line, or JSON; wrong patterns and times are wrong usage; what does not come is exit code 1."""
    stand.pages = {"/rss": Reply(RSS, content_type="application/rss+xml")}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "articlegrab", "discover", stand.url + "/rss", "--allow-private", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert run().stdout.split() == [stand.url + "/2031/ferry", "https://news.example/2031/guid"]
    first = json.loads(run("-f", "json", "--since", "2031-03-02", "--match", "ferry").stdout)
    assert (first["title"], first["kind"]) == ("Ferry & brass band", "feed")
    assert [run("--since", "soon").returncode, run("--match", "(").returncode] == [2, 2]
    stand.pages.clear()
    assert run().returncode == 1

"""Pages out of web archives: as they were published, and asked for where a page is gone."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

import articlegrab as ag
from articlegrab.errors import BadStatus
from articlegrab.replay import published, replayed
from tests.archive_samples import story_html
from tests.servers import Reply, Site, site

URL = "https://news.example/7/ferry"
PICTURE = '<figure><img src="/quay.jpg" alt="Quay"><figcaption>The quay at noon.</figcaption></figure>'
LINK = '<p>See the <a href="https://news.example/timetable">timetable of the boats</a>, which changed on Monday.</p>'
ORIGINAL = story_html(7, extra=LINK + PICTURE)


def wayback(html: str, service: str = "https://web.archive.org/web") -> str:
    """A page with what the Wayback Machine adds to it, in words of our own."""
    root, _, path = service.partition("://")[2].partition("/")
    html = re.sub(r'((?:href|src|content)=")(https?:)', rf"\1{service}/20310302080000/\2", html)
    html = html.replace('src="/', f'src="/{path}/20310302080000im_/https://news.example/')
    scripts = (
        f'<script src="//{root}/static/bundle.js"></script><script>__wm.wombat("{URL}","20310302080000","{service}/");'
        "</script><!-- End Wayback Rewrite JS Include -->"
    )
    toolbar = (
        '<!-- BEGIN WAYBACK TOOLBAR INSERT --><div id="wm-ipp-base"><p>Captures of this page: a long row of years, '
        "with arrows to the one before and to the one after it, and a form to ask for another page.</p></div>"
        "<!-- END WAYBACK TOOLBAR INSERT -->"
    )
    return html.replace("<head>", f"<head>{scripts}").replace("<body>", f"<body>{toolbar}")


def pywb(html: str) -> str:
    """The same by a tool of the pywb kind, under a collection of its own."""
    html = re.sub(r'((?:href|src|content)=")(https?:)', r"\1http://replay.example/news/20310302080000mp_/\2", html)
    return html.replace("<head>", "<head><!-- WB Insert --><script>wbinfo = {}</script><!-- End WB Insert -->")


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (wayback(ORIGINAL), f"https://web.archive.org/web/20310302080000/{URL}"),
        (wayback(ORIGINAL), f"https://web.archive.org/web/2031/{URL}"),
        (wayback(ORIGINAL), None),
        (wayback(ORIGINAL), URL),
        (pywb(ORIGINAL), f"http://replay.example/news/20310302080000mp_/{URL}"),
        (ORIGINAL, f"https://web.archive.org/web/20310302080000id_/{URL}"),
    ],
    ids=["wayback", "short time", "saved", "saved, address known", "pywb", "untouched"],
)
def test_a_replayed_page_gives_the_article_that_was_published(html: str, url: str | None) -> None:
    """Neither toolbar nor rewritten address is left: the same article as from the original page."""
    article, original = ag.extract(html, url=url), ag.extract(ORIGINAL, url=URL)
    assert "archive.org" not in article.model_dump_json()
    assert "replay.example" not in article.model_dump_json()
    assert article == original


def test_escaped_addresses_are_undone() -> None:
    """Addresses in scripts have escaped slashes, and lose the replay's part as well."""
    html = rb'<script>{"url": "https:\/\/web.archive.org\/web\/20310302080000\/https:\/\/news.example\/a"}</script>'
    undone, _ = published(html, f"https://web.archive.org/web/20310302080000/{URL}")
    assert undone == rb'<script>{"url": "https:\/\/news.example\/a"}</script>'


def test_other_pages_are_left_alone() -> None:
    """A page that links to a web archive, or has a year in its address, is no replay."""
    page = b'<p><a href="https://web.archive.org/web/20310302080000/https://news.example/a">as it was</a></p>'
    for url in (None, URL, "https://news.example/2031/http-explained", "https://news.example/20319999999999/https://x/"):
        assert published(page, url) == (page, url)


def test_replay_addresses_are_read() -> None:
    """The time, the original, and the slash that some tools lose."""
    copy = replayed("https://web.archive.org/web/203103/https:/news.example/a?b=1")
    assert copy is not None
    assert (copy.time, copy.original) == (datetime(2031, 3, 1, tzinfo=UTC), "https://news.example/a?b=1")


class Copies(dict[str, Reply | Callable[[dict[str, str]], Reply]]):
    """A stand-in of the Wayback Machine: of the pages it has, it sends on to the time that it has them of."""

    def get(self, path: str, default: Any = None) -> Any:
        wanted = re.fullmatch(r"/web/(\d{14})id_/(http.*)", path)
        if wanted is None or wanted[2] not in COPIES:
            return super().get(path, default)
        if wanted[1] != "20310302080000":
            return 302, {"location": f"/web/20310302080000id_/{wanted[2]}"}, b""
        return 200, {"content-type": "text/html; charset=utf-8"}, ORIGINAL.encode()


DEAD = "http://127.0.0.9:61/7/ferry"
COPIES = {DEAD}


@pytest.fixture
def service() -> Iterator[Site]:
    with site() as served:
        served.pages = Copies()
        COPIES.add(f"{served.url}/gone")
        yield served


def test_a_dead_page_is_asked_from_a_replay_service(service: Site) -> None:
    """The page nearest to the time wanted comes with its own address and time, untouched."""
    page = ag.fetch_wayback(
        DEAD, at=datetime(2040, 1, 1, tzinfo=UTC), service=f"{service.url}/web", allow_private=True
    )
    assert page.url == DEAD
    assert page.body == ORIGINAL.encode()
    assert page.fetch is not None
    assert page.fetch.fetched_at == datetime(2031, 3, 2, 8, tzinfo=UTC)
    assert service.requests[-2][0] == f"/web/20400101000000id_/{DEAD}"
    with pytest.raises(BadStatus, match="no copy"):
        ag.fetch_wayback("http://127.0.0.9:61/other", service=f"{service.url}/web", allow_private=True)


def test_only_pages_that_are_gone_are_asked_for(service: Site) -> None:
    """404 and no server lead to the replay service, if that is wished; other failures and good pages do not."""
    title = "Velmora keeps its ferry, vote 7"
    gone = f"{service.url}/gone"
    replays = f"{service.url}/web"
    assert ag.grab(gone, allow_private=True, wayback=replays).title == title
    assert ag.grab(DEAD, allow_private=True, wayback=replays, retries=0).title == title
    assert asyncio.run(ag.agrab(gone, allow_private=True, wayback=replays)).title == title
    with pytest.raises(BadStatus):
        ag.grab(gone, allow_private=True)
    COPIES.add(service.page("/forbidden", status=403))
    with pytest.raises(BadStatus, match="403"):
        ag.grab(f"{service.url}/forbidden", allow_private=True, wayback=replays)


def test_the_command_line_asks_too(service: Site) -> None:
    """`--wayback` prints the copy of a page that is gone."""
    command = [sys.executable, "-m", "articlegrab", f"{service.url}/gone", "--allow-private", "-f", "json"]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 1
    done = subprocess.run(
        [*command, "--wayback-service", f"{service.url}/web"], capture_output=True, check=True, timeout=60
    )
    article = ag.Article.model_validate_json(done.stdout)
    assert (article.url, article.title) == (f"{service.url}/gone", "Velmora keeps its ferry, vote 7")

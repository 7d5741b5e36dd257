"""Pages that send their reader on, and proxies."""

from __future__ import annotations

import base64
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

import articlegrab as ag
from articlegrab import errors
from articlegrab.fetch import guard, pointers
from tests.servers import PAGE, Raw, Site, html, raw, says, site


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        yield served


def read(url: str, **changes: object) -> ag.Page:
    """Fetch once."""
    options = {"allow_private": True, "delay": 0, "retries": 0, **changes}
    with ag.Fetcher(ag.FetchOptions(**options)) as fetcher:  # type: ignore[arg-type]
        return fetcher.fetch(url)


def head(tags: str) -> bytes:
    """A page with these tags in its head."""
    return f"<!doctype html><html><head>{tags}</head><body><p>The ferry is back.</p></body></html>".encode()


@pytest.mark.parametrize("tag", [
    '<meta http-equiv="refresh" content="0;url=/story">', "<META HTTP-EQUIV=Refresh CONTENT='5; URL=/story'>",
    """<meta content="1, url='/story'" http-equiv=refresh>""", '<meta http-equiv="refresh" content="0; /story">',
    '<base href="/deep/"><meta http-equiv=refresh content="0;url=../story">',
    '<meta http-equiv="refresh" content="0;url=/sto&#114;y">',
])  # fmt: skip
def test_a_page_that_refreshes_to_another_leads_there(news: Site, tag: str) -> None:
    """At once or within five seconds is a redirect."""
    url = news.page("/", head(tag))
    page = read(url) if news.page("/story") else None
    assert page is not None
    assert page.url == news.url + "/story"
    assert page.fetch is not None
    assert page.fetch.redirects == [url]


@pytest.mark.parametrize("tag", [
    '<meta http-equiv="refresh" content="300">', '<meta http-equiv="refresh" content="300;url=/story">',
    '<meta http-equiv="refresh" content="0">', '<meta http-equiv="refresh" content="0;url=/">',
    '<noscript><meta http-equiv="refresh" content="0;url=/story"></noscript>',
    '<!-- <meta http-equiv="refresh" content="0;url=/story"> -->',
    """<script>document.write('<meta http-equiv="refresh" content="0;url=/story">')</script>""",
    '<meta name="refresh" content="0;url=/story">', '<body><meta http-equiv="refresh" content="0;url=/story">',
    '<meta http-equiv="refresh" content="soon;url=/story">', '<meta http-equiv="refresh" content="0;url=http://[">',
])  # fmt: skip
def test_a_page_that_stays_is_kept(news: Site, tag: str) -> None:
    """A front page that comes anew, a word to readers without scripts, and nonsense lead nowhere."""
    news.page("/story")
    assert read(news.page("/", head(tag))).body == head(tag)


def test_refreshes_count_as_redirects(news: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loops end, limits hold, and the guard judges the target."""
    news.page("/a", head('<meta http-equiv=refresh content="0;url=/b">'))
    news.page("/b", head('<meta http-equiv=refresh content="0;url=/a">'))
    with pytest.raises(errors.TooManyRedirects):
        read(news.url + "/a")
    judge = guard.why_closed
    monkeypatch.setattr(guard, "why_closed", lambda ip: None if ip == "127.0.0.1" else judge(ip))
    news.page("/in", head('<meta http-equiv=refresh content="0;url=http://169.254.169.254/">'))
    with pytest.raises(errors.BlockedAddress):
        read(news.url + "/in", allow_private=False)


def test_canonical_and_amp_are_followed_on_request(news: Site) -> None:
    """Whoever wants the one or the other form gets it, once; otherwise the page asked for."""
    tags = '<link rel="amphtml" href="/amp"><link rel="next canonical" href="/story">'
    url = news.page("/story?share=1", head(tags))
    story = news.page("/story", head('<link rel=canonical href="/other">'))
    amp = news.page("/amp", head('<link rel=canonical href="/story">'))
    assert [read(url, follow=form).url for form in (None, "canonical", "amp")] == [url, story, amp]


@pytest.mark.parametrize("address", ["/gone", "http://", "mailto:desk@news.example", "http://169.254.169.254/"])
def test_a_canonical_address_that_does_not_answer_costs_nothing(news: Site, address: str) -> None:
    """The page at hand is kept."""
    url = news.page("/story", head(f'<link rel=canonical href="{address}">'))
    page = read(url, follow="canonical", timeout=3)
    assert page.url == url
    assert page.fetch is not None
    assert page.fetch.redirects == []


def test_a_canonical_address_that_hangs_costs_no_page(news: Site) -> None:
    """When time is up while following, the page at hand is the answer."""
    news.page("/story", pause=3)
    url = news.page("/short", head('<link rel=canonical href="/story">'))
    assert read(url, follow="canonical", timeout=1).url == url


@pytest.mark.parametrize("piece", ["<!--", "<meta ", "<script>", "<link rel=a ", "<meta content='", "<"])
def test_looking_for_pointers_takes_no_time(piece: str) -> None:
    """A head full of starts without ends is looked at once."""
    started = time.monotonic()
    pointers.read(piece * 100_000)
    assert time.monotonic() - started < 1


def test_a_body_that_grows_too_much_is_refused() -> None:
    """More than 200 times its size is no page, even under the limit; up to a megabyte nobody counts."""
    for size, refused in ((2**20, False), (3 * 2**20, True)):
        packed = gzip.compress(PAGE + bytes(size - len(PAGE)))
        with raw(says(html(packed, "Content-Encoding: gzip"))) as server:
            if refused:
                with pytest.raises(errors.ResponseTooLarge, match="200 times"):
                    read(server.url, respect_robots=False)
            else:
                assert len(read(server.url, respect_robots=False).body) == size


@pytest.mark.parametrize(
    ("fields", "size", "good"), [(190, 10, True), (300, 10, False), (100, 900, False), (30, 1000, True)]
)
def test_headers_are_bounded(fields: int, size: int, good: bool) -> None:
    """200 fields and 64 KB are enough."""
    lines = [f"X-{number}: {'a' * size}" for number in range(fields)]
    with raw(says(html(PAGE, *lines))) as server:
        if good:
            assert read(server.url, respect_robots=False).body == PAGE
        else:
            with pytest.raises(errors.ProtocolError, match="header"):
                read(server.url, respect_robots=False)


@contextmanager
def proxy() -> Iterator[tuple[Raw, list[bytes]]]:
    """A proxy that answers every request itself, and remembers it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def serve() -> None:
            while True:
                connection, _ = listener.accept()
                with connection:
                    request = connection.recv(65536)
                    if not request:
                        return
                    asked.append(request)
                    connection.sendall(html(PAGE, "Connection: close"))

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Raw(f"http://127.0.0.1:{listener.getsockname()[1]}"), asked
        socket.create_connection(listener.getsockname()).close()
        thread.join()


def test_a_proxy_is_used_when_given() -> None:
    """The proxy gets the whole address and its own password, which the site never sees."""
    with proxy() as (server, asked):
        address = server.url.replace("http://", "http://desk:s3cret@")
        page = read("http://news.example/story", proxy=address, allow_private=False, respect_robots=False)
    assert page.body == PAGE
    assert asked[0].startswith(b"GET http://news.example/story HTTP/1.1")
    assert b"Basic " + base64.b64encode(b"desk:s3cret") in asked[0]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "169.254.169.254", "localhost", "a.localhost"]
)
def test_a_proxy_is_not_asked_for_private_addresses(host: str) -> None:
    """Where the proxy looks names up, what is spelled as a closed address is refused all the same."""
    with proxy() as (server, asked):
        with pytest.raises(errors.BlockedAddress):
            read(f"http://{host}:8080/", proxy=server.url, allow_private=False, respect_robots=False)
        assert not asked


def test_proxies_of_other_kinds_are_refused() -> None:
    """Only http and https proxies are spoken to; and a transport of one's own has no proxy."""
    with pytest.raises(ValueError, match="proxy"):
        ag.FetchOptions(proxy="socks5://127.0.0.1:9050")

"""Fetching pages from honest servers."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest

from articlegrab import errors
from articlegrab.fetch import afetch, fetch
from articlegrab.fetch.fetcher import Fetcher
from articlegrab.fetch.options import FetchOptions
from articlegrab.fetch.retry import retry_after
from tests.servers import PAGE, Site, certificate, site, tls_server

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with openssl")


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        yield served


def test_a_page_comes_whole_with_how_it_was_got(news: Site) -> None:
    """A page is its bytes, its headers, its encoding, and a record of the request."""
    page = fetch(news.page("/story"), allow_private=True)
    assert page.body == PAGE
    assert page.url == news.url + "/story"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.charset is not None
    assert (page.charset.name, page.charset.source) == ("utf-8", "header")
    assert page.fetch is not None
    assert (page.fetch.status, page.fetch.attempts, page.fetch.redirects) == (200, 1, [])
    assert page.fetch.wire_bytes == page.fetch.body_bytes == len(PAGE)
    assert page.fetch.fetched_at.tzinfo is not None
    assert 0 < page.fetch.elapsed < 5


def test_fetch_works_inside_a_running_event_loop(news: Site) -> None:
    """A notebook runs an event loop; the plain function works there too."""

    async def notebook_cell() -> bytes:
        return fetch(news.page(), allow_private=True).body

    assert asyncio.run(notebook_cell()) == PAGE


def test_many_pages_at_once_over_one_fetcher(news: Site) -> None:
    """Tasks share a Fetcher, and each gets its own page."""
    urls = [news.page(f"/{number}", PAGE + b"%d" % number) for number in range(30)]

    async def all_of_them() -> list[bytes]:
        async with Fetcher(FetchOptions(allow_private=True, delay=0)) as fetcher:
            return [page.body for page in await asyncio.gather(*(fetcher.afetch(url) for url in urls))]

    assert asyncio.run(all_of_them()) == [PAGE + b"%d" % number for number in range(30)]


def test_afetch_leaves_the_loop_to_others(news: Site) -> None:
    """While a page is on its way, other tasks run."""
    release = threading.Event()

    def slow(_: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        release.wait(5)
        return 200, {"content-type": "text/html"}, PAGE

    news.pages["/slow"] = slow

    async def both() -> bytes:
        task = asyncio.create_task(afetch(news.url + "/slow", allow_private=True))
        await asyncio.sleep(0.1)
        release.set()
        return (await task).body

    assert asyncio.run(both()) == PAGE


def test_the_request_says_who_asks(news: Site) -> None:
    """The User-Agent names the project and where to read about it; own headers come on top."""
    fetch(news.page(), allow_private=True, headers={"X-Desk": "Harbour"})
    [sent] = news.asked("/")
    assert sent["user-agent"].startswith("articlegrab/")
    assert "+https://" in sent["user-agent"]
    assert sent["x-desk"] == "Harbour"
    assert "gzip" in sent["accept-encoding"]


def test_a_header_that_would_smuggle_another_is_refused(news: Site) -> None:
    """A line break in a header value never reaches the wire."""
    with pytest.raises(errors.InvalidUrl):
        fetch(news.page(), allow_private=True, headers={"X-Desk": "a\r\nCookie: b"})
    assert not news.requests


def test_user_and_password_in_the_address_are_not_sent(news: Site) -> None:
    """Credentials in an address end neither in a header nor in the Page."""
    url = news.page().replace("http://", "http://editor:secret@")
    page = fetch(url, allow_private=True)
    assert page.url == news.url + "/"
    assert "authorization" not in news.asked("/")[0]


def test_proxies_of_the_environment_are_not_used(news: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would undo the address check, so the environment's is not taken."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch(news.page(), allow_private=True).body == PAGE


def test_redirects_are_followed_and_recorded(news: Site) -> None:
    """All five kinds of redirect lead on, relative or absolute, and the Page knows its last address."""
    news.page("/end")
    steps = [news.redirect(f"/{status}", "/end" if status == 308 else f"/{after}", status)
             for status, after in ((301, 302), (302, 303), (303, 307), (307, 308), (308, 0))]
    page = fetch(steps[0], allow_private=True)
    assert page.url == news.url + "/end"
    assert page.fetch is not None
    assert page.fetch.url == steps[0]
    assert page.fetch.redirects == steps


def test_ten_redirects_are_followed_and_eleven_not(news: Site) -> None:
    """The limit is ten."""
    for number in range(11):
        news.redirect(f"/{number}", f"/{number + 1}")
    news.page("/11")
    assert fetch(news.url + "/1", allow_private=True).url == news.url + "/11"
    with pytest.raises(errors.TooManyRedirects):
        fetch(news.url + "/0", allow_private=True)


def test_a_redirect_loop_is_noticed_at_once(news: Site) -> None:
    """A loop ends when it closes, not at the limit."""
    news.redirect("/a", "/b")
    news.redirect("/b", "/a")
    with pytest.raises(errors.TooManyRedirects, match="loop"):
        fetch(news.url + "/a", allow_private=True, respect_robots=False)
    assert len(news.requests) == 2


def test_a_redirect_to_itself_with_a_cookie_is_no_loop(news: Site) -> None:
    """Sites that set a cookie and send the reader back get the cookie back, in this run and not in the next."""

    def gate(headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "seen=1" in headers.get("cookie", ""):
            return 200, {"content-type": "text/html"}, PAGE
        return 302, {"location": "/gate", "set-cookie": "seen=1"}, b""

    news.pages["/gate"] = gate

    async def twice() -> None:
        async with Fetcher(FetchOptions(allow_private=True, delay=0)) as fetcher:
            for _ in range(2):
                assert (await fetcher.afetch(news.url + "/gate")).body == PAGE

    asyncio.run(twice())
    fetch(news.url + "/gate", allow_private=True)
    assert ["cookie" in headers for headers in news.asked("/gate")] == [False, True, True, False, True]


@pytest.mark.parametrize(
    "location",
    ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:70/1", "data:text/html,<p>x",
    "javascript:alert(1)", "http://",
     "http:///x", "http://[", "//[::1%25lo]/", "http://127.0.0.1:22/", "http://127.0.0.1:99999/", "http://a b/",
     "\\\\host\\x",
     "/\\evil.example", "http://h\x01/", "about:blank", "view-source:http://h/", "http://%00/", "blob:http://h/1",
     "mailto:a@b.example"],
)
def test_unsafe_redirects_are_not_followed(news: Site, location: str) -> None:
    """A redirect to anything but a sound http(s) address is refused, with our own error."""
    with pytest.raises(errors.UnsafeRedirect):
        fetch(news.redirect("/go", location), allow_private=True, retries=0)


def test_secrets_stay_with_the_site_they_were_meant_for(news: Site) -> None:
    """A redirect to another origin carries neither Authorization nor Cookie nor own headers, nor does the way back."""
    with site() as other:
        news.redirect("/start", other.url + "/far")
        other.redirect("/far", news.url + "/back")
        news.page("/back")
        secrets = {"Authorization": "Bearer t0ken", "Cookie": "session=1", "X-Api-Key": "k", "Accept-Language": "nb"}
        fetch(news.url + "/start", allow_private=True, headers=secrets)
        [first], [far], [back] = news.asked("/start"), other.asked("/far"), news.asked("/back")
    assert first["authorization"] == "Bearer t0ken"
    for headers in (far, back):
        assert not {"authorization", "cookie", "x-api-key"} & set(headers)
        assert headers["accept-language"] == "nb"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 500, 503, 304, 300])
def test_a_bad_status_is_an_error_with_its_number(news: Site, status: int) -> None:
    """Error pages are not articles."""
    url = news.page("/gone", status=status)
    with pytest.raises(errors.BadStatus) as caught:
        fetch(url, allow_private=True, retries=0)
    assert caught.value.status == status
    assert caught.value.url == url
    assert caught.value.retryable is (status >= 500)


def test_a_passing_failure_is_tried_again(news: Site) -> None:
    """Two times 503, then the page: the Page comes, and says that it took three attempts."""
    replies = [(503, {}, b""), (503, {}, b""), (200, {"content-type": "text/html"}, PAGE)]
    news.pages["/busy"] = lambda _: replies.pop(0)
    page = fetch(news.url + "/busy", allow_private=True)
    assert page.fetch is not None
    assert page.fetch.attempts == 3


def test_a_lasting_failure_is_not_tried_again(news: Site) -> None:
    """Nobody is asked twice for a page that is not there."""
    with pytest.raises(errors.BadStatus):
        fetch(news.page("/gone", status=404), allow_private=True)
    assert len(news.asked("/gone")) == 1


def test_retry_after_is_the_least_that_is_waited(news: Site) -> None:
    """The server asked for a second, so the next request comes a second later or more."""
    times: list[datetime] = []

    def busy(_: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        times.append(datetime.now(UTC))
        again = len(times) > 1
        return (200, {"content-type": "text/html"}, PAGE) if again else (429, {"retry-after": "1"}, b"")

    news.pages["/busy"] = busy
    fetch(news.url + "/busy", allow_private=True)
    assert times[1] - times[0] >= timedelta(seconds=1)


@pytest.mark.parametrize("wish", ["60", "1000000000", "Fri, 31 Dec 2999 23:59:59 GMT"])
def test_a_retry_after_beyond_the_time_is_handed_on(news: Site, wish: str) -> None:
    """Where the wait does not fit, the error comes at once and carries it, for whoever can wait."""
    url = news.page("/busy", status=503, retry_after=wish)
    with pytest.raises(errors.BadStatus) as caught:
        fetch(url, allow_private=True, timeout=5)
    assert caught.value.retry_after is not None
    assert caught.value.retry_after >= 60
    assert len(news.asked("/busy")) == 1


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("0", 0), ("7", 7), ("007", 7), (" 7 ", 7), ("1000000000", 1e9), ("9" * 500, 999999999999), ("-5", None),
    ("7.5", None), ("", None),
     (None, None), ("soon", None), ("٣", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
     (format_datetime(datetime(2030, 1, 1, 0, 0, 9, tzinfo=UTC), usegmt=True), 9), ("Tue, 01 Jan 2030 00:00:09", 9),
     ("Tue, 99 Jan 2030 00:00:09 GMT", None)],
)
def test_retry_after_in_both_forms(header: str | None, seconds: float | None) -> None:
    """Seconds and dates are understood; nonsense is no wish."""
    assert retry_after(header, now=datetime(2030, 1, 1, tzinfo=UTC)) == seconds


@pytest.mark.parametrize("bad", ["", "news.example", "ftp://h/", "http://", "http://[", "http://h:0/", "http://h:25/",
    "http://a b/",
                                 "http://\ud800/", "http://h\x00/", "file:///etc/passwd", "http://" + "a" * 70000])
def test_what_is_no_web_address_is_refused_before_anything(bad: str) -> None:
    """Bad addresses are InvalidUrl, which is a ValueError too, and no foreign error."""
    with pytest.raises(errors.InvalidUrl) as caught:
        fetch(bad)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg", "audio/mpeg", "video/mp4", "application/zip",
                                          "application/json", "application/rss+xml", "text/css", "font/woff2",
                                          "IMAGE/PNG; q=1"])
def test_other_kinds_of_files_are_refused_by_their_type(news: Site, content_type: str) -> None:
    """What says that it is no page is not read."""
    with pytest.raises(errors.UnsupportedContentType) as caught:
        fetch(news.page("/file", content_type=content_type), allow_private=True)
    assert caught.value.content_type == content_type


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "application/octet-stream"])
@pytest.mark.parametrize("start", [b"%PDF-1.7\n", b"\xff\xd8\xff\xe0JFIF", b"\x89PNG\r\n\x1a\n", b"GIF89a",
    b"PK\x03\x04", b"ID3\x04",
                                   b"\x00\x00\x00\x18ftypmp42", b"OggS", b"\x1f\x8b\x08"])
def test_files_under_a_wrong_type_are_refused_by_their_bytes(news: Site, start: bytes, content_type: str) -> None:
    """A PDF that says it is HTML is still a PDF."""
    with pytest.raises(errors.UnsupportedContentType):
        fetch(news.page("/file", start + bytes(600), content_type=content_type), allow_private=True)


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", "text/xml", "",
    "TEXT/HTML ; charset=utf-8"])
def test_pages_under_a_vague_type_are_taken(news: Site, content_type: str) -> None:
    """Servers that do not know what they send still send pages, and the bytes show it."""
    page = fetch(news.page("/story", b"\xef\xbb\xbf\n <!DOCTYPE html><p>News", content_type=content_type),
        allow_private=True)
    assert page.body.endswith(b"<p>News")


@pytest.mark.parametrize("body", [b"Just words.", b'{"a": "<p>x</p>"}'[:5],
    b"<?xml version='1.0'?><rss version='2.0'><b>"])
def test_a_vague_type_over_no_page_is_refused(news: Site, body: bytes) -> None:
    """Plain text and feeds are no pages."""
    with pytest.raises(errors.UnsupportedContentType):
        fetch(news.page("/file", body, content_type="text/plain"), allow_private=True)


def test_limits_hold_before_and_after_unpacking(news: Site) -> None:
    """`max_bytes` counts on the wire and in the page."""
    long = PAGE + b"x" * 50_000
    plain = news.page("/plain", long)
    packed = news.page("/packed", gzip.compress(long), content_encoding="gzip")
    for url in (plain, packed):
        assert fetch(url, allow_private=True, max_bytes=len(long)).body == long
        with pytest.raises(errors.ResponseTooLarge) as caught:
            fetch(url, allow_private=True, max_bytes=len(long) - 1)
        assert caught.value.limit == len(long) - 1


def test_an_unknown_name_says_so() -> None:
    """A name without an address is a failed connection that no retry mends."""
    with pytest.raises(errors.ConnectionFailed) as caught:
        fetch("http://no-such-host.invalid/", timeout=20)
    assert "no-such-host.invalid" in str(caught.value)


def test_a_transport_of_your_own_takes_the_place_of_the_network() -> None:
    """Tests of users hand in a mock, and nothing is dialled."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, html="<p>From nowhere") if request.url.path == "/story" else httpx.Response(404)

    page = fetch("https://news.example/story", transport=httpx.MockTransport(answer))
    assert page.body == b"<p>From nowhere"


@needs_openssl
def test_https_with_a_certificate_that_is_trusted(tmp_path: Path) -> None:
    """With its certificate among the trusted ones, a server is fetched over TLS by its name."""
    file = certificate(tmp_path)
    with site(tls_server(file), host="localhost") as secure:
        page = fetch(secure.page(), allow_private=True, ssl_context=ssl.create_default_context(cafile=file))
    assert page.body == PAGE


@needs_openssl
@pytest.mark.parametrize(("name", "expired", "trusted"),
    [("localhost", False, False), ("localhost", True, True), ("other.example", False, True)])
def test_bad_certificates_are_refused(tmp_path: Path, name: str, expired: bool, trusted: bool) -> None:
    """Self-signed, expired, for another host: a TlsError, no request sent, no second try."""
    file = certificate(tmp_path, name=name, expired=expired)
    trust = ssl.create_default_context(cafile=file) if trusted else None
    with site(tls_server(file), host="localhost") as secure:
        with pytest.raises(errors.TlsError) as caught:
            fetch(secure.page(), allow_private=True, ssl_context=trust)
        assert not secure.requests
    assert not caught.value.retryable


@needs_openssl
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_tls_is_refused(tmp_path: Path) -> None:
    """A server that speaks nothing newer than TLS 1.1 is not spoken to, and there is no second try in clear."""
    file = certificate(tmp_path)
    old = tls_server(file)
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with site(old, host="localhost") as secure:
        with pytest.raises(errors.TlsError):
            fetch(secure.page(), allow_private=True, ssl_context=ssl.create_default_context(cafile=file))
        assert not secure.requests


def test_https_to_a_server_without_tls(news: Site) -> None:
    """A handshake with something that is not TLS is a TlsError too."""
    with pytest.raises(errors.TlsError):
        fetch(news.page().replace("http://", "https://"), allow_private=True)

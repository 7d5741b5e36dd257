"""The HTTP cache, as RFC 9111 has it for a private one."""

from __future__ import annotations

import os
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab import errors
from articlegrab.fetch import freshness
from tests.report import report
from tests.servers import PAGE, Reply, Site, site


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        yield served


def http_date(seconds: float) -> str:
    """An HTTP date so many seconds from now."""
    return formatdate(time.time() + seconds, usegmt=True)


def read(url: str, cache: Path, headers: dict[str, str] | None = None, **changes: object) -> ag.Page:
    """Fetch with a fetcher of its own, as another run would."""
    options = ag.FetchOptions(**{"allow_private": True, "delay": 0, "retries": 0, "cache": cache, **changes})  # type: ignore[arg-type]
    with ag.Fetcher(options) as fetcher:
        return fetcher.fetch(url, headers=headers)


REUSED = [
    {"cache-control": "max-age=60"},
    {"cache-control": "MAX-AGE=60"},
    {"cache-control": 'max-age="60"'},
    {"cache-control": "private, max-age=60"},
    {"cache-control": "public, max-age=60, must-revalidate"},
    {"cache-control": "max-age=60, unknown=1, s-maxage=0"},
    {"cache-control": "max-age=99999999999999999999"},
    {"cache-control": "max-age=60, max-age=0"},
    {"cache-control": "max-age=60", "expires": "-600"},
    {"cache-control": "max-age=60", "age": "30"},
    {"cache-control": "max-age=60", "date": "-30"},
    {"cache-control": "max-age=60", "date": "+600"},
    {"cache-control": "max-age=60", "age": "soon"},
    {"cache-control": "max-age=60", "pragma": "no-cache"},
    {"cache-control": 'extension="no-store, no-cache", max-age=60'},
    {"expires": "+600"},
    {"expires": "+600", "date": "+0"},
    {"expires": "+600", "date": "nonsense"},
    {"cache-control": "private", "expires": "+600"},
    {"last-modified": "-86400"},
    {"cache-control": "max-age=60", "vary": "Accept-Encoding"},
    {"cache-control": "max-age=60", "vary": "X-Desk, accept-language"},
]  # fmt: skip
ASKED_ANEW = [
    {},
    {"cache-control": "no-store, max-age=60"},
    {"cache-control": "max-age=60, NO-STORE"},
    {"cache-control": 'max-age=60, no-store="x"'},
    {"cache-control": "no-cache, max-age=60"},
    {"cache-control": 'max-age=60, no-cache="set-cookie"'},
    {"cache-control": "max-age=0"},
    {"cache-control": "max-age=-60"},
    {"cache-control": "max-age=many"},
    {"cache-control": "max-age"},
    {"cache-control": "max-age=0, max-age=60"},
    {"cache-control": "s-maxage=60"},
    {"cache-control": "max-age=60", "age": "60"},
    {"cache-control": "max-age=60", "age": "90, 1"},
    {"cache-control": "max-age=60", "date": "-61"},
    {"cache-control": "max-age=0", "expires": "+600"},
    {"cache-control": "max-age=60", "vary": "*"},
    {"cache-control": "max-age=60", "vary": "accept, *"},
    {"expires": "0"},
    {"expires": "-1", "last-modified": "-86400"},
    {"expires": "nonsense", "last-modified": "-86400"},
    {"expires": "+600", "date": "+601"},
    {"cache-control": "must-revalidate"},
    {"last-modified": "+600"},
    {"etag": '"1"'},
]  # fmt: skip


def dated(headers: dict[str, str]) -> dict[str, str]:
    """With dates in place of seconds from now."""
    names = ("date", "expires", "last-modified")
    return {
        name: http_date(float(value)) if name in names and value[:1] in "+-" and value != "-1" else value
        for name, value in headers.items()
    }


def times_asked(news: Site, cache: Path, headers: dict[str, str]) -> int:
    """How often the server is asked for two readings of a page that it sends with these headers."""
    path = f"/{len(news.pages)}"
    news.pages[path] = (200, {"content-type": "text/html", **dated(headers)}, PAGE)
    assert read(news.url + path, cache).body == read(news.url + path, cache).body == PAGE
    return len(news.asked(path))


def test_what_holds_is_reused_and_what_does_not_is_asked_for(news: Site, tmp_path: Path) -> None:
    """Each rule about storing and freshness, on a real server: a second reading asks it or does not."""
    cache = tmp_path / "pages.sqlite"
    wrong = [headers for headers in REUSED if times_asked(news, cache, headers) != 1]
    wrong += [headers for headers in ASKED_ANEW if times_asked(news, cache, headers) != 2]
    report(f"F15 cache: {len(REUSED) + len(ASKED_ANEW) - len(wrong)} of {len(REUSED) + len(ASKED_ANEW)} header sets as "
           "RFC 9111 has them")
    assert wrong == []


def test_the_page_says_where_it_came_from(news: Site, tmp_path: Path) -> None:
    """From the wire, from the cache, or from the cache after the server confirmed it; None without a cache."""
    cache = tmp_path / "deep" / "folder" / "pages.sqlite"
    url = news.page("/story", cache_control="max-age=60", set_cookie="reader=1")
    first, second = read(url, cache), read(url, cache)
    assert (first.fetch and first.fetch.cache, second.fetch and second.fetch.cache) == ("miss", "hit")
    assert first.fetch is not None
    assert second.fetch is not None
    assert first.fetch.sha256 == second.fetch.sha256
    assert "set-cookie" not in second.headers
    bare = ag.fetch(url, allow_private=True)
    assert bare.fetch is not None
    assert bare.fetch.cache is None
    assert cache.stat().st_mode & 0o077 == 0


def confirmed_by(validator: str, value: str, asked: str, **answer: str) -> Reply | object:
    """A page that is always stale, and confirmed to whoever shows its validator."""

    def page(headers: dict[str, str]) -> Reply:
        if headers.get(asked) == value:
            return 304, {validator: value, **answer}, b""
        return 200, {"content-type": "text/html", validator: value, "cache-control": "max-age=0"}, PAGE

    return page


def test_a_stored_page_tells_its_age_and_nothing_of_the_connection(news: Site, tmp_path: Path) -> None:
    """`Age` is counted on from what it was; what `Connection` names was for that connection alone."""
    cache = tmp_path / "pages.sqlite"
    url = news.page("/story", cache_control="max-age=60", age="30", connection="x-hop", x_hop="1", x_news="yes")
    assert read(url, cache).headers["age"] == "30"
    page = read(url, cache)
    assert page.fetch is not None
    assert page.fetch.cache == "hit"
    assert 30 <= int(page.headers["age"]) < 40
    assert "x-hop" not in page.headers
    assert page.headers["x-news"] == "yes"


def test_a_304_says_nothing_of_the_body() -> None:
    """What it says of the page counts, even its type; what describes bytes that it did not bring does not."""
    stored = {"content-type": "text/html", "content-encoding": "gzip", "content-length": "9", "age": "7", "x-old": "1"}
    news = {"content-type": "text/html; charset=utf-8", "content-encoding": "br", "content-length": "0",
            "connection": "x-hop", "x-hop": "1", "set-cookie": "reader=1", "date": formatdate(1000, usegmt=True)}
    assert freshness.refreshed(stored, news, 1000) == {
        "content-type": "text/html; charset=utf-8", "content-encoding": "gzip", "content-length": "9", "x-old": "1",
        "date": news["date"],
    }


@pytest.mark.parametrize(("validator", "value", "asked"), [
    ("etag", '"v1"', "if-none-match"), ("etag", 'W/"v1"', "if-none-match"),
    ("last-modified", "Sun, 01 Feb 2026 08:00:00 GMT", "if-modified-since"),
])  # fmt: skip
def test_a_stale_page_is_asked_about(news: Site, tmp_path: Path, validator: str, value: str, asked: str) -> None:
    """With its validator; a 304 brings the stored body under the new headers, and for as long as those say."""
    news.pages["/story"] = confirmed_by(validator, value, asked, **{"cache-control": "max-age=60", "x-news": "yes"})  # type: ignore[assignment]
    cache = tmp_path / "pages.sqlite"
    states = []
    for _ in range(3):
        page = read(news.url + "/story", cache)
        assert page.body == PAGE
        assert page.status == 200
        states.append(page.fetch and page.fetch.cache)
    assert states == ["miss", "revalidated", "hit"]
    assert page.headers["x-news"] == "yes"
    assert page.headers["content-type"] == "text/html"


def test_a_changed_page_takes_the_place_of_the_old(news: Site, tmp_path: Path) -> None:
    """A 200 in answer to the question is the new page; one that may not be kept leaves nothing behind."""
    cache = tmp_path / "pages.sqlite"
    url = news.page("/story", etag='"1"')
    read(url, cache)
    news.page("/story", PAGE + b"new", etag='"2"', cache_control="max-age=60")
    assert [read(url, cache).body for _ in range(2)] == [PAGE + b"new"] * 2
    assert len(news.asked("/story")) == 2
    news.page("/story", PAGE + b"secret", cache_control="no-store")
    assert read(url, cache, {"Cache-Control": "no-cache"}).body == PAGE + b"secret"
    news.page("/story", PAGE + b"newest")
    assert read(url, cache).body == PAGE + b"newest"
    with sqlite3.connect(cache) as file:
        assert file.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    report("F15 cache: 0 stale pages given after no-store")


def test_a_304_about_another_page_is_not_believed(news: Site, tmp_path: Path) -> None:
    """A server that confirms what was never stored is asked again without a condition."""
    replies: list[Reply] = [
        (200, {"content-type": "text/html", "etag": '"1"'}, PAGE), (304, {"etag": '"9"'}, b""),
        (200, {"content-type": "text/html"}, PAGE + b"9"),
    ]
    news.pages["/story"] = lambda _: replies.pop(0)
    cache = tmp_path / "pages.sqlite"
    assert read(news.url + "/story", cache).body == PAGE
    assert read(news.url + "/story", cache, retries=1).body == PAGE + b"9"
    assert "if-none-match" not in news.asked("/story")[-1]


def test_variants_are_told_apart(news: Site, tmp_path: Path) -> None:
    """What varies by a header is reused for the same header only."""
    cache = tmp_path / "pages.sqlite"
    news.pages["/story"] = lambda headers: (
        200, {"content-type": "text/html", "cache-control": "max-age=60", "vary": "Accept-Language"},
        PAGE + headers["accept-language"].encode(),
    )  # fmt: skip
    for _ in range(2):
        for language in ("nb", "sv", "nb,  sv", "nb, sv"):
            page = read(news.url + "/story", cache, {"Accept-Language": language})
            assert page.body.split(b"</html>")[1].replace(b" ", b"") == language.replace(" ", "").encode()
    assert len(news.asked("/story")) == 3


@pytest.mark.parametrize(("wish", "asked"), [
    ({"Cache-Control": "no-cache"}, 2), ({"Pragma": "no-cache"}, 2), ({"Cache-Control": "no-store"}, 2),
    ({"Cache-Control": "max-age=0"}, 2), ({"Cache-Control": "min-fresh=90"}, 2), ({"Authorization": "Bearer t"}, 2),
    ({"Cache-Control": "max-age=30"}, 1), ({"Cache-Control": "min-fresh=30"}, 1), ({"X-Desk": "Harbour"}, 1),
])  # fmt: skip
def test_the_reader_may_insist(news: Site, tmp_path: Path, wish: dict[str, str], asked: int) -> None:
    """The request's own directives count, and what needs a password is never given without."""
    cache = tmp_path / "pages.sqlite"
    url = news.page("/story", cache_control="max-age=60")
    read(url, cache)
    read(url, cache, wish)
    assert len(news.asked("/story")) == asked


def test_what_was_read_with_a_password_is_not_kept(news: Site, tmp_path: Path) -> None:
    """Another run, which has no password, does not see it."""
    cache = tmp_path / "pages.sqlite"
    url = news.page("/story", cache_control="max-age=60")
    read(url, cache, {"Authorization": "Bearer t"})
    read(url, cache)
    assert len(news.asked("/story")) == 2


def test_what_a_given_cookie_brought_is_not_kept(news: Site, tmp_path: Path) -> None:
    """A page for one reader is not for the next run; a cookie that the site itself has set makes no page a secret."""
    cache = tmp_path / "pages.sqlite"
    url = news.page("/story", cache_control="max-age=60", set_cookie="seen=1")
    for cookie in ({"Cookie": "session=7"}, {}, {"cookie": "session=7"}, {}):
        read(url, cache, cookie)
    assert [headers.get("cookie") for headers in news.asked("/story")] == ["session=7", None, "session=7"]
    with ag.Fetcher(ag.FetchOptions(allow_private=True, delay=0, cache=cache)) as fetcher:
        fetcher.fetch(news.page("/first", set_cookie="seen=1"))
        states = [fetcher.fetch(news.page("/later", cache_control="max-age=60")).fetch for _ in range(2)]
    assert [state.cache for state in states if state] == ["miss", "hit"]
    assert news.asked("/later")[0]["cookie"] == "seen=1"


def test_who_trusts_others_keeps_its_pages_apart(news: Site, tmp_path: Path) -> None:
    """What came by a proxy, or under certificates of one's own, is not given to a run that trusts neither."""
    cache = tmp_path / "pages.sqlite"
    url = news.page("/story", cache_control="max-age=60")
    with site() as proxy:
        proxy.page(url, PAGE + b"by the proxy", cache_control="max-age=60")
        for password in ("1", "2"):
            given = proxy.url.replace("//", f"//reader:{password}@")
            assert read(url, cache, proxy=given, respect_robots=False).body.endswith(b"by the proxy")
        assert len(proxy.asked(url)) == 1
    for _ in range(2):
        assert read(url, cache, ssl_context=ssl.create_default_context()).body == PAGE
        assert read(url, cache).body == PAGE
    assert len(news.asked("/story")) == 2


def test_the_guard_stands_before_the_cache(news: Site, tmp_path: Path) -> None:
    """A page of a private network that one run was allowed to read is not given to one that is not."""
    cache = tmp_path / "pages.sqlite"
    url = news.page("/story", cache_control="max-age=60")
    read(url, cache)
    with pytest.raises(errors.BlockedAddress):
        read(url, cache, allow_private=False)


def test_errors_redirects_and_broken_pages_are_not_kept(news: Site, tmp_path: Path) -> None:
    """Only whole pages are; what may be a page tomorrow is asked for tomorrow."""
    cache = tmp_path / "pages.sqlite"
    news.page("/story")
    for url in (news.page("/gone", status=404, cache_control="max-age=60"),
                news.page("/file", b"%PDF-1.7", cache_control="max-age=60"),
                news.redirect("/go", "/story", cache_control="max-age=60")):
        for _ in range(2):
            if "go" in url[-3:] and "/gone" not in url:
                read(url, cache)
            else:
                with pytest.raises(errors.FetchError):
                    read(url, cache)
        assert len(news.asked(url.removeprefix(news.url))) == 2


def test_the_file_does_not_grow_without_end(news: Site, tmp_path: Path) -> None:
    """Beyond its size the oldest pages go."""
    cache = tmp_path / "pages.sqlite"
    urls = [news.page(f"/{number}", PAGE + b"x" * 10_000, cache_control="max-age=60") for number in range(12)]
    options = ag.FetchOptions(allow_private=True, delay=0, cache=cache, cache_bytes=50_000)
    for url in urls:
        with ag.Fetcher(options) as fetcher:
            fetcher.fetch(url)
    with sqlite3.connect(cache) as file:
        [(size,)] = file.execute("SELECT sum(length(body)) FROM answers").fetchall()
        kept = [url for (url,) in file.execute("SELECT url FROM answers ORDER BY received")]
    assert 30_000 < size <= 50_000
    assert kept == urls[-len(kept):]


@pytest.mark.parametrize("damage", ["garbage", "folder", "read-only"])
def test_a_broken_cache_costs_no_page(
    news: Site, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A file that is no cache is left alone and logged, and the page comes over the wire."""
    cache = tmp_path / "pages.sqlite"
    if damage == "garbage":
        cache.write_bytes(b"not a database" * 1000)
    elif damage == "folder":
        cache.mkdir()
    else:
        cache = Path("/proc/self/nowhere/pages.sqlite")
    url = news.page("/story", cache_control="max-age=60")
    assert [read(url, cache).body for _ in range(2)] == [PAGE, PAGE]
    assert len(news.asked("/story")) == 2
    assert "is not used" in caplog.text


def test_processes_share_one_file(news: Site, tmp_path: Path) -> None:
    """Three processes write and read at once, one is killed: nothing is lost, and all read the same."""
    cache = tmp_path / "pages.sqlite"
    urls = [news.page(f"/{number}", PAGE + b"%d" % number, cache_control="max-age=600") for number in range(20)]
    program = (
        "import sys, articlegrab as ag\n"
        "with ag.Fetcher(ag.FetchOptions(allow_private=True, delay=0, per_host=8, cache=sys.argv[1])) as fetcher:\n"
        "    for fetched in fetcher.fetch_many(sys.argv[2:]):\n"
        "        print(fetched.page.body.decode().rpartition('>')[2], fetched.page.fetch.cache, flush=True)\n"
    )
    command = [sys.executable, "-c", program, os.fspath(cache), *urls]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert running[0].stdout is not None
    running[0].stdout.readline()
    running[0].kill()
    outputs = [process.communicate(timeout=60)[0] for process in running]
    for output in outputs[1:]:
        assert sorted(int(line.split()[0]) for line in output.splitlines()) == list(range(20))
    after = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert [line.split()[1] for line in after.splitlines()] == ["hit"] * 20
    with sqlite3.connect(cache) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_age_is_counted_as_the_standard_says() -> None:
    """What a cache on the way says, what the clocks say, and the time since: the greatest counts."""
    date = {"date": formatdate(1000, usegmt=True)}
    assert freshness.age(date, 1000, 1000, 1060) == 60
    assert freshness.age(date, 1005, 1010, 1060) == 60
    assert freshness.age({**date, "age": "100"}, 1005, 1010, 1060) == 155
    assert freshness.age({**date, "age": "5"}, 1005, 1010, 1010) == 10
    assert freshness.age({}, 1000, 1000, 900) == 0

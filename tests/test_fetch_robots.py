"""robots.txt, as RFC 9309 has it."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest

import articlegrab as ag
from articlegrab import errors
from articlegrab.fetch import fetch, robots
from articlegrab.models import Page
from tests.report import report
from tests.servers import PAGE, Site, html, raw, says, site

VECTORS = Path(__file__).parents[2] / "shared" / "vectors" / "robots.json"
NO = b"User-agent: *\nDisallow: /"


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        served.page("/story")
        yield served


def get(news: Site, path: str = "/story") -> Page:
    return fetch(news.url + path, allow_private=True, retries=0)


def test_what_a_site_forbids_is_not_fetched(news: Site) -> None:
    """A disallowed page is not asked for, and the error says how to override."""
    news.page("/robots.txt", NO, content_type="text/plain")
    with pytest.raises(errors.RobotsDenied, match="respect_robots") as caught:
        get(news)
    assert not caught.value.retryable
    assert not news.asked("/story")


def test_what_a_proxy_says_of_robots_txt_is_for_those_who_ask_it(news: Site) -> None:
    """A no that came by a proxy, or under certificates of one's own, is not remembered for all."""
    url = news.url + "/story"
    with site() as proxy:
        proxy.page(news.url + "/robots.txt", NO)
        options = ag.FetchOptions(allow_private=True, proxy=proxy.url)
        with ag.Fetcher(options) as fetcher, pytest.raises(errors.RobotsDenied):
            fetcher.fetch(url)
    assert get(news).body == PAGE


def test_it_can_be_overridden(news: Site) -> None:
    """With respect_robots=False nobody asks for robots.txt."""
    news.page("/robots.txt", NO)
    assert fetch(news.url + "/story", allow_private=True, respect_robots=False).body == PAGE
    assert not news.asked("/robots.txt")


def test_a_site_is_asked_once(news: Site) -> None:
    """What a site wants is remembered between pages."""
    news.page("/robots.txt", b"User-agent: *\nDisallow: /private/")
    for _ in range(3):
        get(news)
    assert len(news.asked("/robots.txt")) == 1


def test_a_redirect_to_a_forbidden_page_is_not_followed(news: Site) -> None:
    """The rules hold for each step."""
    news.page("/robots.txt", b"User-agent: articlegrab\nDisallow: /story")
    with pytest.raises(errors.RobotsDenied):
        get(news, news.redirect("/go", "/story").removeprefix(news.url))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_without_a_robots_txt_all_is_allowed(news: Site, status: int) -> None:
    """Any 4xx, but 429, means that there are no rules."""
    news.page("/robots.txt", NO, status=status)
    assert get(news).body == PAGE


@pytest.mark.parametrize("status", [429, 500, 503, 504])
def test_a_server_that_cannot_say_means_no_for_now(news: Site, status: int) -> None:
    """429 and 5xx deny, retryably, and only for a while."""
    news.page("/robots.txt", b"", status=status)
    with pytest.raises(errors.RobotsDenied, match=str(status)) as caught:
        get(news)
    assert caught.value.retryable
    assert not news.asked("/story")


def test_a_no_for_now_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers last a day, refusals for want of one five minutes."""
    cache = robots.RobotsCache()
    cache.put("https://news.example", robots.Robots(503))
    cache.put("https://other.example", robots.Robots(200, "User-agent: *\nDisallow: /"))
    now = time.monotonic()
    for seconds, (down, up) in {299: (True, True), 301: (False, True), 86401: (False, False)}.items():
        monkeypatch.setattr(time, "monotonic", lambda seconds=seconds: now + seconds)
        assert (cache.get("https://news.example") is not None) is down
        assert (cache.get("https://other.example") is not None) is up


def test_an_unreachable_site_is_called_unreachable() -> None:
    """Where robots.txt cannot be fetched for want of a connection, the error says that, not that robots forbid."""
    with raw(says(b"")) as server, pytest.raises(errors.ConnectionFailed):
        fetch(server.url, allow_private=True, retries=0)


def test_redirects_of_robots_txt(news: Site) -> None:
    """Five redirects are followed; with more, or a loop, there are no rules."""
    for number in range(6):
        news.redirect(f"/r{number}", f"/r{number + 1}" if number < 5 else "/rules")
    news.page("/rules", NO)
    news.redirect("/robots.txt", "/r2")
    with pytest.raises(errors.RobotsDenied):
        get(news)
    with site() as other:
        other.page("/story")
        other.redirect("/robots.txt", "/robots.txt")
        assert get(other).body == PAGE


NAMES = ["".join(letters) for letters in product(ascii_lowercase, repeat=4)]
PRIVATE = NO + b"private\n"
LONG = {
    "one rule": PRIVATE,
    "many rules": PRIVATE + b"".join(b"Disallow: /%07d*b$\n" % number for number in range(25_000)),
    "many names and rules": b"".join(b"User-agent: %s\n" % name.encode() for name in NAMES[:13_000]) + PRIVATE,
}
"""How a robots.txt of 50 MB begins; it goes on with one rule, over and over."""


def outcome(news: Site) -> tuple[float, float, list[str]]:
    """Seconds of processor for a page and a forbidden one, MB at most for the whole process, and what came of both."""
    command = [sys.executable, "-m", "tests.robots_reader", news.url + "/story", news.url + "/private"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    seconds, memory, *codes = json.loads(done.stdout)
    return seconds, memory, codes


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads its memory from /proc")
@pytest.mark.parametrize("kind", LONG)
def test_f14_an_endless_robots_txt_is_cut(news: Site, kind: str) -> None:
    """Of 50 MB half a megabyte is read, in little time and memory; the rules at its start hold, those behind do not."""
    rules = LONG[kind] + b"Allow: /1\n" * 5_000_000 + b"Disallow: /story\n"
    news.page("/robots.txt", rules, content_type="text/plain")
    seconds, memory, codes = outcome(news)
    report(f"F14 robots.txt: {len(rules) / 1e6:.0f} MB of it, {kind}: {seconds:.2f} s of processor for two pages, "
           f"peak memory {memory:.0f} MB")
    assert len(rules) > 50e6
    assert codes == ["page", "robots_denied"]
    assert memory < 100
    assert seconds < 2  # half a second, on a machine with nothing else to do


def test_f14_a_packed_robots_txt_is_no_bomb(news: Site) -> None:
    """What is packed is read as far as plain text would be: the rules at its start hold."""
    news.pages["/robots.txt"] = (200, {"content-encoding": "gzip"}, gzip.compress(PRIVATE + b"Allow: /1\n" * 500_000))
    assert get(news).body == PAGE
    with pytest.raises(errors.RobotsDenied):
        get(news, "/private")


def test_many_large_files_are_not_all_kept() -> None:
    """Sites may be many, and their rules long: the oldest go, before memory does."""
    cache = robots.RobotsCache()
    for number in range(100):
        cache.put(f"https://{number}.example", robots.Robots(200, "x" * 2**19))
    kept = [number for number in range(100) if cache.get(f"https://{number}.example")]
    assert kept == list(range(68, 100))


def test_a_page_in_place_of_robots_txt_is_no_rule(news: Site) -> None:
    """Sites that answer everything with their front page forbid nothing."""
    news.page("/robots.txt", PAGE)
    assert get(news).body == PAGE


@pytest.mark.parametrize(
    "body", [b"\xef\xbb\xbf" + NO, NO.decode().encode("utf-16"), NO.replace(b"\n", b"\r\n"), NO.replace(b"\n", b"\r"),
    NO.upper(),
             b"\xff\xfe\x00garbage\n"[3:] + NO, b"Sitemap: x\n\n" + NO, b"user-agent : *\ndisallow : /", NO + b" # all",
             b"User-agent: ArticleGrab/1.0\nDisallow: /",
             b"User-agent: a\nUser-agent: articlegrab\nCrawl-delay: 9\nDisallow: /"],
)
def test_robots_txt_as_people_write_it(news: Site, body: bytes) -> None:
    """Byte order marks, line ends, capitals, comments, versions: a no is a no."""
    news.page("/robots.txt", body)
    with pytest.raises(errors.RobotsDenied):
        get(news)


def test_a_broken_robots_txt_counts_as_far_as_it_came() -> None:
    """Cut off in the middle, the lines before count."""
    with raw(says(html(NO + b"\n", length=500))) as server, pytest.raises(errors.RobotsDenied):
        fetch(server.url, allow_private=True, retries=0)


def test_a_name_that_begins_as_ours_is_not_ours() -> None:
    """Rules for `article` are for another robot, whichever group comes first; a group may have several names."""
    text = b"User-agent: article\nDisallow: /\n\nUser-agent: grab\nUser-agent: ArticleGrab\nDisallow: /x\n"
    rules = robots.read(200, text + b"User-agent: a\nDisallow: /y")
    assert [rules.allows(f"https://news.example/{path}", "articlegrab/1") for path in "xyz"] == [False, True, True]
    assert rules.allows("https://news.example/x", "otherbot/1")


def test_rules_for_our_name_go_before_those_for_all() -> None:
    """A group of our own is the only one that counts, whatever the case, and for headers of users too."""
    rules = robots.read(200, b"User-agent: *\nDisallow: /\n\nUser-agent: ARTICLEGRAB\nDisallow: /x")
    assert rules.allows("https://news.example/story", "articlegrab/0.1 (+https://x.example)")
    assert not rules.allows("https://news.example/x", "articlegrab/0.1")
    assert not rules.allows("https://news.example/story", "otherbot/1.0")


@pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors are not here")
def test_as_the_reference_implementation_reads_it() -> None:
    """All published cases come out as in Google's parser, but one about a user agent with a blank in its name."""
    wrong = []
    rows = json.loads(VECTORS.read_text())
    for row in rows:
        text: str = row["robots"]
        body = text.encode("latin-1") if text.isascii() or max(text) <= "ÿ" else text.encode()
        if robots.read(200, body).allows(row["url"], row["agent"]) != row["allowed"]:
            wrong.append((row["test"], row["agent"]))
    report(f"F14 robots.txt: {len(rows) - len(wrong)} of {len(rows)} cases as Google's parser reads them")
    assert len(wrong) < len(rows) / 50
    assert wrong == [("GoogleOnly_AcceptUserAgentUpToFirstSpace", "Foo Bar")]


def test_many_wildcards_cost_nothing() -> None:
    """A rule of a thousand wildcards is no trap."""
    rules = robots.read(200, b"User-agent: *\nDisallow: /" + b"*a" * 1000 + b"$\n")
    started = time.monotonic()
    assert rules.allows("https://news.example/" + "a" * 900 + "b", "articlegrab")
    assert time.monotonic() - started < 1

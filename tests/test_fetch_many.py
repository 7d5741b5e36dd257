"""One Fetcher for many pages."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator

import pytest
import trio

import articlegrab as ag
from articlegrab import errors
from articlegrab.fetch import errand
from tests.faults import silence
from tests.servers import PAGE, Reply, Site, raw, site


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        yield served


def quick(**changes: object) -> ag.FetchOptions:
    """Options for servers on this machine, without a pace."""
    return ag.FetchOptions(**{"allow_private": True, "delay": 0, **changes})  # type: ignore[arg-type]


def test_many_pages_in_ordinary_code(news: Site) -> None:
    """In a plain `with`, pages come one by one or as a stream, each address with its page or its error."""
    urls = [news.page(f"/{number}", PAGE + b"%d" % number) for number in range(30)]
    wrong = [news.url + "/gone", "http://", "http://[", "ftp://news.example/"]
    with ag.Fetcher(quick()) as fetcher:
        assert fetcher.fetch(urls[0]).body == PAGE + b"0"
        fetched = {outcome.url: outcome for outcome in fetcher.fetch_many([*urls, *wrong])}
    assert set(fetched) == {*urls, *wrong}
    for number, url in enumerate(urls):
        page = fetched[url].page
        assert page is not None
        assert page.body == PAGE + b"%d" % number
    for url in wrong:
        assert fetched[url].page is None
        assert isinstance(fetched[url].error, errors.BadStatus if "gone" in url else errors.InvalidUrl)


def test_many_pages_in_asynchronous_code(news: Site) -> None:
    """The same as a stream of a running event loop, from addresses that come one by one themselves."""

    async def addresses() -> AsyncIterator[str]:
        for number in range(20):
            await asyncio.sleep(0)
            yield news.page(f"/{number}")

    async def all_of_them() -> list[ag.Fetched]:
        async with ag.Fetcher(quick()) as fetcher:
            return [fetched async for fetched in fetcher.afetch_many(addresses())]

    outcomes = asyncio.run(all_of_them())
    assert len({outcome.url for outcome in outcomes if outcome.page}) == 20


def test_trio_runs_it_too(news: Site) -> None:
    """The fetcher belongs to no one event loop."""
    url = news.page()

    async def both() -> None:
        async with ag.Fetcher(quick()) as fetcher:
            assert (await fetcher.afetch(url)).body == PAGE
            assert [outcome.page is not None async for outcome in fetcher.afetch_many([url, url])] == [True, True]

    trio.run(both)


def test_a_stream_may_be_left_early(news: Site) -> None:
    """Whoever has seen enough stops, and the Fetcher goes on for others."""
    url = news.page()
    with ag.Fetcher(quick(concurrency=2)) as fetcher:
        for fetched in fetcher.fetch_many(itertools.repeat(url)):
            assert fetched.page is not None
            break
        assert fetcher.fetch(url).body == PAGE
    assert len(news.asked("/")) < 100


def test_an_error_of_the_block_comes_out_as_it_is(news: Site) -> None:
    """No exception group around what went wrong, and an error in the addresses is the reader's own."""

    def addresses() -> Iterator[str]:
        yield news.page()
        raise LookupError("no more addresses")

    with pytest.raises(LookupError), ag.Fetcher(quick()) as fetcher:
        list(fetcher.fetch_many(addresses()))
    with pytest.raises(errors.BadStatus), ag.Fetcher(quick()) as fetcher:
        fetcher.fetch(news.url + "/gone")


def test_connections_are_kept(news: Site) -> None:
    """Many pages of a site one after the other need one connection."""
    urls = [news.page(f"/{number}") for number in range(20)]
    with ag.Fetcher(quick(per_host=1)) as fetcher:
        assert all(fetched.page for fetched in fetcher.fetch_many(urls))
    assert news.connections == 1


def test_never_more_at_once_than_allowed() -> None:
    """Each server counts the requests it has in hand: no more than `per_host`, and `concurrency` for all together."""
    with site() as one, site(host="127.0.0.2") as other:
        urls = [place.page(f"/{number}", pause=0.03) for number in range(15) for place in (one, other)]
        with ag.Fetcher(quick(per_host=3, concurrency=4)) as fetcher:
            assert all(fetched.page for fetched in fetcher.fetch_many(urls))
        assert max(one.most_at_once, other.most_at_once) <= 3
        both = Site("both")
        both.spans = one.spans + other.spans
        assert 2 <= both.most_at_once <= 4


def begins(served: Site) -> list[float]:
    """When the requests for pages came in, in order."""
    log = zip(served.requests, served.spans, strict=True)
    return sorted(begin for (path, _), (begin, _) in log if path not in ("/robots.txt", "/behind"))


def test_a_host_is_asked_at_its_pace(news: Site) -> None:
    """Between two pages of a host lies the delay, whatever the number of tasks."""
    urls = [news.page(f"/{number}") for number in range(8)]
    with ag.Fetcher(quick(per_host=4, delay=0.1)) as fetcher:
        assert all(fetched.page for fetched in fetcher.fetch_many(urls))
    assert min(later - earlier for earlier, later in itertools.pairwise(begins(news))) > 0.09


def test_a_crawl_delay_is_kept(news: Site) -> None:
    """What robots.txt asks for counts where it is more than our own delay; redirects on the host follow at once."""
    news.page("/robots.txt", b"User-agent: *\nCrawl-delay: 0.3\n")
    news.page("/behind")
    urls = [news.page(f"/{number}") for number in range(3)] + [news.redirect("/go", "/behind")]
    started = time.monotonic()
    with ag.Fetcher(quick()) as fetcher:
        assert all(fetched.page for fetched in fetcher.fetch_many(urls))
    assert min(later - earlier for earlier, later in itertools.pairwise(begins(news))) > 0.29
    assert time.monotonic() - started < 3


def test_waiting_for_a_turn_is_not_the_servers_fault(news: Site) -> None:
    """A page whose host is asked slowly waits longer than its timeout, and comes; with no patience it does not."""
    urls = [news.page(f"/{number}") for number in range(5)]
    with ag.Fetcher(quick(delay=0.3, timeout=0.8)) as fetcher:
        pages = [fetched.page for fetched in fetcher.fetch_many(urls)]
    assert max(page.fetch.waited for page in pages if page and page.fetch) > 0.25
    with ag.Fetcher(quick(delay=5, timeout=0.5, patience=0)) as fetcher:
        outcomes = [fetched.error for fetched in fetcher.fetch_many(urls[:2])]
    assert sorted(type(error).__name__ for error in outcomes) == ["DeadlineExceeded", "NoneType"]


def test_a_busy_host_is_left_alone_by_all_pages(news: Site) -> None:
    """One page is told to come back in a second: no other page of the host is asked for before."""
    told: list[float] = []

    def busy(_: dict[str, str]) -> Reply:
        told.append(time.monotonic())
        return (200, {"content-type": "text/html"}, PAGE) if len(told) > 1 else (429, {"retry-after": "1"}, b"")

    news.pages["/busy"] = busy
    urls = [news.url + "/busy", *(news.page(f"/{number}") for number in range(3))]
    with ag.Fetcher(quick(per_host=1, timeout=0.9)) as fetcher:
        assert all(fetched.page for fetched in fetcher.fetch_many(urls))
    later = [begin for begin in begins(news) if begin > told[0] + 0.01]
    assert len(later) == 4
    assert min(later) - told[0] >= 1


def test_a_host_that_wants_an_hour_is_not_asked_again(news: Site) -> None:
    """Its other pages are given up at once, with the wish, for whoever can wait that long."""
    urls = [news.page(f"/{number}", status=503, retry_after="3600") for number in range(4)]
    with ag.Fetcher(quick(per_host=1)) as fetcher:
        outcomes = [fetched.error for fetched in fetcher.fetch_many(urls)]
    assert all(isinstance(error, errors.BadStatus) and (error.retry_after or 0) > 3500 for error in outcomes)
    assert len(begins(news)) == 1


def test_a_dead_host_is_given_up_once() -> None:
    """Where robots.txt cannot be had, the host's other pages are given up without a request each."""
    with raw(silence) as dead, ag.Fetcher(quick(per_host=1, timeout=0.6, retries=0)) as fetcher:
        outcomes = [fetched.error for fetched in fetcher.fetch_many(f"{dead.url}{number}" for number in range(20))]
        assert dead.connections == 1
    assert sorted({type(error).__name__ for error in outcomes}) == ["DeadlineExceeded", "RobotsDenied"]
    assert all(error is not None and error.retryable for error in outcomes)


def test_cookies_stay_with_the_origin_that_set_them(news: Site) -> None:
    """A cookie goes back to the very scheme, host and port, for the run, until the site takes it back."""
    with site() as other:
        news.page("/in", set_cookie="reader=7; Domain=127.0.0.1; Path=/")
        news.page("/out", set_cookie="reader=; Max-Age=0")
        urls = [news.url + "/in", news.page("/a"), other.page("/b"), news.redirect("/go", other.url + "/c"),
                other.page("/c"), news.url + "/out", news.page("/d")]
        with ag.Fetcher(quick()) as fetcher:
            for url in urls:
                fetcher.fetch(url)
        assert not any("cookie" in headers for _, headers in other.requests)
    assert [path for path, headers in news.requests if headers.get("cookie") == "reader=7"] == ["/a", "/go", "/out"]


def test_a_site_cannot_make_a_header_that_no_server_takes(news: Site) -> None:
    """Of cookies without end, as many are kept as a server would take back."""
    with ag.Fetcher(quick()) as fetcher:
        for number in range(12):
            fetcher.fetch(news.page(f"/{number}", set_cookie=f"c{number}={'x' * 4000}"))
        fetcher.fetch(news.page("/last"))
    cookie = news.asked("/last")[0]["cookie"]
    assert 12_000 < len(cookie) < 16_100
    assert cookie.startswith("c0=")


def test_a_password_in_an_address_is_told_to_nobody(news: Site) -> None:
    """Neither the server nor the record of the fetch, which goes with the article, has it."""
    url = news.page("/story")
    with ag.Fetcher(quick()) as fetcher:
        page = fetcher.fetch(url.replace("//", "//reader:hush@") + "#top")
    assert page.fetch is not None
    assert page.fetch.url == page.fetch.final_url == page.url == url
    assert "hush" not in page.model_dump_json() + repr(news.requests)


def test_secrets_are_given_with_an_address(news: Site) -> None:
    """Authorization for all sites is refused; given with an address it goes to its origin, and nowhere else."""
    with pytest.raises(ValueError, match="every site"):
        ag.FetchOptions(headers={"authorization": "Bearer t0ken"})
    with site() as other, ag.Fetcher(quick(headers={"X-Desk": "Harbour"})) as fetcher:
        news.redirect("/go", other.page("/far"))
        fetcher.fetch(news.url + "/go", headers={"Authorization": "Bearer t0ken"})
        fetcher.fetch(news.page("/next"))
        assert not any("authorization" in headers for _, headers in other.requests)
    assert [path for path, headers in news.requests if "authorization" in headers] == ["/go"]
    assert all(headers["x-desk"] == "Harbour" for path, headers in news.requests if path != "/robots.txt")


def test_silent_sites_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dead sites may be many: once their time is over nothing is left of them."""
    monkeypatch.setattr(errand, "_SILENCE", 0.05)

    async def silent() -> set[str]:
        desk = errand.Desk(*[None] * 5)  # type: ignore[arg-type]
        for number in range(100):
            desk.leave_alone(f"https://{number}.example")
        await asyncio.sleep(0.1)
        desk.leave_alone("https://news.example")
        return set(desk.silent)

    assert asyncio.run(silent()) == {"https://news.example"}


@pytest.mark.parametrize("wrong", [{"timeout": 0}, {"per_host": 0}, {"concurrency": 0}, {"delay": -1}, {"retries": -1},
                                   {"max_bytes": 0}, {"patience": float("nan")}])
def test_options_that_make_no_sense(wrong: dict[str, float]) -> None:
    """A wrong figure is refused where it is written."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        quick(**wrong)


def test_a_fetcher_is_used_in_a_block() -> None:
    """Outside of `with` it says how it is used."""
    with pytest.raises(RuntimeError, match="with Fetcher"):
        ag.Fetcher().fetch("https://news.example/")

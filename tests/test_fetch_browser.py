"""Pages that their scripts build, in a real Chromium."""

from __future__ import annotations

import contextlib
import shutil
import socket
import time
from collections.abc import Iterator

import pytest

import articlegrab as ag
from articlegrab import errors
from tests.servers import Site, site

pytest.importorskip("playwright")
pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")

STORY = "The ferry to Tarn sails again on Monday, the harbour office said. It had been laid up since the storm."
SHELL = """<!doctype html><html lang=en><title>Ferry returns</title><h1>Ferry returns</h1><main id=m></main>
<script src=/app.js></script></html>"""
APP = """fetch('/api').then(answer => answer.json()).then(story => {
  document.getElementById('m').innerHTML = story.text.map(line => '<p>' + line + '</p>').join('')})"""


@pytest.fixture
def news() -> Iterator[Site]:
    with site() as served:
        yield served


def options(**changes: object) -> ag.FetchOptions:
    """What fetches and renders pages of this machine, once and at once."""
    usual = {"allow_private": True, "render": True, "delay": 0, "retries": 0, "respect_robots": False}
    return ag.FetchOptions(**{**usual, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def browser() -> Iterator[ag.Fetcher]:
    """One browser for most tests; each page is a visit that remembers nothing."""
    with ag.Fetcher(options()) as fetcher:
        yield fetcher


def rendered(url: str, **changes: object) -> ag.Page:
    """Fetch a page in a browser with its own limits."""
    with ag.Fetcher(options(**changes)) as fetcher:
        return fetcher.fetch(url)


def with_script(news: Site, script: str) -> str:
    """Put up a page with a script in it."""
    return news.page("/", f"<!doctype html><title>t</title><p id=p>before</p><script>{script}</script>".encode())


def test_a_story_that_a_script_builds_is_read(news: Site, browser: ag.Fetcher) -> None:
    """The page is a shell, the text comes as JSON: with render=True the article is there, without it is not."""
    news.page("/app.js", APP.encode(), content_type="text/javascript")
    news.page("/api", ('{"text": ["' + STORY + '", "' + STORY * 2 + '"]}').encode(), content_type="application/json")
    url = news.page("/", SHELL.encode())
    with pytest.raises(errors.NoArticle):
        ag.extract(ag.fetch(url, allow_private=True))
    page = browser.fetch(url)
    article = ag.extract(page)
    assert article.title == "Ferry returns"
    assert STORY in article.text
    assert page.url == url


def test_the_page_cannot_reach_what_the_guard_forbids(news: Site) -> None:
    """Scripts, data, pictures, frames, sockets and beacons of a page: none opens a connection to a closed address."""
    with site(host="127.0.0.3") as inside:
        target = inside.url.removeprefix("http://")
        with_script(news, f"""
            fetch('http://{target}/fetch').catch(() => 0);
            fetch('/away').catch(() => 0);
            new Image().src = 'http://{target}/image';
            navigator.sendBeacon('http://{target}/beacon', 'x');
            try {{ new WebSocket('ws://{target}/socket') }} catch (e) {{}}
            try {{ new EventSource('http://{target}/events') }} catch (e) {{}}
            for (const tag of ['iframe', 'script', 'embed', 'video', 'object']) {{
                const node = document.createElement(tag);
                node.src = node.data = 'http://{target}/' + tag; document.body.append(node)}}
            for (const rel of ['stylesheet', 'prefetch', 'preconnect', 'dns-prefetch', 'preload', 'icon']) {{
                const link = document.createElement('link');
                link.rel = rel; link.href = 'http://{target}/' + rel; link.as = 'script'; document.head.append(link)}}
            new RTCPeerConnection({{iceServers: [{{urls: 'stun:{target}'}}]}}).createDataChannel('x');
            navigator.serviceWorker && navigator.serviceWorker.register('http://{target}/worker').catch(() => 0);
            window.open('http://{target}/window');
        """)
        news.redirect("/away", f"http://{target}/redirected")
        assert inside_is_closed(news, target)
        assert inside.connections == 0
        rendered(news.url + "/")
        assert {path for path, _ in inside.requests} == {"/fetch", "/preload", "/redirected", "/script", "/stylesheet"}


def inside_is_closed(news: Site, target: str) -> bool:
    """Read the page with a guard that lets only the page's own server through."""
    from articlegrab.fetch import guard

    judge = guard.why_closed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "why_closed", lambda ip: None if ip == "127.0.0.1" else judge(ip))
        return b"before" in rendered(news.url + "/", allow_private=False).body


def test_a_private_page_is_not_rendered(news: Site) -> None:
    """The guard stands before the browser."""
    with pytest.raises(errors.BlockedAddress):
        rendered(news.page(), allow_private=False)
    assert news.connections == 0


@pytest.mark.slow
@pytest.mark.parametrize("script", ["while (true) {}", "setInterval(() => fetch('/' + Math.random()), 1)",
    "function f() { document.body.append('x'); requestAnimationFrame(f) } f()", "alert('stay'); print()"])
def test_a_script_without_end_is_cut_off(news: Site, script: str) -> None:
    """The deadline holds in the browser too: the page comes as it stands, or time is up."""
    started = time.monotonic()
    with contextlib.suppress(errors.DeadlineExceeded):
        assert b"before" in rendered(with_script(news, script), timeout=8).body
    assert time.monotonic() - started < 12


def test_a_page_that_a_script_makes_huge_is_refused(news: Site) -> None:
    """The limit holds for what comes out of the browser."""
    url = with_script(news, "document.body.append('x'.repeat(3e6))")
    with pytest.raises(errors.ResponseTooLarge):
        rendered(url, max_bytes=2**20)


def test_where_a_script_goes_is_a_redirect(news: Site, browser: ag.Fetcher) -> None:
    """A page that sends its reader on by script leads on as a redirect does, under the same checks."""
    url = with_script(news, "location.href = '/story'")
    news.page("/story", b"<!doctype html><title>t</title><p>after</p>")
    page = browser.fetch(url)
    assert page.url == news.url + "/story"
    assert page.fetch is not None
    assert page.fetch.redirects == [url]
    with pytest.raises(errors.FetchError):
        browser.fetch(with_script(news, "location.href = 'http://127.0.0.1:22/'"))


def test_statuses_redirects_and_files_are_as_without_a_browser(news: Site, browser: ag.Fetcher) -> None:
    """What is no page is not shown to the browser."""
    news.page("/story", b"<!doctype html><title>t</title><p>after</p>")
    assert browser.fetch(news.redirect("/go", "/story")).url == news.url + "/story"
    with pytest.raises(errors.BadStatus):
        browser.fetch(news.url + "/gone")
    with pytest.raises(errors.UnsupportedContentType):
        browser.fetch(news.page("/file", b"%PDF-1.7", content_type="application/pdf"))


def test_nobody_listens_behind_a_script(news: Site, browser: ag.Fetcher) -> None:
    """Requests of a page that fail do not fail the page."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    url = with_script(news, f"fetch('http://127.0.0.1:{port}/').catch(() => document.title = 'alone')")
    assert b"<title>alone</title>" in browser.fetch(url).body

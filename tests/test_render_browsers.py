"""Hostile pages in real browsers: what is made of them neither speaks nor asks for anything."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Protocol

import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")

import articlegrab as ag
from articlegrab.inspector import report as inspected
from tests.browser import Watched, chromium
from tests.firefox import firefox
from tests.hostile_markup import PAYLOADS, VECTORS, combined, published
from tests.local_server import PAGES
from tests.render_samples import article_saying
from tests.report import report
from tests.servers import Site, site

STORY = (PAGES / "rebelmouse-structured" / "page.html").read_text("utf-8")
PLACES = ("<h1", "<title>", "For nine years")
"""Where in a page a payload is put: before its headline, in its title, before its running text."""
AT_ONCE = 20
"""Documents shown together, a frame each: the policy that one of them brings along is no shelter for others."""


class Window(Protocol):
    """What both browsers can do."""

    dialogs: list[str]
    requests: list[str]

    def show(self, url: str) -> None: ...


@pytest.fixture(scope="module", params=["Chromium", "Firefox"])
def window(request: pytest.FixtureRequest) -> Iterator[Window]:
    """A window of each browser that this machine has."""
    if request.param == "Firefox":
        with firefox() as running:
            yield running
    else:
        with chromium() as browser:
            yield Watched(browser)


@pytest.fixture(autouse=True)
def nothing_heard_yet(window: Window) -> None:
    """Each test hears for itself."""
    window.dialogs.clear()
    window.requests.clear()


def shown(window: Window, served: Site, documents: list[str]) -> set[str]:
    """Show documents in frames without any protection of their own, and give what was asked for beside them."""
    pages = set[str]()
    for number, some in enumerate(_batches(documents)):
        frames = "".join(f'<iframe srcdoc="{escape(document)}"></iframe>' for document in some)
        pages.add(served.page(f"/{number}", f"<!doctype html><meta charset=utf-8>{frames}".encode()))
        window.show(f"{served.url}/{number}")
    own = {*pages, f"{served.url}/favicon.ico", "about:srcdoc", "about:blank"}
    return set(window.requests) - own


def _batches(documents: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(documents), AT_ONCE):
        yield documents[start : start + AT_ONCE]


def test_browser_hears_what_is_alive(window: Window) -> None:
    """The same frames with payloads as they are: they speak, and ask for things."""
    with site() as served:
        # A dialog that takes the focus, and gives it back, would never end.
        alive = [f"<!doctype html>{payload}" for payload in combined()[:60] if "focus" not in payload]
        asked = shown(window, served, alive)
    assert len(window.dialogs) >= 10
    assert f"{served.url}/x" in asked


def documents_of(payloads: list[str], places: tuple[str, ...] = PLACES) -> tuple[list[str], set[str]]:
    """The article's HTML, and the report, of a story with each payload in each place; and the pictures of them all."""
    documents, pictures = list[str](), set[str]()
    for payload in payloads:
        for place in places:
            page = story_with(payload, place)
            try:
                explanation = ag.explain(page, url="https://news.example/a")
            except ag.ExtractError:
                continue
            article = explanation.article
            images = [*article.images, *(teaser.image for teaser in article.teasers if teaser.image)]
            pictures |= {url for image in images for url in [image.url, *image.candidates]}
            documents += [f"<!doctype html>{article.to_html()}", inspected(page, explanation)]
    return documents, pictures


def story_with(payload: str, place: str) -> str:
    """A real story with a payload in it."""
    before, found, after = STORY.partition(place)
    assert found
    return f"{before}{found}{payload}{after}" if found == "<title>" else f"{before}{payload}{found}{after}"


def test_hostile_pages_come_to_nothing(window: Window) -> None:
    """Some payloads inside a real story: no dialog, no request, in the article's HTML or in the report."""
    documents, pictures = documents_of(PAYLOADS[::3])
    with site() as served:
        asked = shown(window, served, documents)
    assert len(documents) > 60
    assert window.dialogs == []
    assert asked <= pictures


def test_payload_in_every_field_comes_to_nothing(window: Window) -> None:
    """An article that says the payload wherever it says anything, and points to it wherever it points."""
    articles = [article_saying(payload, address) for payload in PAYLOADS for address in (payload, "/plain")]
    with site() as served:
        asked = shown(window, served, [article.to_html() for article in articles])
    assert window.dialogs == []
    assert asked == set()


@pytest.mark.slow
def test_all_hostile_payloads_come_to_nothing(window: Window, request: pytest.FixtureRequest) -> None:
    """More than 500 payloads in three places of a real story each: no dialog and no request."""
    payloads = [*PAYLOADS, *combined(), *published()]
    assert not VECTORS.exists() or len(payloads) >= 500
    documents, pictures = documents_of(payloads)
    with site() as served:
        asked = shown(window, served, documents)
    assert len(documents) >= 2 * len(payloads)
    assert window.dialogs == []
    assert asked <= pictures
    browser = request.node.callspec.params["window"]
    report(f"R1, W3 in {browser}: {len(payloads)} payloads, {len(documents)} documents, 0 dialogs, 0 requests")

"""The inspector in a real browser: what people see, press and copy, and what hostile pages cannot do there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="the extra serve is not installed")

import articlegrab as ag
from articlegrab.fixtures import Fixture
from articlegrab.inspector import report
from tests.browser import Watched, chromium
from tests.local_server import PAGES, Server, serving

STORY = PAGES / "rebelmouse-structured" / "page.html"
PICTURES = os.environ.get("ARTICLEGRAB_SCREENSHOTS")
"""A folder in which the pictures of the pages are kept, to be looked at."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for all tests here."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests here."""
    with serving(tmp_path_factory.mktemp("fixtures")) as running:
        yield running


def look_at(watched: Watched, server: Server, file: Path, picture: str | None = None) -> None:
    """Give the inspector a file, as a person does, and wait for the report."""
    page = watched.page
    page.goto(server.url)
    page.set_input_files("#file", file)
    page.click("button[type=submit]")
    page.wait_for_url("**/r/*")
    frame(watched).locator("body").wait_for()
    if picture and PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{picture}.png")


def frame(watched: Watched) -> Any:
    """The page as saved."""
    return watched.page.frame_locator("#page")


def test_page_stands_beside_its_article(browser: Any, server: Server) -> None:
    """A file is read: headline, confidence in words, blocks; the same blocks are tinted on the page; no complaint."""
    watched = Watched(browser, viewport={"width": 1280, "height": 860})
    look_at(watched, server, STORY, "inspector")
    page = watched.page
    assert page.inner_text("h1").startswith("Sarn dam talks")
    assert "expected to be" in page.inner_text(".sure")
    article = ag.extract(STORY.read_bytes())
    assert page.locator(".blocks li").count() == len(article.body)
    assert frame(watched).locator("[id^=block-]").count() == len(article.body)
    kept = frame(watched).locator("#block-0").evaluate("e => getComputedStyle(e).backgroundColor")
    out = frame(watched).locator(".out").first.evaluate("e => getComputedStyle(e).backgroundColor")
    assert len({kept, out, "rgba(0, 0, 0, 0)"}) == 3
    assert watched.complaints == []
    assert all(url.startswith(server.url) for url in watched.requests)


def test_page_is_shown_from_its_headline_on(browser: Any, server: Server, tmp_path: Path) -> None:
    """Wherever the menus end, the frame begins at the headline, however it was laid out first; so does a report."""
    watched, story = Watched(browser, viewport={"width": 1280, "height": 860}), PAGES / "gallery" / "page.html"
    file = tmp_path / "report.html"
    file.write_text(report(story.read_bytes(), ag.explain(story.read_bytes())), "utf-8")
    for turn in range(4):
        if turn:
            look_at(watched, server, story)
        else:
            watched.page.goto(file.as_uri())
        watched.page.wait_for_load_state("load")
        begin = frame(watched).locator("#begin")
        for _ in range(50):  # until the frame has come to rest, which a busy machine takes its time for
            watched.page.wait_for_timeout(200)
            if 0 <= (top := begin.evaluate("e => e.getBoundingClientRect().top")) < 430:
                break
        assert 0 <= top < 430


def test_every_item_of_a_list_is_chosen(browser: Any, server: Server) -> None:
    """Each picture that the article has is said to be chosen, and the others why not; absent fields are folded."""
    watched = Watched(browser)
    look_at(watched, server, PAGES / "gallery" / "page.html")
    page = watched.page
    page.click("#field-images > summary")
    won = page.locator("#field-images .won")
    assert won.count() == len(ag.extract((PAGES / "gallery" / "page.html").read_bytes()).images) > 1
    assert "not chosen: outside the story" in page.inner_text("#field-images")
    assert not page.locator("#field-kicker").is_visible()
    page.click(".absent > summary")
    assert page.locator("#field-kicker").is_visible()


def test_left_out_passage_tells_why_on_hover(browser: Any, server: Server) -> None:
    """Pointing at a passage that was left out shows its rule and reason; so does the Tab key."""
    watched = Watched(browser)
    look_at(watched, server, STORY)
    passage = frame(watched).locator(".out[id]").first
    told = "e => getComputedStyle(e, '::after').content"
    assert passage.evaluate(told) == "none"
    passage.hover()
    assert "Left out: " in passage.evaluate(told)
    mark = ag.explain(STORY.read_bytes()).marks[0]
    assert mark.rule in passage.evaluate(told)
    watched.page.mouse.move(1, 1)
    passage.focus()
    assert "Left out: " in passage.evaluate(told)


def test_field_shows_who_won_and_why(browser: Any, server: Server) -> None:
    """Clicking a field, or pressing Enter on it, shows all candidates with source and reason, the winner first."""
    watched = Watched(browser)
    look_at(watched, server, STORY)
    candidates = watched.page.locator("#field-title .candidates li")
    assert not candidates.first.is_visible()
    watched.page.focus("#field-title summary")
    watched.page.keyboard.press("Enter")
    assert candidates.first.is_visible()
    if PICTURES:
        watched.page.locator("#field-title").screenshot(path=Path(PICTURES) / "candidates.png")
    assert "chosen" in candidates.first.inner_text()
    assert "the page's JSON-LD, headline; not chosen: the same again" in candidates.nth(1).inner_text()


def test_block_is_shown_on_the_page(browser: Any, server: Server) -> None:
    """The chip of a block scrolls the page beside it to the same block and rings it."""
    watched = Watched(browser, viewport={"width": 1280, "height": 500})
    look_at(watched, server, STORY)
    watched.page.click(".blocks li:nth-child(9) .chip")
    block = frame(watched).locator("#block-8")
    block.wait_for()
    watched.page.wait_for_timeout(300)
    assert block.evaluate("e => e.matches(':target') && e.getBoundingClientRect().top < innerHeight")
    assert watched.page.url.count("/r/") == 1


@pytest.mark.parametrize(
    ("button", "expected"), [("Markdown", "# Sarn dam"), ("JSON", '"title": "Sarn'), ("citation", "@online")]
)
def test_copy_buttons(browser: Any, server: Server, button: str, expected: str) -> None:
    """Each button puts the article on the clipboard in its format, and says so."""
    watched = Watched(browser, permissions=["clipboard-read", "clipboard-write"])
    look_at(watched, server, STORY)
    watched.page.get_by_role("button", name=f"Copy {button}").click()
    watched.page.wait_for_function("document.querySelector('#said').value")
    assert watched.page.inner_text("#said") == f"Copied {button}"
    assert expected in watched.page.evaluate("navigator.clipboard.readText()")


def test_page_is_saved_as_fixture(browser: Any, server: Server) -> None:
    """The button makes a fixture that holds, in the folder that the server was given, and never over another."""
    watched = Watched(browser)
    look_at(watched, server, STORY)
    for _ in range(2):
        watched.page.get_by_role("button", name="Save as fixture").click()
        watched.page.wait_for_selector(".done")
    made = sorted(folder.name for folder in server.folder.iterdir())
    assert made == ["sarn-dam-talks-somebody-has-finally-opened-the-sluice" + end for end in ("", "-2")]
    fixture = Fixture(server.folder / made[0])
    assert not [line for field in fixture.fields() for line in fixture.failures(field)]


def test_page_without_article_says_what_it_is(browser: Any, server: Server) -> None:
    """A consent wall gets a plain word and its page beside it."""
    watched = Watched(browser)
    look_at(watched, server, PAGES / "none-consent-wall" / "page.html", "refusal")
    assert "The page asks for consent first" in watched.page.inner_text("main")
    assert watched.complaints == []


def test_pasted_html_and_dropped_file(browser: Any, server: Server) -> None:
    """HTML may be pasted, and a file dropped anywhere on the page."""
    watched = Watched(browser)
    page = watched.page
    page.goto(server.url)
    page.click("summary")
    page.fill("#html", STORY.read_text("utf-8"))
    page.click("button[type=submit]")
    page.wait_for_url("**/r/*")
    page.goto(server.url)
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "story.html", {type: "text/html"}));
            document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
        }""",
        STORY.read_text("utf-8"),
    )
    page.wait_for_url("**/r/*")
    assert page.inner_text("h1").startswith("Sarn dam talks")
    page.goto(server.url)
    assert page.locator(".looked li").count() >= 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_narrow_screens_right_to_left_and_dark_mode(browser: Any, server: Server, scheme: str) -> None:
    """An Arabic page on a phone: nothing is wider than the screen, text runs from the right, contrast suffices."""
    watched = Watched(browser, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    look_at(watched, server, PAGES / "arabic" / "page.html", f"narrow-{scheme}")
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator(".blocks").get_attribute("dir") == "rtl"
    assert page.locator("h1").evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert frame(watched).locator("html").get_attribute("dir") == "rtl"
    for selector in ("h1", "small", ".kept .text", ".field", ".warning", ".legend .out"):
        found = page.locator(selector)
        if found.count():
            assert found.first.evaluate(CONTRAST) >= 4.5, selector
    for selector in (".out", ".kept", ".field"):
        assert frame(watched).locator(selector).first.evaluate(CONTRAST) >= 4.5, selector


CONTRAST = """element => {
    const parts = colour => colour.match(/[\\d.]+/g).map(Number);
    const linear = v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => .2126 * linear(r / 255) + .7152 * linear(g / 255) + .0722 * linear(b / 255);
    let at = element, back = [0, 0, 0, 0];
    while (at && back.length > 3 && back[3] === 0) {
        back = parts(getComputedStyle(at).backgroundColor);
        at = at.parentElement;
    }
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(back)].sort((x, y) => y - x);
    return (a + .05) / (b + .05);
}"""
"""The contrast of an element's text with what is behind it, as WCAG counts it."""


def test_everything_has_a_name(browser: Any, server: Server) -> None:
    """Every control, the frame and the regions have names for a screen reader, and Tab reaches the article first."""
    watched = Watched(browser)
    look_at(watched, server, STORY)
    page = watched.page
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, a, iframe, input, summary, section")].filter(e =>
            !(e.textContent.trim() || e.title || e.labels?.length || e.getAttribute("aria-label")
              || e.getAttribute("aria-labelledby"))).map(e => e.outerHTML)"""
    )
    assert nameless == []
    page.reload()
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the article"
    assert page.locator("h1").count() == 1


def test_report_is_one_file_that_loads_nothing(browser: Any, tmp_path: Path) -> None:
    """`explain --html` gives a file that works from disk: page, article, jumps, copying, and not one request."""
    file = tmp_path / "report.html"
    file.write_text(report(STORY.read_bytes(), ag.explain(STORY.read_bytes())), "utf-8")
    watched = Watched(browser, viewport={"width": 1280, "height": 500})
    watched.page.goto(file.as_uri())
    watched.page.click(".blocks li:nth-child(9) .chip")
    watched.page.wait_for_timeout(300)
    block = frame(watched).locator("#block-8")
    assert block.evaluate("e => e.matches(':target') && e.getBoundingClientRect().top < innerHeight")
    watched.page.get_by_role("button", name="Copy JSON").click()
    watched.page.wait_for_function("document.querySelector('#said').value")
    assert watched.complaints == []
    assert [url for url in watched.requests if not url.startswith(("file:", "about:"))] == []


HOSTILE_HEAD = """\
<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/r'><link rel=stylesheet href=http://127.0.0.1:9/s>
<base href=http://127.0.0.1:9/><script>alert(1);fetch('http://127.0.0.1:9/f')</script>
<body onload=alert(2) style='background:url(http://127.0.0.1:9/b)'"""
HOSTILE_BODY = """\
<img src=http://127.0.0.1:9/i onerror=alert(3)><iframe src=http://127.0.0.1:9/></iframe><svg onload=alert(4)></svg>
<a href=javascript:alert(5) id=x>For</a> nine years"""


def test_frame_can_do_nothing(browser: Any, server: Server, tmp_path: Path) -> None:
    """A page full of scripts, frames and refreshes is shown as words: no script runs, nothing is asked for."""
    file = tmp_path / "hostile.html"
    story = STORY.read_text("utf-8").replace("<body", HOSTILE_HEAD, 1).replace("For nine years", HOSTILE_BODY, 1)
    file.write_text(story, "utf-8")
    watched = Watched(browser)
    look_at(watched, server, file)
    frame(watched).get_by_text("For", exact=True).first.click()
    watched.page.wait_for_timeout(500)
    assert watched.dialogs == []
    assert [url for url in watched.requests if not url.startswith(server.url)] == []
    assert watched.page.frame_locator("#page").locator("script, img, iframe, a, style + style, [onclick]").count() == 0
    answer = watched.context.request.get(watched.page.url + "/page")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"

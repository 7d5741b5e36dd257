"""What `extract` takes, however it is handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import articlegrab as ag

LINES = [f"The ferry to Tarn makes {number} trips on Monday, the harbour office said." for number in range(3, 12)]
STORY = "".join(f"<p>{line}</p>" for line in LINES).replace("harbour", "<a href=/hours>harbour</a>", 1)
PAGE = f"""<!doctype html><html lang=en><head><title>Ferry returns to Tarn</title>
<link rel=canonical href=https://news.example/2024/ferry><meta name=description content="Cafés open too.">
</head><body><article><h1>Ferry returns to Tarn</h1>{STORY}</article>"""
NO_PAGES = (None, 5, bytearray(PAGE.encode()), memoryview(PAGE.encode()), Path("page.html"), [PAGE])
NO_ADDRESSES = ("", " ", "page.html", "/tmp/page.html", "file:///tmp/page.html", "http://[", "about:blank")


def test_text_with_a_byte_order_mark() -> None:
    """What reading a file as UTF-8 leaves of the mark does not push the head into the body."""
    assert ag.explain("\ufeff" + PAGE) == ag.explain(PAGE)


@pytest.mark.parametrize("page", NO_PAGES)
def test_what_is_no_page(page: Any) -> None:
    """Anything but text, bytes and pages is a mistake in the program, and said to be one."""
    with pytest.raises(TypeError, match=r"a page is text, bytes or a Page, not \w+"):
        ag.extract(page)


@pytest.mark.parametrize("url", NO_ADDRESSES)
def test_addresses_that_lead_nowhere(url: str) -> None:
    """The address of a saved file does not keep the page's own links from being made absolute."""
    article = ag.extract(PAGE, url=url)
    assert article.url == (url.strip() or None)
    assert [link.url for link in article.links] == ["https://news.example/hours"]


@pytest.mark.parametrize("url", ["https://news.example/\ud800", "https://news.example/a\x00b"])
def test_addresses_with_characters_that_no_text_has(url: str) -> None:
    """An Article can be written as JSON, whatever it was told of where it came from."""
    for article in (ag.extract(PAGE, url=url), ag.extract(ag.Page(url=url, body=PAGE.encode()))):
        assert ag.Article.model_validate_json(article.model_dump_json()) == article


def test_headers_in_any_case() -> None:
    """A header counts however its name is written, and one that no encoding has changes nothing."""
    body = PAGE.encode("cp1251", "replace").replace(b"ferry to", "паром to".encode("cp1251"))
    page = ag.Page(headers={"Content-Type": "text/html; charset=windows-1251"}, body=body)
    assert ag.extract(page).text.count("паром") == 9
    odd = ag.Page(headers={"content-type": "text/html; charset=\ud800"}, body=PAGE.encode())
    assert ag.extract(odd).text == ag.extract(PAGE).text

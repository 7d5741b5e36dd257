"""What a careful reader should know of an Article stands in its warnings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

import articlegrab as ag
from articlegrab import dom
from articlegrab.document import json_ld

SOURCES = Path(ag.__file__).parent.rglob("*.py")
LINES = [f"The ferry to Tarn makes {number} trips on Monday, the harbour office said." for number in range(3, 12)]
STORY = "".join(f"<p>{line}</p>" for line in LINES)
TITLE = "<h1>Ferry returns to Tarn</h1>"


def warned(html: str | bytes) -> set[str]:
    """The codes of a page's warnings."""
    return {warning.code for warning in ag.extract(html).warnings}


def test_every_code_is_given_somewhere() -> None:
    """No code is promised for which no page would ever be warned of."""
    given = {code for file in SOURCES for code in re.findall(r'\.warn\(\s*"(\w+)"', file.read_text("utf-8"))}
    assert given == set(get_args(ag.models.Warning.model_fields["code"].annotation))


def test_no_title() -> None:
    """A story without any headline."""
    assert "no_title" in warned(f"<article>{STORY}</article>")
    assert "no_title" not in warned(f"<article>{TITLE}{STORY}</article>")


def test_broken_json_ld() -> None:
    """A script whose JSON-LD no mending makes readable."""
    page = f"<script type=application/ld+json>%s</script><article>{TITLE}{STORY}</article>"
    assert "broken_json_ld" in warned(page % '{"@type": "NewsArticle", "headline: Ferry}')
    assert "broken_json_ld" not in warned(page % '{"@type": "NewsArticle",}')


def test_oversized_json_ld(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script whose JSON-LD is too long to be read."""
    page = f'<script type=application/ld+json>{{"@type": "NewsArticle"}}</script><article>{TITLE}{STORY}</article>'
    assert "oversized_json_ld" not in warned(page)
    monkeypatch.setattr(json_ld, "MAX_SCRIPT", 10)
    assert "oversized_json_ld" in warned(page)


def test_capped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of which the end was not read."""
    page = f"<article>{TITLE}{STORY}</article>" + "<i></i>" * 1_000
    assert "capped" not in warned(page)
    monkeypatch.setattr(dom, "MAX_NODES", 500)
    assert "capped" in warned(page)


def test_undecodable_bytes() -> None:
    """A text with a byte that its encoding does not have."""
    page = f"<meta charset=utf-8><article>{TITLE}<p>The café at the fête is open.</p>{STORY}</article>".encode()
    assert "undecodable_bytes" not in warned(page)
    assert "undecodable_bytes" in warned(page.replace("é".encode(), b"\xe9", 1))

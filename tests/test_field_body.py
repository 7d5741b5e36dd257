"""What stands between a story's paragraphs, and after the last one, belongs to it or not."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from articlegrab import extract
from tests.field_cases import CASES

_FILE = tomllib.loads((CASES / "body.toml").read_text("utf-8"))


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in _FILE["case"]])
def test_body(case: dict[str, Any]) -> None:
    """Lines of `kept` are in the body, those of `lost` are not."""
    story = "".join(f"<p>{line}</p>" for line in _FILE["prose"])
    html = case.get("html", "{story}").format(story=story, first=story[: story.index("</p>") + 4])
    head = "<html lang=en><title>A light goes out</title><body><main><article><h1>A light goes out</h1>"
    lines = [line for block in extract(f"{head}{html}</article></main></html>").body for line in block.text.split("\n")]
    assert [line for line in case.get("kept", []) if line not in lines] == []
    assert [line for line in case.get("lost", []) if line in lines] == []

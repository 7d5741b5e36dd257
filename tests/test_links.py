"""The links of the body."""

from __future__ import annotations

from articlegrab.fields.links import links_of
from articlegrab.models import Link


def test_links_stand_in_reading_order_with_their_block() -> None:
    """Links of paragraphs, nested lists and table cells are found, each with the index of its block."""

    def link(start: int, end: int, url: str) -> dict[str, object]:
        return {"kind": "link", "start": start, "end": end, "url": url}

    blocks = [
        {"type": "paragraph", "text": "No link here."},
        {"type": "paragraph", "text": "one two", "spans": [link(4, 7, "https://b.example/"), link(0, 3, "https://a.example/")]},
        {"type": "list", "text": "three\nfour", "items": [
            {"text": "three", "spans": [link(0, 5, "https://c.example/")],
             "items": [{"text": "four", "spans": [link(0, 4, "https://d.example/")]}]}]},
        {"type": "table", "text": "five", "rows": [[{"text": "five", "spans": [link(0, 4, "https://e.example/")]}]]},
        {"type": "paragraph", "text": "mail", "spans": [link(0, 4, "mailto:mia@velden.example")]},
    ]  # fmt: skip
    found = [Link.model_validate(entry) for entry in links_of(blocks)]
    assert [(entry.text, entry.block) for entry in found] == [
        ("one", 1),
        ("two", 1),
        ("three", 2),
        ("four", 2),
        ("five", 3),
    ]

"""Who may read the article, and whether the page holds only its beginning."""

from __future__ import annotations

from typing import Any

import pytest

from articlegrab import extract
from articlegrab.fields import access
from articlegrab.models import Access
from tests.field_cases import cases, look


@pytest.mark.parametrize("case", cases("access"))
def test_access(case: dict[str, Any]) -> None:
    """Flags in the head, structured data and the wording after the text tell who may read it."""
    found = access.find(look(case["html"])).value
    Access.model_validate(found)
    assert {name: found[name] for name in case["expect"]} == case["expect"]
    assert bool(found["evidence"]) is (found["status"] != "unknown")


def test_a_text_cut_off_is_warned_of() -> None:
    """A text cut off by a wall gives the warning `truncated`."""
    reading = look(
        "<h1>Velden</h1><p>The river rose by two metres in the night, and…</p><div>Subscribe to continue.</div>"
        "<div>Already a subscriber? Log in.</div>"
    )
    access.find(reading)
    assert [warning.code for warning in reading.warnings] == ["truncated"]


def test_a_text_of_scrambled_letters_is_cut_off() -> None:
    """Walls that print the rest of the text with its letters exchanged hide it as well as those that leave it out."""
    garble = str.maketrans("abcdefghijklmnopqrstuvwxyz", "qzxwvjkyphbdmtrslgncfuoaie")
    clear = "Der Fluss stieg in der Nacht um zwei Meter, und die unteren Straßen von Velden standen unter Wasser."
    rest = "Die Feuerwehr trug vierzig Menschen aus den Häusern, und der Bürgermeister dankte dem Verein für die Boote."
    declared = '{"@type": "NewsArticle", "headline": "Velden", "isAccessibleForFree": false}'
    head = f"<html lang=de><script type='application/ld+json'>{declared}</script><h1>Velden unter Wasser</h1>"
    told = "".join(f"<p>{n} {rest} {clear}</p>" for n in range(4))
    hidden = "".join(f"<p>{n} {rest.translate(garble)} {clear.translate(garble)}</p>" for n in range(4))
    pages = (f"{head}<p>{clear}</p><article>{text}</article>" for text in (told, hidden))
    assert [extract(page).access.is_truncated for page in pages] == [False, True]

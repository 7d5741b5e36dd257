"""What is taken out of a text, and what must stay in it."""

from __future__ import annotations

import json
import re
import sqlite3
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import articlegrab as ag
from articlegrab.scrub import scrub

PAGES = sorted((Path(__file__).parents[1] / "fixtures" / "pages").glob("[!n]*/page.html"))


@pytest.mark.parametrize(("raw", "clean"), [
    ("a\x00b\x01c\x1fd\x7fe\x85f", "abcdef"),
    ("line\none\ttab", "line\none\ttab"),
    ("half \ud83d pair", "half \ufffd pair"),
    ("\ud800\udc00", "\ufffd\ufffd"),
    ("hy\u00adphen zero\u200bwidth \ufeffmark", "hyphen zerowidth mark"),
    ("not\ufffea\uffffcharacter\ufdd0\U0001ffff\U0010fffe", "notacharacter"),
    ("user\u202egnp.exe\u202c", "usergnp.exe"),
    ("a\ufffcb", "ab"),
    ("hidden\U000e0068\U000e0069 words", "hidden words"),
    ("🏴" + "\U000e0069" * 40 + "\U000e007f", "🏴"),
    ("\x00", ""),
    ("", ""),
])
def test_characters_without_a_place_in_text_are_removed(raw: str, clean: str) -> None:
    """Controls, halves of pairs, noncharacters, invisible ones and overrides go; the rest of the text stays."""
    assert scrub(raw) == clean


@pytest.mark.parametrize("text", [
    "می‌خواهم", "क्‍ष", "👩‍👩‍👧", "❤️", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "Zürich – “yes”…", "10\xa0000\u202f€",
    "שלום\u200f!", "\u2067עברית\u2069", "𠮷野家", "e\u0301" * 1000, "a\tb\nc",
])
def test_characters_that_scripts_need_are_kept(text: str) -> None:
    """Joiners, marks of direction, emoji sequences, thin spaces and rare ideographs come back as they are."""
    assert scrub(text) is text


@given(st.text(st.characters(exclude_categories=())))
def test_scrubbed_text_can_be_stored_anywhere(raw: str) -> None:
    """Whatever comes in, what comes out is UTF-8, survives JSON and SQLite, and is not changed by a second round."""
    text = scrub(raw)
    assert text.encode().decode() == text
    assert json.loads(json.dumps(text, ensure_ascii=False)) == text
    with sqlite3.connect(":memory:") as store:
        assert store.execute("select ?", (text,)).fetchone()[0] == text
    store.close()
    assert scrub(text) == text


def test_every_character_is_judged_the_same_alone_and_in_company() -> None:
    """Of the code points in use, those removed are controls, formats and noncharacters, never letters or marks."""
    for code in (*range(0x20000), *range(0xE0000, 0xE0200), *range(0x10FF00, sys.maxunicode + 1)):
        character = chr(code)
        if scrub(f"a{character}b") == f"a{character}b":
            assert not 0xD800 <= code <= 0xDFFF
        elif character != "\ufffc":
            assert unicodedata.category(character) in ("Cc", "Cf", "Cn", "Cs"), hex(code)


def test_no_such_character_gets_into_an_article() -> None:
    """Wherever in a page they stand, in its words or in what its attributes say, an Article is free of them."""
    for file in PAGES[::2]:
        page = file.read_bytes().decode("utf-8", "replace")
        page = re.sub(r">([^<>]{4})([^<>]+)<", ">\\1\x01&#x1;\x0b\ufffe\\2<", page)
        page = re.sub(r'\b(content|alt|title|datetime)="([^"]{3})([^"]*)"', '\\1="\\2\x01\x0b\ufffe\\3"', page)
        try:
            article = ag.extract(page, url="https://news.example/2024/ferry").model_dump_json()
        except ag.NoArticle:
            continue
        assert re.search("\\\\u00(?:0[1-7b]|1)|[\x01-\x08\x0b\ufffe]", article) is None, file.parent.name


def test_code_keeps_its_lines() -> None:
    """What stands in `<pre>` keeps its white space, `<br>` being a new line."""
    story = "".join(f"<p>The ferry makes {number} trips on Monday, the office said.</p>" for number in range(3, 12))
    code = "<pre><code>stop;\x01time\n\t4;<br>5;\x0b6</code></pre>"
    article = ag.extract(f"<article><h1>Ferry returns to Tarn</h1>{story}{code}{story}</article>")
    assert [block.text for block in article.body if block.type == "code"] == ["stop;time\n\t4;\n5;6"]

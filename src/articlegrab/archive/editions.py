"""Editions: what a story said at a time, each wording once; the index of words and the sketches hang on them."""

from __future__ import annotations

import hashlib
import json

from articlegrab.archive import captures, sketches
from articlegrab.archive.connection import Connection
from articlegrab.errors import ArchiveCorrupt
from articlegrab.models import Article
from articlegrab.models.blocks import RUNNING_TEXT
from articlegrab.words import set_apart

GAP = "\u200b"
"""Put between the characters of scripts without spaces, so that each is a word to SQLite; no article has one itself."""


def put(connection: Connection, story: int, article: Article) -> int:
    """The number of the edition with this article's wording, which is made and indexed where there is none."""
    wording = digest(article)
    known = connection.row("SELECT id FROM edition WHERE story = ? AND digest = ?", (story, wording))
    if known:
        return int(known[0])
    sketch = sketches.of_text(article.text)
    number = connection.insert(
        "INSERT INTO edition (story, digest, sketch) VALUES (?, ?, ?)", (story, wording, sketch)
    )
    assert number is not None
    columns = [set_apart(column, GAP) for column in _columns(article)]
    connection.insert(
        "INSERT INTO words (rowid, title, dek, byline, text, captions, tags) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, *columns),
    )
    if sketch:
        connection.many("INSERT INTO band VALUES (?, ?)", [(band, number) for band in set(sketches.bands(sketch))])
    return number


def drop_unused(connection: Connection, number: int) -> None:
    """Forget an edition that no capture has any more."""
    if connection.row("SELECT 1 FROM capture WHERE edition = ?", (number,)):
        return
    (sketch,) = connection.row("SELECT sketch FROM edition WHERE id = ?", (number,))
    if sketch:
        bands = [(band, number) for band in sketches.bands(sketch)]
        connection.many("DELETE FROM band WHERE hash = ? AND edition = ?", bands)
    connection.rows("DELETE FROM words WHERE rowid = ?", (number,))
    connection.rows("DELETE FROM edition WHERE id = ?", (number,))


def digest(article: Article) -> bytes:
    """What tells two wordings apart: kicker, headline, standfirst, byline and passages, white space aside."""
    said = [article.kicker, article.title, article.dek, article.byline, *passages(article)]
    return hashlib.sha256(json.dumps([part and " ".join(part.split()) for part in said]).encode("ascii")).digest()


def passages(article: Article) -> list[str]:
    """The passages of the running text."""
    return [block.text for block in article.body if block.type in RUNNING_TEXT and block.text]


def fill(connection: Connection) -> None:
    """Make the editions of all captures of an archive that has none yet. Damaged ones stay without."""
    for number in captures.numbers(connection, "article IS NOT NULL"):
        try:
            article = captures.article_of(connection, captures.read_row(connection, number))
        except ArchiveCorrupt:
            continue
        (story,) = connection.row("SELECT story FROM capture WHERE id = ?", (number,))
        if article:
            edition = put(connection, story, article)
            connection.rows("UPDATE capture SET edition = ? WHERE id = ?", (edition, number))


def _columns(article: Article) -> tuple[str, ...]:
    people = [person.name for person in (*article.authors, *article.contributors)]
    captions = [part for image in article.images for part in (image.caption, image.credit) if part]
    return (
        _lines(article.title, article.kicker, article.seo_title), _lines(article.dek, article.description),
        _lines(article.byline, *people), article.text, _lines(*captions), _lines(article.section, *article.tags),
    )


def _lines(*parts: str | None) -> str:
    return "\n".join(dict.fromkeys(part for part in parts if part))

"""What people type into a search → what SQLite's FTS5 understands.

    harbour fire            both words          "harbour fire"     next to each other
    ferry OR tram           either              -drill             not this
    harb*                   as it begins        title:ferry        only there; so dek: byline: text: captions: tags:
"""

from __future__ import annotations

import re

from articlegrab.archive.editions import GAP
from articlegrab.errors import BadQuery
from articlegrab.words import set_apart

_TERM = re.compile(r'(-?)(?:(\w+):)?(?:"([^"]*)"?|([^\s"]+))(\*?)')
_FIELDS = {
    "title": "title", "headline": "title", "dek": "dek", "byline": "byline", "author": "byline", "text": "text",
    "captions": "captions", "caption": "captions", "tags": "tags", "tag": "tags",
}
_MOST_TERMS = 64


def fts(query: str) -> str:
    """The query for FTS5; whatever is typed is taken as words. Raises BadQuery where no word is left to look for."""
    wanted: list[list[str]] = []
    unwanted: list[str] = []
    either = False
    for match in list(_TERM.finditer(query))[:_MOST_TERMS]:
        if match[0] == "OR":
            either = bool(wanted)
            continue
        term = None if match[0] == "AND" else _term(match)
        if term is None:
            continue
        if match[1]:
            unwanted.append(term)
        elif either:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        either = False
    if not wanted:
        raise BadQuery(f"a search needs a word that is to be found; in {query!r} there is none")
    sought = " AND ".join(f"({' OR '.join(group)})" for group in wanted)
    return f"({sought}) NOT ({' OR '.join(unwanted)})" if unwanted else sought


def _term(match: re.Match[str]) -> str | None:
    _, field, phrase, word, star = match.groups()
    text = phrase if phrase is not None else word
    if field and field.lower() not in _FIELDS:  # an address or a time of day, not a field
        field, text = None, f"{field}:{text}"
    if text.endswith("*"):
        text, star = text.rstrip("*"), "*"
    if not any(character.isalnum() for character in text):
        return None
    quoted = '"' + set_apart(text.replace('"', " ").replace("\x00", " "), GAP) + '"'
    return f"{{{_FIELDS[field.lower()]}}} : {quoted}{star}" if field else f"{quoted}{star}"

"""The entries of a live blog."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from itertools import groupby
from typing import Any

from articlegrab.document.json_ld import Item, strings
from articlegrab.fields.dates.moment import MAX_LENGTH, read_machine
from articlegrab.fields.dates.place import customs
from articlegrab.fields.dates.printed import read_printed
from articlegrab.reading import Reading
from articlegrab.rules import Names
from articlegrab.scrub import scrub, without_tags

MOST = 1_000
_LIVE = Names.LIVE.value
_FEWEST = 3
"""A live blog by its mark-up alone has at least so many entries."""
_LONGEST = 20_000


def from_json_ld(reading: Reading) -> list[dict[str, Any]]:
    """liveBlogUpdate of the page's LiveBlogPosting, in the page's order."""
    found: list[dict[str, Any]] = []
    for item in reading.document.json_ld.of_type("LiveBlogPosting"):
        updates = item.get("liveBlogUpdate")
        entries = (updates if isinstance(updates, list) else [updates])[:MOST]
        read = (_entry(reading, update) for update in entries if isinstance(update, dict))
        found = [entry for entry in read if entry]
        if found:
            return found
    return found


def _entry(reading: Reading, update: Item) -> dict[str, Any] | None:
    body = _plain(update.get("articleBody")) or _plain(update.get("text")) or _plain(update.get("description"))
    title = _plain(update.get("headline")) or _plain(update.get("name"))
    text = body or title
    if not text:
        return None
    stamps = [raw for key in ("datePublished", "dateModified", "dateCreated") for raw in strings(update.get(key))[:1]]
    times = [moment.instant for raw in stamps if (moment := read_machine(raw[:MAX_LENGTH]))]
    address = next(iter(strings(update.get("url"))), None)
    return {
        "time": times[0] if times else None,
        "title": title if title != text else None,
        "text": text,
        "url": reading.document.absolute(address),
    }


def _plain(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return scrub(" ".join(without_tags(unescape(value[:_LONGEST])).split())) or None


def from_markup(reading: Reading) -> list[dict[str, Any]]:
    """Repeated elements that are called live entries, or stand in a live blog, each with a time of its own."""
    document = reading.document
    live = document.named(_LIVE)
    if not live:
        return []
    known = set(live)
    stamped = sorted({entry for time in document.all("time") for entry in _entries_of(reading, time, known)})
    best: list[int] = []
    for _, siblings in groupby(
        sorted(stamped, key=lambda node: document.parents[node]), key=lambda node: document.parents[node]
    ):
        group = list(siblings)
        if len(group) > len(best):
            best = group
    read = (_from_node(reading, node) for node in best[:MOST])
    entries = [entry for entry in read if entry and entry["time"]]
    return entries if len(entries) >= _FEWEST else []


def _entries_of(reading: Reading, time: int, live: set[int]) -> Iterator[int]:
    """The element around a time that can be its entry: the nearest one called live, or a child of one."""
    document = reading.document
    node = document.parents[time]
    while node > 0:
        parent = document.parents[node]
        if node in live or parent in live or document.tags[node] in ("article", "li"):
            yield node
            return
        node = parent


def _from_node(reading: Reading, node: int) -> dict[str, Any] | None:
    document = reading.document
    end = document.ends[node]
    stamps = list(document.within(node, "time"))
    headings = list(document.within(node, "h2", "h3", "h4", "h5"))
    title = document.text(headings[0]) if headings else None
    taken = [(each, document.ends[each]) for each in (*stamps, *headings[:1])]
    lines = [
        document.passage_texts[index]
        for index, passage in enumerate(document.passages)
        if node <= passage.start < end
        and not any(first <= passage.start and passage.end <= last for first, last in taken)
    ]
    text = "\n".join(lines).strip() or title
    if not text:
        return None
    link = next((document.attribute(each, "href") for each in document.within(node, "a")), None)
    identity = document.attribute(node, "id")
    own = f"#{identity}" if identity else link if link and "#" in link else None
    return {
        "time": _time(reading, stamps[0]) if stamps else None,
        "title": title if title != text else None,
        "text": text,
        "url": document.absolute(own) if own else None,
    }


def _time(reading: Reading, node: int) -> Any:
    document = reading.document
    language, month_first = customs(reading)
    for raw in (document.attribute(node, "datetime"), document.text(node)):
        if raw and len(raw) <= MAX_LENGTH:
            moment = read_machine(raw) or read_printed(raw, language, month_first=month_first)
            if moment:
                return moment.instant
    return None

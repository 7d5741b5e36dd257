"""RSS, Atom and JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from articlegrab.discovery import dates, xml
from articlegrab.document.addresses import join
from articlegrab.errors import ProtocolError
from articlegrab.models.find import Find
from articlegrab.scrub import scrub

MAX_ENTRIES = 5_000


def read_xml(body: bytes, url: str) -> Iterator[Find]:
    """The entries of an RSS or Atom feed."""
    for entry in islice(xml.elements(body, ("item", "entry")), MAX_ENTRIES):
        if address := join(url, _link(entry)):
            yield Find(
                url=address, title=_clean(xml.text(entry, "title")),
                published=dates.read(xml.text(entry, "pubDate", "published", "issued", "date")),
                modified=dates.read(xml.text(entry, "updated", "modified")), kind="feed", found_in=url,
            )


def read_json(body: bytes, url: str) -> Iterator[Find]:
    """The items of a JSON Feed. Raises ProtocolError where it is not one."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("not JSON, though its type says so") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    for item in items[:MAX_ENTRIES] if isinstance(items, list) else ():
        if isinstance(item, dict) and (address := join(url, _string(item, "url") or _string(item, "external_url"))):
            yield Find(
                url=address, title=_clean(_string(item, "title")),
                published=dates.read(_string(item, "date_published")),
                modified=dates.read(_string(item, "date_modified")), kind="feed", found_in=url,
            )


def _link(entry: dict[str, list[Any]]) -> str | None:
    """RSS writes the address as text, Atom as `href`; an RSS guid is an address unless it says that it is none."""
    links = entry.get("link", ())
    for element in links:
        if element.get("href") and element.get("rel", "alternate") == "alternate":
            return str(element.get("href"))
    if address := xml.text(entry, "link"):
        return address
    guid = entry.get("guid", [None])[0]
    if guid is not None and guid.get("isPermaLink", "true") == "true":
        return xml.text(entry, "guid")
    return None


def _string(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) else None


def _clean(title: str | None) -> str | None:
    return scrub(title).strip() or None if title else None

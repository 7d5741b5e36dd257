"""Which JSON-LD items speak of the page itself: list pages and recommendations describe other articles too."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from articlegrab.document import Document
from articlegrab.document.json_ld import Item
from articlegrab.reading import Reading

_ADDRESSES = ("url", "mainEntityOfPage", "@id")


def articles(reading: Reading) -> list[Item]:
    """The article items about this page, surest first; those that name another page's address are left out, unless
    there are no others."""
    return reading.document.derived(_of_page)


def _of_page(document: Document) -> list[Item]:
    items = document.json_ld.articles
    if len(items) < 2:
        return items
    own = {_place(address) for address in (document.url, document.link("canonical"), document.meta("og:url"))} - {""}
    here: list[Item] = []
    silent: list[Item] = []
    elsewhere: list[Item] = []
    for item in items:
        places = {_place(address) for address in _addresses(item)} - {""}
        (here if places & own else elsewhere if places and own else silent).append(item)
    return [*here, *silent] or elsewhere


def _addresses(item: Item) -> list[str]:
    found = []
    for key in _ADDRESSES:
        value = item.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            found.append(value)
    return found


def _place(address: str | None) -> str:
    """The last steps of an address's path: hosts, schemes and fragments vary where the page is the same."""
    try:
        return unquote(urlsplit(address or "").path).strip("/").casefold()
    except ValueError:
        return ""

"""What the selector of a site rule finds on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from articlegrab.document import Document
from articlegrab.scrub import scrub
from articlegrab.site_rules import Selector


class Selected(NamedTuple):
    """An element that a selector found, and the attribute or text it asked for; None where it asked for the element."""

    node: int
    value: str | None
    selector: Selector


def select(document: Document, selectors: Iterable[Selector]) -> list[Selected]:
    """What the selectors find, in page order, each element once. Raises RulesError where an XPath cannot be run."""
    found: dict[tuple[int, str | None], Selected] = {}
    for selector in selectors:
        for selected in _by_one(document, selector):
            found.setdefault((selected.node, selected.value), selected)
    return sorted(found.values(), key=lambda selected: selected.node)


def _by_one(document: Document, selector: Selector) -> Iterable[Selected]:
    if selector.language == "xpath":
        from articlegrab.document import xpath

        return [Selected(node, value, selector) for node, value in xpath.find(document, selector.text)]
    nodes = document.tree.select(selector.text)
    if selector.attribute is None:
        return [Selected(node, None, selector) for node in nodes]
    values = ((node, document.attribute(node, selector.attribute)) for node in nodes)
    return [Selected(node, value, selector) for node, value in values if value]


def text_of(document: Document, selected: Selected) -> str:
    """What was asked for, as text with its white space folded."""
    if selected.value is not None:
        return " ".join(scrub(selected.value).split())
    if document.tags[selected.node] == "title":  # a leaf, whose text is not the page's
        return " ".join(scrub(document.tree.raw_text(selected.node)).split())
    return document.text(selected.node)

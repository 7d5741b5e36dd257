"""Whether a selector can be understood, asked of the library that will run it."""

from __future__ import annotations

from articlegrab import dom
from articlegrab.site_rules import Selector


def checked(selector: Selector) -> str | None:
    """What is wrong with a selector; None where it is sound."""
    if selector.language == "css":
        return None if dom.is_selector(selector.text) else f"{selector.text!r} is not a CSS selector"
    from lxml.etree import XPath, XPathSyntaxError  # type: ignore[import-untyped]

    try:
        XPath(selector.text)
    except (XPathSyntaxError, ValueError) as error:
        return f"{selector.text!r} is not an XPath: {error}"
    return None

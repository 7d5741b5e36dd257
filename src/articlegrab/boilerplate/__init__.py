"""The stripper: rules that mark what is not the article. Nothing is ever removed."""

from __future__ import annotations

from articlegrab.reading import Reading
from articlegrab.rules import Names

_TAG_ROLES = {"nav": "nav", "footer": "footer", "aside": "sidebar", "form": "form", "figcaption": "caption", "button": "cta", "dialog": "overlay"}


def mark(reading: Reading) -> None:
    """Put every mark that can be told before the headline and the story are known."""
    document = reading.document
    for tag, role in _TAG_ROLES.items():
        for node in document.all(tag):
            reading.marks.put(node, role, f"tag_{tag}", f"<{tag}>")  # type: ignore
    hits = Names.NAV | Names.SHARE | Names.COMMENTS | Names.CONSENT | Names.RELATED | Names.FOOTER | Names.NEWSLETTER
    story = Names.STORY.value
    for node, names in enumerate(document.names):
        if names & hits.value and not names & story and document.tags[node] not in ("html", "body"):
            reading.marks.put(node, "widget", "named", "name")

"""Marks by what class and id call an element. Names lie; only one of them is believed without a look at the text."""

from __future__ import annotations

from articlegrab.reading import Reading
from articlegrab.rules import Names

_MOST = 0.6
"""A consent layer may be longer than a short story, but hardly fills a page that has one."""
_HOLDERS = ("html", "body", "main", "article")
_CONSENT, _STORY = Names.CONSENT.value, Names.STORY.value


def consent_layer(reading: Reading) -> None:
    """A layer that asks for consent to cookies, by its name, unless the story stands in it."""
    document = reading.document
    for node in document.named(_CONSENT):
        if not document.names[node] & _STORY and document.tags[node] not in _HOLDERS:
            share = document.share_of_text(node)
            if 0 < share <= _MOST and not any(document.within(node, "h1", "article", "main")):
                reading.marks.put(node, "consent", "consent_layer", "called a consent layer")

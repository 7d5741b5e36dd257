"""Marks by what class, id and role call an element."""

from __future__ import annotations

from articlegrab.reading import Reading, Role
from articlegrab.rules import Names

_ROLES: tuple[tuple[Names, Role], ...] = (
    (Names.CONSENT, "consent"),
    (Names.COMMENTS, "comments"),
    (Names.NEWSLETTER, "newsletter"),
    (Names.SHARE, "share"),
    (Names.AD, "ad"),
    (Names.RELATED, "teaser"),
    (Names.AUTHOR_BOX, "author_box"),
    (Names.NAV, "nav"),
    (Names.FOOTER, "footer"),
    (Names.SIDEBAR, "sidebar"),
    (Names.OVERLAY, "overlay"),
    (Names.PAYWALL, "paywall"),
    (Names.CREDIT, "credit"),
    (Names.CAPTION, "caption"),
    (Names.TAGS, "tags"),
    (Names.GALLERY, "gallery"),
    (Names.WIDGET, "widget"),
)
"""Weightiest first: an element named for several parts is marked for the first."""

_ANY = 0
for _flag, _ in _ROLES:
    _ANY |= _flag.value

_MOST = 0.4
_UNLIKELY_HOLDERS = ("html", "body", "main", "article")


def named_for_its_part(reading: Reading) -> None:
    """Elements that are called what they are. Names lie often enough that all these marks are only likely."""
    document = reading.document
    for node, names in enumerate(document.names):
        if not names & _ANY or document.tags[node] in _UNLIKELY_HOLDERS:
            continue
        role, flag = next((role, flag) for flag, role in _ROLES if names & flag.value)
        share = reading.share_of_text(node)
        if share and share <= _MOST:
            reading.marks.put(node, role, "named_for_its_part", f"called {flag.name.lower()}", certain=False)

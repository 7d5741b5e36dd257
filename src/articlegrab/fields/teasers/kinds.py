"""What the heading of a module of links announces: the kind of the stories under it, or that they are none."""

from __future__ import annotations

import re
from functools import lru_cache

from articlegrab.rules import load

MAX_HEADING = 70
"""Characters of a module's heading."""

_WORDS = load("vocab/teasers.toml")
_SLOT_LABELS = frozenset(_WORDS["slot_labels"])
_NO_STORIES = frozenset(_WORDS["no_story_headings"])
_NO_STORY_ENDINGS = frozenset(_WORDS["no_story_endings"])
_MODULES: dict[str, list[str]] = dict(_WORDS["modules"])
_RANK = {kind: rank for rank, kind in enumerate(_MODULES)}
DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u3040-\u9fff\uac00-\ud7af]")
_SPACED = {
    word.replace("’", "'"): kind for kind in reversed(_MODULES) for word in _MODULES[kind] if not DENSE.search(word)
}
_UNSPACED = [(word, kind) for kind, words in _MODULES.items() for word in words if DENSE.search(word)]
_OPENERS = frozenset(word.split()[0] for word in _SPACED)
_LONGEST = max(len(word.split()) for word in _SPACED)
_DOT = "\u0307"
"""What is left over the small letter of a Turkish "İ"."""
_WORD = re.compile(r"[^\W_](?:[^\W_]|['-](?=[^\W_]))*+\.?")


@lru_cache(maxsize=4096)
def kind_of_heading(heading: str) -> str | None:
    """The kind of module that a heading announces.

    >>> kind_of_heading("Most read in Sport"), kind_of_heading("Lesen Sie auch"), kind_of_heading("The harbour fire")
    ('most_read', 'related', None)
    """
    if not heading.isascii() and DENSE.search(heading):
        return next((kind for word, kind in _UNSPACED if word in heading), None)
    words = _WORD.findall(heading.casefold().replace("’", "'").replace(_DOT, ""))
    found = {
        kind
        for start, word in enumerate(words)
        if word in _OPENERS
        for end in range(start + 1, min(len(words), start + _LONGEST) + 1)
        if (kind := _SPACED.get(" ".join(words[start:end])))
    }
    return min(found, key=_RANK.__getitem__, default=None)


def labels_slot(text: str) -> bool:
    """Whether a text is but the label of a place for an advertisement: what follows it may be anything.

    >>> labels_slot("Advertisement"), labels_slot("- Anzeige -"), labels_slot("Sponsored stories")
    (True, True, False)
    """
    return text.casefold().strip(" -–—:.*0123456789[]()▼↓") in _SLOT_LABELS


def holds_no_stories(heading: str | None) -> bool:
    """Whether what stands under a heading is no story: comments, jobs, dates, other blogs.

    >>> holds_no_stories("Recent comments"), holds_no_stories("Comments on the budget")
    (True, False)
    >>> holds_no_stories("Kurier Stellenmarkt")
    True
    """
    heading = (heading or "").casefold().strip(" :.»>›→")
    return heading in _NO_STORIES or heading.rpartition(" ")[2] in _NO_STORY_ENDINGS

"""Lines lifted out of the text as decoration: told by standing apart and saying what the text says elsewhere."""

from __future__ import annotations

from articlegrab.reading import Reading
from articlegrab.rules import Names
from articlegrab.words import letters

_LONGEST = 500
"""Characters; nobody sets a longer line apart."""
_SHORTEST = 20
_MOST = 20
"""Where more lines stand apart, that is how the page sets its text."""
_APART = ("blockquote", "aside", "figure", "q")
_QUOTE = Names.QUOTE.value


def find(reading: Reading) -> set[int]:
    """The passages within the story that are pull quotes repeating its text, whether the judge kept them or not."""
    texts, story = reading.document.passage_texts, reading.story.passages
    between = range(story[0], story[-1] + 1) if story else range(0)
    candidates = [i for i in between if len(texts[i]) >= _SHORTEST and _stands_apart(reading, i)]
    if not 0 < len(candidates) <= _MOST:
        return set()
    running = [letters(texts[i]) for i in story if i not in candidates]
    lines = {i: letters(texts[i]) for i in candidates}
    return {
        i for i, line in lines.items() if len(line) >= _SHORTEST and any(line in text for text in running)
    }


def _stands_apart(reading: Reading, passage: int) -> bool:
    document = reading.document
    if len(document.passage_texts[passage]) > _LONGEST:
        return False
    node = document.passages[passage].container
    for _ in range(4):
        if node <= reading.story.container:
            return False
        if document.tags[node] in _APART or document.names[node] & _QUOTE:
            return True
        node = document.parents[node]
    return False

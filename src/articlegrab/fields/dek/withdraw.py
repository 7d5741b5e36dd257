"""Taking a dek back, once authors or story tell that the line is something else."""

from __future__ import annotations

from articlegrab.document import HEADINGS, Document
from articlegrab.fields.dek import BEATEN, CERTAIN, CROSSHEAD, LIKELY
from articlegrab.fields.dek.head import STAMP
from articlegrab.reading import Choice, Reading
from articlegrab.words import split_words

_DATELINE = 120
"""Characters of a line that names the authors and the day."""
_BOXES = ("div", "span", "section")
_JOINED = 3
"""Words beside the names in a line that only names people: "By", "and", "with"."""


def if_signed(reading: Reading) -> None:
    """Take the standfirst back where its line prints the authors' names and little else, or is not certain and
    begins with one of them, as words about the author do; needs the authors."""
    choice = reading.choices["dek"]
    chosen = line = str(choice.value or "")
    for person in reading.value("authors"):
        line = line.replace(person["name"], "")
    if line != chosen and (len(split_words(line)) <= _JOINED or (len(line) < _DATELINE and STAMP.search(line))):
        _withdraw(reading, "names the authors")
    elif chosen.startswith(tuple(_full_names(reading))) and choice.candidates[0].weight < CERTAIN:
        _withdraw(reading, "tells of the author")


def _full_names(reading: Reading) -> list[str]:
    return [person["name"] for person in reading.value("authors") if " " in person["name"]]


def if_text(reading: Reading) -> None:
    """Where the story was found to begin with a likely standfirst, it is the one or the other: a standfirst if it is a
    heading or ends with its author's name, else the first paragraph, be it what the page says of itself. Needs the
    story and the authors."""
    chosen = reading.choices["dek"]
    if chosen.node is None or (mark := reading.marks.covering(chosen.node)) is None or mark.certain:
        return
    if set(range(*reading.document.passages_in(chosen.node))).isdisjoint(reading.story.passages):
        return
    heading = reading.document.closest(chosen.node, *HEADINGS)
    headed = heading is not None or _is_of_its_own(reading, chosen.node)
    is_sentence = heading is not None and len(str(chosen.value)) > CROSSHEAD and _is_alone(reading.document, heading)
    told = chosen.candidates[0].weight >= LIKELY or is_sentence
    if (headed and told) or str(chosen.value).endswith(tuple(_full_names(reading))):
        reading.marks.confirm("dek")
    else:
        _withdraw(reading, "the first lines of the text")
        _promote(reading)


def _is_alone(document: Document, heading: int) -> bool:
    """Whether a heading is the only one of its rank in its box."""
    box, rank = document.parents[heading], document.tags[heading]
    return sum(document.tags[node] == rank for node in document.children(box)) == 1


def _is_of_its_own(reading: Reading, node: int) -> bool:
    """Whether a line that a box is made for stands before paragraphs."""
    document, end = reading.document, reading.document.ends[node]
    if document.tags[node] not in _BOXES or not document.attributes[node].get("class"):
        return False
    after = (document.passages[index] for index in reading.story.passages)
    following = next((passage for passage in after if passage.start >= end), None)
    return following is not None and document.tags[following.container] == "p"


def _promote(reading: Reading) -> None:
    """Take the next likely standfirst in place of the one withdrawn, if it is a heading or no line of the story."""
    document, choice = reading.document, reading.choices["dek"]
    for other in choice.candidates[1:]:
        if other.node is None or other.rejected_because != BEATEN or other.weight < LIKELY:
            continue
        lines = range(*document.passages_in(other.node))
        if document.tags[other.node] in HEADINGS or set(lines).isdisjoint(reading.story.passages):
            rest = [candidate for candidate in choice.candidates if candidate is not other]
            reading.choices["dek"] = Choice(other.value, [other.rejected(None), *rest], choice.confidence)
            reading.marks.put(other.node, "dek", "dek", "the standfirst")
            return


def if_story(reading: Reading) -> bool:
    """Take back a standfirst that is longer than all the rest of the story: it is the story. Whether that was so and
    the story is to be found anew. Needs the story."""
    document, chosen = reading.document, reading.choices["dek"]
    if chosen.node is None or reading.story.by_rule or chosen.candidates[0].source == "site_rule":
        return False
    lines = set(str(chosen.value).split("\n"))
    texts = (document.passage_texts[index] for index in reading.story.passages)
    rest = sum(len(text) for text in texts if lines.isdisjoint(text.split("\n")))
    if rest >= len(str(chosen.value)):
        return False
    _withdraw(reading, "longer than the rest of the story")
    return reading.marks.lift("dek")


def _withdraw(reading: Reading, reason: str) -> None:
    first, *others = reading.choices["dek"].candidates
    reading.choices["dek"] = Choice(None, [first.rejected(reason), *others])

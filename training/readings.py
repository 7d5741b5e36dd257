"""Which passages of pages without a gold text are the story, as people have read it: `readings.jsonl`.

    python -m training.readings show SET      print the pages of a set as the judge chooses, a line a passage
    python -m training.readings take FILE     take a reader's corrections of it

A line of corrections, parted by tabs: set, page, passages that are story though left out, passages that are not though
kept, passages that may be either (numbers and spans as `3,7-9`, `=` for none); or `ok` for a page where all is right,
`skip` for one that is no article. The file holds digests of the passages and no text: the pages belong to others, and
the numbers of passages change with the reading of pages.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path

from articlegrab import story
from articlegrab.reading import Reading
from training.labels import Label, letters

FILE = Path(__file__).with_name("readings.jsonl")
_DIGEST = 3
"""Bytes: few enough passages stand on one page."""
_SHOWN = 130
"""Characters of a passage that are shown."""

Key = tuple[str, str]
"""A set's name and a page's id."""


@dataclass(frozen=True)
class Choice:
    """What a reader makes of a page: digests of the passages that are its story, and of those that may be. Where no
    passage is, the page is no article."""

    story: frozenset[str]
    doubtful: frozenset[str]

    def labels(self, texts: Iterable[str]) -> list[Label]:
        """A label for each passage of the page; none where the page teaches nothing."""
        if not self.story:
            return []
        digests = [digest(text) for text in texts]
        return [Label(int(one in self.story), float(one not in self.doubtful)) for one in digests]


def digest(text: str) -> str:
    """What tells a passage from the others of its page, whatever blanks and marks it is read with."""
    return blake2s(letters(text).encode(), digest_size=_DIGEST).hexdigest()


def known() -> dict[Key, Choice]:
    """All pages that were read."""
    found = {}
    for line in FILE.read_text("utf-8").splitlines():
        row = json.loads(line)
        found[row["set"], row["id"]] = Choice(frozenset(row["story"].split()), frozenset(row["doubtful"].split()))
    return found


def show(key: Key, reading: Reading) -> None:
    """Print a page for a reader."""
    document = reading.document
    chosen = set(story.find(reading).passages)
    print(f"\n#### {key[0]}\t{key[1]}\n  {reading.value('title')} | {reading.value('dek')}")
    for index, text in enumerate(document.passage_texts):
        mark = reading.marks.covering(document.passages[index].start)
        role = "K" if index in chosen else mark.role if mark else "-"
        if text:
            print(f"{index} {role} <{document.tags[document.passages[index].container]}> {text[:_SHOWN]}")


def taken(corrections: list[str], reading: Reading) -> Choice:
    """What the corrections of one page, without its set and id, make of the judge's choice."""
    if corrections[0] == "skip":
        return Choice(frozenset(), frozenset())
    added, removed, doubtful = ([], [], []) if corrections[0] == "ok" else map(_numbers, corrections)
    chosen = (set(story.find(reading).passages) | set(added)) - set(removed)
    return choice(reading.document.passage_texts, chosen, doubtful)


def choice(texts: list[str], chosen: Iterable[int], doubtful: Iterable[int]) -> Choice:
    """The choice of passages of a page. A text that is in the story and out of it too is in doubt: its digest does not
    tell which of the two is meant."""
    digests = [digest(text) for text in texts]
    inside, unsure = {digests[index] for index in chosen}, {digests[index] for index in doubtful}
    outside = {one for index, one in enumerate(digests) if index not in set(chosen)}
    return Choice(frozenset(inside - outside - unsure), frozenset(unsure | inside & outside))


def _numbers(cell: str) -> list[int]:
    """The numbers of "3,7-9"; none of "=".

    >>> _numbers("3,7-9"), _numbers("=")
    ([3, 7, 8, 9], [])
    """
    spans = [span.partition("-") for span in cell.strip("=+?").split(",") if span]
    return [number for first, _, last in spans for number in range(int(first), int(last or first) + 1)]


def write(choices: dict[Key, Choice]) -> None:
    """Write the file anew, a line a page, in order."""
    rows = (
        {"set": key[0], "id": key[1], "story": _joined(choice.story), "doubtful": _joined(choice.doubtful)}
        for key, choice in sorted(choices.items())
    )
    FILE.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _joined(digests: frozenset[str]) -> str:
    return " ".join(sorted(digests))


def main() -> None:
    """Run the command."""
    from training.pages import read_set  # which itself asks for what is known

    parser = argparse.ArgumentParser(prog="python -m training.readings", description=__doc__.split("\n")[0])
    parser.add_argument("task", choices=("show", "take"))
    parser.add_argument("what", help="the set to show, or the file of corrections to take")
    arguments = parser.parse_args()
    if arguments.task == "show":
        for page in read_set(arguments.what):
            show((page.set, page.id), page.reading)
        return
    lines = [line.split("\t") for line in Path(arguments.what).read_text("utf-8").splitlines()]
    corrected = {(line[0], line[1]): line[2:] for line in lines}
    choices = known()
    for name in {key[0] for key in corrected}:
        for page in read_set(name):
            if (page.set, page.id) in corrected:
                choices[page.set, page.id] = taken(corrected[page.set, page.id], page.reading)
    write(choices)


if __name__ == "__main__":
    main()

"""Whether confidences keep their word, and whether warnings fire on the pages that deserve them.

    python -m benchmarks.reliability [--sets fundus,labels]

For each field that gold knows, by the confidence that `explain` gives it: how often it was right where it was given,
beside what was promised. For each warning: how many pages have it, and how right what it warns of is on them, beside
the other pages. All pages are of the development sets; `python -m training --reliability` has the body's confidence
on sites that the judge has not learnt from.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator
from statistics import mean
from typing import NamedTuple

import articlegrab as ag
from benchmarks.contenders import prediction_of
from benchmarks.corpus import GoldPage, read_gold, require_corpus
from benchmarks.figures import judge_gold

FIELDS = {
    "title": "title_f1", "dek": "dek_f1", "kicker": "kicker", "authors": "authors_f1", "published": "date_day",
    "tags": "tags_f1", "lead_image": "lead_image", "teasers": "teasers_f1",
}
"""Field, and the figure that says how right it is on a page."""
WARNED_OF = {"conflicting_dates": "date_day", "future_date": "date_day", "no_title": "title_f1"}
"""Warning, and the figure of what it warns of, where that is not the body's F1."""
STEP = 0.1


class Read(NamedTuple):
    """A page that was read: confidence and rightness of each field that is given and known, warnings, all figures."""

    fields: dict[str, tuple[float, float]]
    warnings: frozenset[str]
    right: dict[str, float]


def read(page: GoldPage) -> Read | None:
    """A page, or None where it is refused."""
    try:
        report = ag.explain(page.read(), url=page.url)
    except ag.ArticlegrabError:
        return None
    prediction = prediction_of(report.article)
    right = judge_gold(page.gold, prediction).flat()
    given = {name: prediction["date" if name == "published" else name] for name in FIELDS}
    fields = {
        name: (report.confidences[name], right[figure])
        for name, figure in FIELDS.items()
        if given[name] and figure in right and name in report.confidences
    }
    return Read(fields, frozenset(warning.code for warning in report.article.warnings), right)


def fields_kept(pages: Iterable[Read]) -> Iterator[str]:
    """A line for each field and step of confidence."""
    found: defaultdict[tuple[str, int], list[tuple[float, float]]] = defaultdict(list)
    for page in pages:
        for name, pair in page.fields.items():
            found[name, int(pair[0] / STEP + 1e-9)].append(pair)
    for (name, _), pairs in sorted(found.items()):
        promised, right = (mean(column) for column in zip(*pairs, strict=True))
        yield f"{name:12} promised {promised:.2f}  right {right:.2f}  {len(pairs):5} pages"


def warnings_deserved(pages: list[Read]) -> Iterator[str]:
    """A line for each warning."""
    for code in sorted({code for page in pages for code in page.warnings}):
        figure = WARNED_OF.get(code, "body_f1")
        known: dict[bool, list[float]] = {True: [], False: []}
        for page in pages:
            if figure in page.right:
                known[code in page.warnings].append(page.right[figure])
        means = ", ".join(f"{mean(held):.3f} ({len(held)})" if held else "-" for held in known.values())
        having = sum(code in page.warnings for page in pages)
        yield f"{code:28} {having:5} pages   {figure} with it, without it: {means}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", help="comma-separated; all of the corpus where not given")
    options = parser.parse_args()
    sets = require_corpus()
    names = options.sets.split(",") if options.sets else list(sets)
    pages = [found for name in names for page in read_gold(sets[name]) if (found := read(page))]
    print(*fields_kept(pages), *warnings_deserved(pages), sep="\n")


if __name__ == "__main__":
    main()

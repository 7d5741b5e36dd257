"""What an archive costs: additions and searches as it grows, as ratios measured in one run.

    python -m benchmarks.archive [--stories 100000] [--folder DIR]

Stories are made of invented words with the frequencies of a language, about 400 each. An addition is compared with the
extraction of a page of the same length, with the first tenth of the additions, and with a bare insertion of the same
bytes into SQLite; a search with the same at a tenth of the stories, and with looking through all texts. Times are
those of the processor, so that a busy machine does not show; waiting for the disk is not in them.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

import articlegrab as ag
from articlegrab.models import Block, Paragraph

START = datetime(2031, 1, 1, tzinfo=UTC)
TOGETHER = 100
"""Stories of one transaction."""

_CHANCE = random.Random(1)
_SYLLABLES = [first + last for first in "bdfgklmnprstvz" for last in ("a", "en", "i", "or", "u")]
_WORDS = list(dict.fromkeys("".join(_CHANCE.choices(_SYLLABLES, k=_CHANCE.randint(1, 4))) for _ in range(60_000)))
_CUMULATED = list(accumulate(1 / (rank + 3) for rank in range(len(_WORDS))))

QUERIES = {
    "a rare word": _WORDS[20_000],
    "a common word": _WORDS[40],
    "two words": f"{_WORDS[300]} {_WORDS[900]}",
    "a phrase": f'"{_WORDS[5]} {_WORDS[9]}"',
    "in the headline": f"title:{_WORDS[300]}",
}


def story(number: int) -> tuple[ag.Page, ag.Article]:
    """A page and its article."""
    words = _CHANCE.choices(_WORDS, cum_weights=_CUMULATED, k=400)
    paragraphs = [" ".join(words[start:start + 50]) + "." for start in range(0, 400, 50)]
    url, title = f"https://news{number % 50}.example/{number}", " ".join(words[:8])
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    html = f"<title>{title}</title><article><h1>{title}</h1>{text}</article>"
    body: list[Block] = [Paragraph(text=paragraph, source="p") for paragraph in paragraphs]
    return ag.Page(url=url, body=html.encode()), ag.Article(url=url, title=title, body=body)


def additions(archive: ag.Archive, first: int, last: int) -> float:
    """Seconds that adding some stories takes, without making them."""
    seconds = 0.0
    for begin in range(first, last, TOGETHER):
        stories = [story(number) for number in range(begin, min(begin + TOGETHER, last))]
        start = time.process_time()
        with archive.transaction():
            for number, (page, article) in enumerate(stories, begin):
                archive.add(page, article, fetched_at=START + timedelta(seconds=number))
        seconds += time.process_time() - start
    return seconds / (last - first)


def searches(archive: ag.Archive) -> dict[str, float]:
    """Seconds of each query, the best of five."""
    return {name: min(_timed(partial(archive.search, query)) for _ in range(5)) for name, query in QUERIES.items()}


def bare(folder: Path, count: int) -> float:
    """Seconds of a story in a bare table of packed bytes, as durable and in transactions as large."""
    plain = sqlite3.connect(folder / "bare.db", isolation_level=None)
    plain.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (page, article)")
    seconds = 0.0
    for begin in range(0, count, TOGETHER):
        stories = [story(number) for number in range(begin, begin + TOGETHER)]
        start = time.process_time()
        plain.execute("BEGIN")
        for page, article in stories:
            packed = zlib.compress(page.body), zlib.compress(article.model_dump_json().encode())
            plain.execute("INSERT INTO t VALUES (?, ?)", packed)
        plain.execute("COMMIT")
        seconds += time.process_time() - start
    plain.close()
    return seconds / count


def _timed(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _looked_through(archive: ag.Archive) -> float:
    """Seconds of looking for a rare word in every text, without an index."""
    with sqlite3.connect(archive.path) as plain:
        wanted = f"%{QUERIES['a rare word']}%"
        return _timed(lambda: plain.execute("SELECT count(*) FROM words_content WHERE c3 LIKE ?", (wanted,)).fetchall())


def report(folder: Path, stories: int) -> Iterator[str]:
    """The lines of the result, as they become known."""
    pages = [story(number)[0] for number in range(300)]
    extraction = min(_timed(lambda: [ag.extract(page) for page in pages]) for _ in range(2)) / len(pages)
    plainly = bare(folder, 2000)
    with ag.Archive(folder / "news.archive") as archive:
        tenth = stories // 10
        early = additions(archive, 0, tenth)
        before = searches(archive)
        additions(archive, tenth, stories - tenth)
        late = additions(archive, stories - tenth, stories)
        after = searches(archive)
        through = _looked_through(archive)
        size = Path(archive.path).stat().st_size
    yield f"addition, first tenth        {early * 1e3:8.2f} ms   {early / plainly:5.1f} bare insertions"
    yield f"addition, last tenth         {late * 1e3:8.2f} ms   {late / early:5.2f} of the first tenth"
    yield f"  beside an extraction       {extraction * 1e3:8.2f} ms   {late / extraction:5.2f} of it"
    for name in QUERIES:
        growth = f"{after[name] / before[name]:5.2f} of a tenth's, {after[name] / through:6.4f} of looking through"
        yield f"search for {name:18}{after[name] * 1e3:8.2f} ms   {growth}"
    yield f"size                         {size / stories / 1024:8.2f} KB a story"


def main() -> None:
    parser = argparse.ArgumentParser(description="What an archive costs as it grows.")
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where the archive is made, and removed again")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        print(f"{options.stories:,} stories")
        for line in report(Path(folder), options.stories):
            print(line)


if __name__ == "__main__":
    main()

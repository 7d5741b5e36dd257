"""The archive as its users see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import TypeVar

from articlegrab.archive import captures, duplicates, keeping, versions
from articlegrab.archive.captures import Result, Row
from articlegrab.archive.connection import Connection
from articlegrab.archive.export import Form, export
from articlegrab.archive.migrations import migrate
from articlegrab.archive.reextraction import Extract, Map, reextract
from articlegrab.archive.search import search
from articlegrab.archive.verification import verify
from articlegrab.canonical import story_address
from articlegrab.closing import Closing
from articlegrab.errors import ArchiveCorrupt, NotArchived
from articlegrab.models import Article, Page
from articlegrab.models.archive import Capture, Difference, Hit, Reextraction, Verification, Version

T = TypeVar("T")

Faults = Callable[[ArchiveCorrupt], None]


class Archive(Closing):
    """Pages and their articles in one SQLite file, for years.

        with Archive("news.archive") as archive:
            capture = archive.add(page)
            archive.article(capture.id)

    What a method has returned from is kept, whatever happens to the process or the power afterwards. Any number of
    processes may read while one writes; several that write wait for each other, `busy_timeout` seconds at most.
    Threads may share an Archive. With `read_only` the file must exist, and nothing is written.

    Every method raises StorageError in one of its kinds, and nothing else: StorageBusy, StorageFull, NotArchived, and
    ArchiveCorrupt, whose `record` is the number of the capture concerned. Every other capture stays readable.
    """

    def __init__(self, path: str | os.PathLike[str], *, read_only: bool = False, busy_timeout: float = 30.0) -> None:
        self.path = os.fspath(path)
        self._connection = Connection(self.path, read_only=read_only, busy_timeout=busy_timeout)
        try:
            migrate(self._connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file; the archive cannot be used any more."""
        self._connection.close()

    def __len__(self) -> int:
        """How many captures are kept."""
        return int(self._connection.row("SELECT count(*) FROM capture")[0])

    def add(self, page: Page, result: Result | None = None, *, fetched_at: datetime | None = None) -> Capture:
        """Keep a page and what came out of it: an Article, or the error that says why there is none.

        Without a `result` the article is extracted here. `fetched_at` (aware) is for pages that do not know when they
        were fetched; without it, now. The same bytes of the same address at the same time are kept once: adding them
        again changes nothing, and the capture comes back with `is_new` False.
        """
        return keeping.add(self._connection, page, result, fetched_at or datetime.now(UTC))

    def transaction(self) -> AbstractContextManager[None]:
        """Several additions at once: all that is written in the block is kept, or nothing of it.

        Much faster than one by one, as the disk confirms once, when the block ends.
        """
        return self._connection.transaction()

    def get(self, number: int) -> Capture:
        """What is known of a capture."""
        return captures.capture_of(captures.read_row(self._connection, number), self.path)

    def page(self, number: int) -> Page:
        """The page of a capture: address, headers and bytes as they came."""
        return captures.page_of(self._connection, captures.read_row(self._connection, number))

    def article(self, number: int) -> Article | None:
        """The article of a capture; None where it has none."""
        return captures.article_of(self._connection, captures.read_row(self._connection, number))

    def numbers(self) -> list[int]:
        """The numbers of all captures, in the order they were kept."""
        return captures.numbers(self._connection)

    def captures(
        self, url: str | None = None, *, since: datetime | None = None, faults: Faults | None = None
    ) -> Iterator[Capture]:
        """What is known of all captures; of those of one story, given any of its addresses; of those fetched `since`.

        A damaged one is handed to `faults`; without it, the first is raised when all others have been given.
        """
        conditions, values = [], []
        if url is not None:
            conditions.append("(story = (SELECT id FROM story WHERE address = ?) OR ifnull(url, '') = ?)")
            values += [story_address(url, None), url]
        if since is not None:
            conditions.append("fetched_at >= ?")
            values.append(captures.stamp(since))
        found = captures.numbers(self._connection, " AND ".join(conditions), tuple(values))
        return self._each(found, lambda row: captures.capture_of(row, self.path), faults)

    def pages(self, *, faults: Faults | None = None) -> Iterator[Page]:
        """All pages, in the order they were kept; damaged ones as in `captures`."""
        return self._each(self.numbers(), lambda row: captures.page_of(self._connection, row), faults)

    def articles(self, *, faults: Faults | None = None) -> Iterator[Article]:
        """All articles, in the order they were kept; damaged ones as in `captures`."""
        found = captures.numbers(self._connection, "article IS NOT NULL")

        def article(row: Row) -> Article:
            kept = captures.article_of(self._connection, row)
            assert kept is not None
            return kept

        return self._each(found, article, faults)

    def search(
        self, query: str, *, limit: int = 20, site: str | None = None, since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[Hit]:
        """The stories that fit a query best, each with the place that fits.

        `harbour fire` finds both words, `"harbour fire"` the phrase, `ferry OR tram` either, `-drill` excludes, `harb*`
        completes, `title:ferry` looks there only (so dek, byline, text, captions, tags). Accents and case do not count;
        Chinese, Japanese, Korean and Thai are found by any run of characters. All wordings of a story are searched.
        `site` is a host and what is under it; `since` and `until` limit the time of publication, else of the fetch.
        Raises BadQuery where there is nothing to look for.
        """
        return search(self._connection, query, limit=limit, site=site, since=since, until=until)

    def versions(self, url: str) -> list[Version]:
        """How a story stood, oldest first, given any of its addresses. Raises NotArchived where it is not kept."""
        stories = self._connection.rows(
            "SELECT id FROM story WHERE address = ? UNION SELECT story FROM capture WHERE ifnull(url, '') = ?",
            (story_address(url, None), url),
        )
        if not stories:
            raise NotArchived("this story is not in the archive", url=url, path=self.path)
        return versions.versions(self._connection, [story for (story,) in stories])

    def diff(self, before: int, after: int) -> Difference:
        """What was changed between two captures. Raises NotArchived where one of them has no article."""
        one, other = self._with_article(before), self._with_article(after)
        return Difference(before=one[0], after=other[0], changes=versions.changes(one[1], other[1]))

    def duplicates(self) -> list[list[Capture]]:
        """Groups of stories that print the same text, nearly, as wire copy is; largest groups first.

        Of each story the newest capture with that text; within a group the oldest first.
        """
        groups = (self._newest(editions) for editions in duplicates.groups(self._connection))
        return [sorted(group, key=lambda capture: capture.fetched_at) for group in groups if len(group) > 1]

    def duplicates_of(self, number: int) -> list[Capture]:
        """The other stories that print nearly the same text as a capture, most alike first."""
        story = self.get(number).story
        (edition,) = self._connection.row("SELECT edition FROM capture WHERE id = ?", (number,))
        found = self._newest(duplicates.like(self._connection, edition)) if edition is not None else []
        return [capture for capture in found if capture.story != story]

    def reextract(self, *, extract: Extract = keeping.extracted, mapped: Map = map) -> Iterator[Reextraction]:
        """Extract every page anew, as after an upgrade, and say for each what came out differently.

        Works while it is iterated over. `extract` makes an Article, or an error as a value, of a Page. `mapped` is what
        calls it for many: the `map` of a pool of processes uses all cores. Killed midway it has done a part, soundly.
        """
        return reextract(self._connection, extract, mapped)

    def verify(self) -> Verification:
        """Check everything: structure, seals, digests, index. Takes as long as reading all of it does."""
        return verify(self._connection)

    def export(self, path: str | os.PathLike[str], form: Form, *, faults: Faults | None = None) -> None:
        """Write all of it to one file, which takes its place when it is complete.

        `jsonl`: a line for each capture with its article. `parquet`: the same in columns (needs pyarrow). `warc` and
        `wacz`: the pages (need warcio). `bibtex`, `csl`: each story once, as a list of citations. Damaged captures
        are handed to `faults`; without it, the first is raised when everything else has been written.
        """
        first: list[ArchiveCorrupt] = []
        export(self._connection, path, form, faults or first.append)
        if first:
            raise first[0]

    def __contains__(self, url: object) -> bool:
        """Whether any capture of this address, or of the story that is known by it, is kept."""
        if not isinstance(url, str):
            return False
        return bool(
            self._connection.row(
                "SELECT 1 FROM story WHERE address = ? UNION ALL "
                "SELECT 1 FROM capture WHERE ifnull(url, '') = ? LIMIT 1",
                (story_address(url, None), url),
            )
        )

    def _with_article(self, number: int) -> tuple[Capture, Article]:
        article = self.article(number)
        if article is None:
            raise NotArchived(f"capture {number} has no article", path=self.path)
        return self.get(number), article

    def _newest(self, editions: list[int]) -> list[Capture]:
        """The newest captures of some editions, one for each story."""
        found: dict[str, Capture] = {}
        for edition in editions:
            number = self._connection.row(
                "SELECT id FROM capture WHERE edition = ? ORDER BY fetched_at DESC LIMIT 1", (edition,)
            )
            if number:
                capture = self.get(number[0])
                found.setdefault(capture.story, capture)
        return list(found.values())

    def _each(self, found: list[int], make: Callable[[Row], T], faults: Faults | None) -> Iterator[T]:
        first: ArchiveCorrupt | None = None
        for row in captures.rows(self._connection, found):
            try:
                if isinstance(row, ArchiveCorrupt):
                    raise row
                made = make(row)
            except ArchiveCorrupt as error:
                first = first or error
                if faults:
                    faults(error)
            else:
                yield made
        if first and not faults:
            raise first

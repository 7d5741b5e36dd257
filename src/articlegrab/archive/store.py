"""The archive as its users see it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Self, TypeVar

from articlegrab.archive import captures, keeping
from articlegrab.archive.captures import Result, Row
from articlegrab.archive.connection import Connection
from articlegrab.archive.migrations import migrate
from articlegrab.canonical import story_address
from articlegrab.errors import ArchiveCorrupt
from articlegrab.models import Article, Page
from articlegrab.models.archive import Capture

T = TypeVar("T")

Faults = Callable[[ArchiveCorrupt], None]


class Archive:
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

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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
            conditions.append("(story = (SELECT id FROM story WHERE address = ?) OR url = ?)")
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

    def __contains__(self, url: object) -> bool:
        """Whether any capture of this address, or of the story that is known by it, is kept."""
        if not isinstance(url, str):
            return False
        return bool(
            self._connection.row(
                "SELECT 1 FROM story WHERE address = ? UNION ALL SELECT 1 FROM capture WHERE url = ? LIMIT 1",
                (story_address(url, None), url),
            )
        )

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

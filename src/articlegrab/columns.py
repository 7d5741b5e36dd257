"""Articles as rows of a table, in Arrow's terms: the one schema of Parquet files, of engines and of archives.

`article` is the whole Article as JSON; the other columns are what queries ask for. Where there is an error, all of the
article's columns are null. An archive has columns of its own besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from articlegrab.errors import MissingExtra
from articlegrab.files import replacing
from articlegrab.models import Article, Failure, Outcome

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 500

_ARTICLE: tuple[tuple[str, str, Callable[[Article], Any]], ...] = (
    ("url", "string", lambda article: article.url),
    ("canonical_url", "string", lambda article: article.canonical_url),
    ("kind", "string", lambda article: str(article.kind)),
    ("title", "string", lambda article: article.title),
    ("kicker", "string", lambda article: article.kicker),
    ("dek", "string", lambda article: article.dek),
    ("byline", "string", lambda article: article.byline),
    ("authors", "list<string>", lambda article: [person.name for person in article.authors]),
    ("published", "timestamp", lambda article: article.published),
    ("modified", "timestamp", lambda article: article.modified),
    ("site", "string", lambda article: article.site and article.site.name),
    ("domain", "string", lambda article: article.site and article.site.domain),
    ("section", "string", lambda article: article.section),
    ("tags", "list<string>", lambda article: article.tags),
    ("language", "string", lambda article: article.language),
    ("access", "string", lambda article: article.access.status),
    ("is_truncated", "bool", lambda article: article.access.is_truncated),
    ("lead_image", "string", lambda article: article.lead_image and article.lead_image.url),
    ("text", "string", lambda article: article.text),
    ("word_count", "int32", lambda article: article.word_count),
    ("confidence", "float", lambda article: article.confidence),
    ("warnings", "list<string>", lambda article: [warning.code for warning in article.warnings]),
    ("article", "string", lambda article: article.model_dump_json()),
)
_ERROR: tuple[tuple[str, str, Callable[[Failure], Any]], ...] = (
    ("error", "string", lambda failure: failure.code),
    ("error_message", "string", lambda failure: failure.message),
    ("error_stage", "string", lambda failure: failure.stage),
    ("error_retryable", "bool", lambda failure: failure.retryable),
)
Columns = tuple[tuple[str, str], ...]
COLUMNS: Columns = (
    ("source", "string"), *((name, kind) for name, kind, _ in _ARTICLE), *((name, kind) for name, kind, _ in _ERROR),
)
"""Name and type of each column, in order. Times are microseconds in UTC."""


def require() -> Any:
    """The module pyarrow. Raises MissingExtra."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingExtra("Parquet and Arrow need pyarrow: pip install 'articlegrab[parquet]'") from error
    return pyarrow


@lru_cache(maxsize=4)
def schema(more: Columns = ()) -> pa.Schema:
    """The columns, and `more` in front of them, as an Arrow schema. Raises MissingExtra."""
    arrow = require()
    types = {
        "string": arrow.string(), "bool": arrow.bool_(), "int32": arrow.int32(), "int64": arrow.int64(),
        "float": arrow.float32(),
        "list<string>": arrow.list_(arrow.string()), "timestamp": arrow.timestamp("us", tz="UTC"),
    }
    return arrow.schema([arrow.field(name, types[kind]) for name, kind in (*more, *COLUMNS)])


def row(outcome: Outcome) -> dict[str, Any]:
    """One outcome as a row, by the names of the columns; what is null is left out."""
    cells: dict[str, Any] = {"source": outcome.source}
    if outcome.article is not None:
        cells |= {name: value(outcome.article) for name, _, value in _ARTICLE}
    if outcome.error is not None:
        cells |= {name: value(outcome.error) for name, _, value in _ERROR}
        cells["url"] = outcome.error.url
    return cells


def batch_of(rows: Iterable[dict[str, Any]], more: Columns = ()) -> pa.RecordBatch:
    """Rows as an Arrow record batch of the schema. Raises MissingExtra."""
    return require().RecordBatch.from_pylist(list(rows), schema=schema(more))


def write(file: BinaryIO, rows: Iterable[dict[str, Any]], more: Columns = ()) -> None:
    """Write rows to an open file, as Parquet. Raises MissingExtra."""
    with require().parquet.ParquetWriter(file, schema(more), compression="zstd") as table:
        left = iter(rows)
        while some := list(islice(left, _ROWS_AT_ONCE)):
            table.write_batch(batch_of(some, more))


def write_file(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows to a Parquet file, so that it is there whole or not at all. Raises StorageError, MissingExtra."""
    with replacing(path) as file:
        write(file, rows)

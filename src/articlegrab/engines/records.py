"""Arrow record batches: pages in, rows of articles out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articlegrab import columns
from articlegrab.attempt import attempt, failed
from articlegrab.errors import InputError
from articlegrab.models import Outcome, Page

if TYPE_CHECKING:
    import pyarrow as pa

INPUT = ("html", "url", "headers", "source")
"""The columns that are read: `html` (binary or string) is needed; `url` (string), `headers` (a map, or a struct, of
strings) and `source` (string, what to call the row; without it the url, without that its number) are not."""


def extract_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """One row of `columns.schema()` for each row of the batch, in the same order. Pure.

    What a page does is in its row: no page raises. Raises InputError for a batch without `html`, MissingExtra without
    pyarrow.
    """
    if "html" not in batch.schema.names:
        raise InputError("the record batch has no column html")
    wanted = batch.select([name for name in INPUT if name in batch.schema.names])
    return columns.batch_of(columns.row(outcome_of(row, number)) for number, row in enumerate(wanted.to_pylist()))


def outcome_of(row: dict[str, Any], number: int) -> Outcome:
    """The outcome of one input row, the `number`th."""
    html, url = row["html"], row.get("url")
    source = row.get("source") or url or str(number)
    if html is None:
        return failed(source, InputError("the row has no html", url=url))
    body = html.encode("utf-8", "surrogatepass") if isinstance(html, str) else html
    headers = {str(name).lower(): str(value) for name, value in dict(row.get("headers") or {}).items()}
    if isinstance(html, str):
        headers["content-type"] = "text/html; charset=utf-8"
    return attempt(source, Page(url=url, headers=headers, body=body))

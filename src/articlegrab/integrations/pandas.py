"""Articles as a pandas DataFrame."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import articlegrab as ag
from articlegrab.integrations.records import missing, record

if TYPE_CHECKING:
    from pandas import DataFrame

_EMPTY = ag.Article()
_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")


def articles_to_frame(articles: Iterable[ag.Article]) -> DataFrame:
    """One row for each article: the fields that fit a cell, then `text`.

    `published` and `modified` are timestamps in UTC; `authors` and `tags` are lists; absent values are missing. The
    columns are the same whatever the articles hold. Raises MissingExtra where pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise missing("pandas", "pandas") from error
    rows = [{**record(article), "text": article.text} for article in articles]
    frame = pd.DataFrame(rows, columns=[*record(_EMPTY), "text"])
    for name in ("published", "modified"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    return frame


def without_formulas(frame: DataFrame) -> DataFrame:
    """The same table for a spreadsheet: text that one would run as a formula begins with an apostrophe.

    Pages say what they like, and a headline such as `=HYPERLINK(…)` is a formula to whoever opens the CSV or XLSX file.
    Meant are cells that begin, after white space, with = + - @ or their full-width forms, or with a tab or line break.
    """
    return frame.map(lambda cell: _as_text(cell) if isinstance(cell, str) else cell)


def _as_text(cell: str) -> str:
    plain = cell.replace("\r", " ")  # which CSV writers leave without quotes, and readers take for the end of a row
    return f"'{plain}" if _FORMULA.match(cell) else plain

"""Articles as a pandas DataFrame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import articlegrab as ag
from articlegrab.integrations.records import missing, record

if TYPE_CHECKING:
    from pandas import DataFrame

_EMPTY = ag.Article()


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

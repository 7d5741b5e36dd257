"""What became of one input of a batch."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from articlegrab.errors import ArticlegrabError
from articlegrab.models.article import Article
from articlegrab.models.blocks import Model


class Failure(Model):
    """An error as data: what every ArticlegrabError has, and `reason`, that of NoArticle."""

    code: str
    message: str
    url: str | None = None
    stage: str
    retryable: bool = False
    reason: str | None = None

    @classmethod
    def of(cls, error: ArticlegrabError) -> Failure:
        """The error as data.

        >>> from articlegrab.errors import InvalidUrl
        >>> Failure.of(InvalidUrl("not an address", url="news")).code
        'invalid_url'
        """
        return cls(
            code=error.code, message=error.message, url=error.url, stage=error.stage, retryable=error.retryable,
            reason=getattr(error, "reason", None),
        )


class Outcome(Model):
    """One line of a batch: `source`, the input as given, and either its `article` or the `error` that it ended in."""

    source: str
    article: Article | None = None
    error: Failure | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.article is None) == (self.error is None):
            raise ValueError("an outcome has either an article or an error")
        return self

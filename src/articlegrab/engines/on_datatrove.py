"""A step of a datatrove pipeline: HTML documents in, the article's text and fields out."""

from __future__ import annotations

from typing import Any

from articlegrab.attempt import attempt
from articlegrab.errors import MissingExtra
from articlegrab.models import Page
from articlegrab.workers import Workers

try:
    from datatrove.pipeline.base import PipelineStep
except ImportError as error:
    raise MissingExtra("this needs datatrove: pip install 'articlegrab[datatrove]'") from error


class Articles(PipelineStep):  # type: ignore[misc]
    """Put it behind a reader of HTML: `text` becomes the article's, `metadata["article"]` all of it.

    A document without an article, or whose page kills the worker that reads it, is dropped and counted by its error.
    """

    name = "articlegrab"
    type = "🛢 - EXTRAC"

    def __init__(self, deadline: float = 30.0) -> None:
        super().__init__()
        self.deadline = deadline

    def run(self, data: Any, rank: int = 0, world_size: int = 1) -> Any:
        """The documents that are articles."""
        with Workers(_read, count=1, deadline=self.deadline) as workers:
            for document in data:
                with self.track_time():
                    found = self._read(workers, document)
                if found:
                    yield found

    def _read(self, workers: Workers[[str, str | None], dict[str, Any]], document: Any) -> Any:
        from articlegrab.errors import WorkerCrashed

        try:
            outcome = workers.run(document.text, document.metadata.get("url"))
        except WorkerCrashed as error:
            self.stat_update(error.code)
            return None
        if outcome["error"]:
            self.stat_update(outcome["error"]["code"])
            return None
        self.stat_update("articles")
        document.text = outcome["text"]
        document.metadata["article"] = outcome["article"]
        return document


def _read(html: str, url: str | None) -> dict[str, Any]:
    page = Page(url=url, headers={"content-type": "text/html; charset=utf-8"}, body=html.encode("utf-8", "replace"))
    outcome = attempt(url or "", page)
    return {**outcome.model_dump(mode="json"), "text": outcome.article.text if outcome.article else None}

"""A reader for LlamaIndex."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from articlegrab.integrations.records import Source, metadata, missing, read

try:
    from llama_index.core.readers.base import BaseReader
    from llama_index.core.schema import Document
except ImportError as error:
    raise missing("llama-index", "llama-index-core") from error


class ArticleReader(BaseReader):
    """Reads articles as documents: the running text, the other fields as metadata, the address as the id."""

    def lazy_load_data(
        self, sources: Iterable[Source], *, continue_on_failure: bool = False, **_: Any
    ) -> Iterator[Document]:
        """One document for each address, HTML file or Page.

        With `continue_on_failure`, what holds no article or cannot be fetched is left out and logged.
        """
        for source, article in read(sources, continue_on_failure=continue_on_failure):
            told = metadata(article, source)
            yield Document(text=article.text, metadata=told, id_=str(told["source"]))

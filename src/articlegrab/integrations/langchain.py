"""A document loader for LangChain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from articlegrab.integrations.records import Source, metadata, missing, read

try:
    from langchain_core.document_loaders import BaseLoader
    from langchain_core.documents import Document
except ImportError as error:
    raise missing("langchain", "langchain-core") from error


class ArticleLoader(BaseLoader):
    """Loads articles as documents: the running text as content, the other fields as metadata.

    Args:
        sources: Addresses, HTML files, or Pages.
        continue_on_failure: Leave out what holds no article or cannot be fetched, and log it, instead of raising.
    """

    def __init__(self, sources: Iterable[Source], *, continue_on_failure: bool = False) -> None:
        self._sources = list(sources)
        self._continue_on_failure = continue_on_failure

    def lazy_load(self) -> Iterator[Document]:
        """One document for each article, each read when it is asked for."""
        for source, article in read(self._sources, continue_on_failure=self._continue_on_failure):
            yield Document(page_content=article.text, metadata=metadata(article, source))

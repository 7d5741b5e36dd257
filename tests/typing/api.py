"""What users write must type-check under strict; mypy reads this file, nobody runs it (see tests/test_typing.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, assert_never, assert_type

import articlegrab as ag
from articlegrab.models import (
    QA,
    Article,
    Audio,
    Code,
    Divider,
    Embed,
    Gallery,
    Heading,
    Image,
    ImageBlock,
    Kind,
    ListBlock,
    NoteBlock,
    Page,
    Paragraph,
    Person,
    PullQuote,
    Quote,
    Table,
    Teaser,
    Video,
)


def read(html: str, body: bytes) -> None:
    """Pages of all sorts go in; the fields come out with their types."""
    article = ag.extract(html, url="https://news.example/story")
    assert_type(article, Article)
    assert_type(ag.extract(body), Article)
    assert_type(ag.extract(ag.fetch("https://news.example/story", timeout=5.0)), Article)
    assert_type(ag.grab("https://news.example/story", respect_robots=False), Article)
    assert_type(ag.extract_teasers(body), list[Teaser])
    assert_type(ag.explain(html).article, Article)

    assert_type(article.title, str | None)
    assert_type(article.kind, Kind)
    assert_type(article.published, datetime | None)
    assert_type(article.authors, list[Person])
    assert_type(article.lead_image, Image | None)
    assert_type(article.text, str)
    assert_type(article.word_count, int)
    assert_type(article.to_json_ld(), dict[str, Any])
    assert_type(article.to_markdown(), str)


async def read_later() -> None:
    """The asynchronous twins give the same."""
    assert_type(await ag.afetch("https://news.example/story"), Page)
    assert_type(await ag.agrab("https://news.example/story"), Article)
    async with ag.Fetcher(ag.FetchOptions(per_host=1)) as fetcher:
        assert_type(await fetcher.afetch("https://news.example/story"), Page)
        async for fetched in fetcher.afetch_many(["https://news.example/story"]):
            assert_type(fetched.page, Page | None)
            assert_type(fetched.error, ag.FetchError | None)


def read_many() -> None:
    """And for ordinary code."""
    with ag.Fetcher() as fetcher:
        assert_type(fetcher.fetch("https://news.example/story"), Page)
        for fetched in fetcher.fetch_many(["https://news.example/story"]):
            assert_type(fetched, ag.Fetched)


def what_to_watch_out_for(article: Article, html: str) -> None:
    """Each line is wrong, and the type checker says so: an ignore that is not needed is an error, too."""
    article.title.upper()  # type: ignore[union-attr]
    ag.extract(html, "https://news.example/story")  # type: ignore[call-arg]
    ag.extract(article)  # type: ignore[arg-type]
    print(article.headline)  # type: ignore[attr-defined]


def every_block(article: Article) -> None:
    """A match over the body is complete with these, and a kind that is added later will be missed here."""
    for block in article.body:
        match block:
            case Heading():
                assert_type(block.level, int)
            case ImageBlock():
                assert_type(block.image, Image)
            case Paragraph() | ListBlock() | Quote() | PullQuote() | Table() | Gallery() | Video() | Audio() | Embed():
                assert_type(block.text, str)
            case Code() | NoteBlock() | QA() | Divider():
                pass
            case _:
                assert_never(block)


def failures(html: str) -> str:
    """Errors carry what callers need."""
    try:
        return ag.extract(html).text
    except ag.NoArticle as error:
        assert_type(error.reason, ag.errors.NoArticleReason)
        return error.reason
    except ag.ArticlegrabError as error:
        assert_type(error.retryable, bool)
        assert_type(error.url, str | None)
        return error.code

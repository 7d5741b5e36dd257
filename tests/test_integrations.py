"""Each integration with the library it is for."""

from __future__ import annotations

import csv
import io
import logging
import subprocess
import sys
from pathlib import Path

import pytest

import articlegrab as ag
from articlegrab.integrations.records import read

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
STORY = PAGES / "rebelmouse-structured" / "page.html"
WALL = PAGES / "none-consent-wall" / "page.html"
TITLE = "Sarn dam talks: Somebody has finally opened the sluice"


def test_langchain_loader() -> None:
    """A LangChain loader gives documents with the running text and plain metadata, one by one."""
    pytest.importorskip("langchain_core")
    from articlegrab.integrations.langchain import ArticleLoader

    page = ag.Page(url="https://news.example/b", body=STORY.read_bytes())
    documents = list(ArticleLoader([STORY, str(STORY), page]).lazy_load())
    assert [document.metadata["title"] for document in documents] == [TITLE] * 3
    assert documents[0].page_content == ag.extract(STORY.read_bytes()).text
    assert documents[0].metadata["authors"] == "Corin Vale"
    assert documents[0].metadata["published"] == "2024-03-20T04:05:15+00:00"
    assert "kicker" not in documents[0].metadata
    assert {type(value) for value in documents[0].metadata.values()} <= {str, int, float}
    assert ArticleLoader([STORY]).load() == documents[:1]


def test_llama_index_reader() -> None:
    """A LlamaIndex reader gives documents whose id is the article's address."""
    pytest.importorskip("llama_index.core")
    from articlegrab.integrations.llama_index import ArticleReader

    (document,) = ArticleReader().load_data([STORY])
    assert document.text == ag.extract(STORY.read_bytes()).text
    assert document.metadata["title"] == TITLE
    assert document.id_ == document.metadata["source"]


def test_failures_are_raised_or_left_out(caplog: pytest.LogCaptureFixture) -> None:
    """A source without an article stops the reading, unless it may be left out: then it is logged."""
    with pytest.raises(ag.NoArticle):
        list(read([STORY, WALL]))
    with caplog.at_level(logging.WARNING, "articlegrab"):
        kept = [article.title for _, article in read([WALL, STORY], continue_on_failure=True)]
    assert kept == [TITLE]
    assert "no_article" in caplog.text


def test_scrapy_pipeline(tmp_path: Path) -> None:
    """A real crawl of a local site puts articles into its items, drops pages without one, and leaves the rest."""
    pytest.importorskip("scrapy")
    from tests.servers import site

    with site() as served:
        for path, file in (("/story", STORY), ("/wall", WALL)):
            served.page(path, file.read_bytes())
        served.page("/robots.txt", b"", 404)
        spider = tmp_path / "crawl.py"
        spider.write_text(
            "import scrapy\n"
            "class News(scrapy.Spider):\n"
            "    name = 'news'\n"
            f"    start_urls = ['{served.url}/story', '{served.url}/wall']\n"
            "    def parse(self, response):\n"
            "        yield {'response': response, 'beat': 'rivers'}\n"
        )
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "runspider", str(spider), "-O", "out.csv:csv",
             "-s", "TELNETCONSOLE_ENABLED=0",
             "-s", 'ITEM_PIPELINES={"articlegrab.integrations.scrapy.ArticlePipeline": 300}'],
            cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
    (row,) = csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text("utf-8"))) if done.returncode == 0 else [{}]
    assert TITLE in row.get("article", ""), done.stderr
    assert row["beat"] == "rivers"
    assert "no_article" in done.stderr
    assert "Deprecat" not in done.stderr


def test_web_poet_page() -> None:
    """The page object gives the Article of a response, its charset read from the headers."""
    web_poet = pytest.importorskip("web_poet")
    import asyncio

    from articlegrab.integrations.web_poet import ArticlePage

    body = (PAGES / "windows-1251-in-header-only" / "page.html").read_bytes()
    headers = {"Content-Type": "text/html; charset=windows-1251"}
    response = web_poet.HttpResponse("https://news.example/a", body, status=200, headers=headers)
    article = asyncio.run(ArticlePage(response).to_item())
    assert article == ag.extract(
        ag.Page(url="https://news.example/a", headers={"content-type": headers["Content-Type"]}, body=body)
    )
    assert article.charset is not None
    assert article.charset.source == "header"
    assert ArticlePage(response).item_cls is ag.Article


def test_pandas_frame() -> None:
    """Articles become rows with typed columns, the same ones for any articles and for none."""
    pandas = pytest.importorskip("pandas")
    from articlegrab.integrations.pandas import articles_to_frame

    articles = [ag.extract(STORY.read_bytes()), ag.Article(title="Ferry")]
    frame = articles_to_frame(articles)
    assert list(frame["title"]) == [TITLE, "Ferry"]
    assert frame["published"].dt.year[0] == 2024
    assert str(frame["published"].dtype).endswith("UTC]")
    assert pandas.isna(frame["published"][1])
    assert frame["authors"][0] == ["Corin Vale"]
    empty = articles_to_frame([])
    assert list(empty.columns) == list(frame.columns)
    assert empty["published"].dtype == frame["published"].dtype or empty.empty


@pytest.mark.parametrize(
    ("module", "library", "extra"),
    [("langchain", "langchain_core", "langchain"), ("llama_index", "llama_index", "llama-index"),
     ("scrapy", "scrapy", "scrapy"), ("web_poet", "web_poet", "web-poet")],
)  # fmt: skip
def test_missing_library_is_named(module: str, library: str, extra: str) -> None:
    """Without its library an integration says which command installs it."""
    program = f"import sys; sys.modules['{library}'] = None; import articlegrab.integrations.{module}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert f'pip install "articlegrab[{extra}]"' in done.stderr

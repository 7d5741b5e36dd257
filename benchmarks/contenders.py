"""articlegrab and its peers as functions from a page's bytes to a prediction.

A contender is imported only when it runs, in a process of its own. Peers that take text get it from `decoded`, within
their own time, as their users would have to.
"""

# mypy: disable-error-code="import-not-found,import-untyped"
# Peers are not dependencies: what is not installed cannot be checked.

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from articlegrab import Article

Prediction = dict[str, Any]
Predictor = Callable[[bytes, "str | None"], Prediction]

BASELINE = "lexbor"

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_META_CHARSET = re.compile(rb"charset\s{0,3}=\s{0,3}[\"']?([\w-]{2,40})", re.I)


def decoded(raw: bytes) -> str:
    """The page as text: byte order mark, then the declared charset, then UTF-8, then Windows-1252."""
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return raw.decode(name, "replace")
    declared = _META_CHARSET.search(raw[:4096])
    for charset in ([declared[1].decode("ascii", "ignore")] if declared else []) + ["utf-8"]:
        try:
            return raw.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("cp1252", "replace")


def articlegrab() -> Predictor:
    """This library."""
    import articlegrab as ag

    return lambda raw, url: prediction_of(ag.extract(raw, url=url))


def prediction_of(article: Article) -> Prediction:
    """What an Article says, in the form that is scored."""
    return {
        "title": article.title,
        "kicker": article.kicker,
        "dek": article.dek,
        "body": article.text,
        "authors": [person.name for person in article.authors],
        "date": article.published.isoformat() if article.published else None,
        "tags": list(article.tags),
        "lead_image": article.lead_image.url if article.lead_image else None,
        "images": [image.model_dump(include={"url", "caption", "credit"}) for image in article.images],
        "teasers": [teaser.model_dump(include={"title", "url"}) for teaser in article.teasers],
    }


def lexbor() -> Predictor:
    """The bare parse, of UTF-8 bytes: the yardstick of time. `prepared` decodes for it before the clock starts."""
    from selectolax.lexbor import LexborHTMLParser

    def predict(raw: bytes, url: str | None) -> Prediction:
        LexborHTMLParser(raw)
        return {}

    return predict


def trafilatura() -> Predictor:
    """Its full extraction with metadata, comments left out."""
    from trafilatura import bare_extraction

    def predict(raw: bytes, url: str | None) -> Prediction:
        found = bare_extraction(raw, url=url, with_metadata=True, include_comments=False, include_tables=True)
        if found is None:
            return {"body": ""}
        authors = [name.strip() for name in (found.author or "").split(";")]
        return {
            "title": found.title,
            "dek": found.description,
            "body": found.text,
            "authors": [name for name in authors if name],
            "date": found.date,
            "tags": found.tags or [],
            "lead_image": found.image,
        }

    return predict


def newspaper4k() -> Predictor:
    """Its Article on a page that is there already; pictures are not fetched."""
    import newspaper

    def predict(raw: bytes, url: str | None) -> Prediction:
        article = newspaper.Article(url or "http://example.org/", fetch_images=False)
        article.download(input_html=decoded(raw))
        article.parse()
        return {
            "title": article.title,
            "dek": article.meta_description,
            "body": article.text,
            "authors": article.authors,
            "date": article.publish_date.isoformat() if article.publish_date else None,
            "tags": list(article.tags or []),
            "lead_image": article.top_image,
        }

    return predict


def readability_lxml() -> Predictor:
    """Its summary, a line for each text node."""
    import lxml.html
    import readability

    def predict(raw: bytes, url: str | None) -> Prediction:
        document = readability.Document(decoded(raw))
        tree = lxml.html.fromstring(document.summary(html_partial=True))
        lines = (" ".join(text.split()) for text in tree.itertext())
        return {"title": document.short_title(), "body": "\n".join(line for line in lines if line)}

    return predict


def resiliparse() -> Predictor:
    """Its plain text of the main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def predict(raw: bytes, url: str | None) -> Prediction:
        tree = HTMLTree.parse_from_bytes(raw, detect_encoding(raw))
        return {"title": tree.title, "body": extract_plain_text(tree, main_content=True, alt_texts=False)}

    return predict


def goose3() -> Predictor:
    """Its article, pictures not fetched."""
    from goose3 import Goose

    goose = Goose({"enable_image_fetching": False})

    def predict(raw: bytes, url: str | None) -> Prediction:
        article = goose.extract(raw_html=decoded(raw))
        return {
            "title": article.title,
            "dek": article.meta_description,
            "body": article.cleaned_text,
            "authors": [name for name in article.authors if isinstance(name, str)],  # it gives lists among them
            "date": article.publish_date,
        }

    return predict


def newsplease() -> Predictor:
    """Its article from a page that is there already."""
    from newsplease import NewsPlease

    def predict(raw: bytes, url: str | None) -> Prediction:
        article = NewsPlease.from_html(decoded(raw), url=url, fetch_images=False)
        return {
            "title": article.title,
            "dek": article.description,
            "body": article.maintext or "",
            "authors": article.authors or [],
            "date": article.date_publish.isoformat() if article.date_publish else None,
            "lead_image": article.image_url,
        }

    return predict


def justext() -> Predictor:
    """Its paragraphs that are not boilerplate, by the English stop list."""
    from justext import core
    from justext import utils as lists

    stop_words = lists.get_stoplist("English")

    def predict(raw: bytes, url: str | None) -> Prediction:
        paragraphs = core.justext(raw, stop_words)
        return {"body": "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)}

    return predict


def htmldate() -> Predictor:
    """Its publication date."""
    from htmldate import find_date

    def predict(raw: bytes, url: str | None) -> Prediction:
        return {"date": find_date(decoded(raw), url=url, outputformat="%Y-%m-%d")}

    return predict


CONTENDERS: dict[str, tuple[str, Callable[[], Predictor]]] = {
    "articlegrab": ("articlegrab", articlegrab),
    BASELINE: ("selectolax", lexbor),
    "trafilatura": ("trafilatura", trafilatura),
    "newspaper4k": ("newspaper", newspaper4k),
    "readability_lxml": ("readability", readability_lxml),
    "resiliparse": ("resiliparse", resiliparse),
    "goose3": ("goose3", goose3),
    "newsplease": ("newsplease", newsplease),
    "justext": ("justext", justext),
    "htmldate": ("htmldate", htmldate),
}
"""Each contender's module, by which it is known to be installed, and what makes its predictor."""


def is_installed(contender: str) -> bool:
    """Whether this interpreter has the contender."""
    return find_spec(CONTENDERS[contender][0]) is not None


def prepared(contender: str, raw: bytes) -> bytes:
    """What the contender is given: the bytes of the wire; to the bare parse UTF-8, so that decoding is not timed."""
    return decoded(raw).encode() if contender == BASELINE else raw

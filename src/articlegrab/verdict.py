"""Whether the page holds an article at all, and if not, what it is instead."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from articlegrab.document import Document
from articlegrab.errors import NoArticle, NoArticleReason
from articlegrab.fields.teasers import stories
from articlegrab.fields.teasers.cards import Cards
from articlegrab.reading import Reading
from articlegrab.rules import load
from articlegrab.scrub import scrub
from articlegrab.words import split_words

_WORDS: Mapping[str, Mapping[str, Any]] = load("vocab/verdict.toml")
_ROOTS = frozenset(_WORDS["script_only"]["roots"])

# Measured in words; a character of a script without spaces is a third of one.
_FULL_STORY = 120
"""A story this long is an article, whatever stands around it, unless it is about cookies or is a list."""
_WALL = 400
"""A page of a wall or an error has no more words than this."""
_HARDLY_ANY = 40
_A_FEW = 12
_SENTENCE = 12
_MANY_CARDS = 5
_HEADLINE, _DENSE_HEADLINE = 3.5, 2.6
"""A section's name is shorter than this; the second in scripts without spaces."""
_MAX_CARD = 400
"""Characters; a larger element is a card only where others like it stand beside it."""
_DENSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff]")
_BEGINNING = 4_000
"""Characters by which data is told from a page."""
_CONTROL = re.compile("[\x01-\x08\x0b\x0e-\x1f\x7f]")
_BINARY, _FEW_CONTROLS = 0.02, 8
"""Share and number of control characters: text has hardly any, of compressed data they are a tenth."""
_DATA = ('{"', '[{"', "%PDF-")
_SHELL_TAGS = frozenset({"html", "head", "meta", "title", "body", "pre"})
_FEED_TAGS = ("rss", "feed", "urlset", "sitemapindex", "opml")
_LIST_TYPES = ("CollectionPage", "ItemList", "SearchResultsPage", "CategoryPage", "ProfilePage")


def judge(reading: Reading) -> None:
    """Raise NoArticle where the page holds none: reason and message say what it is and what showed it.

    Needs the story. The checks run from the surest to the least sure; where a full story stands on the page, only those
    run that a full story can be the sign of.
    """
    document = reading.document
    _nothing_to_read(document)
    if reading.story.by_rule:  # whoever wrote the rule has seen the site's articles
        return
    sizes = [_size(document.passage_texts[index]) for index in reading.story.passages]
    story = sum(sizes)
    if story < _FULL_STORY and not _is_short_story(reading, story):
        page = _Page(document)
        for reason in ("bot_check", "consent_wall", "error_page", "login_wall"):
            _wall(page, reason, story)
        _script_only(page, story)
    _cookie_notice(reading, story)
    _list(reading, sizes)
    if story < _A_FEW and not any(map(_speaks, (document.passage_texts[index] for index in reading.story.passages))):
        raise _refusal(document, "no_text", "no running text was found on the page")
    if story < _A_FEW and reading.value("title") is None:
        raise _refusal(document, "no_text", "the page holds a few words without a headline")


def _is_short_story(reading: Reading, story: float) -> bool:
    """Whether the little text that there is has what walls and errors never have: an author and a date."""
    told = (reading.choices.get(name) for name in ("authors", "published"))
    return story >= _SENTENCE and all(choice is not None and choice.value for choice in told)


def _refusal(document: Document, reason: NoArticleReason, message: str) -> NoArticle:
    return NoArticle(message, url=document.url, reason=reason)


def _speaks(text: str) -> bool:
    """Whether a text has a word: one of three letters, or a sign of a script that writes without blanks."""
    return any(len(word) > 2 or word >= "\u0e00" for word in split_words(text))


def _size(text: str) -> float:
    """How much text there is, in words."""
    if text.isascii() or not _DENSE.search(text):
        return text.count(" ") + text.count("\n") + 1 if text else 0
    words = split_words(text)
    dense = sum(1 for word in words if len(word) == 1 and word >= "\u0e00")
    return len(words) - dense + dense / 3


class _Page:
    """What a page says, in the form in which phrases are looked for; only walls and failed stories are read so."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.titles = [title.casefold() for title in (document.head_title, document.meta("og:title")) if title]
        self.titles += [document.text(node).casefold() for node in document.all("h1", "h2")[:3]]
        self.text = " ".join(document.text(0).casefold().replace("’", "'").split())[:60_000]
        self.size = _size(self.text)
        self.says_article = _says_article(document)
        inputs = (document.attributes[node] for node in document.all("input"))
        self.asks_for_password = any((attributes.get("type") or "").lower() == "password" for attributes in inputs)
        self.unseen = " ".join(document.tree.raw_text(node) for node in document.all("noscript")[:20])[
            :4_000
        ].casefold()


def _nothing_to_read(document: Document) -> None:
    """Empty pages, and things that are no web pages: feeds, JSON, PDF, pictures."""
    beginning = "".join(islice(document.texts, _BEGINNING)).lstrip()[:_BEGINNING]  # nothing is scrubbed yet
    if len(_CONTROL.findall(beginning)) > max(_FEW_CONTROLS, _BINARY * len(beginning)):
        raise _refusal(document, "not_html", "this is binary data, not a web page")
    if beginning.startswith(_DATA) and "title" not in document.by_tag:
        raise _refusal(document, "not_html", f"this is not a web page: it begins with {scrub(beginning)[:20]!r}")
    if any(tag in document.by_tag for tag in _FEED_TAGS) and "p" not in document.by_tag:
        raise _refusal(document, "not_html", "this is a feed or a sitemap, not a web page")
    if len(document.tags) > 8 or not set(document.by_tag) <= _SHELL_TAGS:
        return
    text = document.text(0)
    if not text:
        raise _refusal(document, "empty", "the page is empty")
    if text.startswith(("{", "[", "GIF8", "<?xml")):
        raise _refusal(document, "not_html", f"this is not a web page: it begins with {text[:20]!r}")
    strange = sum(1 for letter in beginning if letter == "\ufffd" or not (letter.isprintable() or letter.isspace()))
    if strange > 0.1 * len(beginning):
        raise _refusal(document, "not_html", "this is binary data, not a web page")


def _wall(page: _Page, reason: NoArticleReason, story: float) -> None:
    """A small page whose title names the wall and whose text confirms it, or whose text does so twice over."""
    if page.size > _WALL or (reason == "login_wall" and (story > _HARDLY_ANY or (story and page.says_article))):
        return
    words = _WORDS[reason]
    named = next((phrase for title in page.titles for phrase in words["titles"] if _is_called(title, phrase)), None)
    said = [
        phrase for phrase in words["texts"] if phrase in page.text or (reason == "bot_check" and phrase in page.unseen)
    ]
    if reason == "login_wall" and page.asks_for_password:
        said.append("password")
    needed = 1 if named or reason == "bot_check" else 2 if story < _HARDLY_ANY else 3
    if len(said) >= needed or (named and story < _HARDLY_ANY and page.size < _FULL_STORY):
        shown = named or said[0]
        raise _refusal(page.document, reason, f"the page says {shown!r} and holds no article")


def _says_article(document: Document) -> bool:
    return bool(document.json_ld.articles) or document.meta("og:type") == "article"


def _is_called(title: str, phrase: str) -> bool:
    """Whether a title is a phrase, or begins or ends with it at a break between words."""
    if phrase not in title:
        return False
    start = title.index(phrase)
    before, after = title[:start].rstrip(), title[start + len(phrase) :].lstrip()
    return (not before or before[-1] in "|-–—:·•»!?.(") and (not after or after[0] in "|-–—:·•«!?.)…")


def _script_only(page: _Page, story: float) -> None:
    """A shell that a script would fill."""
    document = page.document
    if story > _HARDLY_ANY or page.size > _WALL:
        return
    phrases = _WORDS["script_only"]["texts"]
    asks = next((phrase for phrase in phrases if phrase in page.text or phrase in page.unseen), None)
    shell = any(
        document.attributes[node].get("id") in _ROOTS and document.ends[node] - node < 40
        for node in document.all("div", "main")
    )
    if document.all("script") and page.size < _FULL_STORY and (asks or shell) and story < _HARDLY_ANY:
        shown = f"it says {asks!r}" if asks else "its main element is empty"
        raise _refusal(document, "script_only", f"the page's text is made by its script: {shown}")


def _cookie_notice(reading: Reading, story: float) -> None:
    """A consent wall so long that its own text was taken for a story."""
    document = reading.document
    if not reading.story.passages or document.json_ld.articles or story > 3 * _WALL:
        return
    text = " ".join(document.passage_texts[index] for index in reading.story.passages).casefold().replace("’", "'")
    said = [phrase for phrase in _WORDS["consent_wall"]["texts"] if phrase in text]
    if len(said) < 4 or len(said) < story / 60:
        return
    titles = [document.head_title or "", *(document.text(node) for node in document.all("h1", "h2")[:2])]
    named = [
        phrase
        for phrase in _WORDS["consent_wall"]["titles"]
        if any(_is_called(title.casefold(), phrase) for title in titles)
    ]
    if named or (document.meta("og:type") != "article" and len(said) >= 6):
        raise _refusal(document, "consent_wall", f"the page asks for consent: it says {said[0]!r} and {said[1]!r}")


def _list(reading: Reading, sizes: Sequence[float]) -> None:
    """A front, section or search page: many cards, and no stretch of text that is not one of them."""
    document = reading.document
    cards = [card for card in document.derived(Cards).found if not card.leads_on and stories.is_title(card.title)]
    if len(cards) < _MANY_CARDS:
        return
    inside, longest = _stretches(reading, sizes)
    says_article = _says_article(document)
    says_list = any(True for _ in document.json_ld.of_type(*_LIST_TYPES)) and not says_article
    if says_article:
        allowed = 15
    elif _has_headline(reading):
        allowed = 25
    else:
        allowed = 150 if says_list else 50
    if longest < allowed or (inside > 0.7 * sum(sizes) and longest < 2 * allowed):
        raise _refusal(
            document,
            "list_page",
            f"the page lists {len(cards)} stories, and its longest text of its own has {longest:.0f} words",
        )


def _has_headline(reading: Reading) -> bool:
    """Whether the title is printed as a line of its own, long enough for a headline, and is no card's."""
    document, title = reading.document, reading.choices.get("title")
    if title is None or not isinstance(title.value, str) or _size(title.value) < _DENSE_HEADLINE:
        return False
    if _size(title.value) < _HEADLINE and " " in title.value:
        return False
    node = title.node
    if node is None or document.tags[node] in ("title", "meta"):
        wanted = title.value.casefold()
        at = next((index for index, text in enumerate(document.passage_texts) if text.casefold() == wanted), None)
        if at is None:
            return False
        node = document.passages[at].start
    repeated = (card for card in document.derived(Cards).found if card.repeated)
    return not any(card.node <= node < document.ends[card.node] for card in repeated)


def _stretches(reading: Reading, sizes: Sequence[float]) -> tuple[float, float]:
    """The words of the story that stand inside cards, and those of its longest stretch outside them."""
    document = reading.document
    cards = document.derived(Cards)
    spans = [
        (card.node, document.ends[card.node], card.repeated)
        for card in cards.found
        if card.repeated or cards.length(card.node) < _MAX_CARD
    ]
    whole = cards.lengths[-1]
    spans = [span for span in spans if cards.length(span[0]) < 0.3 * whole]
    inside = longest = current = 0.0
    at, previous = 0, -1
    for index, size in zip(reading.story.passages, sizes, strict=True):
        passage = document.passages[index]
        while at < len(spans) and spans[at][1] <= passage.start:
            if spans[at][2] and spans[at][0] > previous:
                longest, current = max(longest, current), 0.0
            at += 1
        if at < len(spans) and spans[at][0] <= passage.start:
            inside += size
        else:
            current += size
        previous = passage.start
    return inside, max(longest, current)

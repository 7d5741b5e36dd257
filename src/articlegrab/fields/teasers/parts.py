"""What a card prints beside its headline: standfirst, kicker, byline, time, picture."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice
from typing import Any

from articlegrab.document import Document
from articlegrab.fields.authors import byline
from articlegrab.fields.headline import pieces
from articlegrab.fields.images import captions, pictures, sources, telling, wording
from articlegrab.fields.teasers import lines, modules, own_line, stories, titles
from articlegrab.fields.teasers.cards import Card, Cards
from articlegrab.rules import Names, tokens

_DEK = Names.DEK.value
_KICKER = Names.KICKER.value
_BYLINE = Names.BYLINE.value
_CAPTIONED = (Names.CAPTION | Names.CREDIT).value
_MAX_PICTURES = 6
_FRAMES = 3
"""Elements around a picture that may say whose it is."""
_ICON = 40
"""Pixels; what has less is an icon."""
_PORTRAIT = 150
"""Pixels; what is called an avatar and is said to be larger is a theme's name for every picture."""
_SHARED = 2
"""Stories that may have one picture behind their cards; an ornament is behind all."""
_SEVERAL = 2
"""Pictures in a folder for what adorns the page, from which on each is its card's own."""
_AD = Names.AD.value
_NO_PICTURE = (Names.BYLINE | Names.AUTHOR_BOX).value | _AD
_FOREIGN = (Names.NEWSLETTER | Names.COMMENTS | Names.SHARE | Names.CONSENT | Names.PAYWALL).value
_CONTROLS = frozenset({"form", "button", "nav", "footer"})
_SHORT_DEK, _MAX_DEK = 30, 500
_FULL_STOPS = frozenset(".!?…。")
_LEAST_SENTENCE = 3
_MAX_KICKER = 60
_MAX_BYLINE = 120
_DAY = re.compile(r"(?:\b\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\b\d{1,2}:\d\d).*")
"""A day or a clock in figures, with all that follows it."""
_OPENING_DAY = re.compile(r"\A\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\s+(?=\D+\Z)")
"""A day in figures before a name."""


def read(document: Document, card: Card) -> dict[str, Any]:
    """The optional parts of a teaser, as `models.Teaser` has them."""
    node, end = card.node, document.ends[card.node]
    found: dict[str, Any] = {"kicker": card.kicker} if card.kicker else {}
    if node == card.link and card.title_node == card.link and end - node < 4:
        return found
    tags, names, title, title_end = document.tags, document.names, card.title_node, document.ends[card.title_node]
    is_captioned = False
    index = node - 1
    while (index := index + 1) < end:
        tag = tags[index]
        if not tag or title <= index < title_end or index in card.links:
            continue
        flags = names[index]
        is_captioned = is_captioned or bool(flags & _CAPTIONED) or tag == "figcaption"
        if (flags & _FOREIGN or tag in _CONTROLS) and not document.contains(index, title):
            index = document.ends[index] - 1
        elif tag == "time":
            _take_time(document, index, found)
        elif flags & _BYLINE and "byline" not in found and not document.contains(index, title):
            _take_byline(document, index, found)
        elif flags & _KICKER and index < title and "kicker" not in found and not document.contains(index, title):
            _take_kicker(document, index, found)
        elif (tag == "p" or flags & _DEK) and "dek" not in found and not document.contains(index, title):
            if index < title and len(label := document.text(index)) < lines.LEAST_DEK:
                if _is_sentence(label) and document.contains(document.parents[index], title):
                    found["dek"] = label
                elif "kicker" not in found and (lines.is_label if flags & _DEK else lines.is_kicker)(label):
                    _take_label(document, index, label, found)
            elif (after := lines.after_label(document, index)) is not None:
                found.setdefault("kicker", document.text(index, after))
                found["dek"] = document.text(after, document.ends[index])
            else:
                _take(document, index, "dek", _MAX_DEK, found)
    if "kicker" not in found and title == card.link and (before := own_line.label_before(document, title)):
        found["kicker"] = before
    if image := _image(document, card, is_captioned):
        found["image"] = image
    lines.fill(document, card, found)
    found["kicker"] = _fit(document, found.get("kicker"))
    if (dek := found.get("dek")) and (_is_headline_again(dek, card.title) or _is_label(dek)):
        del found["dek"]
    return found


def _is_headline_again(dek: str, title: str) -> bool:
    """Whether what is called a standfirst is the headline, with other text behind it or without."""
    rest = dek.removeprefix(title).lstrip()
    return dek.startswith(title) and (not rest or rest[0].isupper() or rest[0].isdecimal())


def _is_sentence(line: str) -> bool:
    """Whether a line of some words ends as a sentence does, and is no credit."""
    if len(line.split()) < _LEAST_SENTENCE and stories.has_spaces(line):
        return False
    return line[-1:] in _FULL_STOPS and not wording.is_labelled(line) and not wording.names_agency(line)


def _is_label(dek: str) -> bool:
    """Whether what is called a standfirst is too short for one, as a rubric with its day is."""
    return dek[-1] not in _FULL_STOPS and len(dek) < (_SHORT_DEK if stories.has_spaces(dek) else stories.MIN_TITLE)


def _take(document: Document, node: int, name: str, limit: int, found: dict[str, Any]) -> None:
    """Keep the text of a node under a name, where it is neither empty nor too long nor known by another name."""
    text = document.text(node)
    if 1 < len(text) <= limit and text not in found.values():
        found[name] = text


def _take_byline(document: Document, node: int, found: dict[str, Any]) -> None:
    """Keep who wrote the story, without the day and the counts beside the names."""
    text = document.text(node)
    if 1 < len(text) <= _MAX_BYLINE and any(map(str.isdigit, text)):
        signed = byline.before_date(_OPENING_DAY.sub("", text))
        text = text if signed[-1:] == ":" else signed
    if 1 < len(text) <= _MAX_BYLINE and text not in found.values():
        found["byline"] = text


def _take_kicker(document: Document, node: int, found: dict[str, Any]) -> None:
    """Keep what a node says over the headline: the first of several linked sections, each of which would do for a
    kicker; the topic beside a single one; else all."""
    links = list(islice(document.within(node, "a"), 2))
    if len(links) > 1 and document.text(links[0]):
        node = links[0]
    elif len(links) == 1:
        node = _topic_beside(document, node, links[0])
    text = titles.seen(document, node, document.ends[node])
    if 1 < len(text) <= _MAX_KICKER and text not in found.values():
        found["kicker"] = text


def _take_label(document: Document, node: int, label: str, found: dict[str, Any]) -> None:
    """Keep a short line over the headline as its kicker, where it is no author's name and holds no day."""
    if _fit(document, label) and not _DAY.search(label) and not lines.leads_to_author(document, node):
        found["kicker"] = label


def _topic_beside(document: Document, node: int, section: int) -> int:
    """The element that stands after a linked section and is no day, where nothing else does; else the whole."""
    parts = pieces(document, node)
    if len(parts) != 2 or not section < (topic := parts[1][0]) or not document.tags[topic]:
        return node
    return node if any(map(str.isdigit, document.text(topic))) else topic


def _fit(document: Document, kicker: str | None) -> str | None:
    """A kicker without the day beside it and the word before it; none where it is a pager's word, or the page's own
    headline."""
    if not kicker:
        return None
    kicker = _DAY.sub("", kicker).removeprefix("in ").strip(" |•·,–-")
    if not any(map(str.isalpha, kicker)) or stories.is_button(kicker) or modules.is_pager(kicker):
        return None
    if stories.is_medium(kicker):
        return None
    if kicker[0] in "@©" or stories.without_lead_in(kicker) == ("", True):
        return None
    kicker = kicker.rstrip(" :：")
    return None if stories.is_title(kicker) and document.derived(Cards).is_own_title(kicker) else kicker


def _take_time(document: Document, node: int, found: dict[str, Any]) -> None:
    from articlegrab.fields.teasers.times import parse

    value = document.attribute(node, "datetime")
    if value and "published" not in found and (moment := parse(value)):
        found["published"] = moment


def _image(document: Document, card: Card, is_captioned: bool) -> dict[str, Any] | None:
    """The card's first picture that is no icon."""
    for picture in pictures.within(document, card.node)[:_MAX_PICTURES]:
        if picture.is_small and max(picture.width or 0, picture.height or 0) < _ICON:
            continue
        if not picture.files or _is_of_house(document, picture.node):
            continue
        caption, credit = _printed(document, picture) if is_captioned else (None, None)
        if caption == card.title:
            caption = None
        return {
            "url": picture.files[0],
            "candidates": picture.files,
            "alt": document.attribute(picture.node, "alt"),
            "caption": caption,
            "credit": credit,
            "width": picture.width,
            "height": picture.height,
        }
    return _background(document, card)


def _background(document: Document, card: Card) -> dict[str, Any] | None:
    """The picture that is set behind an element of the card, or will be by a script, and not behind many stories'."""
    for node in range(card.node, document.ends[card.node]):
        url = _behind(document, node)
        if url and not _adorns(document, url) and not _is_named_other(document, card, node):
            return {"url": url, "candidates": [url], "alt": document.attribute(node, "aria-label")}
    return None


def _behind(document: Document, node: int) -> str | None:
    """The address of the picture set behind an element."""
    stated = sources.behind(document.attributes[node])
    url = stated and document.absolute(stated)
    if not url or not sources.is_image_file(url) or sources.is_placeholder(url) or sources.is_furniture(url):
        return None
    return url


def _adorns(document: Document, url: str) -> bool:
    """Whether a picture is set behind many stories' cards, or called an ornament and the only one that is."""
    behind = document.derived(_behind_cards)
    return len(behind[url]) > _SHARED or (sources.is_ornament(url) and sum(map(sources.is_ornament, behind)) < _SEVERAL)


def _behind_cards(document: Document) -> dict[str, set[str]]:
    """The stories behind whose cards each picture is set."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for card in document.derived(Cards).found:
        for node in range(card.node, document.ends[card.node]):
            if url := _behind(document, node):
                found[url].add(card.url)
    return found


def _is_named_other(document: Document, card: Card, node: int) -> bool:
    """Whether a picture set behind an element is a face, the mark of the house or an advertisement, by its names. An
    empty link to the story itself is its picture, though it be named for whoever wrote it."""
    if _is_of_house(document, node) or pictures.is_named_furniture(document, node):
        return True
    around = (node, *islice(document.ancestors(node), _FRAMES))
    link = document.closest(node, "a")
    href = document.attributes[link].get("href") if link is not None and not document.text(link) else None
    foreign = _AD if href and document.absolute(href) == card.url else _NO_PICTURE
    return any(
        document.names[each] & foreign and not document.contains(each, card.title_node)
        for each in around
        if card.node <= each
    )


def _is_of_house(document: Document, node: int) -> bool:
    """Whether a picture is its author's portrait, or the mark of the house."""
    attributes = document.attributes[node]
    if "gravatar.com/" in (attributes.get("src") or ""):
        return True
    sides = (sources.number(attributes.get("width")) or 0, sources.number(attributes.get("height")) or 0)
    if "avatar" in tokens(attributes.get("class") or "") and max(sides) <= _PORTRAIT:
        return True
    around = islice(document.ancestors(node), _FRAMES)
    return any(document.attributes[each].get("itemprop") == "logo" for each in around)


def _printed(document: Document, picture: pictures.Picture) -> tuple[str | None, str | None]:
    """The caption and the credit of a card's picture, where the page names them so."""
    printed = captions.nodes(document, picture)
    return telling.read(document, picture, printed) if captions.is_named(document, printed) else (None, None)

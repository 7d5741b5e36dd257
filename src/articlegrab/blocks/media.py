"""What stands between the paragraphs without being text: pictures, films, sounds, embeds, rules."""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from articlegrab.document import Document, addresses
from articlegrab.reading import Reading
from articlegrab.rules import Names, load

_PROVIDERS: dict[str, tuple[str, str]] = {
    host: (kind, name)
    for kind, services in load("vocab/services.toml")["players"].items()
    for name, hosts in services.items()
    for host in hosts
}
"""Host → what its players are and what readers call it."""
_BUTTONS = tuple(load("vocab/services.toml")["buttons"])
"""How the path of a frame begins that asks readers to like or to share."""
_OTHER = (Names.RELATED | Names.SIDEBAR | Names.NAV | Names.FOOTER | Names.AD | Names.COMMENTS).value
_FRAME, _SOURCE = "<iframe", re.compile(r"""<iframe\b[^<>]{0,2000}?\ssrc\s*=\s*["']([^"'<>]{1,2000})""", re.I)
_LONGEST_FRAME = 20_000
"""Characters of a frame that is kept from loading, in the Base64 that consent plug-ins write it in."""
_PLAYERS = ("iframe", "video", "audio", "hr")
_OTHER_TAGS = frozenset({"aside", "nav", "footer"})
"""Names and tags of boxes for other things than the story."""
_NOT_SHOWN, _SHARE = _OTHER | Names.NEWSLETTER.value, Names.SHARE.value
"""The same for a frame that is kept back: its code may be there for readers to copy."""
_EMBED, _FIELDS = re.compile(r"embed|content-?blocker", re.I), ("input", "textarea")
"""How a box is named that is there for a frame, and what it holds that is there to copy from."""
_MOST_IN_BOX = 60
"""Nodes of a box that keeps a frame back among which that frame may stand, loaded after all."""


def find(reading: Reading) -> list[tuple[int, dict[str, Any]]]:
    """The media blocks from the headline to the end of the story, each with the node where it stands."""
    document, story = reading.document, reading.story
    found: list[tuple[int, dict[str, Any]]] = []
    headline = reading.choices["title"].node if "title" in reading.choices else None
    for node in range(min(headline or story.first, story.first), _end(reading)):
        tag = document.tags[node]
        mark = reading.marks.by_node.get(node)
        if mark is not None and mark.role in ("embed", "note"):
            held = _post(reading, node) if mark.role == "embed" else {"type": "note", "text": document.text(node)}
            found.append((node, held | {"source": document.path(node)}))
            continue
        if tag not in _PLAYERS and not tag.startswith("amp-") and not _stands_in(document, node):
            continue
        if tag == "audio" and node < story.first and "controls" not in document.attributes[node]:
            continue  # the page's own player over the story, which reads it aloud
        if (block := _block(reading, node, tag)) is not None:
            mark = reading.marks.covering(node)
            if mark is None or not mark.certain or mark.role in ("gallery", "consent"):
                found.append((node, block | {"source": document.path(node)}))
    return _without_codes(document, found)


def _without_codes(document: Document, found: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """The blocks without frames kept back that the one right before or after shows too: a code for readers to copy."""
    shown: list[tuple[int, dict[str, Any]]] = []
    for place, (node, block) in enumerate(found):
        following = [entry for entry in found[place + 1 : place + 2] if not _kept_back(document, entry[0])]
        near = [other.get("url") for _, other in (*shown[-1:], *following)]
        if not _kept_back(document, node) or block.get("url") not in near:
            shown.append((node, block))
    return shown


def _end(reading: Reading) -> int:
    """The end of the story, with the posts and films that follow its last line in the same box before any other
    text."""
    document, story = reading.document, reading.story
    if not story.passages or story.by_rule:
        return story.last
    end = story.last
    box = document.parents[document.passages[story.passages[-1]].container]
    limit = document.ends[box]
    for index in range(story.passages[-1] + 1, document.passages_in(box)[1]):
        mark = reading.marks.covering(document.passages[index].start)
        if mark is not None and mark.role == "embed":
            end = document.passages[index].end
        elif document.passage_texts[index]:
            limit = document.passages[index].start
            break
    inside = range(limit - 1, end - 1, -1)
    frames = (node for node in inside if document.tags[node] == "iframe" or _stands_in(document, node))
    return next((node + 1 for node in frames if _is_film(reading, node, box)), end)


def _is_film(reading: Reading, frame: int, box: int) -> bool:
    """Whether a frame shows a video, and no box for other things than the story is around it inside the story's."""
    document = reading.document
    around = list(takewhile(lambda node: node > box, document.ancestors(frame)))
    if any(document.tags[node] in _OTHER_TAGS or document.names[node] & _OTHER for node in around):
        return False
    return (_block(reading, frame, document.tags[frame]) or {}).get("type") == "video"


def _post(reading: Reading, node: int) -> dict[str, Any]:
    """A post quoted whole; its own address is the last of its links."""
    document = reading.document
    hrefs = (document.attributes[inner].get("href") for inner in document.within(node, "a"))
    links = [url for href in hrefs if (url := document.absolute(href))]
    url = links[-1] if links else document.absolute(document.attributes[node].get("cite"))
    return {"type": "embed", "url": url, "provider": _provider(url)[1], "text": document.text(node)}


def _block(reading: Reading, node: int, tag: str) -> dict[str, Any] | None:
    document = reading.document
    if tag == "hr":
        return {"type": "divider"}
    if tag in ("video", "audio"):
        sources = (document.attributes[inner].get("src") for inner in (node, *document.within(node, "source")))
        url = next((url for source in sources if (url := document.absolute(source))), None)
        return {"type": tag, "url": url, "text": _caption(document, node)} if url else None
    attributes = document.attributes[node]
    source = attributes.get("src") or attributes.get("data-src") or attributes.get("data-lazy-src")
    kept_back = None if source else _kept_back(document, node)
    if kept_back and not _is_shown(reading, node):
        return None
    url = document.absolute(source or kept_back)
    if tag in ("amp-youtube", "lite-youtube") and (key := attributes.get("data-videoid") or attributes.get("videoid")):
        url = f"https://www.youtube.com/watch?v={key}"
    kind, provider = _provider(url)
    return {"type": kind, "url": url, "provider": provider, "text": _caption(document, node)} if url and kind else None


def _stands_in(document: Document, node: int) -> bool:
    """Whether a box stands in for a video until somebody wants to see it."""
    tag, attributes = document.tags[node], document.attributes[node]
    if tag == "lite-youtube" or (tag in ("div", "script") and _kept_back(document, node)):
        return True
    return tag == "div" and "data-src" in attributes and _provider(attributes["data-src"])[0] == "video"


def _kept_back(document: Document, node: int) -> str | None:
    """The address of a frame that is not loaded until somebody agrees: it is written in an attribute of its box, or as
    the template of a consent plug-in."""
    attributes = document.attributes[node]
    written = next((value for value in attributes.values() if value and value.startswith(_FRAME)), "")
    if document.tags[node] == "script" and attributes.get("type") == "text/template":
        written = _decoded(document.tree.raw_text(node))
    found = _SOURCE.search(written)
    return unescape(found[1]) if found else None


def _is_shown(reading: Reading, node: int) -> bool:
    """Whether a frame that is kept back will stand in the story: not in its box already, nor in a box for other things,
    to share or to subscribe inside the story's."""
    document = reading.document
    for inner in range(node + 1, min(document.ends[node], node + _MOST_IN_BOX)):
        if document.tags[inner] in ("iframe", "video", "amp-youtube") or _stands_in(document, inner):
            return False
    around = (node, *takewhile(lambda each: each > reading.story.container, document.ancestors(node)))
    if any(document.names[each] & _NOT_SHOWN for each in around):
        return False
    others = (each for each in around if document.tags[each] in _OTHER_TAGS or document.names[each] & _SHARE)
    return all(_is_for_embed(document, each, node) for each in others)


def _is_for_embed(document: Document, box: int, node: int) -> bool:
    """Whether a box, though it is an aside or named for social media, is there for the frame that `node` keeps back: no
    words or fields of it are about its code, which a consent plug-in's template is not for anyway."""
    if not _EMBED.search(document.attributes[box].get("class") or ""):
        return False
    if next(document.within(box, *_FIELDS), None) is not None:
        return False
    return document.tags[node] == "script" or not document.text(box)


def _decoded(template: str) -> str:
    """What stands in Base64; nothing where that is none, or too long."""
    try:
        return b64decode(template[:_LONGEST_FRAME], validate=True).decode("utf-8", "replace")
    except ValueError:
        return ""


def linked(text: str) -> dict[str, Any] | None:
    """What a line shows that is the bare address of a post or a player."""
    _, *steps = filter(None, text.partition("://")[2].split("/"))
    is_post = len(steps) > 1 or "".join(steps).isdecimal() or "v=" in text or "youtu.be/" in text  # and no account
    kind, provider = _provider(text) if is_post and " " not in text else (None, None)
    return {"type": kind, "url": text, "provider": provider, "text": ""} if kind else None


def _caption(document: Document, node: int) -> str:
    """The caption of the figure that a player stands in."""
    figure = document.closest(node, "figure")
    captions = document.within(figure, "figcaption") if figure is not None else iter(())
    return next((document.text(inner) for inner in captions), "")


def _provider(url: str | None) -> tuple[str | None, str | None]:
    """What an address's host is known to serve."""
    host = addresses.host(url) or ""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        known = _PROVIDERS.get(".".join(labels[start:]))
        if known:
            path = urlsplit(url or "").path
            if (known[1] == "Google" and "/maps" not in path) or path.startswith(_BUTTONS):
                return None, None
            return known
    return None, None

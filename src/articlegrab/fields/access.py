"""Who may read the article, and whether the page holds only its beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from articlegrab.document.json_ld import Item
from articlegrab.fields import language
from articlegrab.reading import Candidate, Choice, Reading, weigh
from articlegrab.rules import Names, load

_VOCABULARY = load("vocab/access.toml")
_TIERS: dict[str, list[str]] = _VOCABULARY["tiers"]
_WORDING: dict[str, list[str]] = _VOCABULARY["wording"]
_REMAINDER = tuple(_VOCABULARY["remainder"]["phrases"])
_TIER_METAS, _FLAG_METAS = tuple(_VOCABULARY["tier_metas"]), tuple(_VOCABULARY["flag_metas"])
_PAID_METAS = tuple(_VOCABULARY["paid_metas"])
_ACCOUNT_WALLS = tuple(_VOCABULARY["account_walls"])
_OPPOSITE = {"free": "subscription", "subscription": "free"}
_COMMENTING = re.compile("|".join(map(re.escape, _VOCABULARY["commenting"])))
_PAYWALL, _COMMENTS = Names.PAYWALL.value, Names.COMMENTS.value
_SENTENCE_ENDS = ".!?…。！？؟।။:;)]»”\"'’」』*"
_CUT_ENDS = ("…", "...", "[…]", "[...]", "(…)", "(...)")
_BOX_REACH = 14
_MAX_BOX = 1_200
_OPENING = 80
"""Characters of a line that nobody writes twice."""
_SHORT_STORY = 2_500
_THIN_STORY = 600


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """schema.org isAccessibleForFree, of the article or of a part of it."""
    for item in reading.document.json_ld.articles[:5]:
        for place, value in (("", item.get("isAccessibleForFree")), *_closed_parts(item)):
            status = _flag(value)
            if status == "subscription" and _asks_account(item):
                status = "registration"
            if status:
                locator = f"isAccessibleForFree={value}{place}"[:120]
                yield Candidate(status, "json_ld", 3.0 if status != "free" else 2.0, None, locator, str(value)[:40])


def _asks_account(item: Item) -> bool:
    """Whether the part that is closed off is named for a wall that an address or an account opens."""
    closed = [place.lower() for place, _ in _closed_parts(item)]
    return any(wall in place for place in closed for wall in _ACCOUNT_WALLS)


def _closed_parts(item: Item) -> Iterator[tuple[str, object]]:
    """Selector and flag of each part that is not said to be free."""
    parts = item.get("hasPart")
    for part in (parts if isinstance(parts, list) else [parts])[:20]:
        if isinstance(part, dict) and "isAccessibleForFree" in part and _flag(part["isAccessibleForFree"]) != "free":
            yield f" of {part.get('cssSelector')}"[:200], part["isAccessibleForFree"]


def _flag(value: object) -> str | None:
    """What a flag as written means: pages write true, "True", "https://schema.org/False", 1, ["False"]."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, bool):
        return "free" if value else "subscription"
    word = str(value).rsplit("/", 1)[-1].strip().lower() if isinstance(value, str | int) else ""
    if word in ("true", "1", "yes"):
        return "free"
    return "subscription" if word in ("false", "0", "no") else None


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """The tier that `<meta>` names."""
    document = reading.document
    for name in _TIER_METAS:
        if value := document.meta(name):
            word = value.strip().lower()
            status = next((status for status, words in _TIERS.items() if word in words), None)
            if status:
                yield Candidate(status, "meta", 4.0, None, f"{name}={word}"[:120], value[:40])
    for name in _FLAG_METAS:
        if (value := document.meta(name)) and (status := _flag(value)):
            yield Candidate(status, "meta", 2.0, None, f"{name}={value}"[:120], value[:40])
    for name in _PAID_METAS:
        if (value := document.meta(name)) and (status := _flag(value)):
            yield Candidate(_OPPOSITE[status], "meta", 2.0, None, f"{name}={value}"[:120], value[:40])


def from_wording(reading: Reading) -> Iterator[Candidate]:
    """The box right after the last passage of the story that asks to subscribe or sign in."""
    document, story = reading.document, reading.story
    if not story.passages:
        return
    after = story.passages[-1] + 1
    texts = document.passage_texts[after : after + _BOX_REACH]
    phrases = _said("\n".join(texts))
    if not phrases:
        return
    for index, text in enumerate(texts, after):
        passage = document.passages[index]
        status = _worded(text, phrases) if len(text) <= _MAX_BOX else None
        if status is None or (status == "registration" and _COMMENTING.search(_folded(text))):
            continue
        if any(document.names[node] & _COMMENTS for node in _around(reading, passage.container)):
            continue
        is_named = any(document.names[node] & _PAYWALL for node in _around(reading, passage.container))
        is_near = index - after < _BOX_REACH // 2
        if is_named or is_near:
            yield Candidate(status, "text", 3.5 if is_named else 2.5, passage.start, "wording", text[:120])


def _around(reading: Reading, node: int) -> Iterator[int]:
    """An element and those around it that do not hold the story."""
    document, first = reading.document, reading.story.first
    while node > 0 and not document.contains(node, first):
        yield node
        node = document.parents[node]


def _said(text: str) -> list[tuple[str, str]]:
    """The phrases of `wording` that a text has, each with the status it shows."""
    folded = _folded(text)
    return [(status, phrase) for status, phrases in _WORDING.items() for phrase in phrases if phrase in folded]


def _worded(text: str, phrases: list[tuple[str, str]]) -> str | None:
    folded = _folded(text)
    return next((status for status, phrase in phrases if phrase in folded), None)


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")


SIGNALS = [from_json_ld, from_meta, from_wording]


def find(reading: Reading) -> Choice:
    """The article's access: its status, whether the text is cut off, and what showed it."""
    candidates = weigh(reading, SIGNALS)
    status = str(candidates[0].value) if candidates else "unknown"
    evidence = list(dict.fromkeys(f"{candidate.source}: {candidate.locator}" for candidate in candidates))[:10]
    cut = _cut(reading, candidates)
    if cut:
        evidence.append(cut)
        if status in ("free", "unknown") and (worded := _from_text(candidates)):
            status = worded
        reading.warn("truncated", f"the page holds only the beginning of the article: {cut}")
    value: dict[str, Any] = {"status": status, "is_truncated": cut is not None, "evidence": evidence}
    agreeing = {candidate.source for candidate in candidates if candidate.value == status}
    return Choice(value, candidates, min(0.95, 0.5 + 0.2 * len(agreeing)) if candidates else 0.3)


def _from_text(candidates: list[Candidate]) -> str | None:
    return next((str(candidate.value) for candidate in candidates if candidate.source == "text"), None)


def _tells_remainder(candidate: Candidate) -> bool:
    """Whether a box names, with a number, the part of the text that is missing."""
    text = (candidate.raw or "").casefold()
    return candidate.source == "text" and any(map(str.isdigit, text)) and any(phrase in text for phrase in _REMAINDER)


def _ends_copy(reading: Reading, candidate: Candidate) -> bool:
    """Whether a box stands below a second copy of the story's beginning: the page shows that to other readers."""
    document, story = reading.document, reading.story
    if candidate.source != "text" or candidate.node is None:
        return False
    between = slice(story.passages[-1] + 1, document.passages_in(candidate.node)[0])
    told = {document.passage_texts[index] for index in story.passages}
    return any(len(text) >= _OPENING and text in told for text in document.passage_texts[between])


def _cut(reading: Reading, candidates: list[Candidate]) -> str | None:
    """What shows that the text is cut off; None where it seems whole.

    It takes two signs: a wall (worded on the page, or declared), and a text that stops as if cut or is very short.
    """
    document, story = reading.document, reading.story
    if not story.passages:
        return None
    last = document.passage_texts[story.passages[-1]].rstrip()
    length = sum(len(document.passage_texts[index]) for index in story.passages)
    walled = [each for each in candidates if each.value != "free" and not _ends_copy(reading, each)]
    worded = any(candidate.source == "text" for candidate in walled)
    stops = last.endswith(_CUT_ENDS) or not last.endswith(tuple(_SENTENCE_ENDS))
    if any(_tells_remainder(candidate) for candidate in walled):
        return "the page tells how much of the text is left to read"
    if worded and stops and len(last) > 40:
        return "the text stops in mid-sentence before a box that asks to subscribe or sign in"
    if worded and length < _SHORT_STORY:
        return "a short text is followed by a box that asks to subscribe or sign in"
    if walled and last.endswith(_CUT_ENDS) and length < _SHORT_STORY:
        return "the text ends in an ellipsis and is declared not free"
    if walled and length < _THIN_STORY:
        return "a very short text is declared not free"
    if walled and _is_scrambled(reading):
        return "the text's letters are scrambled behind a wall"
    return None


def _is_scrambled(reading: Reading) -> bool:
    """Whether the text from its second paragraph on is no language, as some walls print it."""
    chosen = reading.choices.get("language")
    texts = (reading.document.passage_texts[index] for index in reading.story.passages[1:])
    sentences = (text for text in texts if text.endswith(tuple(_SENTENCE_ENDS)))
    return language.is_gibberish(" ".join(sentences), chosen.value if chosen else None)

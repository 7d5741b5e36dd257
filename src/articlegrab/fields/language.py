"""The language of the text and the direction it is written in."""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from articlegrab import rules
from articlegrab.document.json_ld import strings
from articlegrab.reading import Candidate, Choice, Reading

_VOCABULARY = rules.load("vocab/language.toml")
_WRITTEN_IN: dict[str, list[str]] = _VOCABULARY["written_in"]
_SUPPOSED: dict[str, str] = _VOCABULARY["supposed"]
_LETTERS: dict[str, frozenset[str]] = {name: frozenset(text) for name, text in _VOCABULARY["letters"].items()}
_FREQUENT: dict[str, frozenset[str]] = {name: frozenset(words) for name, words in _VOCABULARY["frequent"].items()}
_ALIASES: dict[str, str] = _VOCABULARY["aliases"]
_RIGHT_TO_LEFT = frozenset(_VOCABULARY["directions"]["rtl"])
_BORDERS = sorted((low, high, script) for script, ranges in _VOCABULARY["scripts"].items() for low, high in ranges)
_STARTS = [low for low, _, _ in _BORDERS]

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?![a-z])", re.I)
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_SAMPLE, _SAMPLE_PASSAGES = 1_200, 6
_NEED_WORDS = 40
_DENSE, _LETTERS_A_SIGN = ("Kana", "Hani", "Hang"), 3
"""Scripts of which a sign says about as much as so many letters do."""
_MUCH, _FAIR, _NONE = 0.12, 0.06, 0.01
_CONTRADICTED = 4
"""How many times as many of its words as of the declared language's a text in another one has."""


def normal(tag: str) -> str | None:
    """A language tag as BCP 47 writes it; None for what is none.

    >>> normal("en_us"), normal("zh-hant-tw"), normal("IW"), normal("Deutsch"), normal("x")
    ('en-US', 'zh-Hant-TW', 'he', 'de', None)
    """
    text = tag[:60].strip().lower().split(",")[0].split(".")[0].strip()
    text = _ALIASES.get(text, text)
    match = _TAG.match(text)
    if match is None:
        return None
    language, script, region = match.groups()
    language = _ALIASES.get(language, language)
    return "-".join(part for part in (language, script and script.title(), region and region.upper()) if part)


def from_html(reading: Reading) -> Iterator[Candidate]:
    """The lang attribute, of the story's own element first."""
    document = reading.document
    for tag, weight in (("article", 3.2), ("main", 3.1), ("html", 3.0), ("body", 2.9)):
        for node in document.all(tag)[:1]:
            for name in ("lang", "xml:lang"):
                if value := document.attribute(node, name):
                    yield Candidate(normal(value), "markup", weight, node=node, locator=f"{tag} {name}", raw=value)


def from_json_ld(reading: Reading) -> Iterator[Candidate]:
    """inLanguage."""
    for article in reading.document.json_ld.articles[:2]:
        value = article.get("inLanguage")
        codes = strings(value.get("alternateName")) if isinstance(value, dict) else []
        for text in (codes or strings(value))[:1]:
            yield Candidate(normal(text), "json_ld", 2.5, locator="inLanguage", raw=text)


def from_meta(reading: Reading) -> Iterator[Candidate]:
    """og:locale, content-language and their like."""
    for rank, name in enumerate(("og:locale", "content-language", "language", "dc.language", "inlanguage")):
        if value := reading.document.meta(name):
            yield Candidate(normal(value), "meta", 1.8 - rank / 20, locator=name, raw=value)


SIGNALS = [from_html, from_json_ld, from_meta]


def script_of(text: str) -> str | None:
    """The script that most of a text is in, as ISO 15924 names it; any share of kana makes it Japanese.

    >>> script_of("Дождь and more дождь"), script_of("東京の雨とUmbrella"), script_of("42")
    ('Cyrl', 'Kana', None)
    """
    if text.isascii():
        return "Latn" if _ASCII_LETTER.search(text) else None
    scripts = {character: script for character in set(text) if (script := _script_of_letter(character))}
    if len(set(scripts.values())) < 2:
        return next(iter(scripts.values()), None)
    counts: Counter[str] = Counter()
    for character, script in scripts.items():
        counts[script] += text.count(character) * (_LETTERS_A_SIGN if script in _DENSE else 1)
    if counts["Kana"] and counts["Kana"] * 20 > counts["Hani"] and counts["Kana"] + counts["Hani"] >= counts["Latn"]:
        return "Kana"
    return counts.most_common(1)[0][0]


@lru_cache(maxsize=4096)
def _script_of_letter(character: str) -> str | None:
    place = bisect_right(_STARTS, ord(character)) - 1 if character.isalpha() else -1
    return _BORDERS[place][2] if place >= 0 and ord(character) <= _BORDERS[place][1] else None


def supposed(text: str, script: str | None) -> str | None:
    """The language that the letters of a script other than Latin suggest; None where they do not tell.

    >>> supposed("Погода і їжа", "Cyrl"), supposed("مطر", "Arab")
    ('uk', 'ar')
    """
    if script is None or script == "Latn":
        return None
    letters = set(text)
    for language, own in _LETTERS.items():
        if script in _WRITTEN_IN[language] and len(own & letters) >= min(2, len(own)):
            return language
    return _SUPPOSED.get(script)


def _shares(text: str, declared: set[str]) -> dict[str, float]:
    """What share of a Latin text are the frequent words of each language; nothing for a short text, nor where the one
    language that is declared has its fair share, so that nothing need be told apart."""
    words = text.casefold().split()
    if len(words) < _NEED_WORDS:
        return {}

    def share(language: str) -> float:
        return sum(map(_FREQUENT[language].__contains__, words)) / len(words)

    if len(declared) == 1 and all(name in _FREQUENT and share(name) >= _FAIR for name in declared):
        return {}
    return {name: share(name) for name in _FREQUENT}


def is_gibberish(text: str, language: str | None) -> bool:
    """Whether a text is hardly in the language that it should be: it has next to none of its frequent words."""
    own = _FREQUENT.get(_primary(language))
    words = text.casefold().split()
    return own is not None and len(words) >= _NEED_WORDS and sum(map(own.__contains__, words)) < _NONE * len(words)


def _by_words(shares: dict[str, float]) -> str | None:
    """The language whose frequent words the text clearly has most of."""
    if not shares:
        return None
    first, second = sorted(shares, key=lambda name: -shares[name])[:2]
    return first if shares[first] >= _MUCH and shares[first] >= 1.3 * shares[second] else None


def _sample(reading: Reading) -> str:
    """The headline and some of the running text, or of the longest passages where no story was found."""
    texts = reading.document.passage_texts
    chosen = reading.story.passages[:_SAMPLE_PASSAGES]
    if not chosen:
        chosen = heapq.nlargest(_SAMPLE_PASSAGES, range(len(texts)), key=lambda index: len(texts[index]))
    title = reading.choices.get("title")
    parts = [title.value] if title and title.value else []
    return " ".join([*parts, *(texts[index][:_SAMPLE] for index in chosen)])[:_SAMPLE]


def find(reading: Reading) -> dict[str, Choice]:
    """language and direction. What the text's script or words contradict loses, however it was declared."""
    sample = _sample(reading)
    script = script_of(sample)
    found = [candidate for signal in SIGNALS for candidate in signal(reading)]
    shares = _shares(sample, {_primary(candidate.value) for candidate in found}) if script == "Latn" else {}
    judged = [_judged(candidate, script, shares) for candidate in found]
    if (language := supposed(sample, script) or _by_words(shares)) is not None:
        judged.append(Candidate(language, "text", 1.0))
    agreed = Counter(c.value.split("-")[0] for c in judged if c.rejected_because is None)
    judged.sort(key=lambda c: (c.rejected_because is not None, -c.weight - 0.8 * agreed[_primary(c.value)]))
    choice = Choice(None, judged, 0.3)
    if judged and judged[0].rejected_because is None:
        backers = agreed[_primary(judged[0].value)]
        choice = Choice(judged[0].value, judged, min(0.98, 0.6 + 0.13 * backers))
    return {"language": choice, "direction": _direction(reading, script)}


def _primary(tag: str | None) -> str:
    return (tag or "").split("-")[0]


def _judged(candidate: Candidate, script: str | None, shares: dict[str, float]) -> Candidate:
    if candidate.value is None:
        return candidate.rejected("no language tag")
    language = _primary(candidate.value)
    if script is not None:
        written = _WRITTEN_IN.get(language, ["Latn"])
        if script not in written and not (script == "Hani" and language in ("ja", "ko")):
            return candidate.rejected(f"the text is in {script}")
    if language in shares and max(shares.values()) > max(_MUCH, _CONTRADICTED * shares[language]):
        return candidate.rejected("the text's words are of another language")
    return candidate


def _direction(reading: Reading, script: str | None) -> Choice:
    document = reading.document
    by_script = "rtl" if script in _RIGHT_TO_LEFT else "ltr"
    for tag in ("article", "body", "html"):
        for node in document.all(tag)[:1]:
            value = (document.attribute(node, "dir") or "").lower()
            if value in ("rtl", "ltr"):
                declared = Candidate(value, "markup", 2.0, node=node, locator=f"{tag} dir")
                if script is None or value == by_script:
                    return Choice(value, [declared], 0.98)
    return Choice(by_script, [Candidate(by_script, "text", 1.0)], 0.9)

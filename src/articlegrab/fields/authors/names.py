"""Telling people from agencies, newsrooms, jobs and noise."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from articlegrab.fields.phrases import Phrases, is_unspaced
from articlegrab.rules import load

Kind = Literal["person", "organisation", "agency"]

_VOCABULARY = load("vocab/bylines.toml")
_AGENCIES = frozenset(_VOCABULARY["agencies"])
_CITIES = frozenset(_VOCABULARY["cities"])
_PARTICLES = frozenset(_VOCABULARY["particles"])
MAX_NAME = 80
"""Characters; names of people and newsrooms stay under it."""
_ABBREVIATED = 4
"""Letters of the longest abbreviation at the end of a name, with its stop."""

_NOISE = re.compile(r"https?:|www\.|@|\.(?:com|de|org|net)/|[<>{}=#*_\\「」『』：；。、！？]|^\W*$|^\d+$")
_LETTERS = re.compile(r"[\W\d_]+")
_HAN = re.compile(r"[一-鿿]+")
_DOMAIN = re.compile(r"[\w-]{2,30}(?:\.[\w-]{2,20})?\.[a-z]{2,5}", re.I)
_GLUED = re.compile(r"(?<=[a-zà-þ]{4})(?=[A-ZÀ-Þ][a-zà-þ]{3})")
_HOUSE = re.compile(r"\b(?:for|für|pour|para|per)\s\w*$", re.I)
"""How a name and the next word are set without a space, and what stands before the name of a house."""


def _phrases(words: list[str]) -> Phrases:
    unspaced = [word for word in words if is_unspaced(word)]
    return Phrases((word for word in words if not is_unspaced(word)), (word for word in unspaced if len(word) > 1))


_ROLE = _phrases(_VOCABULARY["roles"])
_NEWSROOM = _phrases(_VOCABULARY["newsroom"])
_BUTTON = _phrases(_VOCABULARY["noise"])
_NOBODY = frozenset(
    [
        *_VOCABULARY["nobody"],
        *(label for label in _VOCABULARY["author_labels"] if not (_NEWSROOM.search(label) or _ROLE.search(label))),
    ]
)
_HOUSES = frozenset(_VOCABULARY["houses"])
_MARKS = frozenset(_VOCABULARY["marks"])
_INSTITUTIONS, _LEGAL_FORMS = ("|".join(map(re.escape, _VOCABULARY[key])) for key in ("institutions", "legal_forms"))
_INSTITUTION = re.compile(rf"(?:{_INSTITUTIONS})(?!\w)|\b(?:{_LEGAL_FORMS})$")
_DEPARTMENTS, _JOBS, _RANKS = ("|".join(map(re.escape, _VOCABULARY[key])) for key in ("departments", "jobs", "ranks"))
_DESK = re.compile(rf"\s(?:(?:{_RANKS})\s)?(?:{_DEPARTMENTS})\s(?:{_JOBS})$", re.I)
"""A job with its department, at the end: "Political Reporter"."""
_MOST_NAMES = 3
_PLACE_WORDS, _PAPER_WORDS = frozenset(_VOCABULARY["place_words"]), frozenset(_VOCABULARY["paper_words"])
_PURPOSE = re.compile(r"\s(?:für|for|pour|para|per)\s(?!.*[|;/\n])")
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,80}[-_.][a-z0-9]{1,40}")


@lru_cache(maxsize=1024)
def key(name: str) -> str:
    """The letters of a name, by which two spellings of it are one.

    >>> key("Tim O'Reilly") == key("TIM OREILLY")
    True
    """
    return _LETTERS.sub("", name.casefold())


def clean(name: str) -> str:
    """A name without the marks that surround it in print.

    >>> clean(" |Jane Doe*, ")
    'Jane Doe'
    """
    return " ".join(name.split()).strip(' ,;:|/·•–—-~*"“”„«»[]《》<>()（）\u200e\u200f')


@lru_cache(maxsize=512)
def kind_of(name: str) -> Kind:
    """What bears this name. An unknown name is a person's.

    >>> kind_of("Reuters"), kind_of("Online-Redaktion"), kind_of("CNN"), kind_of("Jane Doe"), kind_of("example.org")
    ('agency', 'organisation', 'organisation', 'person', 'organisation')
    """
    if is_agency(name):
        return "agency"
    folded = name.casefold()
    if _DOMAIN.fullmatch(name) or _NEWSROOM.search(folded) or any(digit.isdigit() for digit in folded):
        return "organisation"
    if is_house(name) or _DESK.search(name):
        return "organisation"
    return "person"


def is_institution(text: str) -> bool:
    """Whether a text is the name of one institution that says what it is for: no list of people.

    >>> is_institution("Ministerium für Flüsse und Mühlen"), is_institution("Verband der Müller und Ada Brook")
    (True, False)
    """
    named = _INSTITUTION.search(text.casefold())
    return named is not None and _PURPOSE.match(text, named.end()) is not None


def is_house(text: str) -> bool:
    """Whether a text is the name of an institution, a company, a club or a broadcaster.

    >>> is_house("Verein der Müller e.V."), is_house("Ada Brook")
    (True, False)
    """
    return text in _HOUSES or _INSTITUTION.search(text.casefold()) is not None


def is_agency(name: str) -> bool:
    """Whether it is the name of a news agency."""
    folded = name.casefold()
    return folded in _AGENCIES or folded.removeprefix("the ") in _AGENCIES


def is_city(name: str) -> bool:
    """Whether it is the name of a city that datelines bear."""
    return name in _CITIES


def is_role(text: str) -> bool:
    """Whether a part of a byline tells a job ("Europe editor") and no name."""
    return _ROLE.search(text.casefold()) is not None


def before_role(text: str) -> str | None:
    """The name that a job with its department follows, or the one in capitals that a job in small letters does, with
    nothing between; None where there is none.

    >>> before_role("ADA BROOK Weather Editor"), before_role("New York bureau chief")
    ('ADA BROOK', None)
    >>> before_role("Ada Brook Political Reporter"), before_role("Velden Court Reporter")
    ('Ada Brook', None)
    >>> before_role("Greater Velden Crime Reporter"), before_role("Ada Weiß-Groß Senior Health Editor")
    (None, 'Ada Weiß-Groß')
    """
    desk = _DESK.search(text)
    if desk and is_full(head := text[: desk.start()]) and len(head.split()) <= _MOST_NAMES:
        return head if looks_like_person(head) and not _is_place_or_paper(head) else None
    words = text.split()
    shouted = next((at for at, word in enumerate(words) if not word.isupper()), len(words))
    head = " ".join(words[:shouted])
    return head if 2 <= shouted < len(words) and looks_like_person(head) and is_role(text[len(head) :]) else None


def _is_place_or_paper(text: str) -> bool:
    """Whether a text is a city, or has the first word of a place or a house or the last of a paper."""
    first, *_, last = text.split()
    return is_city(text) or first in _HOUSES or first.casefold() in _PLACE_WORDS or last.casefold() in _PAPER_WORDS


def is_nobody(name: str) -> bool:
    """Whether it is an account, an address or a button, and no author."""
    return len(name) > MAX_NAME or len(key(name)) < 2 or is_account(name) or _NOISE.search(name) is not None


def is_account(name: str) -> bool:
    """Whether it is what systems call their users, a label or a newsroom's mark: "admin", "Authors", "red"."""
    return name.casefold() in _NOBODY or name in _MARKS


def unglued(text: str) -> str:
    """A line with a bar between a name and the word glued to it; the name of a house stays whole.

    >>> unglued("Mia HolmbergStaff"), unglued("Mia Berg for HarbourNotes")
    ('Mia Holmberg | Staff', 'Mia Berg for HarbourNotes')
    """
    return _GLUED.sub(lambda at: "" if _HOUSE.search(text, 0, at.start()) else " | ", text)


def before_buttons(text: str) -> str:
    """A text up to the first word of a button or box."""
    found = _BUTTON.search(text.casefold(), 1) if len(text.casefold()) == len(text) else None
    return text[: found.start()] if found and found.start() > 5 else text


def once(text: str) -> str:
    """A name or a job that is printed twice, to be seen and to be heard, once.

    >>> once("Ada Brook Ada Brook"), once("Reporter Reporter"), once("Duran Duran"), once("Duran")
    ('Ada Brook', 'Reporter', 'Duran Duran', 'Duran')
    """
    words = text.split()
    half = len(words) // 2
    if half and len(words) % 2 == 0 and words[:half] == words[half:] and (half > 1 or is_role(words[0])):
        return " ".join(words[:half])
    return text


def is_button(text: str) -> bool:
    """Whether a text begins with the words of a button."""
    found = _BUTTON.search(text.casefold())
    return found is not None and found.start() == 0


def is_slug(name: str) -> bool:
    """Whether it is a name made fit for an address: "jane-doe"."""
    return _SLUG.fullmatch(name) is not None and not _DOMAIN.fullmatch(name)


def is_full(name: str) -> bool:
    """Whether a name has more than one part, or stands in a script that does not part names."""
    return " " in name or (not name.isascii() and is_unspaced(name))


def without_stop(name: str) -> str:
    """A name without the full stop of its line; "Jr." keeps it."""
    return name[:-1] if name.endswith(".") and len(name.split()[-1]) > _ABBREVIATED else name


@lru_cache(maxsize=512)
def looks_like_person(text: str) -> bool:
    """Whether a printed text has the shape of a person's name.

    >>> [looks_like_person(t) for t in ("Jane Doe", "Ludwig van der Berg", "Jane went home", "松岡大地", "Иван Петров")]
    [True, True, False, True, True]
    """
    words = text.split()
    if not words or text[-1] in "?!:" or ": " in text or len(text) > 50 or len(words) > 6 or is_nobody(text):
        return False
    if any(char.isdigit() for char in text):
        return False
    if is_unspaced(text):
        longest = 5 if _HAN.fullmatch(text) else 8
        return 2 <= len("".join(words)) <= longest and not (_NEWSROOM.search(text) or _BUTTON.search(text))
    if _BUTTON.search(text.casefold()):
        return False
    capitals = sum(1 for word in words if _is_capital(word))
    if any(not _is_capital(word) and word.casefold().strip(".,'’") not in _PARTICLES for word in words):
        return False
    return capitals >= 1 and (len(words) > 1 or len(text) > 2)


def _is_capital(word: str) -> bool:
    first = next((char for char in word if char.isalpha()), "")
    return bool(first) and (
        first.isupper() or first.istitle() or not (first.isupper() or first.islower()) or _inner_capital(word)
    )


def _inner_capital(word: str) -> bool:
    """As in d'Aubigné, al-Masri."""
    return any(before in "'’-" and after.isupper() for before, after in pairwise(word))

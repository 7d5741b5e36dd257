"""Measures of likeness between what a page says and what was extracted from it; standard library only."""

from __future__ import annotations

import html
import random
import re
import statistics
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote, urlsplit

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)

SHINGLE = 4
ALIKE = 0.8  # word F1 from which two captions, credits or teaser titles are taken for the same

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"(?=\w)[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_WORD = re.compile(r"\w+")
_NOT_LETTER = re.compile(r"[\W\d_]+")
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PICTURE_FILE = re.compile(r"([^/?&=]+\.(?:jpe?g|png|gif|webp|avif))", re.I)


@dataclass(frozen=True)
class Counted:
    """Things found among things wanted: `hits` of `gold` wanted and of `predicted` given."""

    hits: int
    gold: int
    predicted: int

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.hits + other.hits, self.gold + other.gold, self.predicted + other.predicted)

    @property
    def precision(self) -> float:
        """The share of the given that was wanted; 0 where nothing was given."""
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the wanted that was given; 1 where nothing was wanted."""
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two; 1 where nothing was wanted and nothing given."""
        return 2 * self.hits / (self.gold + self.predicted) if self.gold + self.predicted else 1.0


def harmonic(precision: float, recall: float) -> float:
    """F1 of two shares; 0 where both are.

    >>> round(harmonic(0.5, 1.0), 3), harmonic(0.0, 0.0)
    (0.667, 0.0)
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


# Words


def tokens(text: str | None) -> list[str]:
    """Runs of letters and digits; a Thai, Burmese, Lao or CJK character is one alone.

    >>> tokens("Don't, 東京 2nd")
    ['Don', 't', '東', '京', '2nd']
    """
    return _TOKEN.findall(text or "")


def plain_tokens(text: str | None) -> list[str]:
    r"""Runs of `\w`, as the scrapinghub benchmark cuts them.

    >>> plain_tokens("Don't, 東京")
    ['Don', 't', '東京']
    """
    return _WORD.findall(text or "")


def normalised(text: str | None) -> str:
    """Entities resolved and every run of white space one blank."""
    return " ".join(html.unescape(text or "").replace("\xa0", " ").split())


def words(text: str | None) -> list[str]:
    """Tokens without regard to case or entities."""
    return [token.casefold() for token in tokens(normalised(text))]


def joined(text: str | None) -> str:
    """The words without what is between them: for "begins with" and "ends with"."""
    return "".join(words(text))


def word_f1(gold: str | None, predicted: str | None) -> float:
    """F1 of two bags of words; 1 where both are empty.

    >>> word_f1("Rain in the north", "rain in the south"), word_f1("", None)
    (0.75, 1.0)
    """
    wanted, given = Counter(words(gold)), Counter(words(predicted))
    return Counted((wanted & given).total(), wanted.total(), given.total()).f1


def alike(gold: str | None, predicted: str | None) -> bool:
    """Whether two short texts say the same."""
    return word_f1(gold, predicted) >= ALIKE


# Running text


def shingles(sequence: Sequence[str], length: int = SHINGLE) -> Counter[tuple[str, ...]]:
    """All runs of `length` tokens; a shorter text is one run, an empty text none.

    >>> sorted(shingles(["a", "b", "c"], 2)), len(shingles(["a"])), len(shingles([]))
    ([('a', 'b'), ('b', 'c')], 1, 0)
    """
    if not sequence:
        return Counter()
    return Counter(tuple(sequence[i : i + length]) for i in range(max(1, len(sequence) - length + 1)))


def shingle_overlap(gold: Sequence[str], predicted: Sequence[str]) -> Counted:
    """Shingles of `predicted` that are in `gold`, with multiplicity."""
    wanted, given = shingles(gold), shingles(predicted)
    return Counted((wanted & given).total(), wanted.total(), given.total())


def longest_common(a: Sequence[str], b: Sequence[str]) -> int:
    """Length of the longest common subsequence, a row at a time as bits of one number.

    >>> longest_common("the rain in spain".split(), "rain falls in spain".split())
    3
    """
    places: dict[str, int] = {}
    for i, token in enumerate(a):
        places[token] = places.get(token, 0) | (1 << i)
    full = (1 << len(a)) - 1
    row = full
    for token in b:
        common = row & places.get(token, 0)
        row = ((row + common) | (row - common)) & full
    return len(a) - row.bit_count()


def rouge_l(gold: str | None, predicted: str | None) -> Counted:
    """ROUGE-L over folded words: the longest common subsequence against both lengths."""
    wanted, given = words(gold), words(predicted)
    return Counted(longest_common(wanted, given), len(wanted), len(given))


def bootstrap_std(values: Sequence[T], figure: Callable[[Sequence[T]], float], rounds: int = 1000) -> float:
    """Standard deviation of `figure` over resamples of the pages; the same for the same values.

    >>> bootstrap_std([1.0, 1.0], lambda sample: sum(sample) / len(sample))
    0.0
    """
    draw = random.Random(20)
    return statistics.pstdev(figure(draw.choices(values, k=len(values))) for _ in range(rounds))


# Keys under which two spellings of one thing meet


def name_key(name: str | None) -> str:
    """A name by its letters alone.

    >>> name_key("Ann-Marie O'Neil 2") == name_key("ann marie oneil")
    True
    """
    return _NOT_LETTER.sub("", (name or "").casefold())


def file_key(url: str | None) -> str:
    """A picture's own file name, whichever resizing service it was served through.

    >>> file_key("https://img.example.org/resize?src=https%3A%2F%2Fexample.org%2Fa%2FBoat.JPG&w=300")
    'boat.jpg'
    """
    address = unquote(unquote(url or ""))
    files = _PICTURE_FILE.findall(address)
    return str(files[-1] if files else urlsplit(address).path.rstrip("/").rpartition("/")[2]).casefold()


def address_key(url: str | None) -> str:
    """An address by host and path; its query only where that names the story.

    >>> address_key("https://www.example.org/a/?utm=1"), address_key("http://example.org/?p=7")
    ('example.org/a', 'example.org?p=7')
    """
    parts = urlsplit(url or "")
    names_story = "p=" in parts.query or "id=" in parts.query
    tail = f"?{parts.query}" if names_story else ""
    return (parts.hostname or "").removeprefix("www.") + unquote(parts.path).rstrip("/") + tail


def same_day(gold: object, predicted: object) -> bool:
    """Whether two ISO dates name one calendar day as written, or one instant in two zones.

    >>> same_day("2024-03-01", "2024-03-01T23:30:00+01:00"), same_day("2024-03-01", "2024-03-02")
    (True, False)
    >>> same_day("2024-03-01T23:00:00Z", "2024-03-02T00:00:00+01:00")
    True
    """
    if _day(gold) == _day(predicted):
        return True
    try:
        one, two = (datetime.fromisoformat(str(value).replace("Z", "+00:00")) for value in (gold, predicted))
    except ValueError:
        return False
    return one.tzinfo is not None and two.tzinfo is not None and one == two


def _day(value: object) -> str | None:
    if not value:
        return None
    found = _ISO_DAY.match(str(value))
    return found[0] if found else str(value)


def paired(gold: Iterable[T], predicted: Iterable[T], same: Callable[[T, T], bool]) -> Counted:
    """Each wanted thing takes the first given thing that is the same, once.

    >>> paired(["a", "b"], ["b", "b", "c"], lambda x, y: x == y)
    Counted(hits=1, gold=2, predicted=3)
    """
    wanted, left = list(gold), list(predicted)
    given, hits = len(left), 0
    for thing in wanted:
        place = next((i for i, other in enumerate(left) if same(thing, other)), None)
        if place is not None:
            del left[place]
            hits += 1
    return Counted(hits, len(wanted), given)


def common(gold: set[H], predicted: set[H]) -> Counted:
    """Two sets compared."""
    return Counted(len(gold & predicted), len(gold), len(predicted))

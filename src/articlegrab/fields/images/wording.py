"""What the wording of a line tells: whether it is a credit, what announces it, what of it is noise."""

from __future__ import annotations

import re
import unicodedata

from articlegrab.rules import load
from articlegrab.words import letters

MAX_CREDIT = 140
"""Characters; what is longer is a sentence."""

_WORDS = load("vocab/images.toml")
_LABELS = frozenset(_WORDS["labels"])
_LABEL_ENDS = frozenset(label[-2:] for label in _LABELS)
_NUMBERED_LABELS = frozenset(_WORDS["numbered_labels"])
_LEAD_LABELS = frozenset(_WORDS["lead_labels"])
_SOURCES = frozenset(_WORDS["sources"])
OPENERS = tuple(f"{word} " for word in _WORDS["openers"])
_OPENINGS = frozenset(opener[:2] for opener in OPENERS)
_NOISE = frozenset(word.casefold() for word in _WORDS["noise"])
_PREFIXES = tuple(sorted(_WORDS["prefixes"], key=len, reverse=True))
_AGENCY_WORDS = tuple(sorted(_WORDS["agencies"], key=len, reverse=True))
_AGENCY = re.compile(r"(?:" + "|".join(re.escape(word) for word in _AGENCY_WORDS) + r")(?![^\W_])")
_AGENCY_SET = frozenset(word.casefold() for word in _AGENCY_WORDS)

MAKERS = tuple(_WORDS["makers"])
_NOT_CREDITS = frozenset(_WORDS["not_credits"])
_MORE = tuple(sorted(_WORDS["more"], key=len, reverse=True))
_ENLARGE = tuple(f"{words} " for words in sorted(_WORDS["enlarge"], key=len, reverse=True))

COPYRIGHT = re.compile(r"©|\([cC]\)(?=\s)|[（(][CＣ][)）]|℗|ⓒ")
_SMALL_WORD = re.compile(r"(?<![\w'’@#/.])[a-zà-öø-ÿа-яёіїєα-ωά-ώ]{3,}(?![\w@./])")
_LINKING = frozenset(_WORDS["linking"])
_NUMBERED = re.compile(r"([^\W\d_]{1,12}\.?)\s?\d{1,3}[a-z]?\s?[:.–—|]\s")
EDGES = " \t\n|/·•,;:：-–—"
_RUNNING_TIME = re.compile(r"(?i)\(\d{1,3}\s?min\.?\)$")
_DIGITS = re.compile(r"\d+")
_ENDED = re.compile(r"[a-zà-ÿ]{3}[.!?]\s")
_COUNTER = re.compile(r"^\d{1,3}\s?(?:/|of|von|de|di|из|av|sur|z)\s?\d{1,3}\b\s?[|:.]?\s?")


def is_noise(text: str) -> bool:
    """Whether a text is what a button, a player or a screen reader says, no caption."""
    words = " ".join(_DIGITS.sub(" ", text.casefold()).strip(" .:»›>+()[]/").split())
    return words in _NOISE or _RUNNING_TIME.search(text[-12:]) is not None


def is_wordless(text: str) -> bool:
    """Whether a text is but numbers and signs, as prices and hours are, or the name of a file.

    >>> is_wordless("14,90 € 7,90 €"), is_wordless("harbour_fire_8"), is_wordless("Harbour")
    (True, True, False)
    """
    return not any(map(str.isalpha, text)) or ("_" in text and " " not in text)


def is_label(text: str) -> bool:
    """Whether a text is a word that opens credits."""
    return text.strip(" .:：").casefold() in _LABELS


def label_start(text: str, colon: int) -> int:
    """Where the label begins that ends at the colon `text[colon]`; -1 where none does.

    >>> label_start("The quay. Photo credit: R. Lund", 22), label_start("She said: no", 8)
    (10, -1)
    """
    end = max(0, colon - 40) + len(text[max(0, colon - 40) : colon].rstrip())
    best = _spaced_label_start(text, end) if _ends_as_labels(text[:end]) else -1
    if best < 0 and end and text[end - 1] >= "\u0e00":
        best = next((end - size for size in (4, 3, 2) if text[max(0, end - size) : end] in _LABELS), -1)
    return best


def _ends_as_labels(text: str) -> bool:
    """What a glance at the last letters can tell: whether some label ends in them."""
    ending = text.rstrip(" .")[-2:].casefold()[-2:]
    return ending in _LABEL_ENDS or ending[-1:] in _LABEL_ENDS


def _spaced_label_start(text: str, end: int) -> int:
    """Where the longest label of up to four words begins that ends at `end`; -1 where none does."""
    best, start = -1, end
    for _ in range(4):
        start = max(text.rfind(gap, 0, start) for gap in " ([（\n/.。」")
        if text[start + 1 : end].strip(" .").casefold() in _LABELS:
            best = end - len(text[start + 1 : end].lstrip())
        if start < 0:
            break
    return best


def without_label(text: str) -> str:
    """A credit line without what announces it, brackets and all.

    >>> without_label("(Photo: Rolf Lund/Agency)"), without_label("© 2024 Mia Berg"), without_label("Foto di Mia Berg")
    ('Rolf Lund/Agency', 'Mia Berg', 'Mia Berg')
    """
    before = None
    text = text.strip()
    while text != before:
        before = text
        if text[:1] in "([（" and text[-1:] in ")]）" and len(text) > 2 and matching(text) == 0:
            text = text[1:-1].strip()
        colon = next((index for index, letter in enumerate(text[:40]) if letter in ":：／/="), -1)
        if colon > 0 and label_start(text, colon) == 0:
            text = text[colon + 1 :]
        text = text[opener_length(text) :]
        text = text.strip(EDGES)
        if match := COPYRIGHT.match(text):
            text = re.sub(r"^\s?(?:19|20)\d\d\s", "", text[match.end() :])
        if text[:10].casefold() == "copyright ":
            text = text[10:]
        text = text.strip(EDGES).removesuffix("(c)").removesuffix("(Copyright)").rstrip()
    return text


def matching(text: str) -> int:
    """Where the bracket opens that the last character closes; -1 where none does."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        if text[index] in ")]）":
            depth += 1
        elif text[index] in "([（":
            depth -= 1
        if not depth:
            return index if index < len(text) - 1 else -1
    return -1


def names_agency(text: str) -> bool:
    """Whether a news or picture agency is named."""
    at, text = 0, text if text.isascii() else unicodedata.normalize("NFKC", text)
    while match := _AGENCY.search(text, at):
        if not match.start() or not text[match.start() - 1].isalnum():
            return True
        at = match.start() + 1
    return False


def is_agency(text: str) -> bool:
    """Whether a text is the name of a news or picture agency, whatever its letters."""
    return text.casefold() in _AGENCY_SET


def is_sparse(text: str) -> bool:
    """Whether a text has hardly a common word: a row of names."""
    return sum(1 for word in _SMALL_WORD.findall(text) if word not in _LINKING) <= 1


def is_credit(text: str, *, set_apart: bool = False) -> bool:
    """Whether a short text standing alone is a credit; one `set_apart` in an element of its own may be a bare name in
    brackets or after a slash.

    >>> is_credit("Rolf Lund / Reuters"), is_credit("Photo: Rolf Lund"), is_credit("Reuters saw the fire from the roof")
    (True, True, False)
    """
    text = text.strip()
    if not 1 < len(text) <= MAX_CREDIT:
        return False
    bare = text.casefold().strip(" .()")
    if _opens(text) or COPYRIGHT.match(text.lstrip("([")) or bare in _SOURCES:
        return True
    if text[0] == "(" and text[-1] == ")" and is_agency(bare):
        return True
    if set_apart and _set_off(text) and is_sparse(text) and len(text.split()) <= 8 and not _ENDED.search(text):
        return not any(letter.isdigit() for letter in text)
    return len(text.split()) <= 12 and is_sparse(text) and names_agency(text)


def is_names(text: str) -> bool:
    """Whether a text is but names: hardly a common word, a capital first, no sentence."""
    return is_credit(text) or (
        text[:1].isupper() and is_sparse(text) and len(text.split()) <= 6 and not _ENDED.search(text)
    )


def _set_off(text: str) -> bool:
    """Whether brackets, a slash or a bar set a text off from the one before it, and a capital begins it."""
    inside = text.strip("()[]（） /|–—-")
    return text[0] in "([（/|–—-" and inside[:1].isupper() and text.casefold().strip("()[] .") not in _NOT_CREDITS


def _opens(text: str) -> bool:
    """Whether a credit label opens the text."""
    text = text.lstrip("([（ ")
    colon = next((index for index, letter in enumerate(text[:40]) if letter in ":：／"), -1)
    return (colon > 0 and label_start(text, colon) == 0) or opener_length(text) > 0


def may_open(text: str) -> bool:
    """Whether words like "Photo by " open a text, whatever follows them."""
    return text[:2].casefold()[:2] in _OPENINGS and text[:40].casefold().startswith(OPENERS)


def opener_length(text: str) -> int:
    """The length of the words like "Photo by " that open a text, where a name follows; else 0."""
    if not may_open(text):
        return 0
    lowered = text[:40].casefold()
    length = max(len(opener) for opener in OPENERS if lowered.startswith(opener))
    rest = text[length:].lstrip("@\"'“ ")
    return length if (rest[:1].isupper() or not rest[:1].islower()) and is_sparse(rest) else 0


def is_labelled(text: str) -> bool:
    """Whether a label like "Photo:" opens a text."""
    colon = text.find(":", 0, 40)
    return colon > 0 and label_start(text, colon) == 0


def is_numbered(text: str) -> bool:
    """Whether a label with a number opens a text, as one does that the text around it refers to: "Figure 2: …"."""
    match = _NUMBERED.match(text)
    return match is not None and match[1].casefold().rstrip(".") in _NUMBERED_LABELS


def names_lead(text: str) -> bool:
    """Whether a label like "Top photo credit:" opens a text."""
    label, colon, _ = text[:40].partition(":")
    return bool(colon) and label.strip().casefold() in _LEAD_LABELS


def without_prefix(text: str) -> str:
    """A caption without the words that only say it is one."""
    text = _COUNTER.sub("", without_more(text.strip(EDGES)))
    lowered = text[:40].lower()
    for prefix in _PREFIXES:
        if lowered.startswith(prefix) and text[len(prefix) : len(prefix) + 2].lstrip()[:1] in (":", ",", "："):
            rest = text[len(prefix) :].lstrip(" :,：").strip()
            if prefix != "image" or not is_sparse(rest):
                return rest
    button = next((words for words in _ENLARGE if lowered.startswith(words)), "")
    return text[len(button) :] if text[len(button) : len(button) + 1].isupper() else text


def tidy(credit: str | None) -> str | None:
    """A credit line ready to be handed out, or None where nothing is left of it."""
    if credit is None:
        return None
    credit = _once(without_label(without_more(" ".join(credit.split()))).strip(EDGES))
    if credit[:3].casefold() == "by " and credit[3:4].isupper():
        credit = credit[3:]
    if credit.endswith(".") and credit.count(".") == 1:
        credit = credit[:-1]
    if credit.count("(") < credit.count(")"):
        credit = credit.rstrip(")")
    return (
        credit
        if credit and len(credit) <= 2 * MAX_CREDIT and not is_noise(credit) and any(map(str.isalnum, credit))
        else None
    )


def without_more(text: str) -> str:
    """A text without the words of the button that follows it."""
    lowered = text.lower()
    for words in _MORE:
        if lowered.endswith(words) and len(text) > len(words):
            return text[: -len(words)].rstrip(" .…|")
    return text


def _once(credit: str) -> str:
    """A credit without the parts that others of its parts repeat: "Agency/M. Berg | M. Berg" """
    pieces = [piece.strip() for piece in credit.split("|")]
    kept: list[str] = []
    for piece in sorted(pieces, key=len, reverse=True):
        if piece and not any(letters(piece) in letters(other) for other in kept):
            kept.append(piece)
    return " | ".join(sorted(kept, key=pieces.index))

"""Parting a caption from its credit, and a credit into photographer and agency, by their wording."""

from __future__ import annotations

import re

from articlegrab.rules import load
from articlegrab.words import letters

MAX_CREDIT = 140
"""Characters; what is longer is a sentence."""

_WORDS = load("vocab/images.toml")
_LABELS = frozenset(_WORDS["labels"])
_LEAD_LABELS = frozenset(_WORDS["lead_labels"])
_OPENERS = tuple(f"{word} " for word in _WORDS["openers"])
_NOISE = frozenset(_WORDS["noise"])
_PREFIXES = tuple(sorted(_WORDS["prefixes"], key=len, reverse=True))
_AGENCY_WORDS = tuple(sorted(_WORDS["agencies"], key=len, reverse=True))
_AGENCY = re.compile(r"(?:" + "|".join(re.escape(word) for word in _AGENCY_WORDS) + r")(?![^\W_])")
_AGENCY_SET = frozenset(word.casefold() for word in _AGENCY_WORDS)

_NOT_CREDITS = frozenset(_WORDS["not_credits"])
_SUFFIXES = tuple(_WORDS["suffixes"])
_MORE = tuple(sorted(_WORDS["more"], key=len, reverse=True))

_COPYRIGHT = re.compile(r"©|\([cC]\)(?=\s)|[（(][CＣ][)）]|℗|ⓒ")
_SENTENCE_END = re.compile(r"[.!?…»”\"')\]](?=\s)|[。！？」]|\s[|–—•·]\s|\s-\s|\n")
_SMALL_WORD = re.compile(r"(?<![\w'’@#/.])[a-zà-öø-ÿа-яёіїєα-ωά-ώ]{3,}(?![\w@./])")
_LINKING = frozenset(_WORDS["linking"])
_EDGES = " \t\n|/·•,;:：-–—"
_SPLIT = re.compile(r"\s?[/|]\s?|\s+via\s+|\s?[–—]\s|\s-\s|,\s+|\s?[(\[]\s?")
_PERSON = re.compile(r"[^\W\d_][^\d_/|@]{2,50}")
_DIGITS = re.compile(r"\d+")
_ENDED = re.compile(r"[a-zà-ÿ]{3}[.!?]\s")
_COUNTER = re.compile(r"^\d{1,3}\s?(?:/|of|von|de|di|из|av|sur|z)\s?\d{1,3}\b\s?[|:.]?\s?")


def is_noise(text: str) -> bool:
    """Whether a text is what a button or a screen reader says, no caption."""
    return " ".join(_DIGITS.sub(" ", text.casefold()).strip(" .:»›>+()[]/").split()) in _NOISE


def label_start(text: str, colon: int) -> int:
    """Where the label begins that ends at the colon `text[colon]`; -1 where none does.

    >>> label_start("The quay. Photo credit: R. Lund", 22), label_start("She said: no", 8)
    (10, -1)
    """
    words = text[max(0, colon - 40) : colon].rstrip()
    end = max(0, colon - 40) + len(words)
    best, start = -1, end
    for _ in range(4):
        start = max(text.rfind(gap, 0, start) for gap in " ([\n/.")
        if text[start + 1 : end].strip(" .").casefold() in _LABELS:
            best = end - len(text[start + 1 : end].lstrip())
        if start < 0:
            break
    if best < 0 and end and text[end - 1] >= "\u0e00":
        best = next((end - size for size in (4, 3, 2) if text[max(0, end - size) : end] in _LABELS), -1)
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
        if text[:1] in "([（" and text[-1:] in ")]）" and len(text) > 2 and _matching(text) == 0:
            text = text[1:-1].strip()
        colon = next((index for index, letter in enumerate(text[:40]) if letter in ":：/="), -1)
        if colon > 0 and label_start(text, colon) == 0:
            text = text[colon + 1 :]
        text = text[_opener(text) :]
        text = text.strip(_EDGES)
        if match := _COPYRIGHT.match(text):
            text = re.sub(r"^\s?(?:19|20)\d\d\s", "", text[match.end() :])
        if text[:10].casefold() == "copyright ":
            text = text[10:]
        text = text.strip(_EDGES).removesuffix("(c)")
    return text


def _matching(text: str) -> int:
    """Where the bracket opens that the last character closes; -1 where none does."""
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        if text[index] in ")]）":
            depth += 1
        elif text[index] in "([（":
            depth -= 1
            if not depth:
                return index
    return -1


def names_agency(text: str) -> bool:
    """Whether a news or picture agency is named."""
    at = 0
    while match := _AGENCY.search(text, at):
        if not match.start() or not text[match.start() - 1].isalnum():
            return True
        at = match.start() + 1
    return False


def _sparse(text: str) -> bool:
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
    if _opens(text) or _COPYRIGHT.match(text.lstrip("([")):
        return True
    if set_apart and _set_off(text) and _sparse(text) and len(text.split()) <= 8 and not _ENDED.search(text):
        return not any(letter.isdigit() for letter in text)
    return len(text.split()) <= 12 and _sparse(text) and names_agency(text)


def is_names(text: str) -> bool:
    """Whether a text is but names: hardly a common word, a capital first, no sentence."""
    return is_credit(text) or (
        text[:1].isupper() and _sparse(text) and len(text.split()) <= 6 and not _ENDED.search(text)
    )


def _set_off(text: str) -> bool:
    """Whether brackets, a slash or a bar set a text off from the one before it, and a capital begins it."""
    inside = text.strip("()[]（） /|–—-")
    return text[0] in "([（/|–—-" and inside[:1].isupper() and text.casefold().strip("()[] .") not in _NOT_CREDITS


def _opens(text: str) -> bool:
    """Whether a credit label opens the text."""
    text = text.lstrip("([（ ")
    colon = next((index for index, letter in enumerate(text[:40]) if letter in ":："), -1)
    return (colon > 0 and label_start(text, colon) == 0) or _opener(text) > 0


def _opener(text: str) -> int:
    """The length of the words like "Photo by " that open a text, where a name follows; else 0."""
    lowered = text[:40].casefold()
    if not lowered.startswith(_OPENERS):
        return 0
    length = max(len(opener) for opener in _OPENERS if lowered.startswith(opener))
    rest = text[length:].lstrip("@\"'“ ")
    return length if (rest[:1].isupper() or not rest[:1].islower()) and _sparse(rest) else 0


def split(text: str) -> tuple[str | None, str | None]:
    """The caption and the credit in a line that may hold both.

    >>> split("The quay at dawn. (Photo: Rolf Lund)")
    ('The quay at dawn.', 'Rolf Lund')
    >>> split("The quay at dawn (north side). MIA BERG / AFP")
    ('The quay at dawn (north side).', 'MIA BERG / AFP')
    >>> split("Rolf Lund at his desk in 2019")
    ('Rolf Lund at his desk in 2019', None)
    """
    text = without_prefix(text)
    if not text:
        return None, None
    if text[0] in "([（" and _matching(text) == 0 and is_credit(text, set_apart=True):
        return None, tidy(text)
    if is_labelled(text) and (told := _after_label(text.partition(":")[2])):
        return told
    for look in (_by_label, _by_suffix, _by_brackets, _by_tail, _by_capitals):
        found = look(text)
        if found is not None:
            caption, credit = found
            caption = caption.strip(_EDGES.replace(":", "")).strip("([（").strip()
            return caption or None, tidy(credit)
    return text, None


def is_labelled(text: str) -> bool:
    """Whether a label like "Photo:" opens a text."""
    colon = text.find(":", 0, 40)
    return colon > 0 and label_start(text, colon) == 0


def names_lead(text: str) -> bool:
    """Whether a label like "Top photo credit:" opens a text."""
    label, colon, _ = text[:40].partition(":")
    return bool(colon) and label.strip().casefold() in _LEAD_LABELS


def _after_label(text: str) -> tuple[str, str] | None:
    """Caption and credit after a label that announces both, as in "Top image credit: The quay. (Photo by M. Berg)"."""
    text = text.strip()
    found = None if _sparse(text) else _by_brackets(text)
    if found is None or not found[0] or (credit := tidy(found[1])) is None:
        return None
    return found[0], credit


def without_prefix(text: str) -> str:
    """A caption without the words that only say it is one."""
    text = _COUNTER.sub("", without_more(text.strip(_EDGES)))
    lowered = text[:40].casefold()
    for prefix in _PREFIXES:
        if lowered.startswith(prefix) and text[len(prefix) : len(prefix) + 2].lstrip()[:1] in (":", ",", "："):
            rest = text[len(prefix) :].lstrip(" :,：").strip()
            if prefix != "image" or not _sparse(rest):
                return rest
    return text


def tidy(credit: str | None) -> str | None:
    """A credit line ready to be handed out, or None where nothing is left of it."""
    if credit is None:
        return None
    credit = _once(without_label(without_more(" ".join(credit.split()))).strip(_EDGES))
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
    lowered = text.casefold()
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


def _by_label(text: str) -> tuple[str, str] | None:
    """A label with a colon, an opener after a sentence, or a copyright sign."""
    for index, letter in enumerate(text):
        if letter in ":：" and (start := label_start(text, index)) >= 0:
            if start == 0 and not _sparse(text[index:]) and not names_agency(text):
                continue
            return _cut(text, start)
    for match in _SENTENCE_END.finditer(text):
        after = text[match.end() :].lstrip()
        if _opener(after.lstrip("([")):
            return _cut(text, len(text) - len(after))
    if len(text) <= MAX_CREDIT and _opener(text):
        return "", text
    sign = _COPYRIGHT.search(text)
    return _cut(text, sign.start()) if sign and len(text) - sign.start() <= MAX_CREDIT else None


def _by_suffix(text: str) -> tuple[str, str] | None:
    """A name followed by the word for "took the picture", in brackets or after the full-width equals sign."""
    bare = text.rstrip(" .。")
    if " / " in bare and bare.endswith(_SUFFIXES):
        return bare[: bare.index(" / ")], bare[bare.index(" / ") + 3 :]
    start = _matching(bare) if bare[-1:] in ")）]" else max(bare.rfind("＝"), bare.rfind("="))
    inside = bare[start + 1 :].rstrip(")）]").strip()
    if start < 0 or not 0 < len(inside) <= 60:
        return None
    if inside.endswith(_SUFFIXES) or (bare[start] in "＝=" and names_agency(inside)):
        return bare[:start], next((inside.removesuffix(word) for word in _SUFFIXES if inside.endswith(word)), inside)
    return None


def _cut(text: str, start: int) -> tuple[str, str] | None:
    """Part a text at a label; one inside brackets ends with them, and what follows them is caption again."""
    opened = text[:start].rstrip()
    if opened.endswith(("(", "[", "（")):
        depth = 1
        for index in range(start, len(text)):
            depth += (text[index] in "([（") - (text[index] in ")]）")
            if not depth:
                return f"{opened[:-1].rstrip()} {text[index + 1 :].lstrip(' .')}".strip(), text[start:index]
        opened = opened[:-1]
    credit = text[start:]
    return (opened, credit) if len(credit) <= MAX_CREDIT + 40 else None


def _by_brackets(text: str) -> tuple[str, str] | None:
    """A last pair of brackets with an agency in it."""
    bare = text.rstrip(" .")
    if not bare.endswith((")", "]", "）")):
        return None
    start = _matching(bare)
    inside = bare[start + 1 : -1]
    if start <= 0 or len(inside) > MAX_CREDIT or not _sparse(inside):
        return None
    before = text[:start].rstrip()
    if not names_agency(inside) and not _tells_maker(inside):
        is_apart = before.endswith((".", "!", "?", "…", "”")) and bare == text
        return (before, inside) if is_apart and _is_person(inside) else None
    cut = max((match.end() for match in _SENTENCE_END.finditer(before + " ")), default=0)
    name = before[cut:].strip()
    if cut and name and len(name) < 40 and len(name.split()) <= 4 and _sparse(name) and before[cut - 1] in ".!?…":
        return before[:cut], f"{name} ({inside})"
    return before, inside


def _tells_maker(text: str) -> bool:
    """Whether words like "photo by" stand in a text, and a name after them."""
    lowered = text.casefold()
    return any(
        f" {opener}" in lowered and text[lowered.index(opener) :][len(opener) :][:1].isupper() for opener in _OPENERS
    )


def _is_person(text: str) -> bool:
    """Whether a text is two or three words, each with a capital: a person's name, where a name is to be expected."""
    words = text.split()
    return 2 <= len(words) <= 3 and all(word[0].isupper() and word[1:].islower() for word in words)


def _by_tail(text: str) -> tuple[str, str] | None:
    """Names with an agency after the last sentence."""
    for match in reversed(list(_SENTENCE_END.finditer(text))):
        tail = text[match.end() :].strip()
        if len(tail) > 90:
            break
        if tail and names_agency(tail) and _sparse(tail):
            return text[: match.end()].rstrip("|–—•· -\n") if text[match.end() - 1] in "|–—•·- \n" else text[
                : match.end()
            ], tail
    return ("", text) if is_credit(text) else None


def _by_capitals(text: str) -> tuple[str, str] | None:
    """A name in capitals after a last slash, as Spanish papers set it: "The quay at dawn. / MIA BERG"."""
    caption, _, name = text.rpartition(" / ")
    if caption and name.isupper() and 2 <= len(name.split()) <= 4 and not _sparse(caption):
        return (caption, name) if not any(map(str.isdigit, name)) else None
    return None


def parts(credit: str | None) -> tuple[str | None, str | None]:
    """The photographer and the agency that a credit names.

    >>> parts("Rolf Lund/AFP via Getty Images"), parts("AP Photo/Mia Berg"), parts("City Museum / Facebook")
    (('Rolf Lund', 'AFP via Getty Images'), ('Mia Berg', 'AP Photo'), (None, 'Facebook'))
    """
    if not credit:
        return None, None
    person, houses = None, []
    for piece in _SPLIT.split(credit):
        piece = piece.strip(" .)]")
        if not piece:
            continue
        if piece.casefold() in _AGENCY_SET or names_agency(piece):
            houses.append(piece)
        elif (
            person is None
            and _PERSON.fullmatch(piece)
            and 2 <= len(piece.split()) <= 4
            and _sparse(piece)
            and not _is_house(piece)
        ):
            person = piece.split(" for ")[0]
    agency = " via ".join(houses) if " via " in credit else "/".join(houses)
    return person, agency or None


def _is_house(name: str) -> bool:
    """Whether a name is an institution's rather than a person's, by one of its words."""
    return not {word.casefold().strip(".") for word in name.split()}.isdisjoint(_WORDS.get("houses", ()))

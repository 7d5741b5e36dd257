"""What headlines are made of: the name of the site after them, the kicker inside their heading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from articlegrab import rules
from articlegrab.document import Document
from articlegrab.fields.site import domain_label, key
from articlegrab.rules import Names
from articlegrab.words import split_words

_VOCABULARY = rules.load("vocab/title.toml")
_BARE = re.escape(_VOCABULARY["bare_separators"])
_SPACED = re.escape(_VOCABULARY["spaced_separators"])
_SEPARATOR = re.compile(rf"\s*(?:[{_BARE}]|--+|(?<=\s)[{_SPACED}](?=\s)|(?<=\s)--+(?=\s))\s*")
_BORDER = re.compile(rf"\s*[{_BARE}{_SPACED}]+\s*")
_FROM = "|".join(_VOCABULARY["told_by"])
_TOLD_BY = re.compile(rf"\s*\((?:{_FROM})\s([^()]{{3,60}})\)$")
_MAX_TITLE = 1_000
_LEAST_GLUED = 6
"""Characters of a name that is told where it runs into a headline."""
_MOST_CUTS = 12
"""Dashes and their like in a headline that are looked at."""
_MAX_KICKER = 60
_FEWEST_WORDS = 3
"""Words of a part of `<title>` that may be the headline."""
_WORDS_OF_HEADLINE = 4
"""Words of a short part that may be."""
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_DOMAIN = re.compile(r"[\w-]{2,30}(?:\.[\w-]{2,20})?\.[A-Za-z]{2,5}")
_COLONS = (":", "：")
_PARTING = frozenset(":/|-–—：·")
_LABEL = (Names.KICKER | Names.TAGS).value
_HEADLINE, _KICKER, _DEK = Names.HEADLINE.value, Names.KICKER.value, Names.DEK.value
_HIDDEN = Names.OVERLAY.value
_WORDLESS = frozenset({"button", "svg", "img", "style", "script"})


def bag(text: str) -> Counter[str]:
    """A text's words, case aside, with their counts."""
    return Counter(split_words(text[:_MAX_TITLE].casefold()))


def agreement(ours: Counter[str], theirs: Counter[str]) -> float:
    """How far two texts have the same words: 0 to 1.

    >>> agreement(bag("Rain again"), bag("Rain again: what now")), agreement(bag("Sun"), bag("Rain"))
    (0.6666666666666666, 0.0)
    """
    if ours == theirs:
        return 1.0
    shared = sum(min(count, theirs[word]) for word, count in ours.items() if word in theirs)
    return 2 * shared / (sum(ours.values()) + sum(theirs.values())) if shared else 0.0


def without_site(text: str, keys: frozenset[str], host: str | None = None) -> str:
    """A headline without the names of site, section and day that `<title>` and og:title add to it; `keys` are the
    keys of the site's names.

    >>> without_site("Rain again - Weather - The Planet", frozenset({"theplanet"}))
    'Rain again'
    >>> without_site("Dam bursts: the river – before and after", frozenset({"theplanet"}))
    'Dam bursts: the river – before and after'
    >>> without_site("Rain againThe Planet of ours | The Planet of ours", frozenset())
    'Rain again'
    >>> without_site("Rain again (From The Planet)", frozenset({"theplanet"}))
    'Rain again'
    >>> without_site("Rain again (from Ostvik)", frozenset({"ostvik"}))
    'Rain again (from Ostvik)'
    """
    text = text[:_MAX_TITLE]
    if (told := _TOLD_BY.search(text)) and key(told[1]) in keys:
        text = text[: told.start()] or text
    return _without_parts(text, keys, host)


def _without_parts(text: str, keys: frozenset[str], host: str | None) -> str:
    """A headline without the names that marks part from it."""
    cuts = [cut for cut in _SEPARATOR.finditer(text) if not _is_quoted(text, cut)]
    if not cuts:
        return text
    label = key(domain_label(host) or "")
    end, ended = len(text), False
    for cut in reversed(cuts):
        part, before = text[cut.end() : end], text[: cut.start()]
        if _is_glued(before, part):
            return before.removesuffix(part)
        if _names_site(part, keys, label) or _DATE.fullmatch(part.strip()):
            ended = True
        elif not (ended and cut.start() > len(part) and len(part.split()) <= 2 and len(part) <= 24):
            break
        end = cut.start()
    head = text[:end].rstrip()
    first = next((cut for cut in cuts if cut.end() < len(head)), None)
    if first and (_names_site(head[: first.start()], keys, "")):
        head = head[first.end() :]
    return head if key(head) else text


def _is_glued(head: str, name: str) -> bool:
    """Whether a template glued to a headline the name that follows it once more. A capital within a word shows it; in
    scripts without capitals or blanks, a headline may well end with its own topic."""
    if len(name) < _LEAST_GLUED or not head.endswith(name) or not name[0].isupper():
        return False
    last = head[: -len(name)][-1:]
    return last.isdigit() or last.islower()


def _is_quoted(text: str, cut: re.Match[str]) -> bool:
    """Whether a mark stands in a quotation, or closes one."""
    before = text[: cut.start()]
    if before.count('"') % 2:
        return '"' in text[cut.end() :]
    return before.count("«") > before.count("»") and "»" in text[cut.start() :]


def shorter(text: str) -> Iterator[str]:
    """What a declared headline says without its first part, and without its last: either can be a site or a section,
    and is shorter than the headline. Any dash may part them, for only what the page prints as well is believed.

    >>> list(shorter("The Planet - Rain falls again")), list(shorter("大雨再次落下-行星报"))
    (['Rain falls again'], ['大雨再次落下'])
    """
    for cut in islice(_BORDER.finditer(text[:_MAX_TITLE]), _MOST_CUTS):
        for part in (text[cut.end() :], text[: cut.start()]):
            if 2 * len(part) > len(text) and sum(map(str.isalpha, split_words(part))) >= _FEWEST_WORDS:
                yield " ".join(part.split())


def end_parts(text: str) -> Iterator[str]:
    """The first and the last part of `<title>`, be they short, where they have the words of a headline.

    >>> list(end_parts("The rowing club of Lower Velden - News » The mill is gone"))
    ['The rowing club of Lower Velden', 'The mill is gone']
    """
    cuts = list(islice(_SEPARATOR.finditer(text[:_MAX_TITLE]), _MOST_CUTS))
    for part in (text[: cuts[0].start()], text[cuts[-1].end() :]) if cuts else ():
        if sum(map(str.isalpha, split_words(part))) >= _WORDS_OF_HEADLINE:
            yield part


def opens_part(text: str) -> bool:
    """Whether a text begins with what parts a headline from a name.

    >>> opens_part(" | The Planet"), opens_part(" falls again")
    (True, False)
    """
    return _SEPARATOR.match(text) is not None


def are_names_apart(before: str, after: str, keys: frozenset[str], host: str | None) -> bool:
    """Whether what stands before and after a headline are but names of the site or of its sections, with a mark
    between; their keys are `keys`.

    >>> are_names_apart("", " | Rowing - The Lowland Post", frozenset({"rowing", "thelowlandpost"}), None)
    True
    >>> are_names_apart("", " | Forty saved", frozenset({"rowing"}), None)
    False
    """
    cuts = [*_SEPARATOR.finditer(before), *_SEPARATOR.finditer(after)]
    is_apart = not before or any(cut.end() == len(before) for cut in _SEPARATOR.finditer(before))
    is_apart = is_apart and (not after or _SEPARATOR.match(after) is not None)
    is_apart = is_apart and not any(cut[0].strip() in _COLONS for cut in cuts)
    label = key(domain_label(host) or "")
    parts = [*_SEPARATOR.split(before), *_SEPARATOR.split(after)] if is_apart else []
    return is_apart and all(
        key(part) in keys or _DOMAIN.fullmatch(part) or _names_site(part, frozenset(), label) for part in parts
    )


def _names_site(part: str, keys: frozenset[str], label: str) -> bool:
    own = key(part)
    if not own:
        return True
    if own in keys or own == label:
        return True
    if len(label) > 3 and label in own and len(own) <= len(label) + 20:
        return True
    long = [name for name in keys if len(name) > 3]
    return len(part.split()) <= 4 and any(name in own or (own in name and len(own) > 3) for name in long)


@dataclass(frozen=True, slots=True)
class Parts:
    """A heading taken apart: the slice of its headline and, where it holds one, of its kicker."""

    start: int
    end: int
    kicker: tuple[int, int] | None = None


def take_apart(document: Document, heading: int, references: Mapping[str, str]) -> Parts:
    """Find the headline in a heading that may begin with a kicker.

    The first piece is a kicker if it is named so, if mark-up alone or a hidden mark parts it from the rest, if the rest
    alone is one of the `references` (by their `key`), or if a reference parts the two by a colon or its like.
    """
    found = pieces(document, heading)
    whole = Parts(heading, document.ends[heading])
    if len(found) < 2:
        return Parts(*found[0]) if found else whole
    ahead = (found[0][0], found[-2][1])
    if _closes(document, ahead, found[-1][0], _KICKER):
        return Parts(*ahead, kicker=found[-1])
    is_whole = key(document.text(heading)) in references
    if not is_whole and _closes(document, ahead, found[-1][0], _DEK) and not _awaits_more(document.text(*ahead)):
        return Parts(*ahead)
    if _goes_on(document, ahead, found[-1][0], document.text(heading), references):
        return Parts(*ahead)
    first, rest = found[0], (found[1][0], found[-1][1])
    label, text = document.text(*first), document.text(*rest)
    if len(label) > _MAX_KICKER or len(split_words(text)) < 2:
        return whole
    colon = label.endswith((":", "：")) and not _has_hidden(document, first[0], rest[0])
    if colon and document.tags[heading] == "h1" and document.tags[first[0]] and _is_rest(label, text, references):
        return Parts(*rest, kicker=first)
    if _named_apart(document, first[0], rest[0]) or (
        not colon and (_parted(document, first, rest[0]) or _told_apart(label, text, references))
    ):
        is_headline = key(label) in references and key(text) not in references
        return whole if is_headline else Parts(*rest, kicker=first)
    return whole


def _closes(document: Document, ahead: tuple[int, int], last: int, what: int) -> bool:
    """Whether the element at a heading's end, and nothing before it, is called a kicker or a standfirst."""
    named = [document.names[node] & what for node in range(ahead[0], last + 1) if document.tags[node]]
    is_last = bool(document.tags[last] and named[-1]) and not any(named[:-1])
    return is_last and len(split_words(document.text(*ahead))) > 1


def _awaits_more(text: str) -> bool:
    return text.endswith((":", "：", "–", "—", "-", ","))


def _goes_on(document: Document, ahead: tuple[int, int], last: int, whole: str, references: Mapping[str, str]) -> bool:
    """Whether the page elsewhere gives a heading without the element at its end: alone, or a link's before a name."""
    text = document.text(*ahead)
    if not document.tags[last] or len(split_words(text)) < _FEWEST_WORDS or key(whole) in references:
        return False
    return key(text) in references or (
        document.tags[last] == "a" and any(other.startswith(text) for other in references.values())
    )


def _named_apart(document: Document, first: int, rest: int) -> bool:
    """Whether names tell the pieces apart: the first is called a kicker, or only the second a headline."""
    names, follower = (document.names[node] if document.tags[node] else 0 for node in (first, rest))
    return bool(names & _LABEL or (follower & _HEADLINE and not names & _HEADLINE))


def _is_rest(label: str, text: str, references: Mapping[str, str]) -> bool:
    """Whether the page elsewhere gives the text as its headline, and never with the label."""
    return key(text) in references and key(label + text) not in references


def _told_apart(label: str, text: str, references: Mapping[str, str]) -> bool:
    """Whether the page elsewhere gives the rest as its headline, or both with a mark between them."""
    if key(text) in references:
        return True
    together = references.get(key(label + text), "")
    return together[len(label.rstrip(" :")) :].lstrip()[:1] in _PARTING


def pieces(document: Document, heading: int) -> list[tuple[int, int]]:
    """The child slices of a heading that hold words, found below its wrappers; hidden dashes are left out."""
    node, tags, names, ends, texts = heading, document.tags, document.names, document.ends, document.texts
    while True:
        slices = [
            (child, ends[child])
            for child in document.children(node)
            if tags[child] not in _WORDLESS
            and not (names[child] & _HIDDEN and "aria-hidden" in document.attributes[child])
            and any(map(str.isalnum, "".join(texts[child : ends[child]])))
        ]
        if len(slices) != 1 or not tags[slices[0][0]]:
            return slices
        node = slices[0][0]


def _parted(document: Document, first: tuple[int, int], rest: int) -> bool:
    """Whether style alone parts two pieces: the second is a block, a mark for screen readers stands at their border, or
    they touch where no word goes on."""
    if document.tags[rest] and document.texts[rest] == " ":
        return True
    if _has_hidden(document, first[0], rest):
        return True
    before, after = "".join(document.texts[slice(*first)])[-1:], "".join(document.texts[rest : rest + 4])[:1]
    return not "".join(document.texts[first[1] : rest]) and before.islower() and after.isupper()


def _has_hidden(document: Document, start: int, end: int) -> bool:
    return any(document.names[node] & _HIDDEN for node in range(start, end) if document.tags[node])

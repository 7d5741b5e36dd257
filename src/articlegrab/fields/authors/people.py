"""Whom a piece of a byline names: the people, their jobs, the agencies and houses between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from articlegrab.fields.authors import names
from articlegrab.rules import load

_VOCABULARY = load("vocab/bylines.toml")

Person = dict[str, Any]
"""A `models.Person` as plain data."""


def alternatives(words: list[str]) -> str:
    """Words as a pattern, the longest first."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


BY = re.compile(rf"\s*(?:{alternatives(_VOCABULARY['by'])})(?=[\s:：])\s*[:：]?\s*", re.I)
GLUED_OPENINGS = ("By", "Von", "Par", "Por")
_PHRASES = alternatives([words for words in _VOCABULARY["by"] if " " in words])
GLUED_BY = re.compile(rf"(?:{'|'.join(GLUED_OPENINGS)}|(?i:{_PHRASES}))(?=[A-ZÀ-Þ][a-zà-þ])")
_UNKNOWN_LABEL = re.compile(r"\A[^\W\d_][^\W\d_*]{1,20}(?:\*\w{1,8})?:\s")
_BETWEEN_ANY = alternatives([word for word in _VOCABULARY["and"] if word not in _VOCABULARY["and_inside_names"]])
_AND = re.compile(rf"\s(?:{_BETWEEN_ANY})\s|\s?[&+;|•·、；/]\s?|\s[–—-]\s|\n", re.I)
_INSIDE = frozenset(_VOCABULARY["and_inside_names"])
_COMMA = re.compile(r"[,，]\s?")
_CLOSING = re.compile(r"[)\]）】]")
_AND_INSIDE = re.compile(rf"\s(?:{alternatives(_VOCABULARY['and_inside_names'])})\s")
_BRACKETS = re.compile(r"[(\[（【]([^()\[\]（）【】]{1,60})[)\]）】]")
_WHERE = re.compile(r"(?:in|aus|from|en|à|em|w|в)\s(?=[A-ZÀ-ÞА-Я])")
_TAIL = re.compile(r"\s(?:in|aus|from|for|für|pour|para|per|at|à|en|special to)\s(?=[A-ZÀ-ÞА-Я]).*$")
_REPORTER_BEFORE = re.compile(
    r"^(?:\S{0,10}(?:记者|記者|通讯员|특파원|기자)[:：]?\s*|[^\s=]{2,12}=(?=[가-힣]{2,4}\s?(?:기자|특파원)))"
)
_HAN_NAME = re.compile(r"[一-鿿]{2,4}")
_FOR = re.compile(r"\s(?:(?:for|für|pour|para|per)\s(?=[A-ZÀ-Þ])|of\sthe\s).*$", re.I)
_REPORTER_AFTER = re.compile(
    r"\s*(?:记者|記者|기자|특파원|通讯员)$"
    r"|(?:(?<=\S{3})|(?<=\S\s\S)|(?<=\S\s\S\S))\s(?:著|監訳|訳|編|編著|文)$"
)


def without_opening(text: str) -> str:
    """A byline without its "By".

    >>> without_opening("By Byron Lee"), without_opening("Byron Lee")
    ('Byron Lee', 'Byron Lee')
    """
    opening = BY.match(text) or GLUED_BY.match(text)
    return text[opening.end() :] if opening and opening.end() < len(text) else text


def named_in(text: str, trusted: bool) -> Iterator[Person]:
    """The people, agencies and houses of a text without labels."""
    aside = _BRACKETS.findall(text) if _CLOSING.search(text) else []
    people: list[Person] = []
    groups = _AND.split(_BRACKETS.sub(" ", text) if aside else text)
    pieces = [[names.clean(part) for part in _COMMA.split(each)] for group in groups for each in _split_inside(group)]
    if names.is_city(pieces[0][0]) and (len(pieces) > 1 or any(pieces[0][1:])):
        del pieces[0][0]  # a dateline's; alone, it is a paper called after its city
    for parts in pieces:
        _take_parts(parts, trusted, people)
    for inner in aside:
        inner = names.clean(inner)
        if names.kind_of(inner) == "agency":
            people.append({"name": inner, "kind": "agency"})
        elif people and names.is_role(inner):
            people[-1].setdefault("role", inner)
    yield from people


def _split_inside(group: str) -> list[str]:
    """Split at an "and" that surnames can hold too ("Ortega y Gasset") only between two full names; at blanks, Chinese
    reporters."""
    if "记者" in group and len(reporters := split_at_blanks(_REPORTER_BEFORE.sub("", group))) > 1:
        return reporters
    parts = [group] if _INSIDE.isdisjoint(group.split()) else _AND_INSIDE.split(group)
    if len(parts) > 1 and all(
        len(part.split()) > 1 and names.looks_like_person(part.split(",")[0].strip()) for part in parts
    ):
        return parts
    return [group]


def parted(text: str) -> list[str]:
    """The pieces of a text between the words and marks that part names.

    >>> parted("Lowland Post with AFP")
    ['Lowland Post', 'AFP']
    """
    return [name for part in _AND.split(text) if (name := names.clean(part))]


def split_at_blanks(text: str) -> list[str]:
    """Chinese names that blanks part, else the text."""
    parts = text.split()
    return parts if all(map(_HAN_NAME.fullmatch, parts)) else [text]


def _take_parts(parts: list[str], trusted: bool, people: list[Person]) -> None:
    """Add the names of a comma's parts, and to each the job, agency or place that the comma adds."""
    before = len(people)
    for part in parts:
        part = names.once(_UNKNOWN_LABEL.sub("", part) if trusted else part)
        name = names.clean(_REPORTER_AFTER.sub("", _REPORTER_BEFORE.sub("", without_opening(part))))
        name = head if names.looks_like_person(head := _FOR.sub("", name)) and names.is_full(head) else name
        follows = len(people) > before
        if _is_place(name, people) or names.is_nobody(name) or (not trusted and any(char.isdigit() for char in name)):
            continue
        kind = names.kind_of(name)
        if kind == "agency":
            people.append({"name": name, "kind": kind})
        elif signer := names.before_role(name):
            people.append({"name": signer, "kind": "person", "role": name.removeprefix(signer).strip()})
        elif names.is_role(name) and (people or len(name.split()) == 1):
            if people and people[-1]["kind"] == "person":
                people[-1].setdefault("role", name)
        elif kind == "organisation":
            if not follows and not (people and "role" in people[-1]) and (trusted or len(name.split()) <= 4):
                people.append({"name": name, "kind": kind})
        elif person := _person(name, trusted, follows):
            people.append(person)


def _is_place(name: str, people: list[Person]) -> bool:
    """Whether a part after a name says where it was written: "in Velden", "/ VELDEN"."""
    if not people:
        return False
    return _WHERE.match(name) is not None or (
        " " not in name and name.isupper() and not people[-1]["name"].isupper() and not names.is_agency(name)
    )


def _person(name: str, trusted: bool, follows: bool) -> Person | None:
    bare = names.without_stop(_TAIL.sub("", name))
    if names.looks_like_person(bare):
        dense = not bare.isascii() and " " not in bare and not bare[0].isupper()
        if follows and " " not in bare and not dense:
            return None  # "Jane Doe, Berlin": a place, or a mark of no use
        if not trusted and not follows and " " not in bare and bare.isascii() and bare.islower():
            return None
        return {"name": bare, "kind": "person"}
    if trusted and not follows and not names.is_slug(name) and len(name) <= names.MAX_NAME and len(name.split()) <= 6:
        return {"name": name, "kind": "person"}
    return None

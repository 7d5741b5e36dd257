"""The JSON that a page's own script builds it from: `__NEXT_DATA__`, Fusion, `__PRELOADED_STATE__`, Apollo, Nuxt …

Read only when a page's mark-up leaves something to be desired. Never raises: what cannot be read gives nothing. Work is
bounded by the scripts' length: what fails to parse is charged to a budget. The strings may hold whatever JSON escapes
can hide: who takes one scrubs it. The values may share parts and run in circles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any
from urllib.parse import unquote_plus

from articlegrab.document.hydration import flattened, flight, literals

MAX_SCRIPT = 8 << 20
"""Characters of one script."""
MAX_VALUES = 400
_SMALL = 200
"""Shorter scripts hold no text worth reading."""
_WASTE = 4 << 20
"""Characters that may be read in vain, for all scripts of a page."""
_MAX_TRIED = 3_000
"""Places at which a value may begin, for all scripts of a page."""

_ASSIGNMENT = re.compile(
    r"[\w$\])\"']\s{0,9}=\s{0,9}(?=[{\[]|JSON\.parse\(|decodeURIComponent\(|[\"'][{\[%])"
    r"|\.(?:push|enqueue|start|register|hydrate)\((?=[{\[\"'])"
    r"|__[\"'\]]{0,3}\s{0,9}=\s{0,9}\(?(?=function\b)"
)
_JSON = re.compile(r"[\[\s]*+(?:\{\s*+[\"}]|[\"\d\-tfn\]])")
"""How JSON goes on, and code seldom."""
_SVELTE = re.compile(r"\bdata:\s{0,9}(?=\[)")
_PARAMETERS = re.compile(r"function\s*\w*\(([\w$,\s]*+)\)")
_RETURN = re.compile(r"\breturn\s*(?=[{\[])")
_ANGULAR = (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&"))
_NO_DATA = ("ld+json", "importmap", "speculationrules")

Script = tuple[Mapping[str, str | None], str]


def read(scripts: Iterable[Script]) -> list[object]:
    """The values found in scripts, given as (attributes, text): those of a JSON type whole, others where they assign,
    push or parse an object or array."""
    reader = _Reader()
    for attributes, text in scripts:
        if len(reader.found) >= MAX_VALUES:
            break
        if len(text) > MAX_SCRIPT:
            continue
        if flight.PUSH in text:
            reader.stream.extend(flight.chunks(text))
        elif len(text) >= _SMALL:
            kind = (attributes.get("type") or "").lower()
            if "json" in kind:
                if not any(word in kind for word in _NO_DATA):
                    reader.read_json(text)
            elif not attributes.get("src"):
                reader.read_script(text)
    if reader.stream and (rows := flight.read(reader.stream)) is not None:
        reader.found.append(rows)
    return reader.found


def read_attributes(elements: Iterable[Mapping[str, str | None]]) -> list[object]:
    """The values written into elements' attributes, as Inertia (`data-page`), Astro (`props`) and others do."""
    reader = _Reader()
    for attributes in elements:
        for value in attributes.values():
            if value and len(value) > _SMALL and value.lstrip()[:1] in ("{", "["):
                reader.read_json(value)
        if len(reader.found) >= MAX_VALUES:
            break
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found: list[object] = []
        self.stream: list[str] = []
        self.wasted = self.tried = 0
        self._decoder = json.JSONDecoder(strict=False)

    def read_json(self, text: str) -> None:
        """A text that is JSON as a whole, perhaps escaped once more."""
        text = text.strip()
        if text.startswith("{&q;"):
            for escape, character in _ANGULAR:
                text = text.replace(escape, character)
        elif text.startswith(("{&quot;", "[&quot;", "[{&quot;")):
            text = unescape(text)
        self._keep(self._loads(text))

    def read_script(self, text: str) -> None:
        """A script: the objects and arrays that it assigns or hands on."""
        reached = 0
        starts = [match.end() for match in _ASSIGNMENT.finditer(text)]
        if "__sveltekit" in text:
            starts = sorted(starts + [match.end() for match in _SVELTE.finditer(text)])
        for start in starts:
            if start < reached:
                continue
            self.tried += 1
            if self.tried > _MAX_TRIED or self.wasted > _WASTE or len(self.found) >= MAX_VALUES:
                break
            value, end = self._value_at(text, start)
            if isinstance(value, str):
                value = self._loads(value)
            if isinstance(value, dict | list):
                reached = end
                if end - start >= _SMALL:
                    self._keep(value)
            else:
                self.wasted += end - start

    def _value_at(self, text: str, start: int) -> tuple[Any, int]:
        for call in ("JSON.parse(", "decodeURIComponent("):
            while text.startswith(call, start):
                start += len(call)
        if text.startswith("function", start):
            return self._returned(text, start)
        if _JSON.match(text, start):
            try:
                return self._decoder.raw_decode(text, start)
            except (ValueError, RecursionError) as error:
                # The error looks back over the whole script to tell its line.
                self.wasted += max(0, getattr(error, "pos", start) - start) + start // 128
        written, end = literals.read(text, start)
        return (self._loads(written) if written else None), end

    def _returned(self, text: str, start: int) -> tuple[Any, int]:
        """What a function called on the spot returns, as in `(function(a,b){return {title:a}}("…",null))`."""
        head = _PARAMETERS.match(text, start)
        value = _RETURN.search(text, head.end()) if head else None
        called = text.find("}(", value.end()) if value else -1
        while head and value and called >= 0 and self.wasted <= _WASTE:
            arguments, end = literals.read(text, called + 1)
            given = self._loads(arguments) if arguments else None
            if isinstance(given, list):
                names = [name.strip() for name in head[1].split(",")]
                known = {name: json.dumps(argument) for name, argument in zip(names, given, strict=False)}
                written, _ = literals.read(text, value.end(), known)
                return (self._loads(written) if written else None), end
            self.wasted += end - called
            called = text.find("}(", called + 2)
        return None, start

    def _loads(self, text: str) -> Any:
        if text[:2] in ("%7", "%5"):
            text = unquote_plus(text.replace("+", "%2B"))
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            self.wasted += len(text)
            return None

    def _keep(self, value: object) -> None:
        if flattened.is_flat(value) and isinstance(value, list):
            value = flattened.unflatten(value)
        if isinstance(value, dict | list) and value:
            flattened.join_references(value)
            self.found.append(value)

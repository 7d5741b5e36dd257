"""Values written flat, as lists whose entries refer to one another by index or by name.

Nuxt and SvelteKit write `[{"title":1,"body":2}, "…", "…"]` (devalue), Remix and React Router `[{"_1":2}, "title", "…"]`
(turbo-stream); Apollo keeps a table of records that point to one another with `{"__ref": "Article:12"}`. What comes out
may share parts and run in circles: who walks it must expect that.
"""

from __future__ import annotations

from typing import Any

MAX_ENTRIES = 400_000
_WRAPPERS = frozenset(
    {"ShallowReactive", "Reactive", "ShallowRef", "Ref", "EmptyRef", "EmptyShallowRef", "Error", "NuxtError"}
)
_MADE = frozenset(
    {"Date", "Set", "Map", "RegExp", "BigInt", "null", "URL", "D", "S", "M", "P", "E", "B", "U", "Y", "Z", "R"}
)
"""What opens an entry that stands for something made of the entries after it."""


def is_flat(value: object) -> bool:
    """Whether a value looks like one of the index-linked forms.

    >>> is_flat([{"title": 1}, "A"]), is_flat([{"_1": 2}, "title", "A"]), is_flat([{"a": "b"}])
    (True, True, False)
    """
    if not isinstance(value, list) or len(value) < 2:
        return False
    first = value[0]
    if isinstance(first, list):
        return len(first) > 1 and isinstance(first[0], str) and first[0] in _WRAPPERS
    return isinstance(first, dict) and bool(first) and all(isinstance(entry, int) for entry in first.values())


def unflatten(entries: list[Any]) -> object:
    """The value that a flat list stands for.

    >>> unflatten([["Reactive", 1], {"title": 2, "tags": 3}, "A", [2, -1]])
    {'title': 'A', 'tags': ['A', None]}
    >>> unflatten([{"_1": 2}, "title", "A"])
    {'title': 'A'}
    """
    if len(entries) > MAX_ENTRIES:
        return None
    made: list[Any] = [_shell(entry) for entry in entries]

    def at(index: object) -> Any:
        steps = 0
        while isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(entries):
            inner = _wrapped(entries[index])
            if inner is None or steps > 8:
                return made[index]
            index, steps = inner, steps + 1
        return None

    for entry, shell in zip(entries, made, strict=True):
        if isinstance(shell, dict):
            for key, index in entry.items():
                name = at(int(key[1:])) if key[:1] == "_" and key[1:].isdecimal() and len(key) < 9 else key
                if isinstance(name, str):
                    shell[name] = at(index)
        elif isinstance(shell, list):
            own = entry[1:] if entry and isinstance(entry[0], str) and entry[0] in _MADE else entry
            shell.extend(at(index) for index in own)
    return at(0)


def _shell(entry: object) -> object:
    if isinstance(entry, dict):
        return {}
    return [] if isinstance(entry, list) else entry


def _wrapped(entry: object) -> int | None:
    """The index that an entry merely wraps."""
    if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str) and entry[0] in _WRAPPERS:
        return entry[1] if isinstance(entry[1], int) else None
    return None


def join_references(value: object) -> None:
    """Put the records of a cache in the places of the `{"__ref": name}` that point to them.

    >>> cache = {"Article:1": {"body": {"__ref": "Body:1"}}, "Body:1": {"text": "…"}}
    >>> join_references(cache); cache["Article:1"]["body"]
    {'text': '…'}
    """
    holders: list[Any] = [value]
    places: list[tuple[Any, Any, str]] = []
    records: dict[str, Any] = {}
    visited = 0
    while holders and visited < MAX_ENTRIES:
        holder = holders.pop()
        visited += 1
        entries = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, inner in entries:
            if isinstance(inner, dict):
                name = inner.get("__ref")
                if isinstance(name, str):
                    places.append((holder, key, name))
                    continue
                if isinstance(key, str) and ":" in key:
                    records.setdefault(key, inner)
                holders.append(inner)
            elif isinstance(inner, list):
                holders.append(inner)
    for holder, key, name in places:
        if name in records:
            holder[key] = records[name]

"""The JSON that a page's own script builds it from: `__NEXT_DATA__`, Fusion, `__PRELOADED_STATE__`, Apollo, Nuxt …"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from articlegrab.scrub import scrub

MAX_SCRIPT = 8 << 20
"""Characters of one script."""

_ASSIGNMENT = re.compile(
    r"(?:window|self|globalThis|Fusion|var|let|const)[\s.\[\]\"'\w$]{0,80}=\s*(?=[{\[]|JSON\.parse\()"
)
_JSON_TYPES = ("application/json", "text/json", "application/hydration-marker")


def read(scripts: Iterable[tuple[Mapping[str, str | None], str]]) -> list[object]:
    """Parse (attributes, text) of scripts: those of a JSON type whole, others after each assignment of an object."""
    found: list[object] = []
    decoder = json.JSONDecoder(strict=False)
    for attributes, text in scripts:
        if len(text) > MAX_SCRIPT or len(text) < 200:
            continue
        text = scrub(text)
        if (attributes.get("type") or "").lower() in _JSON_TYPES:
            starts = [len(text) - len(text.lstrip())]
        else:
            starts = [match.end() for match in _ASSIGNMENT.finditer(text)][:50]
        reached = -1
        for start in starts:
            if start < reached:
                continue
            try:
                if text.startswith("JSON.parse(", start):
                    literal, reached = decoder.raw_decode(text, start + len("JSON.parse("))
                    value = json.loads(literal, strict=False) if isinstance(literal, str) else literal
                else:
                    value, reached = decoder.raw_decode(text, start)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict | list) and value:
                found.append(value)
    return found

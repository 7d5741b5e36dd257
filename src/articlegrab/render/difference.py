"""The differences between two versions of a story, as text and as HTML."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from articlegrab.models.archive import Capture, Change, Difference, Stretch

_MARKS = {"same": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
_TAGS = {"same": "{}", "added": "<ins>{}</ins>", "removed": "<del>{}</del>"}
_STYLE = (
    "body{font:1rem/1.5 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "h1{font-size:1.5rem}h2{font:bold .8rem sans-serif;color:#555;margin:1.5rem 0 .2rem}"
    "p{margin:0;white-space:pre-wrap}"
    "ins{background:#d6f5d6;text-decoration:none}del{background:#fbd9d9}dl{font:.8rem sans-serif;color:#555}"
)


def text(difference: Difference) -> str:
    """Plain text: a heading for each change, and its words with `[-removed-]` and `{+added+}` marked."""
    parts = [f"{_when(difference.before)} → {_when(difference.after)}\n{difference.after.story}"]
    parts += [f"{_heading(change)}\n{_words(change, _MARKS, str)}" for change in difference.changes]
    return "\n\n".join(parts if difference.changes else [*parts, "No difference in wording."]) + "\n"


def html(difference: Difference) -> str:
    """A page of its own; every word of the story is escaped."""
    title = escape(difference.after.title or difference.after.story)
    changes = "".join(
        f"<section><h2>{escape(_heading(change))}</h2><p>{_words(change, _TAGS, escape)}</p></section>\n"
        for change in difference.changes
    )
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head>\n'
        f"<body><h1>{title}</h1>\n<dl><dt>{escape(difference.after.story)}</dt>"
        f"<dd>{_when(difference.before)} → {_when(difference.after)}</dd></dl>\n"
        f"{changes or '<p>No difference in wording.</p>'}</body></html>\n"
    )


def _when(capture: Capture) -> str:
    return f"{capture.fetched_at:%Y-%m-%d %H:%M:%S} UTC (capture {capture.id})"


def _heading(change: Change) -> str:
    if change.part != "paragraph":
        return f"{change.part} {change.kind}"
    places = [position + 1 for position in (change.position_before, change.position_after) if position is not None]
    return f"paragraph {' → '.join(map(str, dict.fromkeys(places)))} {change.kind}"


def _words(change: Change, forms: dict[str, str], clean: Callable[[str], str]) -> str:
    stretches = change.words or [Stretch(kind="same", text=change.after or change.before or "")]
    return "".join(forms[stretch.kind].format(clean(stretch.text)) for stretch in stretches)

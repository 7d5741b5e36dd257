"""The inspector's pages, made from templates that escape whatever they are given."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from articlegrab.inspector import wording
from articlegrab.models import Page
from articlegrab.models.explanation import Explanation, Mark
from articlegrab.preview import preview

if TYPE_CHECKING:
    from articlegrab.inspector.desk import Looked
    from articlegrab.inspector.shelf import Shelf

_REFUSALS = {
    "empty": "the page is empty", "not_html": "this is no HTML page", "consent_wall": "the page asks for consent first",
    "bot_check": "the page checks for robots", "login_wall": "the page asks to log in", "error_page": "an error page",
    "list_page": "a front or section page", "script_only": "the text is fetched by a script",
    "no_text": "the page has no running text",
}  # fmt: skip


def start(
    looked: Sequence[Looked], *, failure: str | None = None, url: str | None = None, found: Shelf | None = None
) -> str:
    """The page with the form, and what was found in the archive."""
    return _made("start.html", looked=looked, failure=failure, url=url, found=found)


def report(looked: Looked, folder: Path) -> str:
    """The page of one report, its preview in a frame of its own."""
    page = _report_values(looked.explanation, looked.name)
    error = looked.error
    why = _REFUSALS.get(getattr(error, "reason", ""), str(error)) if error else None
    return _made("served.html", **page, looked=looked, folder=folder, why=why, frame=f"/r/{looked.id}/page")


def standalone(page: str | bytes | Page, explanation: Explanation) -> str:
    """A report as one file. Its only script is the one named by digest in its policy."""
    script = _static("inspector.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _made(
        "standalone.html",
        **_report_values(explanation, explanation.article.url or "saved page"),
        policy=f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'",
        style=_static("inspector.css"), script=script, srcdoc=preview_of(page, explanation), frame="about:srcdoc",
    )


def preview_of(page: str | bytes | Page, explanation: Explanation | None) -> str:
    """The page as saved, coloured in."""
    return preview(page, explanation, style=_static("page.css"))


def _report_values(explanation: Explanation | None, name: str) -> dict[str, Any]:
    if explanation is None:
        return {"article": None, "name": name}
    article = explanation.article
    return {
        "name": name,
        "article": article,
        "sure": wording.confidence_in_words(article),
        "fields": list(wording.fields_of(explanation)),
        "left_out": _by_rule(explanation.marks),
        "copies": {
            "Markdown": article.to_markdown(),
            "JSON": article.model_dump_json(indent=2),
            "citation": article.to_bibtex(),
        },
    }


def _by_rule(marks: Sequence[Mark]) -> list[tuple[str, str, list[tuple[int, Mark]]]]:
    """Marks by rule and role, the most frequent first, each with its number."""
    found: dict[tuple[str, str], list[tuple[int, Mark]]] = {}
    for index, mark in enumerate(marks):
        found.setdefault((mark.rule, mark.role), []).append((index, mark))
    return [(rule, role, held) for (rule, role), held in sorted(found.items(), key=lambda item: -len(item[1]))]


@cache
def _static(name: str) -> str:
    return resources.files("articlegrab.inspector").joinpath("static", name).read_text("utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("articlegrab.inspector"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )


def _made(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(values)

"""The structured extractor: one file a field, each with its list of signals and its choice.

A field's file has `find(reading) -> Choice`, or `find(reading) -> dict[str, Choice]` where one look serves several fields.
"""

from __future__ import annotations

import importlib
from articlegrab.reading import Choice, Reading

# name -> (module, before the story is known?)
_BEFORE = ("title",)
_AFTER = ("dek", "kicker", "authors", "dates", "images", "teasers", "site", "section", "tags", "language", "access", "kind", "notes", "links")


def _run(reading: Reading, names: tuple[str, ...]) -> None:
    for name in names:
        try:
            module = importlib.import_module(f"articlegrab.fields.{name}")
        except ModuleNotFoundError:
            continue
        found = module.find(reading)
        reading.choices.update(found if isinstance(found, dict) else {name: found})


def before_story(reading: Reading) -> None:
    _run(reading, _BEFORE)


def after_story(reading: Reading) -> None:
    _run(reading, _AFTER)





"""The vocabulary under data/vocab: nothing in it is dead, said twice, or about values that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

from articlegrab import errors, models
from articlegrab.rules import Names, load

PACKAGE = Path(__file__).parents[1] / "src" / "articlegrab"
VOCABULARY = sorted((PACKAGE / "data" / "vocab").glob("*.toml"))


def loaders(file: Path) -> str:
    """The text of all modules that load a vocabulary file."""
    texts = (path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py")))
    return "\n".join(text for text in texts if f"vocab/{file.name}" in text)


@pytest.mark.parametrize("file", VOCABULARY, ids=lambda file: file.stem)
def test_vocabulary_is_used(file: Path) -> None:
    """Each vocabulary file is loaded, and each of its keys is asked for by a module that loads it."""
    text = loaders(file)
    assert text, "nobody loads it"
    if file.stem == "names":
        assert {key.upper() for key in load("vocab/names.toml")} == set(Names.__members__)
    else:
        assert [key for key in load(f"vocab/{file.name}") if f'"{key}"' not in text] == []


def lists(value: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """Every list in a data file, with where it stands."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from lists(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        yield path, value


@pytest.mark.parametrize("file", VOCABULARY, ids=lambda file: file.stem)
def test_vocabulary_says_nothing_twice(file: Path) -> None:
    """No list of words is empty or holds a word twice."""
    for path, words in lists(load(f"vocab/{file.name}"), ""):
        assert words, f"{path} is empty"
        plain = [word for word in words if isinstance(word, str)]
        assert sorted({word for word in plain if plain.count(word) > 1}) == [], path


@pytest.mark.parametrize(
    ("file", "table", "allowed"),
    [
        ("kind", "types", {str(kind) for kind in models.Kind}),
        ("kind", "words", {str(kind) for kind in models.Kind}),
        ("kind", "openings", {str(kind) for kind in models.Kind}),
        ("notes", "labels", set(get_args(models.Note.model_fields["kind"].annotation))),
        ("notes", "openings", set(get_args(models.Note.model_fields["kind"].annotation))),
        ("notes", "endings", set(get_args(models.Note.model_fields["kind"].annotation))),
        ("teasers", "modules", set(get_args(models.Teaser.model_fields["kind"].annotation))),
        ("access", "tiers", set(get_args(models.Access.model_fields["status"].annotation))),
        ("access", "wording", set(get_args(models.Access.model_fields["status"].annotation))),
        ("verdict", "", set(get_args(errors.NoArticleReason))),
    ],
)
def test_vocabulary_speaks_of_what_models_know(file: str, table: str, allowed: set[str]) -> None:
    """Groups of words that decide a field's value are named for values which that field can have."""
    data = load(f"vocab/{file}.toml")
    assert set(data[table] if table else data) <= allowed

"""The published JSON Schema."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from articlegrab import schema
from articlegrab.models import Article


def test_published_schema_is_current() -> None:
    """The file in the package says what the models say; `python -m articlegrab.schema` writes it anew."""
    assert schema.PUBLISHED.read_text(encoding="utf-8") == schema.dumped(), "run `python -m articlegrab.schema`"


def test_schema_names_every_field() -> None:
    """Each field of an Article is in the published schema."""
    published = json.loads(schema.PUBLISHED.read_text(encoding="utf-8"))
    assert set(published["properties"]) == set(Article.model_fields)
    assert published["additionalProperties"] is False


def test_command_writes_the_file(tmp_path: Path) -> None:
    """The command run as a program writes exactly the dumped schema."""
    program = (
        "import pathlib, runpy, sys; target = pathlib.Path(sys.argv[1]); write = pathlib.Path.write_text;"
        "pathlib.Path.write_text = lambda self, text, **how: write(target, text, **how);"
        "runpy.run_module('articlegrab.schema', run_name='__main__')"
    )
    target = tmp_path / "schema.json"
    subprocess.run([sys.executable, "-c", program, str(target)], check=True)
    assert target.read_text(encoding="utf-8") == schema.dumped()

"""The README says what is so: its examples are run, its tables name what there is.

After a change that is meant, `python -m tests.test_readme` writes the examples' outputs anew.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import articlegrab as ag
from articlegrab import complexity, models
from articlegrab.fetch import errand
from articlegrab.fields import images, teasers

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
LEFT_OUT = "…"
"""A line of its own in an output: here some lines are not shown."""


@cache
def text() -> str:
    """The README."""
    return README.read_text("utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks in one language."""
    return [body for name, body in BLOCK.findall(text()) if name == language]


def rerun_session(block: str, names: dict[str, object]) -> str:
    """A Python session with what it prints today."""
    lines = []
    for example in doctest.DocTestParser().get_examples(block):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(example.source, str(README), "single"), names)
        source = example.source.rstrip("\n").split("\n")
        lines += [f">>> {source[0]}", *(f"... {line}".rstrip() for line in source[1:])]
        lines.append(abridged(printed.getvalue(), example.want))
    return "\n".join(line.rstrip("\n") for line in lines if line) + "\n"


def rerun_commands(block: str) -> str:
    """A terminal session with what its commands print today."""
    parts = re.split(r"^\$ (.*)\n", block, flags=re.M)[1:]
    lines = []
    for command, wanted in zip(parts[::2], parts[1::2], strict=True):
        program, *arguments = shlex.split(command)
        assert program == "articlegrab"
        done = subprocess.run(
            [sys.executable, "-m", "articlegrab", *arguments], cwd=ROOT, text=True, encoding="utf-8",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, env={**os.environ, "COLUMNS": "110"},
        )  # fmt: skip
        lines += [f"$ {command}\n", abridged(done.stdout, wanted)]
    return "".join(lines)


def abridged(printed: str, shown: str) -> str:
    """An output with as much left out as the README does: after its first lines, and before its last ones."""
    lines, wanted = printed.splitlines(), shown.rstrip("\n").split("\n")
    if LEFT_OUT not in wanted:
        return printed
    head = wanted.index(LEFT_OUT)
    tail = len(wanted) - head - 1
    return "\n".join([*lines[:head], LEFT_OUT, *(lines[-tail:] if tail else [])]) + "\n"


def rerun(document: str) -> str:
    """The README with all its sessions run anew."""
    names: dict[str, object] = {}
    runners: dict[str, Callable[[str], str]] = {
        "pycon": lambda block: rerun_session(block, names),
        "console": rerun_commands,
    }

    def fresh(match: re.Match[str]) -> str:
        language, block = match.groups()
        return f"```{language}\n{runners[language](block)}```" if language in runners else match[0]

    with contextlib.chdir(ROOT):
        return BLOCK.sub(fresh, document)


def test_examples_print_what_is_shown() -> None:
    """Every session in the README prints what stands under it."""
    assert blocks("pycon")
    assert blocks("console")
    assert rerun(text()) == text(), "run `python -m tests.test_readme` if the change is meant"


def test_plain_examples_are_sound() -> None:
    """Code that is shown but not run is valid, and all it takes from the package is there."""
    for block in blocks("python"):
        compile(block, str(README), "exec", flags=0x2000)  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        for name in re.findall(r"\bag\.(\w+)", block):
            assert hasattr(ag, name), name


def test_every_field_is_described() -> None:
    """The table of fields has every field and property of an Article, and no other."""
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", text(), re.M)
    described = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    properties = {name for name, value in vars(models.Article).items() if isinstance(value, property)}
    assert described == set(models.Article.model_fields) | properties


def test_every_command_and_option_is_described() -> None:
    """Whatever `--help` of the commands offers stands in the README."""
    for command in ([], ["explain"], ["fixture"], ["fixture", "save"], ["fixture", "drift"], ["serve"], ["teasers"]):
        done = subprocess.run(
            [sys.executable, "-m", "articlegrab", *command, "--help"], check=True, capture_output=True, text=True
        )
        offered = {option for option in re.findall(r"(?<![\w-])--[a-z-]+", done.stdout) if option != "--help"}
        assert {option for option in offered if f"`{option}" not in text()} == set()
        assert f"articlegrab {' '.join(command[:1])}".strip() in text()


def test_every_refusal_is_described() -> None:
    """Each reason for which a page is refused stands in the README."""
    reasons = ag.errors.NoArticleReason.__args__
    assert [reason for reason in reasons if f"`{reason}`" not in text()] == []


def test_limits_are_the_real_ones() -> None:
    """The limits in the README are those in the code."""
    limits = [
        f"{complexity.MAX_BYTES >> 20} MB",
        f"{complexity.MAX_TAGS:,} tags",
        f"{complexity.MAX_ATTRIBUTES:,} attributes",
        f"{complexity.MAX_NAMES:,} different names",
        f"{images.MAX_IMAGES} pictures",
        f"{teasers.MAX_TEASERS} teasers",
        f"{errand.MAX_REDIRECTS} redirects",
    ]
    assert [limit for limit in limits if limit not in text()] == []


if __name__ == "__main__":
    README.write_text(rerun(text()), "utf-8")

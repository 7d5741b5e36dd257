"""Every regular expression of the package takes linear time."""

from __future__ import annotations

import importlib
import pkgutil
import re
import re._compiler as compiler
import re._constants as constants
import re._parser as parser
import signal
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

import articlegrab

ATTACKS = (
    "a", "a ", "a.", "a-", "Ab ", "1", "1.", "-", ",", "/", "<", "=", "'", '"', "{", "\\", "\\\"", "-->", "http://a.b/",
    "a=1;", "é", "年",
    "by ", "a, ", " | ", "(",
)
LENGTH = 20_000
SOURCE = "\n".join(path.read_text() for path in sorted(Path(articlegrab.__path__[0]).rglob("*.py")))


def patterns() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    """The compiled patterns of all modules, in names or in collections of them."""
    for module in pkgutil.walk_packages(articlegrab.__path__, "articlegrab."):
        if module.name.endswith("__main__"):
            continue
        try:
            names = vars(importlib.import_module(module.name))
        except ImportError:
            continue  # of an extra that is not installed
        for name, value in tuple(names.items()):
            if isinstance(value, dict):
                value = tuple(value.values())
            for found in value if isinstance(value, list | tuple) else (value,):
                if isinstance(found, re.Pattern):
                    yield f"{module.name}.{name}", found


PATTERNS = {(name, pattern.pattern): pattern for name, pattern in patterns()}


def nested(items: parser.SubPattern, parted_by: str | None = None, inside: bool = False) -> bool:
    """Whether an endless repeat stands in another that does not begin with a character which the inner one refuses."""
    for operator, argument in items:
        if operator in (constants.MAX_REPEAT, constants.MIN_REPEAT):
            endless = argument[1] is constants.MAXREPEAT
            if inside and endless and (parted_by is None or compiler.compile(argument[2]).fullmatch(parted_by)):
                return True
            first = argument[2][0] if len(argument[2]) else (None, None)
            parted = chr(first[1]) if first[0] is constants.LITERAL else None
            if nested(argument[2], parted if endless else parted_by, inside or endless):
                return True
        elif operator in (constants.SUBPATTERN, constants.BRANCH):
            branches = argument[1] if operator is constants.BRANCH else [argument[3]]
            if any(nested(branch, parted_by, inside) for branch in branches):
                return True
    return False


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=[name for name, _ in PATTERNS])
def test_no_endless_repeat_in_an_endless_repeat(pattern: re.Pattern[str] | re.Pattern[bytes]) -> None:
    """No pattern has the shape that takes exponential time."""
    assert not nested(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))


@pytest.mark.parametrize(("name", "pattern"), [(name, pattern) for (name, _), pattern in PATTERNS.items()])
def test_patterns_are_quick_on_long_runs(name: str, pattern: re.Pattern[str] | re.Pattern[bytes]) -> None:
    """20 KB of the same few characters, used as the package uses the pattern, take far less than a second."""
    searched = re.search(rf"\b{name.rpartition('.')[2]}\b(?!\.(?:full)?match\b|\s*[:=])", SOURCE) is not None

    def expire(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, expire)
    try:
        for attack in ATTACKS:
            text: str | bytes = attack * (LENGTH // len(attack))
            if isinstance(pattern.pattern, bytes):
                text = text.encode()
            signal.setitimer(signal.ITIMER_REAL, 20)
            start = process_time()
            pattern.match(text)  # type: ignore[arg-type]
            pattern.fullmatch(text)  # type: ignore[arg-type]
            if searched:
                assert pattern.sub(lambda match: match[0], text) == text  # type: ignore[arg-type, call-overload]
            assert process_time() - start < 0.7, attack
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

"""The tree of errors is what its drawing says, and machines can tell them apart."""

from __future__ import annotations

import builtins
import re

from articlegrab import errors


def drawn_errors() -> dict[str, tuple[str, set[str]]]:
    """The tree in the docstring of errors.py: name → the error it hangs from, and the builtins it is too."""
    found: dict[str, tuple[str, set[str]]] = {}
    above: list[str] = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.fullmatch(r" {4}((?:[│ ] {3})*(?:[├└]── )?)(\w+)  +(.*)", line):
            depth = len(match[1]) // 4
            above[depth:] = [match[2]]
            also = set(re.findall(r"also an? (\w+)", match[3]))
            found[match[2]] = (above[depth - 1] if depth else "Exception", also)
    return found


def test_error_tree_is_drawn_as_it_is() -> None:
    """The tree in the docstring of errors.py shows all errors, each under its base."""
    real = {}
    for name, value in vars(errors).items():
        if isinstance(value, type) and issubclass(value, Exception):
            bases = [base.__name__ for base in value.__bases__]
            real[name] = (bases[0], {base for base in bases[1:] if base in vars(builtins)})
    assert drawn_errors() == real


def test_every_error_has_a_code_of_its_own() -> None:
    """Machines tell any two errors apart by `code`."""
    kinds = [getattr(errors, name) for name in drawn_errors()]
    codes = [kind.code for kind in kinds]
    assert len(set(codes)) == len(codes)
    assert all("code" in vars(kind) for kind in kinds)

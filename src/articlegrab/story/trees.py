"""A boosted tree ensemble as one Python function: no run-time dependency, a microsecond or so for a dozen trees.

A tree is data: a leaf is a number, a branch `[feature, test, yes, no]`, where `test` is a threshold (value <= test) or
a list (value in test). The numbers are log-odds, summed over the trees.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

Tree = float | list["int | float | list[int] | Tree"]
Row = Sequence[float]


def compile_margin(trees: Sequence[Tree], features: int) -> Callable[[Row], float]:
    """The ensemble as a function from a row of `features` numbers to the sum of its trees.

    The source is made of numbers only, so that nothing of a data file can run. Features become local variables: nested
    comparisons of locals cost a quarter of walking the same trees in lists.
    """
    sets: list[frozenset[int]] = []
    terms = [_expression(tree, sets) for tree in trees]
    names = ",".join(f"f{i}" for i in range(features))
    lines = ["def margin(row):", f" ({names},)=row", f" total={terms[0] if terms else 0.0}"]
    lines += [f" total+={term}" for term in terms[1:]]
    scope: dict[str, object] = {f"s{i}": members for i, members in enumerate(sets)}
    exec("\n".join([*lines, " return total"]), scope)
    return scope["margin"]  # type: ignore[return-value]


def _expression(tree: Tree, sets: list[frozenset[int]]) -> str:
    if not isinstance(tree, list):
        return repr(float(tree))
    feature, test, yes, no = tree
    if isinstance(test, list):
        sets.append(frozenset(int(member) for member in test))  # type: ignore[arg-type]
        condition = f"f{int(feature)} in s{len(sets) - 1}"  # type: ignore[arg-type]
    else:
        condition = f"f{int(feature)}<={float(test)!r}"  # type: ignore[arg-type]
    return f"({_expression(yes, sets)} if {condition} else {_expression(no, sets)})"  # type: ignore[arg-type]


def contributions(trees: Sequence[Tree], row: Row) -> dict[int, float]:
    """How much each feature moved the sum: the change of the mean leaf at each branch on the row's way down.

    After Saabas, "Interpreting random forests" (2014).
    """
    moved: dict[int, float] = {}
    for tree in trees:
        here = _mean(tree)
        while isinstance(tree, list):
            feature, test, yes, no = tree
            value = row[int(feature)]  # type: ignore[arg-type]
            taken = value in test if isinstance(test, list) else value <= test
            tree = yes if taken else no  # type: ignore[assignment]
            there = _mean(tree)
            moved[int(feature)] = moved.get(int(feature), 0.0) + there - here  # type: ignore[arg-type]
            here = there
    return moved


def _mean(tree: Tree) -> float:
    """The plain mean of a tree's leaves."""
    total, count, waiting = 0.0, 0, [tree]
    while waiting:
        current = waiting.pop()
        if isinstance(current, list):
            waiting += [current[2], current[3]]  # type: ignore[list-item]
        else:
            total += current
            count += 1
    return total / count


def probability(margin: float) -> float:
    """Log-odds as a probability."""
    return 1.0 / (1.0 + math.exp(-max(-35.0, min(35.0, margin))))

"""How long a page takes, on a machine of known speed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import process_time

import articlegrab as ag

LIMIT = 5.0
"""Seconds that no page may take: five times what is promised, as test machines are busy."""
YARDSTICK = 8_000_000
"""Turns of the work in `slowness` that take a second where LIMIT was set."""


def outcome(page: str | bytes) -> str:
    """The article as JSON, or the code of the error; any other exception goes through."""
    try:
        return ag.extract(page, url="https://news.example/2024/05/bridge").model_dump_json()
    except ag.ArticlegrabError as error:
        return error.code


def timed(pages: Iterable[str | bytes]) -> float:
    """The longest time that one of the pages took."""
    return max(time_of(page) for page in pages)


def time_of(page: str | bytes) -> float:
    """The time this process spends on a page; where that is long, the shortest of three, on the machine of LIMIT."""
    took = spent_on(lambda: outcome(page))
    if took < LIMIT:
        return took
    return min(took, *(spent_on(lambda: outcome(page)) for _ in range(2))) / slowness()


def spent_on(work: Callable[[], object]) -> float:
    """Seconds of this process."""
    start = process_time()
    work()
    return process_time() - start


def slowness() -> float:
    """How many times longer Python takes here and now than on the machine of LIMIT, by work such as reading pages is:
    strings, tuples and dictionaries made and looked up. At least 1: a fast machine gives no leave to be slow."""
    turns = range(YARDSTICK)
    return max(1.0, min(spent_on(lambda: sum(len((str(n), {"n": n}["n"], (n,))) for n in turns)) for _ in range(3)))

"""The label over the headline."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("kicker"))
def test_kicker(case: dict[str, Any]) -> None:
    """A label over the headline is found; controls, dates and site names are none."""
    check(case)

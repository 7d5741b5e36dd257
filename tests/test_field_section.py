"""Section, trail and series."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("section"))
def test_section(case: dict[str, Any]) -> None:
    """Section, trail and series come from what the page declares, spelt as it prints them."""
    check(case)

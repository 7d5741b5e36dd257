"""The standfirst, and pages that print none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("dek"))
def test_dek(case: dict[str, Any]) -> None:
    """A standfirst is found where one is printed, and a first paragraph is never taken for one."""
    check(case)

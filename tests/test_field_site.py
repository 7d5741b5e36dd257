"""The publication and the page's own addresses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("site"))
def test_site(case: dict[str, Any]) -> None:
    """The publication is named as readers know it, and addresses that cannot be right are dropped."""
    check(case)

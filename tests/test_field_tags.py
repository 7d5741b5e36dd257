"""Editorial topics."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("tags"))
def test_tags(case: dict[str, Any]) -> None:
    """Topics come from the source that tells most, without what machines add."""
    check(case)

"""What sort of piece it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("kind"))
def test_kind(case: dict[str, Any]) -> None:
    """A page is news unless its type, labels, address or headline say otherwise."""
    check(case)

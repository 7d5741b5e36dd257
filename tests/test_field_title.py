"""The headline as printed, and the variant for search engines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("title"))
def test_title(case: dict[str, Any]) -> None:
    """Each page prints or declares its headline in another way; the one a reader sees is found."""
    check(case)

"""Language and direction."""

from __future__ import annotations

from typing import Any

import pytest

from tests.field_cases import cases, check


@pytest.mark.parametrize("case", cases("language"))
def test_language(case: dict[str, Any]) -> None:
    """A declared language stands unless script or words of the text contradict it."""
    check(case)

"""What falls short today, kept as tests that are expected to fail."""

from __future__ import annotations

from typing import Any

import pytest

NOT_YET = pytest.mark.xfail(
    raises=AssertionError, reason="falls short today; pytest tells when it no longer does"
)


def not_yet(*values: str) -> Any:
    """A case of a parametrized test that falls short today."""
    return pytest.param(*values, marks=NOT_YET)

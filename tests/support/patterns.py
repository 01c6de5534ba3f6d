"""The examples of regular expressions, as the tests of several rooms give them."""

from __future__ import annotations

import re

import pytest


def pattern_examples(*rows: tuple[re.Pattern[str], str, str]) -> pytest.MarkDecorator:
    """Runs a test with each pattern, an example that it matches, and a near miss."""
    return pytest.mark.parametrize(
        ("pattern", "example", "near_miss"),
        rows,
        ids=lambda value: value if isinstance(value, str) else "",
    )

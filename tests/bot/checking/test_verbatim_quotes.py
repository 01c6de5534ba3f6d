"""Quotations in single quotation marks."""

from __future__ import annotations

import re

import pytest

from bot.checking import verbatim_quotes


@pytest.mark.parametrize(
    ("pattern", "example", "near_miss"),
    [
        (
            verbatim_quotes._SINGLE_QUOTED,
            "She said 'the boat isn't here' twice",
            "The boat isn't here, she said, and won't be",
        ),
        (verbatim_quotes._SINGLE_QUOTED, "She said 'boats'", "She said ' boats'"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

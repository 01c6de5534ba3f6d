"""Follow-ups in Russian: patterns with their examples."""

from __future__ import annotations

import re

import pytest

from bot.conversation import standalone_russian


@pytest.mark.parametrize(
    ("pattern", "example", "near_miss"),
    [
        (standalone_russian._PLACE, "что было в Новой Вене", "что было в городе"),
        (standalone_russian._PLACE, "что было на Урале", "что было за Уралом"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

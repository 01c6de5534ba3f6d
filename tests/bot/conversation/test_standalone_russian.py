"""Follow-ups in Russian: patterns with their examples."""

from __future__ import annotations

import re

from patterns import pattern_examples

from bot.conversation import standalone_russian


@pattern_examples(
    (standalone_russian._PLACE, "что было в Новой Вене", "что было в городе"),
    (standalone_russian._PLACE, "что было на Урале", "что было за Уралом"),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

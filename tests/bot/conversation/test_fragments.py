"""Follow-ups that are no sentences: patterns with their examples."""

from __future__ import annotations

import re

from patterns import pattern_examples

from bot.conversation import fragments


@pattern_examples(
    (fragments.opening_preposition(), "since May", "sincere regards"),
    (fragments._office(), "the Ukrainian prime minister", "a Ukrainian minister"),
    (fragments._office(), "the mayor", "the boat"),
    (fragments._other_office(), "the French one", "the French one sails"),
    (fragments._other_office(), "the mayor", "the boat"),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

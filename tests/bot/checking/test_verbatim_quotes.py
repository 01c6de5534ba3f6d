"""Quotations in single quotation marks."""

from __future__ import annotations

import re

from patterns import pattern_examples

from bot.checking import verbatim_quotes


@pattern_examples(
    (
        verbatim_quotes._SINGLE_QUOTED,
        "She said 'the boat isn't here' twice",
        "The boat isn't here, she said, and won't be",
    ),
    (verbatim_quotes._SINGLE_QUOTED, "She said 'boats'", "She said ' boats'"),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

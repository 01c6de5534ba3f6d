"""What is left out of a follow-up: patterns with their examples."""

from __future__ import annotations

import re

from patterns import pattern_examples

from bot.conversation import ellipsis


@pattern_examples(
    (ellipsis._LACKING_VERB, "And how do they compare?", "How do they compare to boats?"),
    (ellipsis._LACKING_VERB, "Is it different?", "Is it indifferent?"),
    (ellipsis._THERE_TO_DO, "What is there to see?", "What is there?"),
    (ellipsis._SOME_OF_THE, "what are some of the ", "what are some of the old boats"),
    (ellipsis._SOME_OF_THE, "most of the old ", "most of these "),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

"""What a conversation is about: patterns with their examples."""

from __future__ import annotations

import re

from patterns import pattern_examples

from bot.conversation import salience


@pattern_examples(
    (salience._PAIR, "Did Quill and Marsh meet?", "Did Quill or Marsh sail?"),
    (salience._PAIR, "Did Quill, Marsh and Ada Lund meet?", "Quill, who saw Marsh"),
    (salience._vague_adjectives(), "main different causes", "causes"),
    (salience._vague_adjectives(), "important boats", "important "),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

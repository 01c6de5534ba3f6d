"""Question words and auxiliaries."""

from __future__ import annotations

import re

import pytest

from bot.language.question_words import auxiliary_pattern, is_asking, question_word_pattern


@pytest.mark.parametrize("text", ["who did not sign", "Should it", "and how", "is it"])
def test_a_text_asks_by_a_word(text: str) -> None:
    assert is_asking(text)


@pytest.mark.parametrize("text", ["Klimkin", "the island", "whoever", ""])
def test_other_texts_ask_nothing(text: str) -> None:
    assert not is_asking(text)


def test_the_patterns_are_apart() -> None:
    assert re.fullmatch(question_word_pattern(), "whose")
    assert not re.fullmatch(question_word_pattern(), "did")
    assert re.fullmatch(auxiliary_pattern(), "did")
    assert not re.fullmatch(auxiliary_pattern(), "being")

"""Words of opposite meaning."""

from __future__ import annotations

from bot.language.antonyms import antonyms
from bot.language.tokens import tokens


def key(word: str) -> str:
    """The key by which a word compares."""
    return tokens(word)[0].key


def test_antonyms_hold_both_ways_and_in_all_forms() -> None:
    assert key("fell") in antonyms()[key("rose")]
    assert key("rising") in antonyms()[key("fallen")]


def test_first_is_the_opposite_of_last_though_it_is_a_number() -> None:
    assert antonyms()[key("first")] == {key("last")}


def test_no_word_is_its_own_opposite() -> None:
    assert not any(word in others for word, others in antonyms().items())

"""The values of number words."""

from __future__ import annotations

from index.language.lexicon.numbers import number_words


def test_words_of_a_kind_have_their_values() -> None:
    assert number_words("small")["twelve"] == 12
    assert number_words("scale") == {
        "hundred": 100,
        "thousand": 1_000,
        "lakh": 100_000,
        "million": 1_000_000,
        "crore": 10_000_000,
        "billion": 1_000_000_000,
        "bn": 1_000_000_000,
        "trillion": 1_000_000_000_000,
    }


def test_several_kinds_may_be_wanted() -> None:
    assert sorted(number_words("small", "tens").values()) == [*range(20), *range(20, 100, 10)]

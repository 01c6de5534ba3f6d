"""What words are compared by."""

from __future__ import annotations

import pytest

from index.language import terms


def test_terms_say_where_they_stand() -> None:
    text = "Klimkin’s cease-fire: 5,000 men, “no” более."
    found = list(terms.terms(text))
    assert [term.word for term in found] == [
        "Klimkin",
        "cease-fire",
        "cease",
        "fire",
        "5,000",
        "men",
        "no",
        "более",
    ]
    assert all(text[term.start : term.end] == term.word for term in found)
    assert [term.start for term in terms.terms("win-win vis-a-vis")] == [0, 0, 4, 8, 8, 14]


def test_terms_know_names_and_numbers() -> None:
    found = {
        term.word: (term.is_capital, term.is_number) for term in terms.terms("Lavrov met 12 envoys")
    }
    assert found == {
        "Lavrov": (True, False),
        "met": (False, False),
        "12": (False, True),
        "envoys": (False, False),
    }


def test_a_text_is_found_by_its_words_its_names_sounds_and_its_countries() -> None:
    found = set(terms.search_terms("Sergey Lavrov spoke of talks in Kyiv"))
    assert {"lavrov", "talk", "~sergei", "~lavrov", "=Ukraine"} <= found
    assert "~talk" not in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.N. aid", ["U.N.", "aid"]),
        ("1,240.5 tons", ["1,240.5", "tons"]),
        ("by-laws, it’s", ["by-laws", "it’s"]),
        ("one - two", ["one", "two"]),
    ],
)
def test_a_word_by_its_pattern(text: str, words: list[str]) -> None:
    assert terms._WORD.findall(text) == words

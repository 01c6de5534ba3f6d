"""The names in questions and answers."""

from __future__ import annotations

import re

import pytest
from patterns import pattern_examples

from bot.language.names import (
    NAME,
    PLACE_PHRASE,
    is_name,
    is_place,
    names_in,
    people_in,
    places_in,
)


@pytest.mark.parametrize(
    "name", ["Colley", "Bank of Velmar", "Jan van Holt", "O'Hara-Lynn", "J.R."]
)
def test_a_name_has_capitals(name: str) -> None:
    assert re.fullmatch(NAME, name)


@pytest.mark.parametrize("text", ["colley", "Bank of", "Jan, Holt", "the Hill"])
def test_what_is_no_name_has_none(text: str) -> None:
    assert not re.fullmatch(NAME, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Colley", True), ("France", False), ("Paris", False), ("May 2016", False), ("moss", False)],
)
def test_a_name_is_neither_a_country_nor_a_date(text: str, expected: bool) -> None:
    assert is_name(text) is expected


def test_a_country_and_its_capital_are_places() -> None:
    assert is_place("France")
    assert is_place("Minsk")
    assert not is_place("Arnwick")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did Oda Colley meet Hale?", ["Oda Colley", "Hale"]),
        ("Tell Colley about Arnwick", ["Colley", "Arnwick"]),
        ("What is moss?", []),
        ("Who Is Colley?", []),
    ],
)
def test_the_word_that_opens_a_question_is_no_name(question: str, expected: list[str]) -> None:
    assert [match.group() for match in names_in(question)] == expected


def test_what_something_is_in_is_a_place() -> None:
    assert places_in("She spoke in Arnwick and at the Mill House today") == {
        "Arnwick",
        "Mill House",
    }


def test_people_are_names_that_are_no_places() -> None:
    answer = "Last week Oda Colley's team met in Arnwick, and Hale left for France."
    assert list(people_in(answer)) == ["Oda Colley", "Hale"]


@pattern_examples(
    (PLACE_PHRASE, "It snowed in the Kestrel Hills", "It snowed in the hills"),
    (PLACE_PHRASE, "It snowed at Velmar", "It snowed on Velmar"),
)
def test_where_something_happens(pattern: re.Pattern[str], example: str, near_miss: str) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

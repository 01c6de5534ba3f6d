"""Pronouns and the names that replace them."""

from __future__ import annotations

import re

import pytest
from patterns import pattern_examples

from bot.language.pronouns import (
    in_place_of,
    is_possessive,
    person_pronoun,
    thing_pronouns,
)


def replaced(text: str, name: str) -> str:
    """The text with a name for each personal pronoun."""
    return person_pronoun().sub(lambda pronoun: in_place_of(pronoun, name), text)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("What did he say?", "Colley", "What did Colley say?"),
        ("What was her answer?", "Colley", "What was Colley's answer?"),
        ("Is she's late?", "Colley", "Is Colley is late?"),
        ("Where were their homes?", "Colley", "Where were their homes?"),
        ("What about the sheds?", "Colley", "What about the sheds?"),
    ],
)
def test_a_name_takes_the_form_of_the_pronoun(text: str, name: str, expected: str) -> None:
    assert replaced(text, name) == expected


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("What are their causes?", "moss fires", "What are moss fires' causes?"),
        ("They’ve what?", "moss fires", "moss fires have what?"),
        ("Did theme parks close?", "moss fires", "Did theme parks close?"),
    ],
)
def test_things_do_so_too(text: str, name: str, expected: str) -> None:
    _, they = thing_pronouns()
    assert they.sub(lambda pronoun: in_place_of(pronoun, name), text) == expected


def test_it_is_found_with_its_contraction() -> None:
    it, _ = thing_pronouns()
    match = it.search("Where is it's source?")
    assert match
    assert (match["word"], match["is"]) == ("it", "'s")
    assert not it.search("Who sits there?")


def test_pronouns_may_be_possessive() -> None:
    assert is_possessive("hers")
    assert not is_possessive("she")


@pattern_examples(
    (thing_pronouns()[0], "Its roof", "The items"),
    (thing_pronouns()[1], "They've sailed", "The yard"),
)
def test_pronouns_of_things(pattern: re.Pattern[str], example: str, near_miss: str) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

"""Nouns that need to be completed, and what they are of."""

from __future__ import annotations

import pytest

from bot.language.noun_phrases import noun_phrases
from bot.language.relational_nouns import (
    is_generic,
    is_plural,
    is_relational,
    owner,
    relational_stems,
)
from index.language import lexicon


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What are the symptoms?", True),
        ("What are lung cancer's symptoms?", True),
        ("What about the thing?", True),
        ("What is the MILL method?", False),
        ("Who built the bridge?", False),
    ],
)
def test_some_nouns_are_sides_of_something(question: str, expected: bool) -> None:
    assert is_relational(noun_phrases(question)[-1]) is expected


def test_old_people_say_more_than_people() -> None:
    assert is_generic(noun_phrases("Where do people live?")[0])
    assert not is_generic(noun_phrases("Where do old people live?")[0])


def test_a_side_may_have_an_owner() -> None:
    assert owner(noun_phrases("What are the mill fire's causes?")[0]) == "the mill fire"
    assert owner(noun_phrases("Who is the mayor's brother?")[0]) == ""
    assert owner(noun_phrases("What are the causes?")[0]) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [("moss fires", True), ("Hale and Moor", True), ("women", True), ("moss", False)],
)
def test_a_text_names_one_or_more(text: str, expected: bool) -> None:
    assert is_plural(text) is expected


def test_every_noun_has_a_tag() -> None:
    tags = {tag for tags in lexicon.table("relational_nouns").values() for tag in tags.split()}
    assert tags == {"side", "generic"}
    assert all(relational_stems(tag) for tag in tags)

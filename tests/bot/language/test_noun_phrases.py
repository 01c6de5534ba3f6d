"""Noun phrases of questions."""

from __future__ import annotations

import re

import pytest
from patterns import pattern_examples

from bot.language import noun_phrases as noun_phrases_module
from bot.language.noun_phrases import NounPhrase, noun_phrases


def only(question: str) -> NounPhrase:
    """The one noun phrase of a question."""
    (phrase,) = noun_phrases(question)
    return phrase


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What animals eat moss?", ["animals", "moss"]),
        ("How do moss fires spread in the Kestrel Hills?", ["moss fires", "Kestrel Hills"]),
        ("Which animals Darwin saw were new?", ["animals", "Darwin"]),
        ("What are a dock strike's costs?", ["dock strike's costs"]),
        ("Who won, Arnwick or Velmar?", ["Arnwick", "Velmar"]),
        ("What did she do there?", []),
        ("", []),
    ],
)
def test_a_question_has_its_noun_phrases(question: str, expected: list[str]) -> None:
    assert [phrase.text for phrase in noun_phrases(question)] == expected


def test_a_phrase_knows_what_stands_around_it() -> None:
    phrase = only("Why did all the first bridges of it fall?")
    assert (phrase.determiner, phrase.before, phrase.after) == ("the", "did", "of")
    phrase = only("And so, bridges?")
    assert (phrase.determiner, phrase.before, phrase.after) == ("", "", "")


def test_a_phrase_stands_where_it_says() -> None:
    question = "How old is the Kestrel Bridge?"
    phrase = only(question)
    assert question[phrase.start : phrase.end] == phrase.text == "Kestrel Bridge"


@pytest.mark.parametrize(
    ("text", "possessor"),
    [("lung cancer's symptoms", "lung cancer"), ("drivers' wages", "drivers"), ("wages", "")],
)
def test_a_phrase_may_have_a_possessor(text: str, possessor: str) -> None:
    assert only(f"What about the {text}?").possessor == possessor


@pytest.mark.parametrize(
    ("noun", "is_plural"),
    [("bridges", True), ("women", True), ("glass", False), ("virus", False), ("gas", False)],
)
def test_a_plural_is_known_by_its_form(noun: str, is_plural: bool) -> None:
    assert only(f"What about the {noun}?").is_plural is is_plural


def test_a_name_ends_with_a_capital() -> None:
    assert only("Who is Oda Colley?").is_name
    assert not only("What is moss?").is_name


@pattern_examples(
    (noun_phrases_module._POSSESSOR, "Quill's boat", "Quills boat"),
    (noun_phrases_module._POSSESSOR, "the sailors' boat", "the sailor' boat"),
)
def test_whose_it_is(pattern: re.Pattern[str], example: str, near_miss: str) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

"""Function words of English, by what they do in a sentence."""

from __future__ import annotations

import re

import pytest

from index.language import lexicon
from index.language.function_words import (
    Function,
    contractions,
    function_word_pattern,
    function_words,
)

CLASSES = {
    Function.DETERMINER,
    Function.PRONOUN,
    Function.QUESTION,
    Function.AUXILIARY,
    Function.PREPOSITION,
    Function.PARTICLE,
}


def test_every_tag_is_a_function_and_every_function_has_words() -> None:
    tags = {tag for tags in lexicon.table("function_words").values() for tag in tags.split()}
    assert tags == set(Function)


@pytest.mark.parametrize("word", sorted(lexicon.words("function_words")))
def test_a_word_has_one_class_or_none(word: str) -> None:
    tags = lexicon.table("function_words")[word].split()
    assert len(CLASSES.intersection(tags)) <= 1
    assert len(tags) == len(set(tags)) > 0


@pytest.mark.parametrize(
    ("function", "word"),
    [
        (Function.ARTICLE, "the"),
        (Function.POINTING, "those"),
        (Function.PERSON, "hers"),
        (Function.QUESTION, "whose"),
        (Function.MODAL, "must"),
        (Function.NEGATION, "without"),
        (Function.BE, "'s"),
        (Function.BE, "’s"),
    ],
)
def test_a_word_has_its_function(function: Function, word: str) -> None:
    assert word in function_words(function)


def test_just_the_contractions_have_full_words() -> None:
    rows = lexicon.rows("function_words")
    assert {row[0] for row in rows if row[2:]} == set(contractions())
    assert contractions()["won't"] == "will not"
    assert contractions()["'ll"] == "will"


@pytest.mark.parametrize("auxiliary", sorted(function_words(Function.ASKS) - {"may"}))
def test_an_auxiliary_of_questions_has_a_contraction(auxiliary: str) -> None:
    assert f"{auxiliary} not" in contractions().values()


def test_several_functions_give_the_words_of_each() -> None:
    both = function_words(Function.ARTICLE, Function.MODAL)
    assert both == function_words(Function.ARTICLE) | function_words(Function.MODAL)


def test_a_pattern_matches_the_longest_word() -> None:
    pattern = function_word_pattern(Function.AUXILIARY)
    assert re.match(pattern, "isn’t it").group() == "isn’t"  # type: ignore[union-attr]
    assert not re.fullmatch(pattern, "moss")

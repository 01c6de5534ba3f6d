"""Noun phrases in a parse."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from index.statements.grammar import apposed, proper_name, without_article
from index.statements.spacy_model import model


def test_a_name_that_ends_a_text_has_nothing_in_apposition() -> None:
    words = ["the", "mayor", ",", "Colley"]
    doc = Doc(
        model().vocab,
        words=words,
        pos=["DET", "NOUN", "PUNCT", "PROPN"],
        heads=[1, 1, 1, 1],
        deps=["det", "ROOT", "punct", "appos"],
    )
    assert apposed(doc[3]) is None
    assert apposed(doc[1]) == doc[3]


@pytest.mark.parametrize(
    ("sentence", "noun", "name"),
    [
        ("The mayor, Idris Colley, said no.", "mayor", "Colley"),
        ("The head of the union, Idris Colley, said no.", "head", "Colley"),
        ("The mayor said no.", "mayor", None),
    ],
)
def test_a_noun_has_a_name_in_apposition(sentence: str, noun: str, name: str | None) -> None:
    doc = model()(sentence)
    found = apposed(next(token for token in doc if token.text == noun))
    assert (found.text if found is not None else None) == name


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Mayor Idris Colley said no.", "Idris Colley"),
        ("Lady Ada Colley said no.", "Lady Ada Colley"),
    ],
)
def test_a_proper_name_has_no_titles_but_polite_ones(sentence: str, name: str) -> None:
    doc = model()(sentence)
    last = next(token for token in doc if token.text == "Colley")
    assert proper_name(last).text == name


@pytest.mark.parametrize("words", ["the wall", "The wall", "a wall", "wall"])
def test_an_article_goes(words: str) -> None:
    assert without_article(words) == "wall"


def test_a_word_that_begins_like_an_article_stays() -> None:
    assert without_article("another wall") == "another wall"

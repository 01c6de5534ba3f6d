"""What a sentence has to say to a question: its names and numbers there, in whatever form."""

from __future__ import annotations

import re

import pytest
from patterns import pattern_examples

from bot.answering import sentence_features
from bot.answering.sentence_features import Evidence, evidence_of, view
from bot.questions.analysis import analyse
from index.articles.parse import parse
from index.types import Article, Document, Hit

TEXT = """Fenby ferry line is sold
4 May 2021

The Fenby Harbour Board sold the line on Tuesday for nine million crowns.

J. K. Lomax, who bought it, signed a 12-year contract.

Tea was served.
"""


@pytest.fixture(scope="module")
def article() -> Article:
    return parse(Document("ferry.txt", TEXT, "0" * 64))


def evidence(article: Article, question: str, number: int) -> Evidence:
    asked = analyse(question, lambda word: False)
    hit = Hit(1, 1, "ferry.txt", 0, 10, "", 0.5, 0.5)
    return evidence_of(
        asked,
        view(article),
        number,
        lambda word: 1.0,
        hit=hit,
        rank=1,
        likeness=0.5,
        on_record=0.5,
    )


@pytest.mark.parametrize(
    ("question", "number", "names"),
    [
        ("Which line did the FHB sell?", 0, 1.0),
        ("Which line did the FHX sell?", 0, 0.0),
        ("What did J. K. Lomax sign?", 1, 1.0),
        ("What did Holm sign?", 1, 0.0),
    ],
)
def test_names_are_found_by_their_initials_and_nobody_elses(
    question: str, number: int, names: float, article: Article
) -> None:
    assert evidence(article, question, number).names == pytest.approx(names, abs=0.35)


@pytest.mark.parametrize(
    ("question", "agrees"),
    [("What was sold on 4 May 2021?", 1.0), ("What was sold on 4 May 2019?", 0.0)],
)
def test_dates_agree_with_the_article_or_not(
    question: str, agrees: float, article: Article
) -> None:
    assert evidence(article, question, 0).dates == agrees


def test_the_words_asked_for_count_in_the_sentence_and_less_beside_it(article: Article) -> None:
    here = evidence(article, "Who sold the line?", 0)
    beside = evidence(article, "Who sold the line?", 1)
    assert here.content == 1.0
    assert 0 < beside.content_near < 1
    assert beside.content == 0.0


@pattern_examples(
    (sentence_features._LONG_NAME, "a Bank of the North opened", "the bank of The North"),
    (sentence_features._LONG_NAME, "by Ada Quill", "by Quill"),
    (sentence_features._PRONOUN, "There she sails", "Sheila sails there"),
    (sentence_features._PRONOUN, "Their boat sank", "The hermit sank"),
    (sentence_features._PRONOUN, "We saw them", "We saw theme parks"),
)
def test_a_pattern_matches_its_example_and_no_near_miss(
    pattern: re.Pattern[str], example: str, near_miss: str
) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

"""What a sentence has to say to a question: its names and numbers there, in whatever form."""

from __future__ import annotations

import re
from datetime import date

import pytest
from patterns import pattern_examples

from bot.answering import sentence_features
from bot.answering.quote_selection import _fresh
from bot.answering.sentence_features import Evidence, Line, names_there, stands_in, view, weigh
from bot.questions.analysis import analyse
from index.articles.parse import parse
from index.types import Article, Document

TEXT = """Fenby ferry line is sold
4 May 2021

The Fenby Harbour Board sold the line on Tuesday for nine million crowns.

J. K. Lomax, who bought it, signed a 12-year contract.

Tea was served.
"""


@pytest.fixture(scope="module")
def article() -> Article:
    return parse(Document("ferry.txt", TEXT, "0" * 64))


def weighed(article: Article, question: str, number: int) -> Evidence | None:
    asked = analyse(question, lambda word: False)
    seen = view(article)
    whole = Line(article.text, (), "en")
    is_there = names_there(asked, lambda word: bool(stands_in(word, whole)))
    return weigh(asked, seen, number, lambda word: 1.0, 0.5, 0.5) if is_there else None


@pytest.mark.parametrize(
    ("question", "number", "is_answer"),
    [
        ("What did the board get for the line, 9 million crowns?", 0, True),
        ("What did the board get for the line, 8 million crowns?", 0, False),
        ("Who signed a contract of twelve years?", 1, True),
        ("Which line did the FHB sell?", 0, True),
        ("Which line did the FHX sell?", 0, False),
        ("What did J. K. Lomax sign?", 1, True),
        ("What did J. K. Holm sign?", 1, False),
    ],
)
def test_names_and_numbers_are_found_in_other_forms(
    question: str, number: int, is_answer: bool, article: Article
) -> None:
    assert (weighed(article, question, number) is not None) is is_answer


def test_what_is_told_before_the_question_need_not_stand_beside_the_answer(
    article: Article,
) -> None:
    told = "The line of 300 seats and its cook Ada Holm were in the news. What did Lomax sign?"
    assert weighed(article, told, 1) is None  # of what it names before, nothing is there
    told = (
        "The line of 300 seats at Fenby and its cook Ada Holm were in the news. "
        "What did Lomax sign?"
    )
    assert weighed(article, told, 1) is not None


def test_what_is_told_is_what_is_asked_about_where_the_question_names_nothing(
    article: Article,
) -> None:
    assert weighed(article, "Tall Lomax came to Fenby. What did he sign?", 1) is not None
    assert weighed(article, "Tall Holm came to Oslo. What did he sign?", 1) is None


@pytest.mark.parametrize(
    ("first", "last", "fresh"),
    [
        (date(2021, 5, 1), date(2021, 5, 9), 1.0),
        (date(2020, 5, 1), date(2020, 5, 9), 0.0),
        (None, None, 0.5),
    ],
)
def test_news_of_the_likely_days_is_fresh(
    first: date | None, last: date | None, fresh: float, article: Article
) -> None:
    assert _fresh(article, (first, last) if first and last else None) == fresh


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

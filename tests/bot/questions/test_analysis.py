"""What a question says: names, numbers, places, days, and what stands before it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from patterns import pattern_examples

from bot.questions import analysis
from bot.questions.analysis import analyse
from bot.questions.question import AnswerType


def names(text: str) -> list[str]:
    return [word.text for word in analyse(text, lambda word: False).words if word.is_name]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which Fenby firm made a U-turn on newly-released plans?", ["Fenby"]),
        ("Which prize-winning Fenby poet caught Covid-19?", ["Fenby", "Covid-19", "Covid"]),
        ("What did the Lower-Fenby choir sing?", ["Lower-Fenby", "Lower", "Fenby"]),
        ("The town of Fenby grew. Approximately how many live there? Nobody knows.", ["Fenby"]),
    ],
)
def test_capitals_make_a_name_except_at_the_start_of_a_sentence_or_in_half_a_word(
    text: str, wanted: list[str]
) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "is_required"),
    [
        ("Who walked 90 miles?", True),
        ("Who walked more than 90 miles?", False),
        ("Who paid nearly £90?", False),
    ],
)
def test_an_article_need_not_have_a_round_number(text: str, is_required: bool) -> None:
    assert any(word.is_number for word in analyse(text, lambda word: False).words) is is_required


def test_sentences_before_the_one_that_asks_are_background() -> None:
    asked = analyse(
        "The ferry of 300 seats sank off Fenby on Monday. What did Ada Holm call it?",
        lambda word: False,
    )
    assert [word.text for word in asked.words if word.is_background] == [
        "ferry",
        "300",
        "seats",
        "sank",
        "Fenby",
        "Monday",
    ]
    assert asked.speaker == "Ada Holm"
    assert asked.asking_text.strip() == "What did Ada Holm call it?"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Who shot John F. Holm in Fenby?", ["John", "Holm", "Fenby"]),
        ("What did Gov. Karl Holm sign?", ["Karl", "Holm"]),
        ("What did the governor, J. K. Holm, sign?", ["Holm"]),
    ],
)
def test_initials_and_short_titles_are_no_names(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("How many like tea, according to a new Fenby poll?", None),
        ("How many like tea, according to the mayor of Fenby?", "mayor of Fenby"),
        ("Which firm has a tool that is used to predict storms?", None),
        ("Which song did Ada Holm add to the list?", None),
        ("What did Ada Holm add?", "Ada Holm"),
    ],
)
def test_only_who_can_say_something_is_a_speaker(text: str, speaker: str | None) -> None:
    assert analyse(text, lambda word: False).speaker == speaker


def test_only_days_that_have_begun_are_the_period() -> None:
    now = date(2024, 5, 15)
    assert analyse("Which schools will close next year?", lambda word: False, now).period is None
    assert analyse("Which schools closed last year?", lambda word: False, now).period == (
        date(2023, 1, 1),
        date(2023, 12, 31),
    )


def test_a_question_behind_a_long_story_is_analysed_at_once() -> None:
    """A pattern that backtracks over the whole story would exceed the time limit of a test."""
    question = analyse(
        "The ferry sank off the coast on Monday. " * 120 + "Who was on board?", str.istitle
    )
    assert question.answer_type is AnswerType.PERSON


@pytest.mark.parametrize(
    ("pattern", "before", "other"),
    [
        (analysis._BEFORE_PLACE, "talks in ", "talks of "),
        (analysis._BEFORE_PLACE, "talks in the old ", "talks in the old and "),
        (analysis._BEFORE_ROUND_NUMBER, "more than ", "rather than "),
        (analysis._BEFORE_ROUND_NUMBER, "at least ", "at the "),
        (analysis._BEFORE_ROUND_NUMBER, "up to ", "due to "),
        (analysis._BEFORE_ROUND_NUMBER, "nearly £", "for £"),
        (analysis._BEFORE_ROUND_NUMBER, "Covid-", "Covid "),
        (analysis._SENTENCE_START, "", "he "),
        (analysis._SENTENCE_START, "It sank. ", "It sank "),
        (analysis._SENTENCE_START, "“", "J. "),
        (analysis._SENTENCE_START, "Did it? ", "Dr. "),
        (analysis._SENTENCE_START, "He sank: ", "Gov. "),
    ],
)
def test_words_before_another_tell_what_it_is(
    pattern: re.Pattern[str], before: str, other: str
) -> None:
    assert pattern.search(before)
    assert not pattern.search(other)


@pytest.mark.parametrize(
    ("text", "places", "topic"),
    [
        ("What did Holm say in Minsk?", ["Minsk"], []),
        ("What did Holm say about the port in Minsk?", [], ["port", "Minsk"]),
        ("What did Holm say about the summit in Minsk?", ["Minsk"], []),
        ("What did Holm say about the Minsk summit?", ["Minsk"], []),
        ("What did Holm say about a summit with Marsh?", [], ["summit", "Marsh"]),
    ],
)
def test_an_occasion_is_where_something_was_said(
    text: str, places: list[str], topic: list[str]
) -> None:
    question = analyse(text, lambda word: False)
    assert [word.text for word in question.words if word.is_place] == places
    assert [word.text for word in question.topic] == topic


@pattern_examples(
    (analysis._ABOUT, "about the ferry", "round about_the ferry"),
    (analysis._ABOUT, "whether the ferry sails", "which ferry sails"),
)
def test_what_begins_a_topic(pattern: re.Pattern[str], example: str, near_miss: str) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)

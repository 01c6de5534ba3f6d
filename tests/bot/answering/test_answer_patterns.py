"""Each branch of a pattern of answers matches its example, and no near miss."""

from __future__ import annotations

import re

import pytest

from bot.answering import answer_patterns as patterns


def text_id(value: object) -> str:
    """The id of a parameter: a text is its own; a pattern would be too long."""
    return value if isinstance(value, str) else ""


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (patterns.number(), "1,240"),
        (patterns.number(), "dozens"),
        (patterns.number(), "no one"),
        (patterns.duration(), "two and a half hour"),
        (patterns.duration(), "six more week"),
        (patterns.duration(), "few day"),
        (patterns.duration(), "for hours"),
        (patterns.age(), "two years old"),
        (patterns.age(), "aged 64"),
        (patterns.age(), ", 64,"),
        (patterns.age(), "born"),
        (patterns.age(), "years of age"),
        (patterns.money(), "$4"),
        (patterns.money(), "two million crowns"),
        (patterns.money(), "5 per cent"),
        (patterns.length(), "12 square kilometres"),
        (patterns.length(), "12km"),
        (patterns.length(), "two feet"),
        (patterns.length(), "ten-storey"),
        (patterns.SPEED, "90 km/h"),
        (patterns.SPEED, "40 miles an hour"),
        (patterns.AGED, "64-year-old"),
        (patterns.AGED, "aged 64"),
        (patterns.SHARE, "%"),
        (patterns.SHARE, "per cent"),
        (patterns.PRICE, " dollars"),
        (patterns.YEAR, "1871"),
        (patterns.YEAR, "2014"),
        (patterns.time(), "Monday"),
        (patterns.time(), "tonight"),
        (patterns.time(), "noon"),
        (patterns.time(), "earlier this spring"),
        (patterns.time(), "ago"),
        (patterns.time(), "3:30 pm"),
        (patterns.time(), "3 p.m"),
        (patterns.time(), "15:30"),
        (patterns.time(), "since May"),
        (patterns.time(), "1990s"),
        (patterns.ago(), "3 years later"),
        (patterns.ago(), "two weeks ago"),
        (patterns.ago(), "a century earlier"),
        (patterns.ago(), "few days ago"),
        (patterns.ago(), "two long weeks ago"),
        (patterns.era(), "12th and thirteenth centuries"),
        (patterns.era(), "44 BC"),
        (patterns.era(), "1750s"),
        (patterns.amount(), "1,240.5"),
        (patterns.amount(), "one hundred"),
        (patterns.amount(), "$4 to $5"),
        (patterns.amount(), "4.5 million"),
        (patterns.amount(), "5 per cent"),
        (patterns.BETWEEN_TIMES, " on "),
        (patterns.BETWEEN_TIMES, ", "),
        (patterns.BETWEEN_TIMES, "–"),
        (patterns.BETWEEN_TIMES, " of the "),
        (patterns.LEADING, "in "),
        (patterns.VAGUE, "the morning"),
        (patterns.VAGUE, "ago"),
        (patterns.IN_PLACE, "in "),
        (patterns.IN_PLACE, "near the "),
        (patterns.reported(), "told us "),
    ],
    ids=text_id,
)
def test_a_branch_matches_the_whole_example(pattern: re.Pattern[str], example: str) -> None:
    assert pattern.fullmatch(example)


@pytest.mark.parametrize(
    ("pattern", "near_miss"),
    [
        (patterns.number(), "a bone, a stone"),
        (patterns.duration(), "two boats and weeks"),
        (patterns.duration(), "for hourly wages"),
        (patterns.age(), "two years older"),
        (patterns.age(), "of age, unborn"),
        (patterns.money(), "$ four, two million boats"),
        (patterns.length(), "12 metronomes"),
        (patterns.SPEED, "40 boats an evening"),
        (patterns.AGED, "a 64-year lease"),
        (patterns.AGED, "Quill, 640, sails"),
        (patterns.SHARE, "per center"),
        (patterns.YEAR, "2114"),
        (patterns.time(), "Mondays"),
        (patterns.time(), "this boat"),
        (patterns.time(), "may burn"),
        (patterns.time(), "1890s"),
        (patterns.ago(), "two weeks of rain"),
        (patterns.era(), "12th centurion"),
        (patterns.era(), "$1750"),
        (patterns.era(), "1,750"),
        (patterns.amount(), "1240s"),
        (patterns.amount(), "12/3"),
        (patterns.amount(), "4-5-6"),
        (patterns.amount(), "lone boats"),
        (patterns.LEADING, "inn, of"),
        (patterns.IN_PLACE, "in a "),
        (patterns.reported(), "told all of the town "),
    ],
    ids=text_id,
)
def test_no_branch_matches_a_near_miss(pattern: re.Pattern[str], near_miss: str) -> None:
    assert not pattern.search(near_miss)


@pytest.mark.parametrize(
    ("pattern", "near_miss"),
    [(patterns.BETWEEN_TIMES, " but "), (patterns.VAGUE, "Monday morning")],
    ids=text_id,
)
def test_no_more_stands_between_times_or_is_vague(pattern: re.Pattern[str], near_miss: str) -> None:
    assert not pattern.fullmatch(near_miss)


def test_the_age_between_commas_is_matched_without_them() -> None:
    age = patterns.AGED.search("Quill, 64, sails")
    assert age
    assert age["c"] == "64"


@pytest.mark.parametrize(
    ("pattern", "question", "near_miss"),
    [
        (patterns.asks_when(), "When did it burn?", "What happened when it burned?"),
        (patterns.asks_when(), "In which year did it burn?", "Which yearbook was it?"),
        (patterns.asks_where(), "Where did it burn?", "Is it known where it burned?"),
        (patterns.asks_where(), "In which town did it burn?", "Which townhouse burned?"),
        (patterns.ASKS_WHO, "By whom was it built?", "Is it known who built it?"),
        (patterns.ASKS_NAME, "What is the name of the boat?", "What is it called in the north?"),
        (patterns.ASKS_NAME, "What is the boat called?", "Who named the boat?"),
        (patterns.ASKS_AGE, "What was her age?", "Did the agency close?"),
        (patterns.ASKS_SHARE, "What share of the boats sank?", "Who shared the boat?"),
        (patterns.ASKS_MONEY, "what was the price?", "was it worse?"),
        (patterns.ASKS_MONEY, "what does she earn?", "what did she learn?"),
        (patterns.ASKS_MONEY, "how much was spent?", "how much was sent?"),
    ],
    ids=text_id,
)
def test_what_a_question_asks_for(pattern: re.Pattern[str], question: str, near_miss: str) -> None:
    assert pattern.search(question)
    assert not pattern.search(near_miss)


@pytest.mark.parametrize(
    ("question", "verb"),
    [("Whose boat sank?", "boat"), ("Who else had sailed?", "sailed"), ("Who?", None)],
)
def test_the_verb_behind_who(question: str, verb: str | None) -> None:
    who = patterns.ASKS_WHO.search(question)
    assert who
    assert who["verb"] == verb


def test_what_how_asks_for() -> None:
    assert patterns.adjective_asked("and how long is it?") == "long"
    assert patterns.adjective_asked("how?") == ""
    assert patterns.measures()["long"].search("for two days")
    assert patterns.measures()["long"].search("two miles")
    assert not patterns.measures()["tall"].search("for two days")
    assert "many" not in patterns.measures()

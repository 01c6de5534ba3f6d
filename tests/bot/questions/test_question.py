"""What an analysed question says about itself."""

from __future__ import annotations

from datetime import date

import pytest

from bot.questions.analysis import analyse
from bot.questions.question import Question, _focus_pattern


def asked(text: str) -> Question:
    """A question, analysed where no word is known as a name."""
    return analyse(text, lambda word: False)


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("Which old hotel was sold?", ["old", "hotel"]),
        ("How many of the paragraphs were cut?", ["paragraphs"]),
        ("What colour is the bridge?", ["colour"]),
        ("Which Fenby hotel was sold?", ["hotel"]),
        ("Who sold the hotel?", []),
        ("What was sold?", []),
    ],
)
def test_the_focus_is_what_is_asked_for(text: str, focus: list[str]) -> None:
    assert [word.text for word in asked(text).focus] == focus


def test_nothing_but_a_question_word_has_a_focus() -> None:
    assert _focus_pattern().search("Somewhat old hotels were sold") is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("What happened in March 2014?", (date(2014, 3, 1), date(2014, 3, 31))),
        ("What happened on 5 May and in 2014?", (date(2014, 1, 1), date(2014, 12, 31))),
        ("What happened on 5 May?", None),
    ],
)
def test_a_date_with_a_year_gives_a_period(text: str, period: tuple[date, date] | None) -> None:
    assert asked(text).dated_period == period

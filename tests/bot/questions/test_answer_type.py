"""What a question asks for, by its question word."""

from __future__ import annotations

import pytest

from bot.questions.answer_type import _BEFORE_QUESTION_WORD, answer_type
from bot.questions.question import AnswerType


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did the bridge fall?", AnswerType.YES_NO),
        ("How many came?", AnswerType.NUMBER),
        ("What was the price?", AnswerType.NUMBER),
        ("Which annual budget was it?", AnswerType.NUMBER),
        ("When did it fall?", AnswerType.TIME),
        ("In which year did it fall?", AnswerType.TIME),
        ("Where did they meet?", AnswerType.PLACE),
        ("In which old town was it?", AnswerType.PLACE),
        ("Whose idea was it?", AnswerType.PERSON),
        ("Which minister resigned?", AnswerType.PERSON),
        ("Why did it fall?", AnswerType.REASON),
        ("What was the cause?", AnswerType.REASON),
        ("What led to the strike?", AnswerType.REASON),
        ("Which ship sank?", AnswerType.THING),
        ("How did it sink?", AnswerType.MANNER),
        ("Tell me about it.", AnswerType.THING),
    ],
)
def test_the_question_word_tells_what_is_asked_for(question: str, expected: AnswerType) -> None:
    assert answer_type(question) is expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Isabel won what?", AnswerType.THING),  # no "is"
        ("However many came, which ship sank?", AnswerType.THING),
        ("What did they say of its price?", AnswerType.THING),
        ("What did it do all day?", AnswerType.THING),
        ("Which of the towns?", AnswerType.THING),
        ("What minister resigned?", AnswerType.THING),
        ("What did it cause?", AnswerType.THING),
        ("Whichever ship sank, how?", AnswerType.MANNER),
    ],
)
def test_a_word_that_only_looks_like_it_does_not_tell(question: str, expected: AnswerType) -> None:
    assert answer_type(question) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The feast when families meet lasts for how many days?", AnswerType.NUMBER),
        ("The woman who won the race came from where?", AnswerType.PLACE),
        ("When did the man who won the race leave?", AnswerType.TIME),
        ("In which town was the race that he won?", AnswerType.PLACE),
        ("Tell me who won the race.", AnswerType.PERSON),
        ("The race was held when it rained. Who won it?", AnswerType.PERSON),
    ],
)
def test_a_question_word_that_begins_a_relative_clause_does_not_ask(
    text: str, expected: AnswerType
) -> None:
    """Where a sentence comes first, `analyse` blanks it; see test_analysis.py."""
    asking = text.partition(". ")[2] or text
    assert answer_type(asking) is expected


@pytest.mark.parametrize("before", ["", "In May, ", "Since ", "Who came, and ", "The race was "])
def test_a_question_word_asks_behind_these_words(before: str) -> None:
    assert _BEFORE_QUESTION_WORD.fullmatch(before)


@pytest.mark.parametrize("before", ["The day ", "A woman ", "The plan "])
def test_a_question_word_behind_a_noun_does_not(before: str) -> None:
    assert not _BEFORE_QUESTION_WORD.fullmatch(before)

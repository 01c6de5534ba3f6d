"""Which meanings of a question are offered, and which of them a reply chooses."""

from __future__ import annotations

import pytest

from bot.questions.clarification import _TWO_NAMES, chosen_question, pronoun_choices
from bot.types.answer import Choice, Turn

MINSK = "What did Lavrov say in Minsk?"


def turns(*questions: str) -> list[Turn]:
    """Turns whose questions stand by themselves."""
    return [Turn(question, question) for question in questions]


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("1", "A?"),
        ("the second one", "B?"),
        ("Paris", "B?"),
        ("the one in Minsk", "A?"),
        ("B?", "B?"),
        ("last", "B?"),
    ],
)
def test_a_reply_picks_one_of_the_choices(reply: str, expected: str) -> None:
    asked_back = Turn(
        "Q", "Q", "Which?", choices=(Choice("Minsk, 2016", "A?"), Choice("Paris, 2019", "B?"))
    )
    assert chosen_question(reply, [asked_back]) == expected


@pytest.mark.parametrize("reply", ["3", "Who won the Coastal Cup?", "Geneva", "?", "the one"])
def test_what_picks_none_of_the_choices_is_a_question(reply: str) -> None:
    asked_back = Turn(
        "Q", "Q", "Which?", choices=(Choice("Minsk, 2016", "A?"), Choice("Paris, 2019", "B?"))
    )
    assert chosen_question(reply, [asked_back]) is None
    assert chosen_question("1", [*turns(MINSK)]) is None


def test_he_may_be_either_of_two_who_were_named_together() -> None:
    both = pronoun_choices(
        "What did he say about Syria?", turns("How long did Kerry and Lavrov talk?")
    )
    assert [choice.question for choice in both] == [
        "What did Kerry say about Syria?",
        "What did Lavrov say about Syria?",
    ]
    assert pronoun_choices("What did he say?", turns(MINSK)) == ()
    assert pronoun_choices("What did they say?", turns("How long did Kerry and Lavrov talk?")) == ()


def test_a_reply_chooses_any_of_the_six_by_its_number() -> None:
    choices = tuple(Choice(f"Place {letter}", f"{letter}?") for letter in "ABCDEF")
    assert chosen_question("6", [Turn("Q", "Q", "Which?", choices=choices)]) == "F?"
    assert chosen_question("0", [Turn("Q", "Q", "Which?", choices=choices)]) is None


@pytest.mark.parametrize("reply", ["yes", "Yes!", "да"])
def test_yes_takes_the_only_choice(reply: str) -> None:
    one, other = Choice("Minsk", "A?"), Choice("Paris", "B?")
    assert chosen_question(reply, [Turn("Q", "Q", "Did you mean?", choices=(one,))]) == "A?"
    assert chosen_question(reply, [Turn("Q", "Q", "Which?", choices=(one, other))]) is None


def test_two_names_are_found_where_they_are_joined() -> None:
    match = _TWO_NAMES.search("How long did Ada Holm and Marsh talk?")
    assert match is not None
    assert match.groups() == ("Ada Holm", "Marsh")
    assert _TWO_NAMES.search("How long did Holm and others talk?") is None

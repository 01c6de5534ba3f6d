"""Which meanings of a question are offered, and which of them a reply chooses."""

from __future__ import annotations

import html

import pytest
from shortfalls import not_yet

import prompts
from bot.desk import Chat, Desk
from bot.questions.clarification import _TWO_NAMES, chosen_question, pronoun_choices
from bot.rendering import records
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


def test_an_office_that_several_hold_is_asked_back_and_a_number_answers(chat: Chat) -> None:
    asked_back = chat.ask("What did the president say?")
    assert (asked_back.answered, asked_back.citations) == (False, ())
    assert asked_back.text == prompts.load("asked_back")
    assert len(asked_back.choices) > 1
    answer = chat.ask("2")
    assert answer.standalone_question == asked_back.choices[1].question
    assert answer.citations[0].speaker == asked_back.choices[1].label.partition(",")[0]


def test_what_is_asked_back_reads_well_everywhere(desk: Desk) -> None:
    answer = desk.ask("What did the president say?")
    label = answer.choices[0].label
    assert f"1. {label}" in repr(answer)
    assert f"<li>{html.escape(label)}</li>" in answer._repr_html_()
    assert records.answer_record(answer)["choices"][0] == {
        "label": label,
        "question": answer.choices[0].question,
    }


@pytest.mark.parametrize(
    "question", ["What did the president say?", not_yet("What was agreed at the talks?")]
)
def test_every_choice_has_an_answer(desk: Desk, question: str) -> None:
    asked_back = desk.ask(question)
    assert len(asked_back.choices) > 1
    assert all(
        desk.ask(choice.question, [asked_back.turn]).answered for choice in asked_back.choices
    )


def test_she_is_who_spoke_and_not_whatever_the_answer_names_first(chat: Chat) -> None:
    assert "Lower Town" in chat.ask("Who heads the county fire service?").text
    found = chat.ask("What did she say?").standalone_question
    assert found.startswith("What did Moira Tansley say")


@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor say?",
        "What did the Turkish foreign minister say?",
        "What did Lavrov say?",
        "What did the ministers say in Minsk?",
        "Who won the final?",
        "What was agreed at the talks in Vienna?",
    ],
)
def test_what_only_one_can_be_meant_by_is_not_asked_back(question: str, desk: Desk) -> None:
    assert desk.ask(question).choices == ()


def test_the_conversation_tells_which_is_meant(chat: Chat) -> None:
    chat.ask("What did Poroshenko say in Minsk in 2015?")
    assert "Poroshenko" in chat.ask("What did the president say?").standalone_question


def test_he_is_asked_back_where_two_were_named_together(chat: Chat) -> None:
    chat.ask("How long did Kerry and Lavrov talk in Paris?")
    assert [choice.label for choice in chat.ask("What did he say?").choices] == ["Kerry", "Lavrov"]
    assert chat.ask("Lavrov").standalone_question == "What did Lavrov say?"

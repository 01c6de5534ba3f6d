"""What a question asks, told from its words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.questions.analysis import Kind, analyse


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
def test_names_are_told_by_their_capitals_but_not_where_a_sentence_begins_or_in_half_a_word(
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
def test_a_round_number_need_not_be_the_articles(text: str, is_required: bool) -> None:
    assert any(word.is_number for word in analyse(text, lambda word: False).words) is is_required


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The feast when families meet lasts for how many days?", Kind.NUMBER),
        ("The woman who won the race came from where?", Kind.PLACE),
        ("When did the man who won the race leave?", Kind.TIME),
        ("In which town was the race that he won?", Kind.PLACE),
        ("Tell me who won the race.", Kind.PERSON),
        ("The race was held when it rained. Who won it?", Kind.PERSON),
    ],
)
def test_a_word_that_says_more_of_a_noun_does_not_ask(text: str, kind: Kind) -> None:
    assert analyse(text, lambda word: False).kind is kind


def test_what_is_told_before_the_question_is_known_from_what_it_asks() -> None:
    asked = analyse(
        "The ferry of 300 seats sank off Fenby on Monday. What did Ada Holm call it?",
        lambda word: False,
    )
    assert [word.text for word in asked.words if word.is_told] == [
        "ferry",
        "300",
        "seats",
        "sank",
        "Fenby",
        "Monday",
    ]
    assert asked.speaker == "Ada Holm"
    assert asked.asking.strip() == "What did Ada Holm call it?"


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
def test_who_says_nothing_is_no_speaker(text: str, speaker: str | None) -> None:
    assert analyse(text, lambda word: False).speaker == speaker


def test_what_is_still_to_come_is_told_before_it() -> None:
    now = date(2024, 5, 15)
    assert analyse("Which schools will close next year?", lambda word: False, now).period is None
    assert analyse("Which schools closed last year?", lambda word: False, now).period == (
        date(2023, 1, 1),
        date(2023, 12, 31),
    )


def test_a_question_behind_a_long_story_is_taken_apart_at_once() -> None:
    """A pattern that tried each way to part the story's place would take longer than a test may."""
    question = analyse(
        "The ferry sank off the coast on Monday. " * 120 + "Who was on board?", str.istitle
    )
    assert question.kind is Kind.PERSON

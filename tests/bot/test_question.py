"""What a question asks, told from its words."""

from __future__ import annotations

from datetime import date

import pytest

from bot.question import analyse


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
    [("Who walked 90 miles?", True), ("Who walked more than 90 miles?", False), ("Who paid nearly £90?", False)],
)
def test_a_round_number_need_not_be_the_articles(text: str, is_required: bool) -> None:
    assert any(word.is_number for word in analyse(text, lambda word: False).words) is is_required


def test_what_is_still_to_come_is_told_before_it() -> None:
    now = date(2024, 5, 15)
    assert analyse("Which schools will close next year?", lambda word: False, now).period is None
    assert analyse("Which schools closed last year?", lambda word: False, now).period == (
        date(2023, 1, 1),
        date(2023, 12, 31),
    )

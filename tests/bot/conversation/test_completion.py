"""A follow-up is completed with words that were said, and with nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.completion import completed
from bot.models.query_resolution import filler_openings
from bot.types.answer import Turn
from index.language.terms import terms

FIRE = Turn(
    "what burned down in Dunmore on Friday",
    "what burned down in Dunmore on Friday",
    "The Dunmore cannery, which Greta Lindqvist has run since 1998, burned down on Friday. [1]",
)
FERRY = Turn(
    "When does the Saltby ferry start again?",
    "When does the Saltby ferry start again?",
    "The ferry is to sail again in April, captain Ruud Okafor said. [1]",
)
_CONTRACTED = ("is", "are", "has", "have", "will", "would")
TEXTS = st.text(max_size=120)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many people worked there", ["cannery"]),
        ("was anyone hurt", ["Dunmore"]),
        ("who owns it", ["cannery"]),
        ("how old is she", ["Lindqvist"]),
        ("is it insured", ["cannery"]),
    ],
)
def test_what_is_left_out_goes_along(question: str, words: list[str]) -> None:
    found = completed(question, [FIRE])
    assert all(word in found for word in words), found


def test_whom_only_the_answer_names_is_named() -> None:
    found = completed("how long has he been captain?", [FERRY])
    assert found.startswith("how long has Ruud Okafor been captain")


@pytest.mark.parametrize(
    "question",
    [
        "How much did the new school in Harwick cost?",
        "which team won the regatta at Penmarsh in 2019",
        "What did the mayor of Arnwick say about the flood?",
    ],
)
def test_a_new_topic_takes_nothing_along(question: str) -> None:
    assert completed(question, [FIRE, FERRY]) == question


def test_an_earlier_topic_is_returned_to() -> None:
    found = completed("back to the fire in Dunmore, who ran the place?", [FIRE, FERRY])
    assert "cannery" in found


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_nothing_is_said_that_nobody_said(question: str, said: list[tuple[str, str]]) -> None:
    history = [Turn(asked, asked, answer) for asked, answer in said]
    known = {
        term.stem
        for text in (question, *(part for turn in said for part in turn))
        for term in terms(text)
    }
    found = completed(question, history)
    assert {term.stem for term in terms(found)} <= known | {*filler_openings(), *_CONTRACTED}

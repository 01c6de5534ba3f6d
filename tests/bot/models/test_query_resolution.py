"""Query resolution: what a follow-up leaves out, by a model of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import query_resolution
from bot.models.query_resolution import (
    HISTORY_TOKENS,
    QUESTION_TOKENS,
    QueryResolver,
    Resolution,
    Said,
    encode,
    filler_openings,
    shared,
)
from index.errors import ModelError

HISTORY = [
    Said("Who runs the lighthouse at Fenby?", "It is run by the keeper Marek Tolland. [1]"),
    Said("How tall is the lighthouse at Fenby?", "The tower is 31 metres tall. [1]"),
]
TEXTS = st.text(max_size=200)


def needed(found: Resolution, history: list[Said], least: float = 0.5) -> str:
    """The pieces of words that are needed, in the order of the conversation."""
    return " ".join(
        text[start:end]
        for turn, marked in zip(history[::-1], found.needed, strict=False)
        for text, own in zip(turn, marked, strict=True)
        for (start, end), likely in zip(own.places, own.likely, strict=True)
        if likely > least
    )


def test_openings_keep_the_order_of_the_outputs() -> None:
    """The weights were trained with these numbers: 0 is nothing, 1 is "of"."""
    assert " ".join(filler_openings()) == " of in at on for from about with to by than"


def test_words_that_are_left_out_are_needed() -> None:
    found = shared().read("When was it built?", HISTORY)
    assert "lighthouse" in needed(found, HISTORY)
    assert "metres" not in needed(found, HISTORY)


def test_a_pronoun_gives_way_to_whom_it_means() -> None:
    history = HISTORY[:1]
    [slot] = shared().read("How old is he?", history).slots
    assert slot.is_replaced
    assert slot.is_answer
    assert "Tolland" in history[0].answer[slice(*slot.filler)]


def test_a_question_that_stands_by_itself_needs_nothing() -> None:
    found = shared().read("Who won the cycle race through Arnwick in May?", HISTORY)
    assert needed(found, HISTORY) == ""
    assert not found.slots


@settings(max_examples=30, deadline=None)
@given(TEXTS, st.lists(st.tuples(TEXTS, st.text(max_size=900)), max_size=6))
def test_any_conversation_is_read(question: str, turns: list[tuple[str, str]]) -> None:
    history = [Said(*turn) for turn in turns]
    found = shared().read(question, history)
    for slot in found.slots:
        turn = history[-1 - slot.age]
        text = turn.answer if slot.is_answer else turn.question
        assert 0 <= slot.place[0] < slot.place[1] <= len(question)
        assert 0 <= slot.filler[0] < slot.filler[1] <= len(text)
        assert 0 <= slot.certainty <= 1


def test_long_conversations_are_cut_and_the_latest_turn_stays() -> None:
    long = [Said("so " * 300, "then " * 300)] * 20
    read = encode("why " * 300, [*long, Said("Who won?", "Nobody.")])
    assert len(read.ids) <= QUESTION_TOKENS + HISTORY_TOKENS
    assert [len(text.places) for text in read.history[0]] == [3, 2]


def test_weights_that_are_not_ours_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "resolution.npz"
    broken.write_bytes(query_resolution.WEIGHTS.read_bytes()[:-1])
    monkeypatch.setattr(query_resolution, "WEIGHTS", broken)
    with pytest.raises(ModelError, match="not the model it should be"):
        QueryResolver().read("Why?", HISTORY)

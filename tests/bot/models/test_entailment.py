"""The entailment model: whether a source says what a claim says, by a model of our own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import entailment
from bot.models.entailment import (
    CLAIM_TOKENS,
    KINDS,
    PREMISE_TOKENS,
    TOP_TOKENS,
    EntailmentModel,
    Premise,
    encode_pair,
    shared,
)
from index.errors import ModelError

PREMISE = Premise(
    "Friday, 4 June 2021: Harbour wall at Fenby is to be raised",
    (
        "The council of Fenby voted on Tuesday for a higher wall.",
        "The builder Marek Tolland may raise it to nine metres by the spring.",
        "Tea and biscuits were served in the hall afterwards.",
    ),
)


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("The council was in favour of raising the wall.", "The council voted down a higher wall."),
        ("Tea was served after the vote.", "Beer was served after the vote."),
        ("Marek Tolland might raise the wall.", "The mayor has sold the harbour to Marek Tolland."),
    ],
)
def test_what_the_source_says_is_likelier_than_what_it_does_not(true: str, false: str) -> None:
    odds = [shared().read(claim, [PREMISE])[0].log_odds for claim in (true, false)]
    assert odds[0] > odds[1]


def test_the_sentence_that_a_claim_rests_on_is_the_likeliest() -> None:
    [reading] = shared().read("Tea was served after the vote.", [PREMISE])
    assert int(np.argmax(reading.rests_on)) == 2


def test_it_reads_the_same_alone_and_beside_others() -> None:
    premises = [PREMISE, Premise("", ("It rained.",))]
    together = shared().read("It rained in Fenby.", premises)
    assert together == [EntailmentModel().read("It rained in Fenby.", [one])[0] for one in premises]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.lists(st.text(max_size=900), max_size=6))
def test_any_text_is_read(claim: str, top: str, sentences: list[str]) -> None:
    [found] = shared().read(claim, [Premise(top, tuple(sentences))])
    assert np.isfinite(found.log_odds)
    assert found.kind in KINDS
    assert 0 <= found.wrong[0] <= found.wrong[1] <= len(claim)
    assert 0 <= found.certainty <= 1
    assert len(found.rests_on) == len(sentences)
    if found.instead is not None:
        number, (first, last) = found.instead
        assert 0 <= first <= last <= len(sentences[number])


def test_long_texts_are_cut() -> None:
    pair = encode_pair("so " * 500, Premise("top " * 500, ("one " * 100, "two " * 500, "three")))
    assert len(pair.ids) <= CLAIM_TOKENS + TOP_TOKENS + PREMISE_TOKENS + 4
    assert [len(places) for _, places in pair.sentences] == [100, PREMISE_TOKENS - 100, 0]


def test_weights_that_are_not_ours_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "entailment.npz"
    broken.write_bytes(entailment.WEIGHTS.read_bytes()[:-1])
    monkeypatch.setattr(entailment, "WEIGHTS", broken)
    with pytest.raises(ModelError, match="not the model it should be"):
        EntailmentModel().read("It rained.", [PREMISE])

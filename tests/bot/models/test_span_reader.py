"""The reader: how surely an answer stands in a sentence, by a model of our own."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk import Desk
from bot.models import span_reader
from bot.models.span_reader import (
    CONTEXT_TOKENS,
    QUESTION_TOKENS,
    SENTENCE_TOKENS,
    SpanReader,
    encode_pair,
    shared,
)
from config import settings as config
from index.errors import ModelError

TITLE = "Harbour wall at Fenby is to be raised"
SENTENCES = (
    (f"{TITLE}. ", "The council of Fenby voted on Tuesday for a higher wall."),
    (
        f"{TITLE}. It was a long meeting.",
        "The builder Marek Tolland will raise it to nine metres by the spring.",
    ),
    (f"{TITLE}. ", "Tea and biscuits were served in the hall afterwards."),
)


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Who will raise the harbour wall at Fenby?", 1),
        ("What did the council vote for?", 0),
        ("What was served?", 2),
    ],
)
def test_the_sentence_that_answers_is_the_surest(question: str, best: int) -> None:
    found = [reading.log_odds for reading in shared().read(question, SENTENCES)]
    assert found.index(max(found)) == best


@pytest.mark.parametrize(
    ("question", "number", "words"),
    [
        ("Who will raise the harbour wall at Fenby?", 1, "Marek Tolland"),
        ("How high will the wall be?", 1, "nine metres"),
        ("What was served?", 2, "Tea and biscuits"),
    ],
)
def test_the_words_that_answer_are_found(question: str, number: int, words: str) -> None:
    reading = shared().read(question, SENTENCES)[number]
    sentence = SENTENCES[number][1]
    assert words in sentence[slice(*reading.words)]
    assert len(sentence[slice(*reading.words)]) < 2 * len(words)
    assert 0 < reading.certainty <= 1


def test_it_reads_the_same_alone_and_beside_others() -> None:
    together = shared().read("What was served?", SENTENCES)
    assert together == [shared().read("What was served?", [one])[0] for one in SENTENCES]


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=2_000))
def test_any_text_is_read(question: str, context: str, sentence: str) -> None:
    [found] = shared().read(question, [(context, sentence)])
    assert np.isfinite(found.log_odds)
    assert 0 <= found.words[0] <= found.words[1] <= len(sentence)
    assert 0 <= found.certainty <= 1


def test_a_question_is_kept_to_its_end_and_a_sentence_from_its_beginning() -> None:
    pair = encode_pair("so " * 200 + "where?", "before " * 200, "after " * 200)
    assert len(pair.ids) <= QUESTION_TOKENS + CONTEXT_TOKENS + SENTENCE_TOKENS + 4
    assert pair.offsets[0] == (0, 5)
    after = encode_pair("", "", "after")
    assert pair.ids[pair.first] == after.ids[after.first]


def test_of_a_long_context_headline_and_end_are_kept() -> None:
    long = encode_pair("", "first " + "middle " * 200 + "last", "")
    first, last = encode_pair("", "first", ""), encode_pair("", "last", "")
    assert first.ids[2] in long.ids
    assert last.ids[2] in long.ids


def test_weights_that_are_not_ours_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "reader.npz"
    broken.write_bytes(span_reader.WEIGHTS.read_bytes()[:-1])
    monkeypatch.setattr(span_reader, "WEIGHTS", broken)
    with pytest.raises(ModelError, match="not the model it should be"):
        SpanReader().read("What was served?", SENTENCES)


def test_the_rules_answer_without_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SpanReader, "read", lambda *given: pytest.fail("it was read"))
    plain = Desk(config.load(index={"path": desk.settings.index.path}, reader={"enabled": False}))
    assert "5.82 metres" in plain.ask("How high did the River Arn rise?").text

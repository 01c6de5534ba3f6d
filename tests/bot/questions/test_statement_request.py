"""Questions for what somebody said, and questions that only look like it."""

from __future__ import annotations

import pytest

from bot.questions.answer_type import answer_type
from bot.questions.statement_request import StatementRequest, statement_request


def request(text: str) -> StatementRequest | None:
    """How a question asks for a statement."""
    return statement_request(text, answer_type(text))


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("What did Ada Holm say about the wall?", "Ada Holm", "say"),
        (
            "Why has Mr Holm repeatedly denied it, and what did Bo Marsh reject?",
            "Bo Marsh",
            "reject",
        ),
        ("Did the mayor ever deny it?", "mayor", "deny"),
        ("How high was it, according to the mayor of Fenby?", "mayor of Fenby", None),
        ("According to the mayor, how high was it?", "mayor", None),
        ("What was Ada Holm's view of the wall?", "Ada Holm", None),
        ("What is the position of the council on the wall?", "council", None),
        ("When did Ada Holm say it?", "Ada Holm", "say"),
    ],
)
def test_a_statement_is_asked_for(text: str, speaker: str, cue: str | None) -> None:
    found = request(text)
    assert found is not None
    assert found.speaker == speaker
    assert speaker in text[found.speaker_start : found.speaker_end]
    assert (text[found.cue_start : found.cue_end] if found.cue_end else None) == cue


@pytest.mark.parametrize(
    "text",
    [
        "What did Ada Holm add to the list?",
        "What did Ada Holm build?",
        "Which firm has a tool that is used to predict storms?",
        "Will the mayor deny it?",
        "How many like tea, according to a new Fenby poll?",
        "According to whom?",
        "What was Ada Holm's house like?",
        "What is the height of the wall?",
        "When did Ada Holm talk to the council?",
        "What did they say?",
    ],
)
def test_something_else_is_asked_for(text: str) -> None:
    assert request(text) is None

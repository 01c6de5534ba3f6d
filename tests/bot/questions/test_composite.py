"""What the parts of a wider question ask."""

from __future__ import annotations

import pytest

from bot.questions.analysis import analyse
from bot.questions.composite import Shape, wide
from bot.questions.question import Question


def asked(text: str) -> Question:
    return analyse(text, lambda word: word[:1].isupper())


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("What did Marsh and Blake say in Linnet?", ["What did Marsh say in Linnet?", "What did Blake say in Linnet?"]),
        ("What did Marsh and Blake and Vell say?", ["What did Marsh say?", "What did Blake say?", "What did Vell say?"]),
        ("How do Marsh and Blake differ on the ferry?", ["What did Marsh say about the ferry?", "What did Blake say about the ferry?"]),
        ("How did Roth's view of the tax differ from van Eyk's?", ["What did Roth say about the tax?", "What did van Eyk say about the tax?"]),
        ("Compare what Marsh and Blake said.", ["What did Marsh say?", "What did Blake say?"]),
    ],
)  # fmt: skip
def test_of_several_people_each_is_asked_about(text: str, questions: list[str]) -> None:
    found = wide(asked(text))
    assert found is not None
    assert (found.shape, list(found.questions)) == (Shape.TOGETHER, questions)


@pytest.mark.parametrize(
    ("text", "shape", "question"),
    [
        ("What happened in Larne Bay?", Shape.OVERVIEW, "Larne Bay"),
        ("Please give me an overview of the barrage.", Shape.OVERVIEW, "the barrage"),
        ("What's the latest on the ferry?", Shape.NEWS, "the ferry"),
        ("Who has spoken about the ferry?", Shape.SPEAKERS, "the ferry"),
        ("What did Marsh say most recently?", Shape.LATEST, "What did Marsh say?"),
        (
            "What was the first thing Marsh said about the ferry?",
            Shape.FIRST,
            "What did Marsh say about the ferry?",
        ),
    ],
)
def test_what_is_asked_for_is_told(text: str, shape: Shape, question: str) -> None:
    found = wide(asked(text))
    assert found is not None
    assert (found.shape, found.questions) == (shape, (question,))


@pytest.mark.parametrize(
    "text",
    [
        "What did Marsh say?",
        "What did Marsh and Blake agree on?",
        "Who was the first to reach the wreck?",
        "When did Marsh and Blake first meet?",
        "What happened?",
    ],
)
def test_a_question_about_one_thing_has_no_parts(text: str) -> None:
    assert wide(asked(text)) is None

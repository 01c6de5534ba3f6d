"""The plain questions that a composite question comes down to."""

from __future__ import annotations

import pytest

from bot.questions.analysis import analyse
from bot.questions.composite import CompositeForm, decompose
from bot.questions.question import Question


def asked(text: str) -> Question:
    return analyse(text, lambda word: word[:1].isupper())


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "What did Marsh and Blake say in Linnet?",
            ["What did Marsh say in Linnet?", "What did Blake say in Linnet?"],
        ),
        (
            "What did Marsh and Blake and Vell say?",
            ["What did Marsh say?", "What did Blake say?", "What did Vell say?"],
        ),
        (
            "How do Marsh and Blake differ on the ferry?",
            ["What did Marsh say about the ferry?", "What did Blake say about the ferry?"],
        ),
        (
            "How did Roth's view of the tax differ from van Eyk's?",
            ["What did Roth say about the tax?", "What did van Eyk say about the tax?"],
        ),
        ("Compare what Marsh and Blake said.", ["What did Marsh say?", "What did Blake say?"]),
        ("Do Marsh and Blake's accounts disagree?", ["What did Marsh say?", "What did Blake say?"]),
        (
            "What are the differences between Marsh's and Blake's accounts of the ferry?",
            ["What did Marsh say about the ferry?", "What did Blake say about the ferry?"],
        ),
        (
            "How do Marsh and Blake differ when it comes to tax?",
            ["What did Marsh say about tax?", "What did Blake say about tax?"],
        ),
    ],
)
def test_each_of_several_people_is_asked_about(text: str, questions: list[str]) -> None:
    found = decompose(asked(text))
    assert found is not None
    assert (found.form, list(found.questions)) == (CompositeForm.EACH_SPEAKER, questions)


@pytest.mark.parametrize(
    ("text", "form", "question"),
    [
        ("What happened in Larne Bay?", CompositeForm.OVERVIEW, "Larne Bay"),
        ("Please give me an overview of the barrage.", CompositeForm.OVERVIEW, "the barrage"),
        ("Tell me about the ferry.", CompositeForm.OVERVIEW, "the ferry"),
        ("What do you know about the ferry?", CompositeForm.OVERVIEW, "the ferry"),
        ("What is known about the ferry?", CompositeForm.OVERVIEW, "the ferry"),
        ("Summarise the ferry case.", CompositeForm.OVERVIEW, "the ferry case"),
        ("What's the latest on the ferry?", CompositeForm.LATEST_NEWS, "the ferry"),
        ("Who has spoken about the ferry?", CompositeForm.WHO_SPOKE, "the ferry"),
        ("Who else said anything about the ferry?", CompositeForm.WHO_SPOKE, "the ferry"),
        ("What was the last thing that Marsh said?", CompositeForm.LATEST, "What did Marsh say?"),
        ("What did Marsh say last?", CompositeForm.LATEST, "What did Marsh say?"),
        ("What did Marsh first say?", CompositeForm.FIRST, "What did Marsh say?"),
        ("What did Marsh say first?", CompositeForm.FIRST, "What did Marsh say?"),
        ("What was the earliest remark Marsh made?", CompositeForm.FIRST, "What did Marsh say?"),
        ("What did Marsh say most recently?", CompositeForm.LATEST, "What did Marsh say?"),
        (
            "What was the first thing Marsh said about the ferry?",
            CompositeForm.FIRST,
            "What did Marsh say about the ferry?",
        ),
    ],
)
def test_the_form_tells_how_answers_belong_together(
    text: str, form: CompositeForm, question: str
) -> None:
    found = decompose(asked(text))
    assert found is not None
    assert (found.form, found.questions) == (form, (question,))


@pytest.mark.parametrize(
    "text",
    [
        "What did Marsh say?",
        "What did Marsh and Blake agree on?",
        "Who was the first to reach the wreck?",
        "When did Marsh and Blake first meet?",
        "What happened?",
        "Compare Marsh and Blake.",
        "How do Marsh and Blake travel?",
        "What is the difference between the ferries?",
        "Tell me the time.",
        "What is the news on the ferry?",
        "Who has spoken?",
        "What did Marsh say on the last day?",
    ],
)
def test_a_question_about_one_thing_is_plain(text: str) -> None:
    assert decompose(asked(text)) is None

"""Scores on questions whose answers are known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import bot
from bot.operations.evaluation import Example, Outcome, examples, holds, risk_coverage, run, scores
from bot.types.answer import Answer
from index.errors import OnRecordError


@pytest.mark.parametrize(
    ("text", "answers", "held"),
    [
        ("It rose to 1,240 people.", ("1,240",), True),
        ("It rose to 11,240 people.", ("1,240",), False),
        ("He won “Squid Game”.", ('"squid game"',), True),
        ("Nothing of the kind.", ("",), False),
        ("Either will do.", ("neither", "either"), True),
    ],
)
def test_an_answer_is_held_as_whole_words(text: str, answers: tuple[str, ...], held: bool) -> None:
    assert holds(text, answers) is held


def test_the_figures_are_those_of_the_answers(sample_index: Path) -> None:
    asked = [
        Example(
            "what did Lavrov say in Minsk?",
            answers=("work will continue",),
            gold_files=("minsk-talks.txt",),
        ),
        Example("what did Lavrov say in Minsk?", evidence=("minsk-talks.txt:1",)),
        Example("what did Macron say in Minsk?", unanswerable=True),
        Example("what did Lavrov say in Minsk?", unanswerable=True),
    ]
    outcomes = list(run(bot.open(sample_index), asked))
    assert [one.is_right for one in outcomes] == [True, False, True, False]
    figures = {score.name: (score.value, score.of) for score in scores(outcomes)}
    assert figures["right file in the top 10"] == (1.0, 1)
    assert figures["answerable: right answer in a cited span"] == (0.5, 2)
    assert figures["unanswerable: answered all the same"] == (0.5, 2)


def test_a_question_may_be_asked_of_some_sources_only(sample_index: Path) -> None:
    asked = [
        Example("what did Lavrov say in Minsk?", sources=("arnwick-flood.txt",), unanswerable=True)
    ]
    assert [one.is_right for one in run(bot.open(sample_index), asked)] == [True]


def outcome(confidence: float, right: bool) -> Outcome:
    answer = Answer("q", "q", answered=True, text="a", confidence=confidence)
    return Outcome(Example("q"), answer, None, None, right, None, 1, 0.1)


def test_risk_rises_as_less_sure_answers_are_given() -> None:
    curve = risk_coverage([outcome(0.2, right=False), outcome(0.9, right=True)])
    assert curve == [(0.5, 0.0), (1.0, 0.5)]


def test_a_file_without_a_question_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text("\n")
    with pytest.raises(OnRecordError, match=r"q\.jsonl has no question"):
        examples(tmp_path / "q.jsonl")


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        '{"answers": ["a"]}',
        '{"question": " "}',
        '{"question": "Who?", "answers": [1240]}',
    ],
)
def test_a_line_that_is_no_question_is_named(line: str, tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(f'{{"question": "Who?"}}\n{line}\n')
    with pytest.raises(OnRecordError, match=r"q\.jsonl, line 2 is no question"):
        examples(file)


def test_a_question_may_hold_a_separator_of_lines(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"question": "Who\u2028won?", "date": "2022/06/16"}\r\n\n{"question": "Why?"}\n',
        encoding="utf-8",
    )
    assert [(one.question, one.date) for one in examples(file)] == [
        ("Who\u2028won?", date(2022, 6, 16)),
        ("Why?", None),
    ]

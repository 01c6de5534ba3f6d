"""What was asked, counted."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.records import usage_stats
from bot.records.conversations import NOT_A_TURN, Conversations
from bot.rendering import plots
from bot.types.answer import Answer
from index.errors import OnRecordError


@pytest.fixture
def file(tmp_path: Path, answer: Answer) -> Path:
    """Conversations of two chats on two days: two questions answered, one not, which took
    longest."""
    path = tmp_path / "conversations.sqlite3"
    conversations = Conversations(path)
    conversations.record("telegram:1", answer)
    conversations.record(
        "telegram:1", replace(answer, answered=False, citations=(), seconds={"retrieve": 2.0})
    )
    conversations.record("telegram:2", replace(answer, engine="openai:local"))
    conversations.close()
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE answers SET recorded = '2016-11-29T10:00:00+00:00' WHERE number = 1"
        )
    return path


def test_questions_are_counted_by_day(file: Path) -> None:
    found = usage_stats.summarise(usage_stats.read(file))
    assert [(day.answered, day.abstained, day.chats) for day in found.days] == [
        (1, 0, 1),
        (1, 1, 2),
    ]
    assert found.days[0].day.isoformat() == "2016-11-29"
    assert found.engines == {"quotes": 2, "openai:local": 1}


def test_the_slowest_comes_first(file: Path) -> None:
    slowest = usage_stats.summarise(usage_stats.read(file)).slowest
    assert (slowest[0].answered, slowest[0].seconds) == (False, 2.0)


def test_only_the_last_days_are_counted_when_asked(file: Path) -> None:
    assert len(usage_stats.read(file, days=1)) == 2


def test_feedback_is_counted(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute(
            "CREATE TABLE IF NOT EXISTS feedback "
            "(answer INTEGER, user TEXT, value INTEGER, given TEXT)"
        )
        database.executemany(
            "INSERT INTO feedback VALUES (1, ?, ?, '')", [("a", 1), ("b", 1), ("c", -1)]
        )
    first = usage_stats.summarise(usage_stats.read(file)).days[0]
    assert (first.good, first.bad) == (2, 1)


def test_what_was_looked_up_or_checked_is_no_question(file: Path, answer: Answer) -> None:
    """It is kept for its buttons alone, and took no steps."""
    Conversations(file).record("telegram:1" + NOT_A_TURN, replace(answer, seconds={}))
    assert len(usage_stats.read(file)) == 3


def test_nothing_asked_is_nothing_counted(tmp_path: Path) -> None:
    assert usage_stats.summarise(usage_stats.read(tmp_path / "none")).total is None


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "conversations.sqlite3").write_bytes(b"nonsense" * 1000)
    with pytest.raises(OnRecordError, match="cannot be read"):
        usage_stats.read(tmp_path / "conversations.sqlite3")


@pytest.mark.slow
def test_they_are_drawn(file: Path, tmp_path: Path) -> None:
    plots.questions_by_day(
        usage_stats.summarise(usage_stats.read(file)).days, tmp_path / "days.png"
    )
    assert (tmp_path / "days.png").read_bytes().startswith(b"\x89PNG")

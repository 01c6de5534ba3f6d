"""The line that is logged for each question."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from bot.records import question_log
from bot.records.conversations import NOT_A_TURN, Conversations
from bot.types.answer import Answer
from config import logs

Log = pytest.LogCaptureFixture


def noted(chat: str, answer: Answer, caplog: Log) -> Any:
    """The fields of the one line that is logged."""
    caplog.clear()
    question_log.note(chat, answer)
    return json.loads(caplog.messages[0])


def test_a_question_is_a_line_without_its_words_and_its_chat(answer: Answer, caplog: Log) -> None:
    caplog.set_level(logging.INFO, logs.QUESTIONS)
    line = noted("telegram:12345", answer, caplog)
    assert (line["answered"], line["engine"], line["citations"]) == (True, "quotes", 1)
    assert line["seconds"] == {"retrieve": 0.02}
    assert "Lavrov" not in caplog.text
    assert "12345" not in caplog.text


def test_chats_are_told_apart(answer: Answer, caplog: Log) -> None:
    caplog.set_level(logging.INFO, logs.QUESTIONS)
    one, other, again = (noted(chat, answer, caplog)["chat"] for chat in ("a", "b", "a"))
    assert one == again != other


def test_the_words_are_there_when_asked_for(answer: Answer, caplog: Log) -> None:
    caplog.set_level(logging.DEBUG, logs.QUESTIONS)
    assert noted("a", answer, caplog)["question"] == "What did Lavrov say?"


def test_what_is_recorded_is_logged(answer: Answer, tmp_path: Path, caplog: Log) -> None:
    caplog.set_level(logging.INFO, logs.QUESTIONS)
    Conversations(tmp_path / "conversations.sqlite3").record("telegram:1", answer)
    assert json.loads(caplog.messages[-1])["answered"] is True


def test_what_was_looked_up_or_checked_is_not_logged_as_a_question(
    answer: Answer, tmp_path: Path, caplog: Log
) -> None:
    caplog.set_level(logging.INFO, logs.QUESTIONS)
    Conversations(tmp_path / "conversations.sqlite3").record("telegram:1" + NOT_A_TURN, answer)
    assert caplog.messages == []

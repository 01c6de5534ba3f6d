"""What is kept of a conversation, and from whom."""

from __future__ import annotations

import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from bot.conversations import Conversations
from bot.types import Answer, Citation, Related
from index.errors import OnRecordError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in a folder that is not there yet."""
    return tmp_path / "state" / "conversations.sqlite3"


@pytest.fixture
def conversations(path: Path) -> Conversations:
    """No conversation yet."""
    return Conversations(path)


def questions(conversations: Conversations, chat: str) -> list[str]:
    """What was asked in a chat, as its history tells it."""
    return [turn.question for turn in conversations.history(chat)]


def test_an_answer_comes_back_whole_after_a_restart(conversations: Conversations, path: Path, answer: Answer) -> None:
    """Dates, offsets and seconds included."""
    answer_id = conversations.record("terminal", answer)
    conversations.close()
    kept = Conversations(path).answer(answer_id)
    assert kept is not None
    assert (kept.citations, kept.seconds, kept.text) == (answer.citations, answer.seconds, answer.text)


def test_an_unanswered_question_keeps_what_was_near(conversations: Conversations, answer: Answer) -> None:
    """An abstention has no citations but related passages."""
    near = (Related("vienna.txt", 10, 90, "Vienna"),)
    answer_id = conversations.record("terminal", replace(answer, answered=False, citations=(), related=near))
    kept = conversations.answer(answer_id)
    assert kept is not None
    assert (kept.answered, kept.citations, kept.related) == (False, (), near)


def test_a_citation_is_found_by_its_number(conversations: Conversations, answer: Answer, citation: Citation) -> None:
    """Only of the answer asked for, and only where it has that number."""
    second = replace(citation, number=2, published=None, page=3)
    answer_id = conversations.record("terminal", replace(answer, citations=(citation, second)))
    assert conversations.citation(answer_id, 1) == citation
    assert conversations.citation(answer_id, 2) == second
    assert conversations.citation(answer_id, 3) is None
    assert conversations.citation("nobody-knows", 1) is None
    assert conversations.answer("nobody-knows") is None


def test_history_is_the_last_turns_oldest_first(conversations: Conversations, answer: Answer) -> None:
    """With the standalone question and the text that was shown."""
    for number in range(5):
        conversations.record("terminal", replace(answer, question=f"Question {number}"))
    turns = conversations.history("terminal", limit=2)
    assert [turn.question for turn in turns] == ["Question 3", "Question 4"]
    assert (turns[0].standalone_question, turns[0].answer) == (answer.standalone_question, answer.text)


def test_two_chats_never_see_each_other(conversations: Conversations, answer: Answer) -> None:
    """Nor does a topic see its group, nor a chat one whose number begins alike."""
    for chat in ("telegram:1", "telegram:12", "telegram:1:2"):
        conversations.record(chat, replace(answer, question=chat))
    assert questions(conversations, "telegram:1") == ["telegram:1"]
    assert questions(conversations, "telegram:1:2") == ["telegram:1:2"]


def test_a_fresh_start_forgets_the_history_but_no_answer(conversations: Conversations, answer: Answer) -> None:
    """So that old buttons go on working; and of one chat alone."""
    old = conversations.record("telegram:1", answer)
    conversations.record("telegram:2", answer)
    conversations.start_afresh("telegram:1")
    assert questions(conversations, "telegram:1") == []
    assert conversations.citation(old, 1) is not None
    assert len(questions(conversations, "telegram:2")) == 1
    conversations.record("telegram:1", replace(answer, question="New"))
    assert questions(conversations, "telegram:1") == ["New"]


def test_a_fresh_start_of_a_chat_without_history_hides_nothing(conversations: Conversations, answer: Answer) -> None:
    """Neither once nor twice."""
    conversations.record("telegram:2", answer)
    conversations.start_afresh("telegram:1")
    conversations.start_afresh("telegram:1")
    conversations.record("telegram:1", answer)
    assert len(questions(conversations, "telegram:1")) == 1


def test_answer_ids_are_short_and_differ(conversations: Conversations, answer: Answer) -> None:
    """They go into a button's 64 bytes, and nobody can count them through."""
    ids = {conversations.record("terminal", answer) for _ in range(50)}
    assert len(ids) == 50
    assert all(re.fullmatch(r"[\w-]{12}", answer_id) for answer_id in ids)


def test_many_threads_lose_nothing(conversations: Conversations, answer: Answer) -> None:
    """Every recorded answer is there, once."""
    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(lambda n: conversations.record(f"telegram:{n % 4}", answer), range(80)))
        kept = list(pool.map(conversations.answer, ids))
    assert len(set(ids)) == 80
    assert all(found is not None and len(found.citations) == 1 for found in kept)


def test_two_processes_can_share_the_file(conversations: Conversations, path: Path, answer: Answer) -> None:
    """Each sees what the other recorded."""
    other = Conversations(path)
    conversations.record("terminal", answer)
    other.record("terminal", replace(answer, question="From the other"))
    assert questions(conversations, "terminal") == [answer.question, "From the other"]


def test_only_the_owner_can_read_it(conversations: Conversations, path: Path, answer: Answer) -> None:
    """What people asked is nobody else's business; SQLite's own side files included."""
    conversations.record("terminal", answer)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_a_file_name_that_is_no_text_is_kept(conversations: Conversations, answer: Answer, citation: Citation) -> None:
    """A name on disk may hold bytes that are no UTF-8."""
    odd = replace(citation, source="caf\udce9.txt")
    assert conversations.citation(conversations.record("terminal", replace(answer, citations=(odd,))), 1) == odd


def test_a_file_of_a_later_version_is_left_alone(conversations: Conversations, path: Path) -> None:
    """It is not migrated backwards."""
    conversations.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(OnRecordError, match="later version"):
        Conversations(path)


def test_what_is_no_database_is_an_error_that_names_it(path: Path) -> None:
    """One sentence for the user."""
    path.parent.mkdir()
    path.write_bytes(b"not a database, " * 100)
    with pytest.raises(OnRecordError, match=re.escape(str(path))):
        Conversations(path)

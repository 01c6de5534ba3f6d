"""What is kept of a conversation, and from whom."""

from __future__ import annotations

import re
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.records.conversations import Conversations
from bot.types.answer import Answer, Choice, Related
from bot.types.citation import Citation
from index.errors import OnRecordError
from index.language.dates.written import Resolved


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


def test_an_answer_comes_back_whole_after_a_restart(
    conversations: Conversations, path: Path, answer: Answer
) -> None:
    """Dates, offsets and seconds included."""
    answer_id = conversations.record("terminal", answer)
    conversations.close()
    kept = Conversations(path).answer(answer_id)
    assert kept is not None
    assert (kept.citations, kept.seconds, kept.text) == (
        answer.citations,
        answer.seconds,
        answer.text,
    )


def test_an_unanswered_question_keeps_what_was_near(
    conversations: Conversations, answer: Answer
) -> None:
    """An abstention has no citations but related passages."""
    near = (Related("vienna.txt", 10, 90, "Vienna"),)
    answer_id = conversations.record(
        "terminal", replace(answer, answered=False, citations=(), related=near)
    )
    kept = conversations.answer(answer_id)
    assert kept is not None
    assert (kept.answered, kept.citations, kept.related) == (False, (), near)


def test_a_citation_is_found_by_its_number(
    conversations: Conversations, answer: Answer, citation: Citation
) -> None:
    """Only of the answer asked for, and only where it has that number."""
    second = replace(citation, number=2, published=None, page=3)
    answer_id = conversations.record("terminal", replace(answer, citations=(citation, second)))
    assert conversations.citation(answer_id, 1) == citation
    assert conversations.citation(answer_id, 2) == second
    assert conversations.citation(answer_id, 3) is None
    assert conversations.citation("nobody-knows", 1) is None
    assert conversations.answer("nobody-knows") is None


def test_history_is_the_last_turns_oldest_first(
    conversations: Conversations, answer: Answer
) -> None:
    """With the standalone question and the text that was shown."""
    for number in range(5):
        conversations.record("terminal", replace(answer, question=f"Question {number}"))
    turns = conversations.history("terminal", limit=2)
    assert [turn.question for turn in turns] == ["Question 3", "Question 4"]
    assert (turns[0].standalone_question, turns[0].answer) == (
        answer.standalone_question,
        answer.text,
    )


def test_two_chats_never_see_each_other(conversations: Conversations, answer: Answer) -> None:
    """Nor does a topic see its group, nor a chat one whose number begins alike."""
    for chat in ("telegram:1", "telegram:12", "telegram:1:2"):
        conversations.record(chat, replace(answer, question=chat))
    assert questions(conversations, "telegram:1") == ["telegram:1"]
    assert questions(conversations, "telegram:1:2") == ["telegram:1:2"]


def test_a_fresh_start_forgets_the_history_but_no_answer(
    conversations: Conversations, answer: Answer
) -> None:
    """So that old buttons go on working; and of one chat alone."""
    old = conversations.record("telegram:1", answer)
    conversations.record("telegram:2", answer)
    conversations.start_afresh("telegram:1")
    assert questions(conversations, "telegram:1") == []
    assert conversations.citation(old, 1) is not None
    assert len(questions(conversations, "telegram:2")) == 1
    conversations.record("telegram:1", replace(answer, question="New"))
    assert questions(conversations, "telegram:1") == ["New"]


def test_a_fresh_start_of_a_chat_without_history_hides_nothing(
    conversations: Conversations, answer: Answer
) -> None:
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


def test_two_processes_can_share_the_file(
    conversations: Conversations, path: Path, answer: Answer
) -> None:
    """Each sees what the other recorded."""
    other = Conversations(path)
    conversations.record("terminal", answer)
    other.record("terminal", replace(answer, question="From the other"))
    assert questions(conversations, "terminal") == [answer.question, "From the other"]


def test_only_the_owner_can_read_it(
    conversations: Conversations, path: Path, answer: Answer
) -> None:
    """What people asked is nobody else's business; SQLite's own side files included."""
    conversations.record("terminal", answer)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


def test_what_a_newer_version_recorded_can_be_read(
    conversations: Conversations, path: Path, answer: Answer, citation: Citation
) -> None:
    """Each part of an answer may have a field that this version has not."""
    dated = replace(
        citation,
        dates=(
            Resolved(date(2016, 11, 29), date(2016, 11, 29), citation.start, citation.start + 6),
        ),
    )
    whole = replace(
        answer,
        citations=(dated,),
        related=(Related("a.txt", 1, 9, "A"),),
        choices=(Choice("A", "What did A say?"),),
    )
    answer_id = conversations.record("terminal", whole)
    with sqlite3.connect(path) as database:
        for name in ("related", "choices"):
            database.execute(
                f"UPDATE answers SET answer = json_set(answer, '$.{name}[0].new', 1, '$.new', 1)"
            )
        database.execute(
            "UPDATE citations SET citation = json_set(citation, '$.dates[0].new', 1, '$.new', 1)"
        )
    kept = conversations.answer(answer_id)
    assert kept is not None
    assert (kept.citations, kept.related, kept.choices) == (
        whole.citations,
        whole.related,
        whole.choices,
    )


def test_a_file_name_that_is_no_text_is_kept(
    conversations: Conversations, answer: Answer, citation: Citation
) -> None:
    """A name on disk may hold bytes that are no UTF-8."""
    odd = replace(citation, source="caf\udce9.txt")
    assert (
        conversations.citation(
            conversations.record("terminal", replace(answer, citations=(odd,))), 1
        )
        == odd
    )


def test_a_chats_language_is_kept_moves_with_it_and_is_forgotten(
    conversations: Conversations, path: Path
) -> None:
    """The first chat that has one tells it; a user's goes with the rest of what is kept of them, a
    group's does not."""
    for chat, language in (("telegram:7", "en"), ("telegram:7", "ru"), ("telegram:-8", "en")):
        conversations.choose_language(chat, language)
    conversations.move("telegram:-8", "telegram:-9")
    conversations.close()
    again = Conversations(path)
    assert again.language(["telegram:-9", "telegram:7"]) == "en"
    assert again.language(["telegram:-8", "telegram:7"]) == "ru"
    again.forget("telegram:7")
    assert again.language(["telegram:7"]) is None
    assert again.language(["telegram:-9"]) == "en"


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


VERSION_1 = """
    CREATE TABLE answers (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, chat TEXT NOT NULL,
        recorded TEXT NOT NULL, answer TEXT NOT NULL);
    CREATE INDEX answers_of_a_chat ON answers (chat, number);
    CREATE TABLE citations (answer INTEGER NOT NULL REFERENCES answers (number), \
number INTEGER NOT NULL,
        citation TEXT NOT NULL, PRIMARY KEY (answer, number)) WITHOUT ROWID;
    CREATE TABLE fresh_starts (chat TEXT PRIMARY KEY, after INTEGER NOT NULL) WITHOUT ROWID;
    PRAGMA user_version = 1;
"""
"""As the first version made it."""


def test_what_the_first_version_wrote_is_read_and_belongs_to_the_users_of_private_chats(
    path: Path, answer: Answer
) -> None:
    old = (
        '{"question": "Q", "standalone_question": "S", "answered": true, '
        '"text": "T", "related": [], "gone": 1}'
    )
    path.parent.mkdir()
    with sqlite3.connect(path) as database:
        database.executescript(VERSION_1)
        for number, chat in enumerate(("telegram:7", "telegram:7:2", "telegram:-7", "terminal")):
            row = (f"id{number}", chat, "2024-01-01T00:00:00+00:00", old)
            database.execute(
                "INSERT INTO answers (id, chat, recorded, answer) VALUES (?, ?, ?, ?)", row
            )
    database.close()
    conversations = Conversations(path)
    assert questions(conversations, "telegram:7") == ["Q"]
    assert [found.user for n in range(4) if (found := conversations.find(f"id{n}"))] == [
        "telegram:7"
    ] * 2 + [None] * 2
    assert conversations.forget("telegram:7") == 2


def test_a_turn_keeps_what_was_cited_and_what_was_asked_back(
    conversations: Conversations, answer: Answer
) -> None:
    answer_id = conversations.record(
        "terminal", replace(answer, choices=(Choice("In Minsk", "What was said in Minsk?"),))
    )
    [turn] = conversations.history("terminal")
    choices = [conversations.choice(answer_id, number) for number in (0, 1, 2)]
    assert [choice and choice.question for choice in choices] == [
        None,
        "What was said in Minsk?",
        None,
    ]
    assert (turn.citations, turn.choices[0].label) == (answer.citations, "In Minsk")


def test_what_is_forgotten_of_a_user_is_gone_from_the_files(
    conversations: Conversations, path: Path, answer: Answer
) -> None:
    """From every chat, with feedback given and got, and of nobody else."""
    mine = conversations.record(
        "telegram:-5", replace(answer, question="SECRET-OF-MINE"), "telegram:1"
    )
    also = conversations.record("telegram:1", replace(answer, question="SECRET-TOO"), "telegram:1")
    theirs = conversations.record("telegram:-5", replace(answer, question="Theirs"), "telegram:2")
    conversations.start_afresh("telegram:1")
    conversations.rate(theirs, "telegram:1", 1)
    assert conversations.forget("telegram:1") == 2
    kept = conversations.find(theirs)
    assert (
        conversations.find(mine),
        conversations.find(also),
        conversations.citation(mine, 1),
    ) == (None, None, None)
    assert kept is not None
    assert (kept.answer.question, kept.feedback) == ("Theirs", ())
    assert not any(
        word in file.read_bytes()
        for file in path.parent.iterdir()
        for word in (b"SECRET", b"telegram:1")
    )
    assert conversations.forget("telegram:1") == 0


def test_a_fresh_start_hides_nothing_that_comes_after_a_deletion(
    conversations: Conversations, answer: Answer
) -> None:
    conversations.record("telegram:-5", answer, "telegram:2")
    conversations.record("telegram:-5", answer, "telegram:1")
    conversations.start_afresh("telegram:-5")
    conversations.forget("telegram:1")
    conversations.record("telegram:-5", replace(answer, question="New"), "telegram:2")
    assert questions(conversations, "telegram:-5") == ["New"]


def test_feedback_is_one_a_user_and_can_be_taken_back(
    conversations: Conversations, answer: Answer
) -> None:
    answer_id = conversations.record("telegram:-5", answer, "telegram:1")
    for user, value in (
        ("telegram:1", 1),
        ("telegram:2", 1),
        ("telegram:1", -1),
        ("telegram:2", 0),
    ):
        assert conversations.rate(answer_id, user, value)
    kept = conversations.find(answer_id)
    assert kept is not None
    assert [(given.user, given.value) for given in kept.feedback] == [("telegram:1", -1)]
    assert kept.feedback[0].given >= kept.recorded
    assert not conversations.rate("nobody-knows", "telegram:1", 1)


def test_a_chat_keeps_its_last_turns(
    conversations: Conversations, path: Path, answer: Answer
) -> None:
    """As many as set, from when it is opened on."""
    for number in range(5):
        conversations.record("telegram:1", replace(answer, question=f"Question {number}"))
    conversations.record("telegram:2", answer)
    fewer = Conversations(path, turns=2)
    assert questions(fewer, "telegram:1") == ["Question 3", "Question 4"]
    fewer.record("telegram:1", replace(answer, question="Question 5"))
    assert questions(fewer, "telegram:1") == ["Question 4", "Question 5"]
    assert len(questions(fewer, "telegram:2")) == 1


def test_what_is_older_than_set_is_deleted(
    conversations: Conversations, path: Path, answer: Answer
) -> None:
    old = conversations.record("telegram:1", answer)
    new = conversations.record("telegram:1", answer)
    conversations.close()
    with sqlite3.connect(path) as database:
        database.execute(
            "UPDATE answers SET recorded = '2020-01-01T00:00:00+00:00' WHERE id = ?", (old,)
        )
    database.close()
    trimmed = Conversations(path, days=30)
    assert (trimmed.citation(old, 1), trimmed.find(old)) == (None, None)
    assert trimmed.find(new) is not None


def test_the_last_chat_is_the_one_that_spoke_last(
    conversations: Conversations, answer: Answer
) -> None:
    for chat in ("terminal:a", "terminal:b", "terminal:a", "telegram:1"):
        conversations.record(chat, answer)
    assert conversations.last_chat("terminal:") == "terminal:a"
    assert conversations.last_chat("nobody:") is None


def test_a_chat_that_has_moved_goes_on_with_its_topics(
    conversations: Conversations, answer: Answer
) -> None:
    """Another chat, whose key only begins alike, stays where it is."""
    for chat in ("telegram:-1", "telegram:-1:9", "telegram:-12"):
        conversations.record(chat, answer)
    conversations.start_afresh("telegram:-1")
    conversations.record("telegram:-1", answer)
    conversations.move("telegram:-1", "telegram:-100")
    chats = ("telegram:-1", "telegram:-100", "telegram:-100:9", "telegram:-12")
    assert [len(conversations.history(chat)) for chat in chats] == [0, 1, 1, 1]

"""What was asked and answered, in SQLite: the history of each chat, every answer with its citations, and feedback."""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.records import question_log
from bot.records.answer_json import answer_json, answer_of, citation_json, citation_of
from bot.records.migrations import migrate
from bot.types.answer import Answer, Choice, Turn
from bot.types.citation import Citation
from index.errors import OnRecordError
from index.file_permissions import make_file, make_folder

_MIGRATIONS = (
    (
        """
        CREATE TABLE answers (
            number INTEGER PRIMARY KEY,  -- the order in which they were recorded
            id TEXT NOT NULL UNIQUE,
            chat TEXT NOT NULL,
            recorded TEXT NOT NULL,      -- ISO 8601, UTC
            answer TEXT NOT NULL         -- JSON, without the citations
        )
        """,
        "CREATE INDEX answers_of_a_chat ON answers (chat, number)",
        """
        CREATE TABLE citations (
            answer INTEGER NOT NULL REFERENCES answers (number),
            number INTEGER NOT NULL,
            citation TEXT NOT NULL,      -- JSON
            PRIMARY KEY (answer, number)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE fresh_starts (
            chat TEXT PRIMARY KEY,
            after INTEGER NOT NULL       -- the last answer that is no part of the chat's history any more
        ) WITHOUT ROWID
        """,
    ),
    (
        "ALTER TABLE answers ADD COLUMN user TEXT",
        # A private chat in Telegram has its user's number, which is positive; a topic's comes behind it.
        """
        UPDATE answers SET user = 'telegram:' || CAST(substr(chat, 10) AS INTEGER) WHERE chat GLOB 'telegram:[0-9]*'
        """,
        "CREATE INDEX answers_of_a_user ON answers (user)",
        "CREATE INDEX answers_by_age ON answers (recorded)",
        """
        CREATE TABLE feedback (
            answer INTEGER NOT NULL REFERENCES answers (number),
            user TEXT NOT NULL,
            value INTEGER NOT NULL,
            given TEXT NOT NULL,         -- ISO 8601, UTC
            PRIMARY KEY (answer, user)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX feedback_of_a_user ON feedback (user)",
    ),
    (
        """
        CREATE TABLE messages (
            chat TEXT NOT NULL,
            message INTEGER NOT NULL,    -- the number of the message in which an answer was sent there
            answer INTEGER NOT NULL REFERENCES answers (number),
            PRIMARY KEY (chat, message)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX messages_of_an_answer ON messages (answer)",
    ),
    (
        """
        CREATE TABLE languages (
            chat TEXT PRIMARY KEY,
            language TEXT NOT NULL       -- of the interface, as it was chosen there
        ) WITHOUT ROWID
        """,
    ),
)
"""Each takes the schema one version up; PRAGMA user_version counts those applied."""

BESIDE = ":record"
"""What is put to a chat's key where an answer is kept for its buttons alone: it is no turn, and answers no question."""

_WAIT = 30.0
"""Seconds to wait for another process that writes."""

_ID_BYTES = 9
"""Of randomness in an answer's id: twelve characters, beyond guessing, short enough for a button."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a user thinks of an answer, and when they said so."""

    user: str
    value: int
    """1 for good, -1 for bad."""
    given: datetime
    """In UTC."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer with where, when and for whom it was recorded."""

    id: str
    chat: str
    user: str | None
    """None where it is not known, in records of the first version."""
    recorded: datetime
    """In UTC."""
    answer: Answer
    feedback: tuple[Feedback, ...]


class Conversations:
    """The conversations in one SQLite file, safe to use from many threads and processes.

    Chats are told apart by a key such as "telegram:-12345:6" (a topic) or "terminal:x", users by one such as
    "telegram:12345"; nothing passes from one chat to another.
    """

    def __init__(self, path: Path, *, days: int | None = None, turns: int | None = None) -> None:
        """Opens the file, making it and its folder readable by their owner alone.

        Answers older than `days`, and those of a chat but its last `turns`, are deleted, now and whenever one is
        recorded; None keeps them. Raises OnRecordError where the file cannot be opened.
        """
        self._lock = threading.Lock()
        self._days, self._turns = days, turns
        try:
            make_folder(path.parent)
            make_file(path)
            self._database = sqlite3.connect(
                path, timeout=_WAIT, isolation_level=None, check_same_thread=False
            )
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA foreign_keys = ON")
            self._database.execute(
                "PRAGMA secure_delete = ON"
            )  # what is forgotten is not left in the file's free pages
            with self._transaction() as database:
                migrate(database, _MIGRATIONS, f"The conversations at {path} were")
            self._trim()
        except (OSError, sqlite3.Error) as error:
            raise OnRecordError(f"The conversations at {path} cannot be opened: {error}.") from None

    def history(self, chat: str, limit: int = 50) -> list[Turn]:
        """The chat's last turns since it was started afresh, oldest first, at most `limit`."""
        rows = self._read(
            "SELECT number, answer FROM answers WHERE chat = ? AND number >"
            " coalesce((SELECT after FROM fresh_starts WHERE chat = ?), 0) ORDER BY number DESC LIMIT ?",
            (chat, chat, limit),
        )
        cited = self._citations([number for number, _ in rows])
        return [answer_of(answer, cited[number]).turn for number, answer in reversed(rows)]

    def record(self, chat: str, answer: Answer, user: str | None = None) -> str:
        """Stores the answer as the chat's latest turn, asked by the user, and returns its id, which nobody can guess."""
        answer_id = secrets.token_urlsafe(_ID_BYTES)
        with self._transaction() as database:
            number = database.execute(
                "INSERT INTO answers (id, chat, user, recorded, answer) VALUES (?, ?, ?, ?, ?)",
                (answer_id, chat, user, _now(), answer_json(answer)),
            ).lastrowid
            database.executemany(
                "INSERT INTO citations (answer, number, citation) VALUES (?, ?, ?)",
                [
                    (number, citation.number, citation_json(citation))
                    for citation in answer.citations
                ],
            )
        self._trim(chat)
        if not chat.endswith(BESIDE):
            question_log.note(chat, answer)
        return answer_id

    def find(self, answer_id: str) -> Recorded | None:
        """The record of that id, or None."""
        rows = self._read(
            "SELECT number, chat, user, recorded, answer FROM answers WHERE id = ?", (answer_id,)
        )
        if not rows:
            return None
        number, chat, user, recorded, answer = rows[0]
        given = self._read(
            "SELECT user, value, given FROM feedback WHERE answer = ? ORDER BY given", (number,)
        )
        feedback = tuple(
            Feedback(who, value, datetime.fromisoformat(when)) for who, value, when in given
        )
        whole = answer_of(answer, self._citations([number])[number])
        return Recorded(answer_id, chat, user, datetime.fromisoformat(recorded), whole, feedback)

    def answer(self, answer_id: str) -> Answer | None:
        """The answer of that id, whole, or None."""
        found = self.find(answer_id)
        return found.answer if found else None

    def citation(self, answer_id: str, number: int) -> Citation | None:
        """The citation that an answer refers to as `[number]`, as it was then, or None."""
        rows = self._read(
            "SELECT citation FROM citations WHERE number = ? AND answer = (SELECT number FROM answers WHERE id = ?)",
            (number, answer_id),
        )
        return citation_of(rows[0][0]) if rows else None

    def choice(self, answer_id: str, number: int) -> Choice | None:
        """The choice of that number, from 1, that an answer asked back, or None; its question is to be asked next."""
        answer = self.answer(answer_id)
        return answer.choices[number - 1] if answer and 1 <= number <= len(answer.choices) else None

    def last_chat(self, prefix: str) -> str | None:
        """The chat, of those whose key begins so, in which an answer was recorded last; None where there is none."""
        rows = self._read(
            "SELECT chat FROM answers WHERE substr(chat, 1, ?) = ? ORDER BY number DESC LIMIT 1",
            (len(prefix), prefix),
        )
        return rows[0][0] if rows else None

    def rate(self, answer_id: str, user: str, value: int) -> bool:
        """Keeps what the user thinks of an answer (1 good, -1 bad; 0 takes it back), and tells whether it is there."""
        with self._transaction() as database:
            row = database.execute(
                "SELECT number FROM answers WHERE id = ?", (answer_id,)
            ).fetchone()
            if row is None:
                return False
            database.execute("DELETE FROM feedback WHERE answer = ? AND user = ?", (row[0], user))
            if value:
                database.execute(
                    "INSERT INTO feedback VALUES (?, ?, ?, ?)", (row[0], user, value, _now())
                )
        return True

    def rated(self) -> list[Recorded]:
        """The answers that somebody has an opinion of, the latest first."""
        rows = self._read(
            "SELECT id FROM answers WHERE number IN (SELECT answer FROM feedback) ORDER BY number DESC",
            (),
        )
        return [found for (answer_id,) in rows if (found := self.find(answer_id))]

    def note_message(self, answer_id: str, chat: str, message: int) -> None:
        """Notes in which message of a chat an answer was sent."""
        query = "INSERT OR REPLACE INTO messages SELECT ?, ?, number FROM answers WHERE id = ?"
        with self._transaction() as database:
            database.execute(query, (chat, message, answer_id))

    def sent_in(self, chat: str, message: int) -> str | None:
        """The id of the answer that was sent in a message of a chat, or None."""
        query = "SELECT id FROM answers WHERE number = (SELECT answer FROM messages WHERE chat = ? AND message = ?)"
        rows = self._read(query, (chat, message))
        return rows[0][0] if rows else None

    def start_afresh(self, chat: str) -> None:
        """Leaves what was said in the chat so far out of its history; its answers and citations stay."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO fresh_starts (chat, after) SELECT ?, coalesce(max(number), 0) FROM answers WHERE chat = ?"
                " ON CONFLICT (chat) DO UPDATE SET after = excluded.after",
                (chat, chat),
            )

    def choose_language(self, chat: str, language: str) -> None:
        """Keeps the language that was chosen in a chat."""
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO languages VALUES (?, ?)", (chat, language))

    def language(self, chats: Sequence[str]) -> str | None:
        """The language that was chosen in the first of these chats in which one was, or None."""
        rows = self._read(
            f"SELECT chat, language FROM languages WHERE chat IN ({', '.join('?' * len(chats))})",
            chats,
        )
        chosen = dict(rows)
        return next((chosen[chat] for chat in chats if chat in chosen), None)

    def move(self, old: str, new: str) -> None:
        """Goes on under another key with a chat and its topics, as a group does that has become a supergroup."""
        of_chat = "chat = ?1 OR substr(chat, 1, length(?1) + 1) = ?1 || ':'"
        with self._transaction() as database:
            for table in ("answers", "fresh_starts", "languages"):
                database.execute(
                    f"UPDATE OR REPLACE {table} SET chat = ?2 || substr(chat, length(?1) + 1) WHERE {of_chat}",
                    (old, new),
                )

    def forget(self, user: str) -> int:
        """Deletes all that is kept of a user, in every chat, and returns how many answers that were."""
        with self._transaction() as database:
            database.execute("DELETE FROM feedback WHERE user = ?", (user,))
            database.execute(
                "DELETE FROM languages WHERE chat = ?", (user,)
            )  # a private chat has its user's key
            deleted = _delete(database, "user = ?", (user,))
        with self._lock:
            self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # nor is it left in the log
        return deleted

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._database.close()

    def _citations(self, numbers: Sequence[int]) -> dict[int, tuple[Citation, ...]]:
        """Those of answers, by the answer's number."""
        query = "SELECT answer, citation FROM citations WHERE answer IN (SELECT value FROM json_each(?)) ORDER BY answer, number"
        found: dict[int, list[Citation]] = {number: [] for number in numbers}
        for answer, record in self._read(query, (json.dumps(numbers),)):
            found[answer].append(citation_of(record))
        return {number: tuple(citations) for number, citations in found.items()}

    def _trim(self, chat: str | None = None) -> None:
        """Deletes what is too old, and what is too much in a chat or in all."""
        if self._days is not None:
            oldest = (datetime.now(UTC) - timedelta(days=self._days)).isoformat(timespec="seconds")
            with self._transaction() as database:
                _delete(database, "recorded < ?", (oldest,))
        if self._turns is not None:
            with self._transaction() as database:
                chats = (
                    [(chat,)]
                    if chat
                    else database.execute("SELECT DISTINCT chat FROM answers").fetchall()
                )
                for (one,) in chats:
                    first = "SELECT number FROM answers WHERE chat = ?1 ORDER BY number DESC LIMIT 1 OFFSET ?2"
                    _delete(database, f"chat = ?1 AND number <= ({first})", (one, self._turns))

    def _read(self, query: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, parameters).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            with self._database:
                yield self._database


def _delete(database: sqlite3.Connection, which: str, parameters: Sequence[object]) -> int:
    """Deletes answers with all that hangs on them, and returns how many."""
    for table in ("citations", "feedback", "messages"):
        database.execute(
            f"DELETE FROM {table} WHERE answer IN (SELECT number FROM answers WHERE {which})",
            parameters,
        )
    deleted = database.execute(f"DELETE FROM answers WHERE {which}", parameters).rowcount
    if deleted:
        database.execute("DELETE FROM fresh_starts WHERE chat NOT IN (SELECT chat FROM answers)")
        # the next answer gets the number behind the last one that is left
        database.execute(
            "UPDATE fresh_starts SET after = min(after, (SELECT max(number) FROM answers))"
        )
    return deleted


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

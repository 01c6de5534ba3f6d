"""Conversations in SQLite: the turns of each chat, each answer's citations, and feedback."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.records import question_log
from bot.records.answer_json import (
    answer_from_json,
    answer_to_json,
    citation_from_json,
    citation_to_json,
)
from bot.types.answer import Answer, Choice, Turn
from bot.types.citation import Citation
from index.stores.sqlite_database import SqliteDatabase

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
            after INTEGER NOT NULL       -- the last answer before the chat was started afresh
        ) WITHOUT ROWID
        """,
    ),
    (
        "ALTER TABLE answers ADD COLUMN user TEXT",
        # A private chat in Telegram has the number of its user, which is positive; the number of a
        # topic comes behind it.
        """
        UPDATE answers SET user = 'telegram:' || CAST(substr(chat, 10) AS INTEGER)
        WHERE chat GLOB 'telegram:[0-9]*'
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
            message INTEGER NOT NULL,    -- its number in the chat
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
            language TEXT NOT NULL       -- of the interface
        ) WITHOUT ROWID
        """,
    ),
)

NOT_A_TURN = ":record"
"""Ends the key of a chat whose answers are kept for their buttons only.

Such an answer is a result of /said or /check. It belongs to no history and counts as no question.
"""

_ID_BYTES = 9
"""Random bytes in an answer's id: nobody can guess it, and its 12 characters fit into a button."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a user thinks of an answer."""

    user: str
    value: int
    """1 for good, -1 for bad."""
    given: datetime
    """In UTC."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer, with the chat, the user and the time of its question."""

    id: str
    chat: str
    user: str | None
    """None in records of the first version, which did not keep it."""
    recorded: datetime
    """In UTC."""
    answer: Answer
    feedback: tuple[Feedback, ...]


class Conversations:
    """The conversations in one SQLite file. Safe to use from many threads and processes.

    Chats have keys such as "telegram:-12345:6" (a topic of a group) or "terminal:x", users such as
    "telegram:12345". Nothing passes from one chat to another.
    """

    def __init__(self, path: Path, *, days: int | None = None, turns: int | None = None) -> None:
        """Opens the file, or creates it and its folder, readable by their owner only.

        Deletes answers older than `days`, and all but the last `turns` answers of each chat, now
        and whenever an answer is recorded; None keeps them. What is deleted is erased from the
        file. Raises StoreError if the file cannot be opened.
        """
        self._days, self._turns = days, turns
        name = f"The conversation file at {path}"
        self._database = SqliteDatabase(path, name, _MIGRATIONS, erase=True)
        self._trim()

    def history(self, chat: str, limit: int = 50) -> list[Turn]:
        """The last turns of a chat since it was started afresh, oldest first."""
        rows = self._database.rows(
            "SELECT number, answer FROM answers WHERE chat = ?1 AND number >"
            " coalesce((SELECT after FROM fresh_starts WHERE chat = ?1), 0)"
            " ORDER BY number DESC LIMIT ?2",
            chat,
            limit,
        )
        citations = self._citations([number for number, _ in rows])
        return [answer_from_json(text, citations[number]).turn for number, text in reversed(rows)]

    def record(self, chat: str, answer: Answer, user: str | None = None) -> str:
        """Stores the answer as the last turn of a chat. Returns its id, which nobody can guess."""
        answer_id = secrets.token_urlsafe(_ID_BYTES)
        with self._database.transaction() as connection:
            number = connection.execute(
                "INSERT INTO answers (id, chat, user, recorded, answer) VALUES (?, ?, ?, ?, ?)",
                (answer_id, chat, user, _now(), answer_to_json(answer)),
            ).lastrowid
            connection.executemany(
                "INSERT INTO citations (answer, number, citation) VALUES (?, ?, ?)",
                [(number, one.number, citation_to_json(one)) for one in answer.citations],
            )
        self._trim(chat)
        if not chat.endswith(NOT_A_TURN):
            question_log.note(chat, answer)
        return answer_id

    def find(self, answer_id: str) -> Recorded | None:
        """The record with this id, or None."""
        query = "SELECT number, chat, user, recorded, answer FROM answers WHERE id = ?"
        rows = self._database.rows(query, answer_id)
        if not rows:
            return None
        number, chat, user, recorded, text = rows[0]
        answer = answer_from_json(text, self._citations([number])[number])
        when = datetime.fromisoformat(recorded)
        return Recorded(answer_id, chat, user, when, answer, self._feedback(number))

    def answer(self, answer_id: str) -> Answer | None:
        """The answer with this id and its citations, or None."""
        found = self.find(answer_id)
        return found.answer if found else None

    def citation(self, answer_id: str, number: int) -> Citation | None:
        """The citation that an answer refers to as `[number]`, as it was then, or None."""
        rows = self._database.rows(
            "SELECT citation FROM citations WHERE number = ?"
            " AND answer = (SELECT number FROM answers WHERE id = ?)",
            number,
            answer_id,
        )
        return citation_from_json(rows[0][0]) if rows else None

    def choice(self, answer_id: str, number: int) -> Choice | None:
        """One of the choices that an answer offered, counted from 1, or None."""
        answer = self.answer(answer_id)
        if answer is None or not 1 <= number <= len(answer.choices):
            return None
        return answer.choices[number - 1]

    def last_chat(self, prefix: str) -> str | None:
        """The chat with the latest answer among those whose keys begin so, or None."""
        query = (
            "SELECT chat FROM answers WHERE substr(chat, 1, length(?1)) = ?1"
            " ORDER BY number DESC LIMIT 1"
        )
        rows = self._database.rows(query, prefix)
        return rows[0][0] if rows else None

    def rate(self, answer_id: str, user: str, value: int) -> bool:
        """Keeps what a user thinks of an answer: 1 good, -1 bad, 0 nothing any more.

        Returns whether there is such an answer.
        """
        with self._database.transaction() as connection:
            query = "SELECT number FROM answers WHERE id = ?"
            row = connection.execute(query, (answer_id,)).fetchone()
            if row is None:
                return False
            number = row[0]
            connection.execute("DELETE FROM feedback WHERE answer = ? AND user = ?", (number, user))
            if value:
                insert = "INSERT INTO feedback VALUES (?, ?, ?, ?)"
                connection.execute(insert, (number, user, value, _now()))
        return True

    def rated(self) -> list[Recorded]:
        """The answers with feedback, latest first."""
        rows = self._database.rows(
            "SELECT id FROM answers WHERE number IN (SELECT answer FROM feedback)"
            " ORDER BY number DESC"
        )
        records = [self.find(answer_id) for (answer_id,) in rows]
        return [record for record in records if record]

    def note_message(self, answer_id: str, chat: str, message: int) -> None:
        """Notes the message of a chat in which an answer was sent."""
        query = "INSERT OR REPLACE INTO messages SELECT ?, ?, number FROM answers WHERE id = ?"
        with self._database.transaction() as connection:
            connection.execute(query, (chat, message, answer_id))

    def sent_in(self, chat: str, message: int) -> str | None:
        """The id of the answer that was sent in a message of a chat, or None."""
        rows = self._database.rows(
            "SELECT id FROM answers"
            " WHERE number = (SELECT answer FROM messages WHERE chat = ? AND message = ?)",
            chat,
            message,
        )
        return rows[0][0] if rows else None

    def start_afresh(self, chat: str) -> None:
        """Ends the history of a chat. Its answers and citations stay, so old buttons still work."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO fresh_starts (chat, after)"
                " SELECT ?1, coalesce(max(number), 0) FROM answers WHERE chat = ?1"
                " ON CONFLICT (chat) DO UPDATE SET after = excluded.after",
                (chat,),
            )

    def choose_language(self, chat: str, language: str) -> None:
        """Keeps the language that was chosen in a chat."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO languages VALUES (?, ?)", (chat, language))

    def language(self, chats: Sequence[str]) -> str | None:
        """The language of the first of these chats that has one, or None."""
        query = (
            "SELECT chat, language FROM languages WHERE chat IN (SELECT value FROM json_each(?))"
        )
        chosen = dict(self._database.rows(query, json.dumps(chats)))
        return next((chosen[chat] for chat in chats if chat in chosen), None)

    def move(self, old: str, new: str) -> None:
        """Gives a chat and its topics another key, as when a group becomes a supergroup."""
        is_of_chat = "chat = ?1 OR substr(chat, 1, length(?1) + 1) = ?1 || ':'"
        with self._database.transaction() as connection:
            for table in ("answers", "fresh_starts", "languages"):
                connection.execute(
                    f"UPDATE OR REPLACE {table} SET chat = ?2 || substr(chat, length(?1) + 1)"
                    f" WHERE {is_of_chat}",
                    (old, new),
                )

    def forget(self, user: str) -> int:
        """Deletes everything about a user in every chat. Returns the number of answers deleted."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM feedback WHERE user = ?", (user,))
            # The key of a private chat is that of its user.
            connection.execute("DELETE FROM languages WHERE chat = ?", (user,))
            deleted = _delete(connection, "user = ?", (user,))
        self._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")  # erases it from the log file too
        return deleted

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    def _citations(self, numbers: Sequence[int]) -> dict[int, tuple[Citation, ...]]:
        """The citations of answers, by the answer's number."""
        query = (
            "SELECT answer, citation FROM citations"
            " WHERE answer IN (SELECT value FROM json_each(?)) ORDER BY answer, number"
        )
        found: dict[int, list[Citation]] = {number: [] for number in numbers}
        for number, text in self._database.rows(query, json.dumps(numbers)):
            found[number].append(citation_from_json(text))
        return {number: tuple(citations) for number, citations in found.items()}

    def _feedback(self, number: int) -> tuple[Feedback, ...]:
        query = "SELECT user, value, given FROM feedback WHERE answer = ? ORDER BY given"
        return tuple(
            Feedback(user, value, datetime.fromisoformat(given))
            for user, value, given in self._database.rows(query, number)
        )

    def _trim(self, chat: str | None = None) -> None:
        """Deletes what is too old, and what is too much in one chat; without a chat, in each."""
        if self._days is not None:
            oldest = datetime.now(UTC) - timedelta(days=self._days)
            with self._database.transaction() as connection:
                _delete(connection, "recorded < ?", (oldest.isoformat(timespec="seconds"),))
        if self._turns is not None:
            too_old = (
                "chat = ?1 AND number <= (SELECT number FROM answers WHERE chat = ?1"
                " ORDER BY number DESC LIMIT 1 OFFSET ?2)"
            )
            for one in [chat] if chat else self._chats():
                with self._database.transaction() as connection:
                    _delete(connection, too_old, (one, self._turns))

    def _chats(self) -> list[str]:
        return [chat for (chat,) in self._database.rows("SELECT DISTINCT chat FROM answers")]


def _delete(connection: sqlite3.Connection, which: str, parameters: Sequence[object]) -> int:
    """Deletes the answers that meet a condition, with all that belongs to them.

    Returns the number of answers deleted.
    """
    for table in ("citations", "feedback", "messages"):
        connection.execute(
            f"DELETE FROM {table} WHERE answer IN (SELECT number FROM answers WHERE {which})",
            parameters,
        )
    deleted = connection.execute(f"DELETE FROM answers WHERE {which}", parameters).rowcount
    if deleted:
        connection.execute("DELETE FROM fresh_starts WHERE chat NOT IN (SELECT chat FROM answers)")
        # The next answer gets the number after the last one left, and must not be hidden.
        connection.execute(
            "UPDATE fresh_starts SET after = min(after, (SELECT max(number) FROM answers))"
        )
    return deleted


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")

"""What was asked and answered, in SQLite: the history of each chat, and every answer with its citations."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot import journal
from bot.types import Answer, Citation, Related, Turn
from index.errors import OnRecordError

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
)
"""Each takes the schema one version up; PRAGMA user_version counts those applied."""

_WAIT = 30.0
"""Seconds to wait for another process that writes."""

_ID_BYTES = 9
"""Of randomness in an answer's id: twelve characters, beyond guessing, short enough for a button."""


class Conversations:
    """The conversations in one SQLite file, safe to use from many threads and processes.

    Chats are told apart by a key such as "telegram:12345" or "terminal"; nothing passes from one to another.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, making it and its folder readable by their owner alone.

        Raises OnRecordError where it cannot be opened.
        """
        self._lock = threading.Lock()
        try:
            _create_private(path)
            self._database = sqlite3.connect(path, timeout=_WAIT, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA foreign_keys = ON")
            self._migrate(path)
        except (OSError, sqlite3.Error) as error:
            raise OnRecordError(f"The conversations at {path} cannot be opened: {error}.") from None

    def history(self, chat: str, limit: int = 8) -> list[Turn]:
        """The chat's last turns since it was started afresh, oldest first, at most `limit`."""
        rows = self._read(
            "SELECT answer FROM answers WHERE chat = ? AND number >"
            " coalesce((SELECT after FROM fresh_starts WHERE chat = ?), 0) ORDER BY number DESC LIMIT ?",
            (chat, chat, limit),
        )
        return [_turn(answer) for (answer,) in reversed(rows)]

    def record(self, chat: str, answer: Answer) -> str:
        """Stores the answer as the chat's latest turn and returns its id, which nobody can guess."""
        answer_id = secrets.token_urlsafe(_ID_BYTES)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        fields = dataclasses.asdict(answer)
        citations = fields.pop("citations")
        with self._transaction() as database:
            number = database.execute(
                "INSERT INTO answers (id, chat, recorded, answer) VALUES (?, ?, ?, ?)",
                (answer_id, chat, now, _to_json(fields)),
            ).lastrowid
            database.executemany(
                "INSERT INTO citations (answer, number, citation) VALUES (?, ?, ?)",
                [(number, citation["number"], _to_json(citation)) for citation in citations],
            )
        journal.note(chat, answer)
        return answer_id

    def answer(self, answer_id: str) -> Answer | None:
        """The answer of that id, whole, or None."""
        answers = self._read("SELECT number, answer FROM answers WHERE id = ?", (answer_id,))
        if not answers:
            return None
        number, answer = answers[0]
        citations = self._read("SELECT citation FROM citations WHERE answer = ? ORDER BY number", (number,))
        return _answer(answer, tuple(_citation(citation) for (citation,) in citations))

    def citation(self, answer_id: str, number: int) -> Citation | None:
        """The citation that an answer refers to as `[number]`, or None."""
        rows = self._read(
            "SELECT citation FROM citations WHERE number = ? AND answer = (SELECT number FROM answers WHERE id = ?)",
            (number, answer_id),
        )
        return _citation(rows[0][0]) if rows else None

    def start_afresh(self, chat: str) -> None:
        """Leaves what was said in the chat so far out of its history; its answers and citations stay."""
        with self._transaction() as database:
            database.execute(
                "INSERT INTO fresh_starts (chat, after) SELECT ?, coalesce(max(number), 0) FROM answers WHERE chat = ?"
                " ON CONFLICT (chat) DO UPDATE SET after = excluded.after",
                (chat, chat),
            )

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._database.close()

    def _read(self, query: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, parameters).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            with self._database:
                yield self._database

    def _migrate(self, path: Path) -> None:
        with self._transaction() as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version > len(_MIGRATIONS):
                raise OnRecordError(f"The conversations at {path} were written by a later version of On Record.")
            for migration in _MIGRATIONS[version:]:
                for statement in migration:
                    database.execute(statement)
            database.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")


def _create_private(path: Path) -> None:
    for folder in reversed((path.parent, *path.parent.parents)):
        folder.mkdir(mode=0o700, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _to_json(value: object) -> str:
    return json.dumps(value, default=_isoformat)  # in ASCII: a file's name may hold what UTF-8 cannot say


def _isoformat(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a record")


def _turn(record: str) -> Turn:
    fields = json.loads(record)
    return Turn(fields["question"], fields["standalone_question"], fields["text"])


def _answer(record: str, citations: tuple[Citation, ...]) -> Answer:
    fields = json.loads(record)
    related = tuple(Related(**passage) for passage in fields["related"])
    return Answer(**{**fields, "citations": citations, "related": related})


def _citation(record: str) -> Citation:
    fields = json.loads(record)
    published = fields["published"]
    return Citation(
        **{
            **fields,
            "published": date.fromisoformat(published) if published else None,
            "also_in": tuple(fields["also_in"]),
        }
    )

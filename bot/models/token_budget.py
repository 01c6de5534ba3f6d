"""How many tokens the chat model may use in a day, counted over all processes and restarts."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from index.errors import OnRecordError, StoreError
from index.stores.sqlite_database import SqliteDatabase

_MIGRATIONS = (
    (
        """
        CREATE TABLE IF NOT EXISTS spent (
            day TEXT PRIMARY KEY,        -- ISO 8601, UTC
            tokens INTEGER NOT NULL
        )
        """,
    ),
)
_WAIT = 10.0
"""Seconds to wait for another process that counts."""


class BudgetError(OnRecordError):
    """What the chat model may use is used up."""


class Budget:
    """The tokens of each day (UTC), kept in one SQLite file.

    Nothing is kept where there is no limit.
    """

    def __init__(self, path: Path, daily: int | None) -> None:
        self._path = path
        self._daily = daily

    def spend(self, tokens: int) -> None:
        """Counts tokens to be used.

        Raises BudgetError where they would be too many, and counts nothing then.
        """
        if self._daily is not None and self._add(tokens) > self._daily:
            self._add(-tokens)
            raise BudgetError("The chat model's tokens for today are used up (llm.daily_tokens).")

    def note(self, tokens: int) -> None:
        """Counts tokens that were used, however many there are left."""
        if self._daily is not None:
            self._add(tokens)

    def _add(self, tokens: int) -> int:
        """The tokens of today, with these."""
        query = (
            "INSERT INTO spent VALUES (?, ?)"
            " ON CONFLICT (day) DO UPDATE SET tokens = tokens + excluded.tokens RETURNING tokens"
        )
        today = datetime.now(UTC).date().isoformat()
        try:
            with self._database.transaction() as connection:
                return int(connection.execute(query, (today, tokens)).fetchone()[0])
        except sqlite3.Error as error:
            raise BudgetError(
                f"The chat model's tokens cannot be counted at {self._path}: {error}."
            ) from None

    @cached_property
    def _database(self) -> SqliteDatabase:
        name = f"The count of the chat model's tokens at {self._path}"
        try:
            return SqliteDatabase(self._path, name, _MIGRATIONS, wait=_WAIT)
        except StoreError as error:
            raise BudgetError(str(error)) from None

"""The bot's SQLite file: updates, strangers who were turned away, and questions counted."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from index.stores.sqlite_database import SqliteDatabase

log = logging.getLogger(__name__)

T = TypeVar("T")

_MIGRATIONS = (
    (
        """
        CREATE TABLE updates (
            bot INTEGER NOT NULL,
            number INTEGER NOT NULL,  -- the update_id, which Telegram gives once to each bot
            received REAL NOT NULL,   -- seconds since 1970, like all times here
            written REAL NOT NULL,    -- when its sender sent it
            state INTEGER NOT NULL,   -- inbox.UpdateState
            reference TEXT UNIQUE,    -- of a fault, for retrying the update
            body TEXT,                -- JSON as it came, until it is done
            PRIMARY KEY (bot, number)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX updates_by_state ON updates (state, received)",
        "CREATE TABLE strangers (user INTEGER PRIMARY KEY)",
        "CREATE TABLE migrations (new INTEGER PRIMARY KEY, old INTEGER NOT NULL)",
        "CREATE TABLE questions (user INTEGER NOT NULL, asked REAL NOT NULL)",
        "CREATE INDEX questions_by_user ON questions (user, asked)",
        "CREATE INDEX questions_by_time ON questions (asked)",
    ),
)
"""The statements that make each version of the schema."""

_WAIT = 5.0
"""Seconds that each try waits for another process that writes."""

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0
_TEMPORARY = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
}
"""Errors that may pass: the disk is full, or another process writes."""


class Ledger:
    """An SQLite file with a thread of its own.

    While the disk is full, a write waits, so that nothing is acknowledged or sent that could not
    be noted. Meanwhile `trouble` says what it waits for.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file, or creates it. Raises StoreError if it cannot be opened.

        Deleted texts are overwritten, so that none are left in the file.
        """
        self.trouble = ""
        self._database = SqliteDatabase(
            path, f"The inbox at {path}", _MIGRATIONS, wait=_WAIT, erase=True
        )
        self._thread = ThreadPoolExecutor(1, "ledger")

    async def read(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return await self._in_thread(lambda: self._database.rows(query, *parameters))

    async def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """What `change` returns, once its changes are written. It may be called more than once."""
        pause = _FIRST_PAUSE
        while True:
            try:
                result = await self._in_thread(lambda: self._transact(change))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _TEMPORARY:
                    raise
                if not self.trouble:
                    log.error("The inbox cannot be written, waiting: %s.", error)
                self.trouble = str(error)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                self.trouble = ""
                return result

    def close(self) -> None:
        """Closes the file after the calls in hand."""
        self._thread.submit(self._database.close)
        self._thread.shutdown()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _transact(self, change: Callable[[sqlite3.Connection], T]) -> T:
        with self._database.transaction() as connection:
            return change(connection)

"""The inbox: an update is stored before it is acknowledged, and done when its reply is sent."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.telegram_bot.receiving.ledger import Ledger

_KEPT_SECONDS = 7 * 86_400
"""How long updates that are done stay, so that a fault can be retried.

Telegram itself forgets an update after a day.
"""

_REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without letters and digits that are mistaken for one another when read out."""
_REFERENCE_LENGTH = 8


class UpdateState(IntEnum):
    """How far an update has come."""

    WAITING = 0
    SENDING = 1
    """A reply is on its way. If the bot is killed now, nobody can tell whether it arrived."""
    DONE = 2


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update in the inbox. Times are seconds since 1970."""

    number: int
    """Its update_id."""
    body: dict[str, Any]
    """The JSON as it came."""
    received: float
    written: float
    """When its sender sent it, or asked to retry it."""
    is_uncertain: bool = False
    """Whether a reply may have been sent before the bot was killed."""


@dataclass(slots=True)
class Handling:
    """An update that is being handled, and what has come of it so far."""

    update: StoredUpdate
    has_replied: bool = False
    reference: str | None = None
    """Of the fault it ended in, if it can be retried."""


HANDLING: ContextVar[Handling | None] = ContextVar("HANDLING", default=None)
"""What the current task handles."""


class Inbox:
    """The updates of one bot, by their numbers."""

    def __init__(self, ledger: Ledger, bot_id: int) -> None:
        self._ledger = ledger
        self._bot_id = bot_id

    async def add(self, updates: Iterable[Mapping[str, Any]]) -> list[int]:
        """Stores updates as they came. Returns the numbers of the new ones, in order."""
        now = time.time()
        rows = [self._row(update, now) for update in updates]
        query = (
            "INSERT OR IGNORE INTO updates (bot, number, received, written, state, body)"
            " VALUES (?, ?, ?, ?, ?, ?)"
        )
        forget = "DELETE FROM updates WHERE state = ? AND received < ?"

        def insert(database: sqlite3.Connection) -> list[int]:
            database.execute(forget, (UpdateState.DONE, now - _KEPT_SECONDS))
            new = []
            for number, row in rows:
                if database.execute(query, row).rowcount:
                    new.append(number)
            return new

        return await self._ledger.write(insert) if rows else []

    async def unfinished(self) -> list[int]:
        """The numbers of the updates that are not done, in the order in which they came."""
        query = "SELECT number FROM updates WHERE state < ? AND bot = ? ORDER BY number"
        rows = await self._ledger.read(query, UpdateState.DONE, self._bot_id)
        return [number for (number,) in rows]

    async def get(self, number: int) -> StoredUpdate | None:
        """The update of that number; None if it is done or unknown."""
        query = (
            "SELECT body, received, written, state FROM updates"
            " WHERE bot = ? AND number = ? AND state < ?"
        )
        rows = await self._ledger.read(query, self._bot_id, number, UpdateState.DONE)
        for body, received, written, state in rows:
            is_uncertain = state == UpdateState.SENDING
            return StoredUpdate(number, json.loads(body), received, written, is_uncertain)
        return None

    async def set_state(self, number: int, state: UpdateState) -> None:
        """Stores how far an update has come."""
        query = "UPDATE updates SET state = ? WHERE bot = ? AND number = ?"
        await self._change(query, state, self._bot_id, number)

    async def finish(self, number: int, reference: str | None = None) -> None:
        """Marks an update done. Without a fault's reference its text is deleted."""
        query = (
            "UPDATE updates SET state = ?, reference = ?, body = iif(? IS NULL, NULL, body)"
            " WHERE bot = ? AND number = ?"
        )
        done = UpdateState.DONE
        await self._change(query, done, reference, reference, self._bot_id, number)

    async def reopen(self, reference: str) -> int | None:
        """Has the update of a fault wait again. Returns its number; None if it is not known."""
        query = (
            "UPDATE updates SET state = ?, reference = NULL, written = ?"
            " WHERE reference = ? AND bot = ? RETURNING number"
        )
        parameters = (UpdateState.WAITING, time.time(), reference, self._bot_id)

        def change(database: sqlite3.Connection) -> list[tuple[int]]:
            return database.execute(query, parameters).fetchall()

        rows = await self._ledger.write(change)
        return rows[0][0] if rows else None

    async def forget(self, user: int) -> None:
        """Deletes the texts of a user's updates that are done; they can't be retried any more."""
        query = (
            "UPDATE updates SET reference = NULL, body = NULL WHERE state = ? AND bot = ? AND ? IN"
            " (json_extract(body, '$.message.from.id'),"
            " json_extract(body, '$.edited_message.from.id'))"
        )
        await self._change(query, UpdateState.DONE, self._bot_id, user)

    async def _change(self, query: str, *parameters: object) -> None:
        await self._ledger.write(lambda database: database.execute(query, parameters).rowcount)

    def _row(self, update: Mapping[str, Any], now: float) -> tuple[int, tuple[object, ...]]:
        """The number of a new update, and its row in the table."""
        number = update["update_id"]
        written = _written(update, now)
        body = json.dumps(update)
        return number, (self._bot_id, number, now, written, UpdateState.WAITING, body)


def new_reference() -> str:
    """A name for a fault that nobody can guess and everybody can read out."""
    return "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(_REFERENCE_LENGTH))


def _written(update: Mapping[str, Any], now: float) -> float:
    """When the update's message was sent; now for a press, and for a date that can't be."""
    message = update.get("message")
    date = message.get("date") if isinstance(message, dict) else None
    return min(now, float(date)) if isinstance(date, int) else now

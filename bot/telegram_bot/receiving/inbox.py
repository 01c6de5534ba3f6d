"""The inbox: an update is kept here before it is acknowledged, and is done when its reply is sent."""

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
"""Telegram forgets an update after a day; the buttons that try again work this long."""

_REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that is mistaken for another when it is read out."""


class State(IntEnum):
    """How far an update has come."""

    WAITING = 0
    SENDING = 1
    """A reply is on its way: should we be killed now, nobody can tell whether it arrived."""
    DONE = 2


@dataclass(frozen=True, slots=True)
class Letter:
    """An update in the inbox."""

    number: int
    body: dict[str, Any]
    """The JSON as it came."""
    received: float
    written: float
    """When its sender sent it, in seconds since 1970; when it was tried again, if it was."""
    is_uncertain: bool = False
    """Whether a reply may have been sent before the bot was killed."""


@dataclass(slots=True)
class Handling:
    """A letter in hand, and what has come of it so far."""

    letter: Letter
    has_replied: bool = False
    reference: str | None = None
    """Of the fault that it ended in."""


IN_HAND: ContextVar[Handling | None] = ContextVar("IN_HAND", default=None)
"""What the current task handles."""


class Inbox:
    """The updates of one bot, each known by its number."""

    def __init__(self, ledger: Ledger, bot_id: int) -> None:
        self._ledger = ledger
        self._bot_id = bot_id

    async def keep(self, updates: Iterable[Mapping[str, Any]]) -> list[int]:
        """Keeps updates as they came and returns the numbers of those that never came before, in their order."""
        now = time.time()
        rows = [
            (
                self._bot_id,
                update["update_id"],
                now,
                _written(update, now),
                State.WAITING,
                json.dumps(update),
            )
            for update in updates
        ]

        def insert(database: sqlite3.Connection) -> list[int]:
            database.execute(
                "DELETE FROM updates WHERE state = ? AND received < ?",
                (State.DONE, now - _KEPT_SECONDS),
            )
            query = "INSERT OR IGNORE INTO updates (bot, number, received, written, state, body) VALUES (?,?,?,?,?,?)"
            return [row[1] for row in rows if database.execute(query, row).rowcount]

        return await self._ledger.write(insert) if rows else []

    async def unfinished(self) -> list[int]:
        """The numbers of the updates that are not done, in the order in which they came."""
        query = "SELECT number FROM updates WHERE state < ? AND bot = ? ORDER BY number"
        return [number for (number,) in await self._ledger.read(query, State.DONE, self._bot_id)]

    async def letter(self, number: int) -> Letter | None:
        """The update of that number, unless it is done."""
        query = "SELECT body, received, written, state FROM updates WHERE bot = ? AND number = ? AND state < ?"
        for body, received, written, state in await self._ledger.read(
            query, self._bot_id, number, State.DONE
        ):
            return Letter(number, json.loads(body), received, written, state == State.SENDING)
        return None

    async def note(self, number: int, state: State) -> None:
        """Notes how far an update has come."""
        query = "UPDATE updates SET state = ? WHERE bot = ? AND number = ?"
        await self._change(query, state, self._bot_id, number)

    async def close(self, number: int, reference: str | None = None) -> None:
        """Notes that an update is done. Its text is forgotten unless it can be tried again, by its reference."""
        query = "UPDATE updates SET state = ?, reference = ?, body = iif(? IS NULL, NULL, body) WHERE bot = ? AND number = ?"
        await self._change(query, State.DONE, reference, reference, self._bot_id, number)

    async def reopen(self, reference: str) -> int | None:
        """The number of the update that ended in a fault, which now waits again; None where there is none (any more)."""
        query = (
            "UPDATE updates SET state = ?, reference = NULL, written = ? WHERE reference = ? AND bot = ?"
            " RETURNING number"
        )
        parameters = (State.WAITING, time.time(), reference, self._bot_id)
        rows = await self._ledger.write(
            lambda database: database.execute(query, parameters).fetchall()
        )
        return rows[0][0] if rows else None

    async def forget(self, user: int) -> None:
        """Deletes what is still kept of a user's own words, so that it cannot be tried again."""
        query = (
            "UPDATE updates SET reference = NULL, body = NULL WHERE state = ? AND bot = ? AND"
            " ? IN (json_extract(body, '$.message.from.id'), json_extract(body, '$.edited_message.from.id'))"
        )
        await self._change(query, State.DONE, self._bot_id, user)

    async def _change(self, query: str, *parameters: object) -> None:
        await self._ledger.write(lambda database: database.execute(query, parameters).rowcount)


def new_reference() -> str:
    """A name for a fault, which nobody can guess and everybody can read out."""
    return "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(8))


def _written(update: Mapping[str, Any], now: float) -> float:
    message = update.get("message")
    date = message.get("date") if isinstance(message, dict) else None
    return min(now, float(date)) if isinstance(date, int) else now

"""Who may use the bot: lists of users and chats, open to all only while there is none."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.telegram_bot.receiving.ledger import Ledger
    from config.settings import TelegramSettings


class Access:
    """Admits users and chats by the settings."""

    def __init__(self, settings: TelegramSettings, ledger: Ledger) -> None:
        self._users = {*settings.allowed_users, *settings.admins}
        self._chats = set(settings.allowed_chats)
        self._admins = set(settings.admins)
        self._is_open = not settings.allowed_users and not settings.allowed_chats
        self._ledger = ledger

    async def load(self) -> None:
        """Learns which chats have become supergroups, with new ids, since they were allowed."""
        for new, old in await self._ledger.read("SELECT new, old FROM migrations ORDER BY rowid"):
            self._inherit(old, new)

    def admits(self, user: int | None, chat: int | None) -> bool:
        """Whether an update of this user, in this chat, is to be handled: one of the two must be allowed."""
        return self._is_open or user in self._users or chat in self._chats

    def is_admin(self, user: int | None) -> bool:
        """Whether the user is one of the admins."""
        return user in self._admins

    @property
    def has_admins(self) -> bool:
        """Whether there are any."""
        return bool(self._admins)

    async def is_told(self, user: int) -> bool:
        """Whether this stranger has been told before that the bot is not for everybody; from now on, yes."""
        query = "INSERT OR IGNORE INTO strangers (user) VALUES (?)"
        return not await self._ledger.write(
            lambda database: database.execute(query, (user,)).rowcount
        )

    async def migrate(self, old: int, new: int) -> None:
        """Allows a supergroup that was an allowed chat under its old id."""

        def insert(database: sqlite3.Connection) -> None:
            database.execute(
                "INSERT OR REPLACE INTO migrations (new, old) VALUES (?, ?)", (new, old)
            )

        await self._ledger.write(insert)
        self._inherit(old, new)

    def _inherit(self, old: int, new: int) -> None:
        if old in self._chats:
            self._chats.add(new)

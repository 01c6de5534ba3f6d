"""Who may use the bot: the allowed users and chats, or everybody if none are listed."""

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
        """Admits the chats that have become supergroups, with new ids, since they were allowed."""
        for new, old in await self._ledger.read("SELECT new, old FROM migrations ORDER BY rowid"):
            self._admit_successor(old, new)

    def admits(self, user: int | None, chat: int | None) -> bool:
        """Whether this user may use the bot in this chat: one of the two must be allowed."""
        return self._is_open or user in self._users or chat in self._chats

    def is_admin(self, user: int | None) -> bool:
        """Whether the user is an admin."""
        return user in self._admins

    @property
    def has_admins(self) -> bool:
        """Whether there are admins."""
        return bool(self._admins)

    async def add_stranger(self, user: int) -> bool:
        """Records that a user was turned away. Returns whether this is the first time."""
        query = "INSERT OR IGNORE INTO strangers (user) VALUES (?)"

        def insert(database: sqlite3.Connection) -> bool:
            return database.execute(query, (user,)).rowcount > 0

        return await self._ledger.write(insert)

    async def migrate(self, old: int, new: int) -> None:
        """Admits a supergroup if it was an allowed chat under its old id."""
        query = "INSERT OR REPLACE INTO migrations (new, old) VALUES (?, ?)"

        def insert(database: sqlite3.Connection) -> None:
            database.execute(query, (new, old))

        await self._ledger.write(insert)
        self._admit_successor(old, new)

    def _admit_successor(self, old: int, new: int) -> None:
        if old in self._chats:
            self._chats.add(new)

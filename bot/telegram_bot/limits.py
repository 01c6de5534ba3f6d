"""How many questions may be asked in a minute and in a day, by one user and by all."""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.telegram_bot.receiving.ledger import Ledger
    from config.settings import TelegramSettings

_MINUTE = 60.0
_DAY = 86_400.0


class Limits:
    """Counts questions over the last minute and the last day; a limit of 0 is none."""

    def __init__(self, settings: TelegramSettings, ledger: Ledger) -> None:
        self._ledger = ledger
        of_user = ((settings.user_per_minute, _MINUTE), (settings.user_per_day, _DAY))
        of_all = ((settings.all_per_minute, _MINUTE), (settings.all_per_day, _DAY))
        self._of_user = [limit for limit in of_user if limit[0]]
        self._of_all = [limit for limit in of_all if limit[0]]

    async def spend(self, user: int) -> float:
        """Counts a question of the user's and returns 0.0; or counts none and returns the seconds until there is room."""
        if not self._of_user and not self._of_all:
            return 0.0
        now = time.time()

        def count(database: sqlite3.Connection) -> float:
            database.execute("DELETE FROM questions WHERE asked <= ?", (now - _DAY,))
            waits = [_wait(database, limit, seconds, now, user) for limit, seconds in self._of_user]
            waits += [_wait(database, limit, seconds, now) for limit, seconds in self._of_all]
            wait = max(waits)
            if not wait:
                database.execute("INSERT INTO questions (user, asked) VALUES (?, ?)", (user, now))
            return wait

        return await self._ledger.write(count)


def _wait(
    database: sqlite3.Connection, limit: int, seconds: float, now: float, user: int | None = None
) -> float:
    """Seconds until fewer than `limit` questions lie within the last `seconds`."""
    whose = "user = ?" if user is not None else "? IS NULL"
    query = f"SELECT asked FROM questions WHERE {whose} AND asked > ? ORDER BY asked DESC LIMIT 1 OFFSET ?"
    row = database.execute(query, (user, now - seconds, limit - 1)).fetchone()
    return max(0.0, row[0] + seconds - now) if row else 0.0

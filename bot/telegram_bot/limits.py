"""How many questions may be asked in a minute and in a day, by each user and by all together."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.telegram_bot.receiving.ledger import Ledger
    from config.settings import TelegramSettings

_MINUTE = 60.0
_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class _Limit:
    """At most `count` questions in any `seconds`; 0 means no limit."""

    count: int
    seconds: float

    def wait(self, database: sqlite3.Connection, now: float, user: int | None = None) -> float:
        """Seconds until there is room for another question, of the user or of all."""
        whose = "user = ?" if user is not None else "? IS NULL"
        query = (
            f"SELECT asked FROM questions WHERE {whose} AND asked > ?"
            " ORDER BY asked DESC LIMIT 1 OFFSET ?"
        )
        parameters = (user, now - self.seconds, self.count - 1)
        oldest = database.execute(query, parameters).fetchone()
        return max(0.0, oldest[0] + self.seconds - now) if oldest else 0.0


class Limits:
    """Counts the questions of the last minute and the last day against the settings."""

    def __init__(self, settings: TelegramSettings, ledger: Ledger) -> None:
        self._ledger = ledger
        self._per_user = _set_limits(settings.user_per_minute, settings.user_per_day)
        self._for_all = _set_limits(settings.all_per_minute, settings.all_per_day)

    async def spend(self, user: int) -> float:
        """Counts a question of the user and returns 0.0.

        If a limit is reached, counts nothing and returns the seconds until there is room.
        """
        if not self._per_user and not self._for_all:
            return 0.0
        now = time.time()

        def count(database: sqlite3.Connection) -> float:
            database.execute("DELETE FROM questions WHERE asked <= ?", (now - _DAY,))
            waits = [limit.wait(database, now, user) for limit in self._per_user]
            waits += [limit.wait(database, now) for limit in self._for_all]
            wait = max(waits)
            if not wait:
                database.execute("INSERT INTO questions (user, asked) VALUES (?, ?)", (user, now))
            return wait

        return await self._ledger.write(count)


def _set_limits(per_minute: int, per_day: int) -> list[_Limit]:
    limits = (_Limit(per_minute, _MINUTE), _Limit(per_day, _DAY))
    return [limit for limit in limits if limit.count]

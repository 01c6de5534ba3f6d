"""How the bot is, for the health endpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.telegram_bot.receiving.ledger import Ledger


@dataclass
class Health:
    """What is wrong now, if anything, and how much is being handled."""

    ledger: Ledger
    at_work: Callable[[], int]
    polling: str = ""
    """Why the last poll brought nothing; empty where it did not fail."""

    @property
    def is_well(self) -> bool:
        """Whether updates come in and can be kept."""
        return not self.polling and not self.ledger.trouble

    def report(self) -> dict[str, object]:
        """What the health endpoint says."""
        troubles = [trouble for trouble in (self.polling, self.ledger.trouble) if trouble]
        return {
            "status": "ok" if self.is_well else "failing",
            "troubles": troubles,
            "at_work": self.at_work(),
        }

"""The bot's state, for the health endpoint."""

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
    """Why the last poll failed; empty if it did not."""

    @property
    def is_healthy(self) -> bool:
        """Whether updates come in and can be stored."""
        return not self.polling and not self.ledger.trouble

    def report(self) -> dict[str, object]:
        """The health endpoint's JSON."""
        troubles = [trouble for trouble in (self.polling, self.ledger.trouble) if trouble]
        return {
            "status": "ok" if self.is_healthy else "failing",
            "troubles": troubles,
            "at_work": self.at_work(),
        }

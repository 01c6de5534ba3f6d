"""What a handler has at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from telegram.ext import Application, CallbackContext

from bot.telegram_bot.receiving.polling import RawBot

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.records.conversations import Conversations
    from bot.telegram_bot.access import Access
    from bot.telegram_bot.limits import Limits
    from bot.telegram_bot.receiving.reception import Reception
    from bot.telegram_bot.uploads import Uploads

_Data: TypeAlias = dict[Any, Any]

PARTS = "parts"
"""Under this name the application's data hold its Parts."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The desk, its conversations, which are open, who comes in, and what admins put on record."""

    desk: Desk
    conversations: Conversations
    access: Access
    limits: Limits
    reception: Reception
    uploads: Uploads


class Context(CallbackContext[RawBot, _Data, _Data, _Data]):
    """A handler's second argument; `context.parts` is what it works with."""

    @property
    def parts(self) -> Parts:
        """The parts of the application."""
        return cast("Parts", self.bot_data[PARTS])


BotApplication: TypeAlias = Application[RawBot, Context, _Data, _Data, _Data, None]

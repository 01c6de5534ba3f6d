"""The second argument of every handler, and the services it works with."""

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

SERVICES = "services"
"""The key of the application's Services in its `bot_data`."""


@dataclass(frozen=True, slots=True)
class Services:
    """What handlers work with; a bot has one of each."""

    desk: Desk
    conversations: Conversations
    access: Access
    limits: Limits
    reception: Reception
    uploads: Uploads


class Context(CallbackContext[RawBot, _Data, _Data, _Data]):
    """A handler's second argument."""

    @property
    def services(self) -> Services:
        """The application's services."""
        return cast("Services", self.bot_data[SERVICES])


BotApplication: TypeAlias = Application[RawBot, Context, _Data, _Data, _Data, None]

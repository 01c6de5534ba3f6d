"""The Telegram bot: takes questions, sends answers with a button for each citation."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.telegram_bot.application import serve
from index.errors import OnRecordError

if TYPE_CHECKING:
    from bot.desk import Desk

__all__ = ["run"]


def run(desk: Desk) -> None:
    """Runs the bot until SIGINT or SIGTERM.

    Raises OnRecordError if no token is set or the token is refused, if the Bot API server
    cannot be reached at the start, if another copy of the bot is running, or if the
    conversations cannot be opened.
    """
    token = desk.settings.telegram.token
    if token is None:
        raise OnRecordError(
            "No Telegram token is set. Get one from @BotFather and put it into"
            " ONRECORD_TELEGRAM__TOKEN, or into onrecord.toml as token under [telegram]."
        )
    asyncio.run(serve(desk, token.get_secret_value().strip()))

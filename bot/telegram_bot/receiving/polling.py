"""Long polling: asks Telegram for updates, for ever."""

from __future__ import annotations

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NoReturn, cast

from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter
from telegram.ext import ExtBot
from telegram.warnings import PTBUserWarning

from bot.telegram_bot.connection import seconds_to_wait
from bot.telegram_bot.receiving.health import Health
from bot.telegram_bot.receiving.updates import ALLOWED_UPDATES

log = logging.getLogger(__name__)

_POLL_SECONDS = 30
_ANSWER_SECONDS = 20.0
_LONGEST_PAUSE = 30.0
_CONFLICTS_AT_START = 3
"""The connection of a copy that has just ended may outlive it for a moment."""

StoreUpdates = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]
"""Takes updates as they came; when it has returned, they may be acknowledged."""


class RawBot(ExtBot[None]):
    """A bot that returns updates as JSON.

    python-telegram-bot's `get_updates` loses a whole batch if it cannot parse one update, and
    then asks for the same batch for ever.
    """

    async def raw_updates(self, offset: int) -> Sequence[dict[str, Any]]:
        """The JSON of the updates from a number on, waited for.

        Raises InvalidToken if the token is refused, and whatever else a call raises.
        """
        # The library advises `get_updates` each time, which is what this method replaces.
        warnings.filterwarnings("ignore", "Please use 'Bot.getUpdates'", PTBUserWarning)
        parameters = {
            "offset": offset,
            "timeout": _POLL_SECONDS,
            "allowed_updates": ALLOWED_UPDATES,
        }
        seconds = _POLL_SECONDS + _ANSWER_SECONDS
        try:
            updates = await self.do_api_request("getUpdates", parameters, read_timeout=seconds)
        except EndPointNotFound as error:  # getUpdates exists: it is the token that is unknown
            raise InvalidToken from error
        return cast("list[dict[str, Any]]", updates)


async def poll(bot: RawBot, store: StoreUpdates, health: Health) -> NoReturn:
    """Hands over updates as they come, for ever. What fails on the way is tried again.

    An update is acknowledged when `store` has returned. Raises InvalidToken if the token is
    refused, and Conflict if another copy of the bot was there first.
    """
    offset, failures, has_succeeded = 0, 0, False
    while True:
        try:
            updates = await bot.raw_updates(offset)
            await store(updates)
            offset = max((update["update_id"] + 1 for update in updates), default=offset)
        except InvalidToken:
            raise
        except Exception as error:  # a malformed answer must not end the bot either
            failures += 1
            is_second_copy = isinstance(error, Conflict) and not has_succeeded
            if is_second_copy and failures >= _CONFLICTS_AT_START:
                raise
            health.polling = _reason(error)
            log.warning("No updates from Telegram, trying again: %s", health.polling)
            await asyncio.sleep(_pause(error, failures))
        else:
            failures, has_succeeded, health.polling = 0, True, ""


def _reason(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another copy of this bot is running"
    return f"{type(error).__name__}: {error}"


def _pause(error: Exception, failures: int) -> float:
    """Seconds until the next try."""
    if isinstance(error, RetryAfter):
        return seconds_to_wait(error)
    return min(2.0 ** (failures - 1), _LONGEST_PAUSE)

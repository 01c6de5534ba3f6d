"""Long polling: asks Telegram for updates, for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NoReturn, cast

from telegram.error import Conflict, InvalidToken, RetryAfter
from telegram.ext import ExtBot

from bot.telegram_bot.connection import pause_of
from bot.telegram_bot.receiving.health import Health
from bot.telegram_bot.receiving.updates import KINDS

log = logging.getLogger(__name__)

_POLL_SECONDS = 30
_ANSWER_SECONDS = 20.0
_LONGEST_PAUSE = 30.0
_CONFLICTS_AT_START = 3
"""The connection of a copy that has just been ended may outlive it for a moment."""


class RawBot(ExtBot[None]):
    """A bot that hands out updates as they came.

    python-telegram-bot loses a whole batch of updates when it cannot parse one of them, and then asks for the same
    batch for ever.
    """

    async def raw_updates(self, offset: int) -> Sequence[dict[str, Any]]:
        """The JSON of the updates from a number on, waited for."""
        data = {"offset": offset, "timeout": _POLL_SECONDS, "allowed_updates": KINDS}
        seconds = _POLL_SECONDS + _ANSWER_SECONDS
        return cast(
            "list[dict[str, Any]]", await self._post("getUpdates", data, read_timeout=seconds)
        )


async def poll(
    bot: RawBot, receive: Callable[[Sequence[dict[str, Any]]], Awaitable[None]], health: Health
) -> NoReturn:
    """Hands over updates as they come, for ever; what goes wrong on the way is tried again.

    An update is acknowledged when `receive` has returned. Raises InvalidToken for a token that is refused, and
    Conflict where another copy of the bot was there first.
    """
    offset, failures, has_succeeded = 0, 0, False
    while True:
        try:
            updates = await bot.raw_updates(offset)
            await receive(updates)
            offset = max((update["update_id"] + 1 for update in updates), default=offset)
        except InvalidToken:
            raise
        except Exception as error:  # an answer that is no answer must not end the bot either
            failures += 1
            if (
                isinstance(error, Conflict)
                and not has_succeeded
                and failures >= _CONFLICTS_AT_START
            ):
                raise
            health.polling = _reason(error)
            log.warning("No updates from Telegram, trying again: %s", health.polling)
            await asyncio.sleep(_pause(error, failures))
            continue
        failures, has_succeeded, health.polling = 0, True, ""


def _reason(error: Exception) -> str:
    if isinstance(error, Conflict):
        return "another copy of this bot is running"
    return f"{type(error).__name__}: {error}"


def _pause(error: Exception, failures: int) -> float:
    if isinstance(error, RetryAfter):
        return pause_of(error)
    return min(2.0 ** (failures - 1), _LONGEST_PAUSE)

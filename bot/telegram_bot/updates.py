"""How updates come in, and in what order they are handled."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn
from weakref import WeakValueDictionary

from telegram import Message, Update
from telegram.error import Conflict, InvalidToken
from telegram.ext import BaseUpdateProcessor, ExtBot

log = logging.getLogger(__name__)

_KINDS = (Update.MESSAGE, Update.CALLBACK_QUERY)
_POLL_SECONDS = 30
_LONGEST_PAUSE = 30.0
_CONFLICTS_AT_START = 3
"""The connection of a copy that has just been ended may outlive it for a moment."""
_UPDATES_AT_ONCE = 4096
"""Counts those that wait for their turn in a chat, which must not hold up other chats."""


class PatientBot(ExtBot[None]):
    """A bot that no update can stop.

    python-telegram-bot loses a whole batch of updates when it cannot parse one of them, and then asks for the same
    batch for ever. Here an empty update, which has nothing but its number, takes the place of one that is not
    understood, before the batch is parsed.
    """

    async def _post(self, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        result = await super()._post(endpoint, *args, **kwargs)
        return [self._understood(update) for update in result] if endpoint == "getUpdates" else result

    def _understood(self, update: dict[str, Any]) -> dict[str, Any]:
        try:
            Update.de_json(update, self)
        except Exception as error:  # whatever is wrong with it, the next ones must come through
            log.warning("Update %s cannot be parsed and is left out: %r", update["update_id"], error)
            return {"update_id": update["update_id"]}
        return update


class InOrderPerChat(BaseUpdateProcessor):
    """Handles the messages of a chat one after the other, and chats side by side.

    A press on a button waits for nobody: it touches no history, and an answer may take long to make.
    """

    def __init__(self) -> None:
        super().__init__(_UPDATES_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Awaits the update's handlers when the messages before it have been handled."""
        if not isinstance(update, Update) or update.message is None:
            await coroutine
            return
        turn = self._turns.setdefault(conversation_key(update.message), asyncio.Lock())
        async with turn:
            await coroutine

    async def initialize(self) -> None:
        """Nothing is to be made ready."""

    async def shutdown(self) -> None:
        """Nothing is to be closed."""


def conversation_key(message: Message) -> str:
    """The conversation that a message belongs to: its chat's, or its topic's where the chat has topics."""
    chat = f"telegram:{message.chat.id}"
    return f"{chat}:{message.message_thread_id}" if message.is_topic_message else chat


async def poll(bot: PatientBot, receive: Callable[[Update], Awaitable[None]]) -> NoReturn:
    """Hands over updates as they come, for ever; what goes wrong on the way is tried again.

    Raises InvalidToken for a token that is refused, and Conflict where another copy of the bot was there first.
    """
    next_id, failures, has_succeeded = 0, 0, False
    while True:
        try:
            updates = await bot.get_updates(offset=next_id, timeout=_POLL_SECONDS, allowed_updates=_KINDS)
        except InvalidToken:
            raise
        except Exception as error:  # an answer that is no answer must not end the bot either
            failures += 1
            if isinstance(error, Conflict) and not has_succeeded and failures >= _CONFLICTS_AT_START:
                raise
            log.warning("No updates from Telegram, trying again: %r", error)
            await asyncio.sleep(min(2.0 ** (failures - 1), _LONGEST_PAUSE))
            continue
        failures, has_succeeded = 0, True
        for update in updates:
            await receive(update)
            next_id = update.update_id + 1

"""The reception: an update is stored, put in order, handled, and marked done."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from telegram import Bot, Update

from bot.telegram_bot import languages
from bot.telegram_bot.receiving.inbox import HANDLING, Handling, Inbox, StoredUpdate
from bot.telegram_bot.receiving.turn_queue import TurnQueue
from bot.telegram_bot.receiving.updates import lane
from bot.telegram_bot.sending.fault_messages import tell_interruption

if TYPE_CHECKING:
    from bot.records.conversations import Conversations

log = logging.getLogger(__name__)


class Reception:
    """Takes updates in, from polling or a webhook, and has each handled once.

    `process_update` passes an update to the handlers. `is_silent` says whether a chat has
    refused the bot since a time in seconds since 1970.
    """

    def __init__(
        self,
        inbox: Inbox,
        bot: Bot,
        process_update: Callable[[Update], Awaitable[None]],
        is_silent: Callable[[int, float], bool],
        conversations: Conversations,
        default_language: str,
    ) -> None:
        self._inbox = inbox
        self._bot = bot
        self._process_update = process_update
        self._is_silent = is_silent
        self._conversations = conversations
        self._default_language = default_language
        self._queue = TurnQueue(self._handle)

    def at_work(self) -> int:
        """How many conversations, presses and inline queries are being handled."""
        return len(self._queue)

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Stores updates as they came; when it has returned, they may be acknowledged."""
        new = set(await self._inbox.add(updates))
        for update in updates:
            number = update["update_id"]
            if number in new:
                new.remove(number)  # a batch may hold an update twice
                self._enqueue(number, update)

    async def resume(self) -> None:
        """Takes up the updates that were not done when the bot ended."""
        for number in await self._inbox.unfinished():
            await self._take_up(number)

    async def retry(self, reference: str) -> bool:
        """Takes up what ended in a fault; False if that is unknown or already under way."""
        number = await self._inbox.reopen(reference)
        if number is None:
            return False
        await self._take_up(number)
        return True

    async def stop(self, conversation: str) -> int:
        """Cancels the answer in hand in a conversation, and what waits. Returns the count."""
        stopped = await self._queue.stop(conversation)
        for number in stopped:
            await self._inbox.finish(number)
        return len(stopped)

    async def forget(self, user: int) -> None:
        """Deletes the stored texts of a user's updates."""
        await self._inbox.forget(user)

    async def finish(self, seconds: float) -> None:
        """Gives what is in hand so long to end. What has not begun stays in the inbox."""
        await self._queue.finish(seconds)

    async def _take_up(self, number: int) -> None:
        stored = await self._inbox.get(number)
        if stored is not None:
            self._enqueue(number, stored.body)

    def _enqueue(self, number: int, body: dict[str, Any]) -> None:
        try:
            _, turn = self._read(body)
        except Exception:  # whatever is wrong with it, the next ones must come through
            turn = None
        self._queue.add(number, turn)

    async def _handle(self, number: int) -> None:
        stored = await self._inbox.get(number)
        if stored is None:
            return
        handling = Handling(stored)
        HANDLING.set(handling)  # of this task, which handles nothing else
        try:
            await self._reply(stored)
        except Exception as error:  # mostly from parsing: the application reports its handlers'
            log.warning("Update %s cannot be read and is left out: %r", number, error)
        await self._inbox.finish(number, handling.reference)

    async def _reply(self, stored: StoredUpdate) -> None:
        update, _ = self._read(stored.body)
        chat = update.effective_chat
        if chat is not None and self._is_silent(chat.id, stored.received):
            return
        if stored.is_uncertain:
            await languages.speak(update, self._conversations, self._default_language)
            await tell_interruption(update)
        else:
            await self._process_update(update)

    def _read(self, body: dict[str, Any]) -> tuple[Update, str | None]:
        """The update and its lane. Raises anything for what is no update, or has no chat."""
        update = Update.de_json(body, self._bot)
        return update, lane(update)

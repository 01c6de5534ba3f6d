"""The reception: an update is kept, put in order, handled, and done."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from telegram import Update

from bot.telegram_bot import faults, languages
from bot.telegram_bot.context import PARTS
from bot.telegram_bot.receiving.inbox import IN_HAND, Handling, Inbox, Letter
from bot.telegram_bot.receiving.turn_queue import Order
from bot.telegram_bot.receiving.updates import lane

if TYPE_CHECKING:
    from bot.telegram_bot.context import BotApplication
    from bot.telegram_bot.sending.delivery import Delivery

log = logging.getLogger(__name__)


class Reception:
    """Takes updates in, from wherever they come, and has the application handle each once."""

    def __init__(self, application: BotApplication, inbox: Inbox, delivery: Delivery) -> None:
        self._application = application
        self._inbox = inbox
        self._delivery = delivery
        self._order = Order(self._handle)

    def at_work(self) -> int:
        """How many conversations, presses and inline queries are being handled."""
        return len(self._order)

    async def receive(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keeps updates as they came; when this has returned, they may be acknowledged."""
        new = set(await self._inbox.keep(updates))
        for update in updates:
            if update["update_id"] in new:
                new.remove(update["update_id"])
                self._queue(update["update_id"], update)

    async def resume(self) -> None:
        """Takes up what was not done when the bot ended."""
        for number in await self._inbox.unfinished():
            await self._requeue(number)

    async def again(self, reference: str) -> bool:
        """Takes up what ended in a fault; False where that is not known, or is under way already."""
        number = await self._inbox.reopen(reference)
        if number is not None:
            await self._requeue(number)
        return number is not None

    async def stop(self, conversation: str) -> int:
        """Ends what is being answered in a conversation, drops what waits there, and returns how many that were."""
        stopped = await self._order.stop(conversation)
        for number in stopped:
            await self._inbox.close(number)
        return len(stopped)

    async def forget(self, user: int) -> None:
        """Deletes what is still kept of a user's words."""
        await self._inbox.forget(user)

    async def finish(self, seconds: float) -> None:
        """Gives what is in hand so long to end; what has not begun stays in the inbox."""
        await self._order.finish(seconds)

    async def _requeue(self, number: int) -> None:
        letter = await self._inbox.letter(number)
        if letter is not None:
            self._queue(number, letter.body)

    def _queue(self, number: int, body: dict[str, Any]) -> None:
        try:
            _, turn = self._read(body)
        except Exception:  # whatever is wrong with it, the next ones must come through
            turn = None
        self._order.add(number, turn)

    async def _handle(self, number: int) -> None:
        letter = await self._inbox.letter(number)
        if letter is None:
            return
        handling = Handling(letter)
        IN_HAND.set(handling)  # for this task, which handles nothing else
        try:
            await self._reply(letter)
        except (
            Exception
        ) as error:  # not its handler's, which the application reports: it cannot be parsed, mostly
            log.warning("Update %s cannot be read and is left out: %r", number, error)
        await self._inbox.close(number, handling.reference)

    async def _reply(self, letter: Letter) -> None:
        update, _ = self._read(letter.body)
        if self._is_futile(letter, update):
            return
        if letter.is_uncertain:
            await languages.speak(update, self._application.bot_data[PARTS])
            await faults.tell_interruption(update)
        else:
            await self._application.process_update(update)

    def _read(self, body: dict[str, Any]) -> tuple[Update, str | None]:
        """An update with the conversation whose turn it is in; raises anything for what is none, or has no chat."""
        update = Update.de_json(body, self._application.bot)
        return update, lane(update)

    def _is_futile(self, letter: Letter, update: Update) -> bool:
        chat = update.effective_chat
        return chat is not None and self._delivery.is_silent(chat.id, letter.received)

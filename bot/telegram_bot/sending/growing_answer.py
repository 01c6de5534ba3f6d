"""An answer shown while it is written: a draft in private, a message that is edited in a group."""

from __future__ import annotations

import logging
import time

from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.rendering.telegram.answers import partial_message
from bot.telegram_bot.sending.delivery import provisional
from bot.telegram_bot.sending.replies import Destination, edit_message, send_message
from bot.types.answer import Answer

log = logging.getLogger(__name__)

_SPACING = 1.5
"""Seconds between two versions, and before the first: a quick answer needs none."""


class GrowingAnswer:
    """Shows the beginning of an answer as it grows. The whole answer is sent separately."""

    def __init__(self, destination: Destination) -> None:
        self._destination = destination
        self._shown_at = time.monotonic()
        self._draft_id = time.time_ns() % 2_000_000_000 + 1
        self._message_id: int | None = None

    async def show(self, answer: Answer) -> None:
        """Shows what there is of the answer, if it is time to and Telegram takes it."""
        if time.monotonic() - self._shown_at < _SPACING:
            return
        self._shown_at = time.monotonic()
        try:
            with provisional():
                await self._show(partial_message(answer))
        except TelegramError as error:
            log.info("A growing answer could not be shown: %s", error)

    async def clear(self) -> None:
        """Deletes the message shown in a group; a draft vanishes by itself."""
        if self._message_id is None:
            return
        destination = self._destination
        try:
            await destination.bot.delete_message(destination.chat, self._message_id)
        except TelegramError as error:
            log.info("A growing answer could not be taken away: %s", error)

    async def _show(self, text: str) -> None:
        destination = self._destination
        if destination.is_private:
            await destination.bot.send_message_draft(
                destination.chat,
                self._draft_id,
                text,
                message_thread_id=destination.topic,
                parse_mode=ParseMode.HTML,
            )
        elif self._message_id is not None:
            await edit_message(destination, self._message_id, text)
        else:
            self._message_id = await send_message(destination, text, is_silent=True)

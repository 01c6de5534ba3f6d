"""An answer that is shown while it is being written: a draft in a private chat, a message that is edited in a group."""

from __future__ import annotations

import logging
import time

from telegram.constants import ParseMode
from telegram.error import TelegramError

from bot.rendering.telegram import messages as rendering
from bot.telegram_bot.sending.delivery import provisional
from bot.telegram_bot.sending.replies import Place, change, send
from bot.types.answer import Answer

log = logging.getLogger(__name__)

_SPACING = 1.5
"""Seconds between one showing and the next; and before the first, for a quick answer needs none."""


class Draft:
    """What is there of an answer, shown as it grows; the whole answer is sent besides."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._shown_at = time.monotonic()
        self._number = time.time_ns() % 2_000_000_000 + 1
        self._message: int | None = None

    async def show(self, answer: Answer) -> None:
        """Shows the answer as far as it goes, if it is time to, and Telegram takes it."""
        if time.monotonic() - self._shown_at < _SPACING:
            return
        self._shown_at = time.monotonic()
        try:
            with provisional():
                await self._put(rendering.growing(answer))
        except TelegramError as error:
            log.info("A growing answer could not be shown: %s", error)

    async def clear(self) -> None:
        """Takes away what was shown, where it would stay."""
        if self._message is None:
            return
        try:
            await self._place.bot.delete_message(self._place.chat, self._message)
        except TelegramError as error:
            log.info("A growing answer could not be taken away: %s", error)

    async def _put(self, text: str) -> None:
        place = self._place
        if place.is_private:
            await place.bot.send_message_draft(
                place.chat,
                self._number,
                text,
                message_thread_id=place.topic,
                parse_mode=ParseMode.HTML,
            )
        elif self._message is not None:
            await change(place, self._message, text)
        else:
            self._message = await send(place, text, is_silent=True)

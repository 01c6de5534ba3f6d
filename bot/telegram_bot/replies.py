"""How the bot writes to a chat: HTML, buttons, no link previews, and "typing" while there is nothing to read yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError

from bot.rendering.telegram import Button

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_TYPING_SECONDS = 4.0
"""Telegram shows "typing" for five seconds at most (https://core.telegram.org/bots/api#sendchataction)."""


async def reply(message: Message, *texts: str, buttons: Sequence[Sequence[Button]] = ()) -> None:
    """Sends HTML texts into the message's chat and topic, one after the other, the buttons under the last one."""
    for text in texts[:-1]:
        await _send(message, text)
    await _send(message, texts[-1], _keyboard(buttons))


async def reply_to(bot: Bot, chat_id: int, message_id: int, text: str) -> None:
    """Sends an HTML text as a reply to a message, which may be too old to be read, or be gone."""
    await bot.send_message(
        chat_id,
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=_NO_PREVIEW,
        reply_parameters=ReplyParameters(message_id, allow_sending_without_reply=True),
    )


@asynccontextmanager
async def typing(message: Message) -> AsyncIterator[None]:
    """Shows "typing" in the message's chat, at once and until the block is left."""
    task = asyncio.create_task(_keep_typing(message))
    try:
        yield
    finally:
        task.cancel()


async def _send(message: Message, text: str, keyboard: InlineKeyboardMarkup | None = None) -> None:
    await message.reply_html(
        text, link_preview_options=_NO_PREVIEW, reply_markup=keyboard, allow_sending_without_reply=True
    )


async def _keep_typing(message: Message) -> None:
    while True:
        try:
            await message.reply_chat_action(ChatAction.TYPING)
        except TelegramError as error:
            log.info('"typing" could not be shown: %s', error)
        await asyncio.sleep(_TYPING_SECONDS)


def _keyboard(buttons: Sequence[Sequence[Button]]) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None

"""How the bot writes to a chat: HTML with buttons, without link previews, "typing" meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from telegram import (
    Bot,
    Chat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError

from bot.rendering.telegram.buttons import Button, Rows

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_TYPING_SECONDS = 4.0
"""Telegram shows "typing" for at most 5 (https://core.telegram.org/bots/api#sendchataction)."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the bot writes: a chat, a topic in it, and the message replied to."""

    bot: Bot
    chat: int
    topic: int | None = None
    quoted: int | None = None

    @classmethod
    def of(cls, message: MaybeInaccessibleMessage, *, is_quoted: bool | None = None) -> Destination:
        """Where to reply to a message. By default, the reply quotes it only in a group."""
        if is_quoted is None:
            is_quoted = message.chat.type != Chat.PRIVATE
        has_topic = isinstance(message, Message) and message.is_topic_message
        topic = message.message_thread_id if isinstance(message, Message) and has_topic else None
        quoted = message.message_id if is_quoted else None
        return cls(message.get_bot(), message.chat.id, topic, quoted)

    @property
    def reply_parameters(self) -> ReplyParameters | None:
        """The message replied to, which may be gone by now."""
        if self.quoted is None:
            return None
        return ReplyParameters(self.quoted, allow_sending_without_reply=True)

    @property
    def is_private(self) -> bool:
        """Whether the chat is between one user and the bot."""
        return self.chat > 0


async def reply(
    message: MaybeInaccessibleMessage,
    *texts: str,
    buttons: Rows | None = None,
    is_quoted: bool | None = None,
) -> int:
    """Sends HTML texts in reply to a message. Returns the last one's message id."""
    return await send_messages(
        Destination.of(message, is_quoted=is_quoted), *texts, buttons=buttons
    )


async def send_messages(destination: Destination, *texts: str, buttons: Rows | None = None) -> int:
    """Sends HTML texts in order, the buttons under the last one. Returns its message id."""
    for text in texts[:-1]:
        await send_message(destination, text)
    return await send_message(destination, texts[-1], buttons)


async def send_message(
    destination: Destination,
    text: str,
    buttons: Rows | None = None,
    *,
    is_silent: bool | None = None,
) -> int:
    """Sends one HTML text. Returns its message id."""
    sent = await destination.bot.send_message(
        destination.chat,
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=destination.topic,
        reply_parameters=destination.reply_parameters,
        reply_markup=_keyboard(buttons),
        disable_notification=is_silent,
    )
    return sent.message_id


async def edit_message(
    destination: Destination, message_id: int, text: str, buttons: Rows | None = None
) -> None:
    """Replaces the text and the buttons of one of the bot's messages."""
    await destination.bot.edit_message_text(
        text,
        destination.chat,
        message_id,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=_keyboard(buttons),
    )


@asynccontextmanager
async def typing(destination: Destination) -> AsyncIterator[None]:
    """Shows "typing" in the chat from now until the block ends."""
    task = asyncio.create_task(_keep_typing(destination))
    try:
        yield
    finally:
        task.cancel()


async def _keep_typing(destination: Destination) -> None:
    while True:
        try:
            await destination.bot.send_chat_action(
                destination.chat, ChatAction.TYPING, message_thread_id=destination.topic
            )
        except TelegramError as error:
            log.info('"typing" could not be shown: %s', error)
        await asyncio.sleep(_TYPING_SECONDS)


def _keyboard(buttons: Rows | None) -> InlineKeyboardMarkup | None:
    """The buttons in the library's form; None without any."""
    if not buttons:
        return None
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in buttons])


def _button(button: Button) -> InlineKeyboardButton:
    if button.copied:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copied))
    url, data = button.url or None, button.data or None
    return InlineKeyboardButton(button.label, url=url, callback_data=data)

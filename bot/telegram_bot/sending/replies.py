"""How the bot writes to a chat: HTML, buttons, no link previews, and "typing" while there is nothing to read yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
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

from bot.rendering.telegram.buttons import Button

log = logging.getLogger(__name__)

Rows = Sequence[Sequence[Button]]

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_TYPING_SECONDS = 4.0
"""Telegram shows "typing" for five seconds at most (https://core.telegram.org/bots/api#sendchataction)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bot writes: a chat, a topic of it, and the message that it replies to."""

    bot: Bot
    chat: int
    topic: int | None = None
    quoted: int | None = None

    @classmethod
    def of(cls, message: MaybeInaccessibleMessage, *, is_quoted: bool | None = None) -> Place:
        """Where to reply to a message, which may be too old to be read. It is quoted where others talk too, or as told."""
        is_quoted = message.chat.type != Chat.PRIVATE if is_quoted is None else is_quoted
        is_topic = isinstance(message, Message) and message.is_topic_message
        topic = message.message_thread_id if isinstance(message, Message) and is_topic else None
        return cls(
            message.get_bot(), message.chat.id, topic, message.message_id if is_quoted else None
        )

    @property
    def reply_parameters(self) -> ReplyParameters | None:
        """The message that is replied to, which may be gone."""
        return (
            ReplyParameters(self.quoted, allow_sending_without_reply=True)
            if self.quoted is not None
            else None
        )

    @property
    def is_private(self) -> bool:
        """Whether there is nobody but one user and the bot."""
        return self.chat > 0


async def reply(
    message: MaybeInaccessibleMessage,
    *texts: str,
    buttons: Rows = (),
    is_quoted: bool | None = None,
) -> int:
    """Sends HTML texts into the message's chat and topic, as `say` does."""
    return await say(Place.of(message, is_quoted=is_quoted), *texts, buttons=buttons)


async def say(place: Place, *texts: str, buttons: Rows = ()) -> int:
    """Sends HTML texts, one after the other, the buttons under the last one, and returns the number of that."""
    for text in texts[:-1]:
        await send(place, text)
    return await send(place, texts[-1], keyboard(buttons))


async def change(place: Place, message_id: int, text: str, buttons: Rows = ()) -> None:
    """Puts an HTML text and buttons in the place of those of the bot's message."""
    await place.bot.edit_message_text(
        text,
        place.chat,
        message_id,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=keyboard(buttons),
    )


@asynccontextmanager
async def typing(place: Place) -> AsyncIterator[None]:
    """Shows "typing" there, at once and until the block is left."""
    task = asyncio.create_task(_keep_typing(place))
    try:
        yield
    finally:
        task.cancel()


def keyboard(buttons: Rows) -> InlineKeyboardMarkup | None:
    """The buttons as Telegram takes them, if there are any."""
    rows = [[_button(button) for button in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None


async def send(
    place: Place,
    text: str,
    markup: InlineKeyboardMarkup | None = None,
    *,
    is_silent: bool | None = None,
) -> int:
    """Sends one message of HTML; returns its number."""
    sent = await place.bot.send_message(
        place.chat,
        text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        message_thread_id=place.topic,
        reply_parameters=place.reply_parameters,
        reply_markup=markup,
        disable_notification=is_silent,
    )
    return sent.message_id


async def _keep_typing(place: Place) -> None:
    while True:
        try:
            await place.bot.send_chat_action(
                place.chat, ChatAction.TYPING, message_thread_id=place.topic
            )
        except TelegramError as error:
            log.info('"typing" could not be shown: %s', error)
        await asyncio.sleep(_TYPING_SECONDS)


def _button(button: Button) -> InlineKeyboardButton:
    if button.copied:
        return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.copied))
    return InlineKeyboardButton(
        button.label, url=button.url or None, callback_data=button.data or None
    )

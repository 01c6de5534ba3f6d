"""What an update is about: its chat, its conversation, and whose turn it is in."""

from __future__ import annotations

import re

from telegram import MaybeInaccessibleMessage, Message, Update

from bot.rendering.telegram.buttons import Kind, pattern

KINDS = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MESSAGE_REACTION,
)
"""What the bot asks Telegram for."""


_ASKING = re.compile(pattern(Kind.CHOICE, Kind.SUGGESTION, Kind.EDITED))
"""Presses that ask a question, which the next one may lean on."""


def conversation_key(message: MaybeInaccessibleMessage) -> str:
    """The conversation that a message belongs to: its chat's, or its topic's where the chat has topics."""
    chat = chat_key(message.chat.id)
    is_topic = isinstance(message, Message) and message.is_topic_message
    return (
        f"{chat}:{message.message_thread_id}" if isinstance(message, Message) and is_topic else chat
    )


def chat_key(number: int) -> str:
    """What a chat, or a user, is called among the conversations."""
    return f"telegram:{number}"


def lane(update: Update) -> str | None:
    """The conversation whose messages are handled one after the other; None for what waits for nobody.

    That is a press on a button, unless it asks a question, an inline query, a reaction, and /stop.
    """
    press = update.callback_query
    if press is not None and press.message is not None and _ASKING.match(press.data or ""):
        return conversation_key(press.message)
    message = update.message or update.edited_message
    if message is None or is_stop(message):
        return None
    return conversation_key(message)


def is_stop(message: Message) -> bool:
    """Whether the message is the command that ends what is in hand."""
    first = (message.text or "").split(maxsplit=1)[:1]
    return bool(first) and first[0].partition("@")[0] == "/stop"

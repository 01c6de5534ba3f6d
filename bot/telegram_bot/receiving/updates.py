"""What an update is about: its message, its conversation, and whose turn it is in."""

from __future__ import annotations

import re

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update

from bot.rendering.telegram.buttons import ButtonKind, data_pattern

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MESSAGE_REACTION,
)
"""The kinds of updates that the bot asks Telegram for."""

_ASKING = re.compile(data_pattern(ButtonKind.CHOICE, ButtonKind.SUGGESTION, ButtonKind.EDITED))
"""Presses that ask a question, which the next message may refer to."""


def new_message(update: Update) -> Message:
    """The message of an update for a handler of new messages."""
    assert update.message is not None  # such a handler gets no other update
    return update.message


def pressed_button(update: Update) -> tuple[CallbackQuery, MaybeInaccessibleMessage]:
    """The press of an update for a handler of presses, and the message the button is under."""
    query = update.callback_query
    assert query is not None  # such a handler gets no other update
    assert query.message is not None  # the bot puts no buttons under what is shared inline
    return query, query.message


def conversation_key(message: MaybeInaccessibleMessage) -> str:
    """The key of a message's conversation: its chat, or its topic in a chat with topics."""
    chat = chat_key(message.chat.id)
    if isinstance(message, Message) and message.is_topic_message:
        return f"{chat}:{message.message_thread_id}"
    return chat


def chat_key(number: int) -> str:
    """The key of a chat or a user among the conversations."""
    return f"telegram:{number}"


def lane(update: Update) -> str | None:
    """The conversation in which the update waits for its turn; None if it is handled at once.

    At once: /stop, reactions, inline queries, and presses that do not ask a question.
    """
    press = update.callback_query
    if press is not None and press.message is not None and _ASKING.match(press.data or ""):
        return conversation_key(press.message)
    message = update.message or update.edited_message
    if message is None or _is_stop(message):
        return None
    return conversation_key(message)


def _is_stop(message: Message) -> bool:
    first = (message.text or "").split(maxsplit=1)[:1]
    return bool(first) and first[0].partition("@")[0] == "/stop"

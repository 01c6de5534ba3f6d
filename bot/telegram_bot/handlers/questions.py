"""Questions, and what is none."""

from __future__ import annotations

import asyncio
import time

from telegram import Message, Update

from bot.rendering import telegram as rendering
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers.gate import is_within_limits
from bot.telegram_bot.inbox import IN_HAND
from bot.telegram_bot.replies import reply, typing
from bot.telegram_bot.updates import chat_key, conversation_key

_LATE_SECONDS = 120.0


async def answer(update: Update, context: Context) -> None:
    """Answers a question in the light of the chat's history, with a button for each citation."""
    message = _message(update)
    question = (message.text or "").strip()
    if not any(character.isalnum() for character in question):
        await reply(message, rendering.NOT_IN_WORDS)
    elif await is_within_limits(message, context):
        await _answer(message, question, context)


async def decline(update: Update, context: Context) -> None:
    """Asks for text in place of a photo, a sticker, a voice message and the like."""
    await reply(_message(update), rendering.NOT_TEXT)


async def _answer(message: Message, question: str, context: Context) -> None:
    conversations, chat = context.parts.conversations, conversation_key(message)
    user = chat_key(message.from_user.id) if message.from_user else None
    async with typing(message):
        history = await asyncio.to_thread(conversations.history, chat)
        found = await context.parts.desk.aask(question, history)
        answer_id = await asyncio.to_thread(conversations.record, chat, found, user)
    buttons = rendering.citation_buttons(answer_id, found.citations)
    await reply(message, *rendering.answer_messages(found, is_late=is_late()), buttons=buttons)


def is_late() -> bool:
    """Whether what is being answered was written so long ago that an apology is due."""
    handling = IN_HAND.get()
    return handling is not None and time.time() - handling.letter.written > _LATE_SECONDS


def _message(update: Update) -> Message:
    assert update.message is not None  # of the handlers' choosing
    return update.message

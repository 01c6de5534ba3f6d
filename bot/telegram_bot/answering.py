"""Answers to questions, whether from a message, a command or a button."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, User

from bot.rendering.telegram import notices
from bot.rendering.telegram.answers import answer_buttons, answer_messages
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers.gate import is_within_limits
from bot.telegram_bot.receiving.inbox import HANDLING
from bot.telegram_bot.receiving.updates import chat_key, conversation_key
from bot.telegram_bot.sending.growing_answer import GrowingAnswer
from bot.telegram_bot.sending.replies import Destination, reply, send_messages, typing
from bot.types.answer import Answer, Turn
from prompts import translate

_LATE_SECONDS = 120.0
_MAX_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and the message that the question came with."""

    message: MaybeInaccessibleMessage
    user: User | None

    @property
    def destination(self) -> Destination:
        """Where the answer goes."""
        return Destination.of(self.message)

    @property
    def conversation(self) -> str:
        """The key of the conversation."""
        return conversation_key(self.message)

    @property
    def user_key(self) -> str | None:
        """The key of the user among the conversations."""
        return chat_key(self.user.id) if self.user else None


async def answer(question: str, asker: Asker, context: Context) -> None:
    """Answers a question in its conversation, with a button for each citation."""
    if not any(character.isalnum() for character in question):
        await reply(asker.message, translate(notices.NOT_IN_WORDS))
        return
    if len(question) > _MAX_CHARACTERS:
        text = translate(notices.TOO_LONG)
        await reply(asker.message, text, buttons=notices.check_buttons(), is_quoted=True)
        return
    if not await is_within_limits(asker.message, asker.user, context):
        return
    conversations = context.services.conversations
    async with typing(asker.destination):
        history = await asyncio.to_thread(conversations.history, asker.conversation)
        found = await _answer(question, history, asker.destination, context)
        record = conversations.record
        answer_id = await asyncio.to_thread(record, asker.conversation, found, asker.user_key)
    await send(answer_id, found, asker.destination, context)


async def send(answer_id: str, found: Answer, destination: Destination, context: Context) -> None:
    """Sends a recorded answer."""
    texts = answer_messages(found, is_late=_is_late())
    buttons = answer_buttons(answer_id, found)
    message_id = await send_messages(destination, *texts, buttons=buttons)
    note = context.services.conversations.note_message
    await asyncio.to_thread(note, answer_id, chat_key(destination.chat), message_id)


def _is_late() -> bool:
    """Whether the message being answered is so old that an apology is due."""
    handling = HANDLING.get()
    return handling is not None and time.time() - handling.update.written > _LATE_SECONDS


async def _answer(
    question: str, history: list[Turn], destination: Destination, context: Context
) -> Answer:
    """The whole answer, which is shown as it grows."""
    growing, found = GrowingAnswer(destination), None
    try:
        async for found in context.services.desk.astream(question, history):
            await growing.show(found)
    finally:
        await growing.clear()
    assert found is not None  # the stream ends with the whole answer
    return found

"""Answers to questions, wherever they come from: a message, a command, or a button."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from telegram import MaybeInaccessibleMessage, User

from bot.rendering.telegram import messages as rendering
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers.gate import is_within_limits
from bot.telegram_bot.receiving.inbox import IN_HAND
from bot.telegram_bot.receiving.updates import chat_key, conversation_key
from bot.telegram_bot.sending.growing_answer import Draft
from bot.telegram_bot.sending.replies import Place, reply, say, typing
from bot.types.answer import Answer, Turn
from prompts import translate

_LATE_SECONDS = 120.0
_LONGEST_QUESTION = 1_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose question it is, and the message that it came with."""

    message: MaybeInaccessibleMessage
    user: User | None

    @property
    def place(self) -> Place:
        """Where the answer goes."""
        return Place.of(self.message)

    @property
    def key(self) -> str:
        """The conversation."""
        return conversation_key(self.message)

    @property
    def user_key(self) -> str | None:
        """The user among the conversations."""
        return chat_key(self.user.id) if self.user else None


async def answer(question: str, asker: Asker, context: Context) -> None:
    """Answers a question in the light of the chat's history, with a button for each citation."""
    if not any(character.isalnum() for character in question):
        await reply(asker.message, translate(rendering.NOT_IN_WORDS))
    elif len(question) > _LONGEST_QUESTION:
        await reply(
            asker.message,
            translate(rendering.TOO_LONG),
            buttons=rendering.check_buttons(),
            is_quoted=True,
        )
    elif await is_within_limits(asker.message, asker.user, context):
        async with typing(asker.place):
            history = await asyncio.to_thread(context.parts.conversations.history, asker.key)
            found = await _found(question, history, asker.place, context)
            answer_id = await asyncio.to_thread(
                context.parts.conversations.record, asker.key, found, asker.user_key
            )
        await send(answer_id, found, asker.place, context)


async def send(answer_id: str, found: Answer, place: Place, context: Context) -> None:
    """Sends an answer that was recorded."""
    texts = rendering.answer_messages(found, is_late=is_late())
    number = await say(place, *texts, buttons=rendering.answer_buttons(answer_id, found))
    note = context.parts.conversations.note_message
    await asyncio.to_thread(note, answer_id, chat_key(place.chat), number)


def is_late() -> bool:
    """Whether what is being answered was written so long ago that an apology is due."""
    handling = IN_HAND.get()
    return handling is not None and time.time() - handling.letter.written > _LATE_SECONDS


async def _found(question: str, history: list[Turn], place: Place, context: Context) -> Answer:
    """The whole answer; what there is of it is shown meanwhile."""
    draft, found = Draft(place), None
    try:
        async for found in context.parts.desk.astream(question, history):
            await draft.show(found)
    finally:
        await draft.clear()
    assert found is not None  # at least the whole one comes
    return found

"""Commands."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.rendering import telegram as rendering
from bot.telegram_bot.context import Context
from bot.telegram_bot.replies import reply
from bot.telegram_bot.updates import conversation_key


async def start(update: Update, context: Context) -> None:
    """Says what the bot is for."""
    await reply(_message(update), rendering.START)


async def explain(update: Update, context: Context) -> None:
    """Says how to ask and how to check."""
    await reply(_message(update), rendering.HELP)


async def start_afresh(update: Update, context: Context) -> None:
    """Begins a new conversation in the chat."""
    message = _message(update)
    await asyncio.to_thread(context.parts.conversations.start_afresh, conversation_key(message))
    await reply(message, rendering.STARTED_AFRESH)


async def stop(update: Update, context: Context) -> None:
    """Ends what is being answered in the conversation, and drops the questions that wait there."""
    message = _message(update)
    stopped = await context.parts.reception.stop(conversation_key(message))
    await reply(message, rendering.STOPPED if stopped else rendering.NOTHING_TO_STOP)


async def list_sources(update: Update, context: Context) -> None:
    """Lists the articles on record."""
    listings = await asyncio.to_thread(context.parts.desk.articles)
    await reply(_message(update), rendering.sources(listings))


async def decline(update: Update, context: Context) -> None:
    """Says that there is no such command."""
    await reply(_message(update), rendering.NOT_A_COMMAND)


def _message(update: Update) -> Message:
    assert update.message is not None  # of the handlers' choosing
    return update.message

"""What the bot does with each update."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, cast

from telegram import Message, Update
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.rendering import telegram as rendering
from bot.telegram_bot.replies import reply, reply_to, typing
from bot.telegram_bot.updates import conversation_key

if TYPE_CHECKING:
    from bot.conversations import Conversations
    from bot.desk import Desk

log = logging.getLogger(__name__)

DESK = "desk"
CONVERSATIONS = "conversations"
"""Under these names the application's data hold the desk and its conversations, which are open."""


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Says what the bot is for."""
    await reply(_message(update), rendering.START)


async def explain(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Says how to ask and how to check."""
    await reply(_message(update), rendering.HELP)


async def start_afresh(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Begins a new conversation in the chat."""
    message = _message(update)
    await asyncio.to_thread(_conversations(context).start_afresh, conversation_key(message))
    await reply(message, rendering.STARTED_AFRESH)


async def list_sources(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Lists the articles on record."""
    listings = await asyncio.to_thread(_desk(context).articles)
    await reply(_message(update), rendering.sources(listings))


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answers a question in the light of the chat's history, with a button for each citation."""
    message, conversations = _message(update), _conversations(context)
    question = (message.text or "").strip()
    if not any(character.isalnum() for character in question):
        await reply(message, rendering.NOT_IN_WORDS)
        return
    chat = conversation_key(message)
    async with typing(message):
        history = await asyncio.to_thread(conversations.history, chat)
        found = await _desk(context).aask(question, history)
        answer_id = await asyncio.to_thread(conversations.record, chat, found)
    buttons = rendering.citation_buttons(answer_id, found.citations)
    await reply(message, *rendering.answer_messages(found), buttons=buttons)


async def show_passage(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Sends the passage whose button was pressed, as a reply to the answer."""
    query = update.callback_query
    assert query is not None  # of the handler's choosing
    pressed = rendering.pressed_citation(query.data or "")
    find = _conversations(context).citation
    citation = await asyncio.to_thread(find, pressed[0], pressed[1]) if pressed else None
    if citation is not None and query.message is not None:
        await reply_to(context.bot, query.message.chat.id, query.message.message_id, rendering.passage(citation))
    with contextlib.suppress(BadRequest):  # the press may be too old to be answered
        await query.answer(None if citation else rendering.NOT_KNOWN, show_alert=citation is None)


async def decline_command(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Says that there is no such command."""
    await reply(_message(update), rendering.NOT_A_COMMAND)


async def decline(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Asks for text in place of a photo, a sticker, a voice message and the like."""
    await reply(_message(update), rendering.NOT_TEXT)


async def report_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Logs what went wrong in a handler, and tells the user that something did."""
    if isinstance(context.error, Forbidden):
        log.info("The chat cannot be written to: %s", context.error)
        return
    log.error("Something went wrong.", exc_info=context.error)
    try:
        if isinstance(update, Update):
            await _apologize(update)
    except TelegramError as error:
        log.warning("The user could not be told that something went wrong: %s", error)


async def _apologize(update: Update) -> None:
    if update.callback_query is not None:
        await update.callback_query.answer(rendering.WENT_WRONG, show_alert=True)
    elif update.message is not None:
        await reply(update.message, rendering.WENT_WRONG)


def _desk(context: ContextTypes.DEFAULT_TYPE) -> Desk:
    return cast("Desk", context.bot_data[DESK])


def _conversations(context: ContextTypes.DEFAULT_TYPE) -> Conversations:
    return cast("Conversations", context.bot_data[CONVERSATIONS])


def _message(update: Update) -> Message:
    assert update.message is not None  # of the handlers' choosing
    return update.message

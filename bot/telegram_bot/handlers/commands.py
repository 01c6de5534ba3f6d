"""Commands."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.rendering.telegram import messages as rendering
from bot.telegram_bot import answering, languages
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers import records
from bot.telegram_bot.receiving.updates import chat_key, conversation_key
from bot.telegram_bot.sending.replies import Place, reply
from prompts import LANGUAGES, translate


async def start(update: Update, context: Context) -> None:
    """Says what the bot is for, with some questions to try; or shows the answer that a link leads to."""
    message = _message(update)
    if context.args:
        await _show_again(message, context.args[0], context)
        return
    asked = await asyncio.to_thread(context.parts.desk.suggestions)
    await reply(message, translate(rendering.START), buttons=rendering.suggestion_buttons(asked))


async def explain(update: Update, context: Context) -> None:
    """Says how to ask and how to check."""
    await reply(_message(update), translate(rendering.HELP))


async def ask(update: Update, context: Context) -> None:
    """Answers the question behind the command."""
    message = _message(update)
    question = records.behind_command(message)
    if question:
        await answering.answer(question, Asker(message, message.from_user), context)
    else:
        await reply(message, translate(rendering.NOTHING_TO_ASK))


async def start_afresh(update: Update, context: Context) -> None:
    """Begins a new conversation in the chat."""
    message = _message(update)
    await asyncio.to_thread(context.parts.conversations.start_afresh, conversation_key(message))
    await reply(message, translate(rendering.STARTED_AFRESH))


async def forget(update: Update, context: Context) -> None:
    """Deletes all that is kept of a user."""
    message = _message(update)
    if message.from_user is None:
        return
    answers = await asyncio.to_thread(
        context.parts.conversations.forget, chat_key(message.from_user.id)
    )
    await context.parts.reception.forget(message.from_user.id)
    await languages.forget(message.from_user.id, context.bot)
    await reply(message, rendering.forgotten(answers))


async def stop(update: Update, context: Context) -> None:
    """Ends what is being answered in the conversation, and drops the questions that wait there."""
    message = _message(update)
    stopped = await context.parts.reception.stop(conversation_key(message))
    await reply(message, translate(rendering.STOPPED if stopped else rendering.NOTHING_TO_STOP))


async def list_sources(update: Update, context: Context) -> None:
    """Lists the articles on record."""
    listings = await asyncio.to_thread(context.parts.desk.articles)
    await reply(_message(update), rendering.sources(listings))


async def choose_language(update: Update, context: Context) -> None:
    """Speaks the language behind the command in this chat from now on; or shows which there are."""
    message, code = _message(update), "".join(context.args or ()).lower()
    if code in LANGUAGES:
        await languages.choose(message.chat.id, code, context.bot, context.parts)
    text = rendering.LANGUAGE_CHOSEN if code in LANGUAGES else rendering.LANGUAGE
    await reply(message, translate(text), buttons=rendering.language_buttons())


async def decline(update: Update, context: Context) -> None:
    """Says that there is no such command."""
    await reply(_message(update), translate(rendering.NOT_A_COMMAND))


async def _show_again(message: Message, answer_id: str, context: Context) -> None:
    found = await asyncio.to_thread(context.parts.conversations.answer, answer_id)
    if found is None:
        await reply(message, translate(rendering.NOT_KNOWN))
    else:
        await answering.send(answer_id, found, Place.of(message), context)


def _message(update: Update) -> Message:
    assert update.message is not None  # of the handlers' choosing
    return update.message

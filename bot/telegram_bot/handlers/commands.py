"""Commands, except those about what is on record."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.rendering.telegram import notices
from bot.rendering.telegram.answers import suggestion_buttons
from bot.rendering.telegram.lists import article_list
from bot.telegram_bot import answering, languages
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers import records
from bot.telegram_bot.receiving.updates import chat_key, conversation_key, new_message
from bot.telegram_bot.sending.replies import Destination, reply
from prompts import LANGUAGES, translate


async def start(update: Update, context: Context) -> None:
    """Says what the bot does, with questions to try; or shows the answer a link leads to."""
    message = new_message(update)
    if context.args:
        await _show_again(message, context.args[0], context)
        return
    questions = await asyncio.to_thread(context.services.desk.suggestions)
    await reply(message, translate(notices.START), buttons=suggestion_buttons(questions))


async def explain(update: Update, context: Context) -> None:
    """Says how to ask and how to check."""
    await reply(new_message(update), translate(notices.HELP))


async def ask(update: Update, context: Context) -> None:
    """Answers the question after the command."""
    message = new_message(update)
    question = " ".join(records.text_after_command(message).split())
    if question:
        await answering.answer(question, Asker(message, message.from_user), context)
    else:
        await reply(message, translate(notices.NOTHING_TO_ASK))


async def start_afresh(update: Update, context: Context) -> None:
    """Starts a new conversation in the chat."""
    message = new_message(update)
    conversations = context.services.conversations
    await asyncio.to_thread(conversations.start_afresh, conversation_key(message))
    await reply(message, translate(notices.STARTED_AFRESH))


async def forget(update: Update, context: Context) -> None:
    """Deletes all that is stored about a user."""
    message = new_message(update)
    user = message.from_user
    if user is None:
        return
    conversations = context.services.conversations
    answers = await asyncio.to_thread(conversations.forget, chat_key(user.id))
    await context.services.reception.forget(user.id)
    await languages.delete_menu(user.id, context.bot)
    await reply(message, notices.forgotten(answers))


async def stop(update: Update, context: Context) -> None:
    """Cancels the current answer in the conversation, and the questions that wait there."""
    message = new_message(update)
    stopped = await context.services.reception.stop(conversation_key(message))
    await reply(message, translate(notices.STOPPED if stopped else notices.NOTHING_TO_STOP))


async def list_sources(update: Update, context: Context) -> None:
    """Lists the articles."""
    listings = await asyncio.to_thread(context.services.desk.articles)
    await reply(new_message(update), article_list(listings))


async def choose_language(update: Update, context: Context) -> None:
    """Speaks the language after the command from now on; without one, offers the languages."""
    message = new_message(update)
    code = "".join(context.args or ()).lower()
    text = notices.LANGUAGE
    if code in LANGUAGES:
        conversations = context.services.conversations
        await languages.choose(message.chat.id, code, context.bot, conversations)
        text = notices.LANGUAGE_CHOSEN
    await reply(message, translate(text), buttons=notices.language_buttons())


async def decline(update: Update, context: Context) -> None:
    """Says that the bot does not know the command."""
    await reply(new_message(update), translate(notices.NOT_A_COMMAND))


async def _show_again(message: Message, answer_id: str, context: Context) -> None:
    found = await asyncio.to_thread(context.services.conversations.answer, answer_id)
    if found is None:
        await reply(message, translate(notices.NOT_KNOWN))
    else:
        await answering.send(answer_id, found, Destination.of(message), context)

"""Presses on buttons."""

from __future__ import annotations

import asyncio
import contextlib

from telegram import CallbackQuery, Message, Update
from telegram.error import TelegramError

from bot.rendering import telegram as rendering
from bot.telegram_bot.context import Context
from bot.telegram_bot.replies import reply_to


async def show_passage(update: Update, context: Context) -> None:
    """Sends the passage whose button was pressed, as a reply to the answer."""
    query = _query(update)
    pressed = rendering.pressed_citation(query.data or "")
    find = context.parts.conversations.citation
    citation = await asyncio.to_thread(find, pressed[0], pressed[1]) if pressed else None
    if citation is not None and query.message is not None:
        await reply_to(context.bot, query.message.chat.id, query.message.message_id, rendering.passage(citation))
    await query.answer(None if citation else rendering.NOT_KNOWN, show_alert=citation is None)


async def try_again(update: Update, context: Context) -> None:
    """Handles once more the update that ended in a fault, and takes the button away."""
    query = _query(update)
    reference = rendering.pressed_retry(query.data or "")
    is_known = reference is not None and await context.parts.reception.again(reference)
    await query.answer(None if is_known else rendering.NOT_AGAIN, show_alert=not is_known)
    if isinstance(query.message, Message):
        with contextlib.suppress(TelegramError):
            await query.message.edit_reply_markup(None)


def _query(update: Update) -> CallbackQuery:
    assert update.callback_query is not None  # of the handlers' choosing
    return update.callback_query

"""The gate: every update passes it before any other handler sees it."""

from __future__ import annotations

import contextlib
import math

from telegram import Chat, MaybeInaccessibleMessage, Message, Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.rendering.telegram import notices
from bot.telegram_bot import languages
from bot.telegram_bot.context import Context
from bot.telegram_bot.sending.replies import reply


async def let_in(update: Update, context: Context) -> None:
    """Stops an update whose user and chat are not allowed.

    A stranger gets one message, once, in private, and never in a group.
    """
    services = context.services
    await languages.speak(update, services.conversations, services.desk.settings.interface.language)
    user, chat = update.effective_user, update.effective_chat
    if services.access.admits(user.id if user else None, chat.id if chat else None):
        return
    if update.callback_query is not None:
        with contextlib.suppress(TelegramError):
            await update.callback_query.answer()
    elif update.inline_query is not None:
        await update.inline_query.answer([], cache_time=0, is_personal=True)
    elif update.message is not None and user is not None:
        await _turn_away(update.message, user.id, context)
    raise ApplicationHandlerStop


async def is_within_limits(
    message: MaybeInaccessibleMessage, user: User | None, context: Context
) -> bool:
    """Counts a question. If a limit is reached, replies when to ask again and returns False."""
    wait = await context.services.limits.spend(user.id if user else message.chat.id)
    if wait:
        await reply(message, notices.limit(math.ceil(wait)))
    return not wait


async def _turn_away(message: Message, user: int, context: Context) -> None:
    if message.chat.type == Chat.PRIVATE and await context.services.access.add_stranger(user):
        await reply(message, notices.stranger(user))

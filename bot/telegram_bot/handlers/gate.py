"""The gate, which every update passes before any other handler sees it."""

from __future__ import annotations

import contextlib
import math

from telegram import Chat, MaybeInaccessibleMessage, Message, Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.rendering.telegram import messages as rendering
from bot.telegram_bot import languages
from bot.telegram_bot.context import Context
from bot.telegram_bot.sending.replies import reply


async def let_in(update: Update, context: Context) -> None:
    """Stops an update whose user and chat are not allowed; a stranger is told once, in private, and never in a group."""
    await languages.speak(update, context.parts)
    user, chat = update.effective_user, update.effective_chat
    if context.parts.access.admits(user.id if user else None, chat.id if chat else None):
        return
    if update.callback_query is not None:
        with contextlib.suppress(TelegramError):
            await update.callback_query.answer()
    elif update.inline_query is not None:
        await update.inline_query.answer([], cache_time=0, is_personal=True)
    elif (
        update.message is not None and user is not None and update.message.chat.type == Chat.PRIVATE
    ):
        await _tell_once(update.message, user.id, context)
    raise ApplicationHandlerStop


async def _tell_once(message: Message, stranger: int, context: Context) -> None:
    if not await context.parts.access.is_told(stranger):
        await reply(message, rendering.stranger(stranger))


async def is_within_limits(
    message: MaybeInaccessibleMessage, user: User | None, context: Context
) -> bool:
    """Counts a question of the user's; says when there is room again where there is none now."""
    wait = await context.parts.limits.spend(user.id if user else message.chat.id)
    if wait:
        await reply(message, rendering.limit(math.ceil(wait)))
    return not wait

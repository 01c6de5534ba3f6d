"""The language the bot speaks: the chat's choice, else the user's Telegram, else the setting."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from telegram import (
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.rendering.telegram import notices
from bot.telegram_bot.receiving.updates import chat_key
from prompts import CURRENT_LANGUAGE, LANGUAGES

if TYPE_CHECKING:
    from telegram import Bot, Update

    from bot.records.conversations import Conversations

log = logging.getLogger(__name__)

_FOLLOWED = frozenset(LANGUAGES) - {"en"}
"""The languages of users' Telegram that the bot follows.

English is not among them: whoever never set a language has English, so the setting counts.
"""


async def speak(update: Update, conversations: Conversations, default: str) -> None:
    """Sets the current language of this task to that of the update's chat and user."""
    user, chat = update.effective_user, update.effective_chat
    code = ((user.language_code if user else None) or "").partition("-")[0]
    CURRENT_LANGUAGE.set(code if code in _FOLLOWED else default)
    keys = [chat_key(one.id) for one in (chat, user) if one]
    chosen = await asyncio.to_thread(conversations.language, keys)
    if chosen:
        CURRENT_LANGUAGE.set(chosen)


async def choose(chat: int, language: str, bot: Bot, conversations: Conversations) -> None:
    """Stores the chat's language, speaks it from here on, and translates its command menu."""
    await asyncio.to_thread(conversations.choose_language, chat_key(chat), language)
    CURRENT_LANGUAGE.set(language)
    await _set_menu(bot, BotCommandScopeChat(chat), is_group=chat < 0)


async def delete_menu(user: int, bot: Bot) -> None:
    """Deletes the command menu that was set for a user's choice of language."""
    with contextlib.suppress(TelegramError):  # they may never have written to the bot in private
        await bot.delete_my_commands(BotCommandScopeChat(user))


async def set_menus(bot: Bot, default: str) -> None:
    """Sets the bot's command menus in the default language and in those that it follows."""
    for code in (*sorted(_FOLLOWED), None):
        CURRENT_LANGUAGE.set(code or default)
        await _set_menu(bot, BotCommandScopeAllGroupChats(), is_group=True, language_code=code)
        await _set_menu(bot, BotCommandScopeDefault(), language_code=code)


async def _set_menu(
    bot: Bot, scope: BotCommandScope, *, is_group: bool = False, language_code: str | None = None
) -> None:
    menu = notices.commands(is_group=is_group)
    try:
        await bot.set_my_commands(menu, scope=scope, language_code=language_code)
    except TelegramError as error:
        log.warning("A menu of commands could not be set: %s", error)

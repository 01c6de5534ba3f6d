"""Which language is spoken to whom: what was chosen in the chat, else what its user's Telegram speaks, else the setting."""

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

from bot.rendering.telegram import messages as rendering
from bot.telegram_bot.receiving.updates import chat_key
from prompts import CURRENT_LANGUAGE, LANGUAGES

if TYPE_CHECKING:
    from telegram import Bot, Update

    from bot.telegram_bot.context import Parts

log = logging.getLogger(__name__)

_FOLLOWED = frozenset(LANGUAGES) - {"en"}
"""Telegram's languages that are followed; English is also that of whoever never set one, so there the setting counts."""


async def speak(update: Update, parts: Parts) -> None:
    """Has all that is said to an update, in this task, said in its language; each chat has its own."""
    user, chat = update.effective_user, update.effective_chat
    code = ((user.language_code if user else None) or "").partition("-")[0]
    CURRENT_LANGUAGE.set(code if code in _FOLLOWED else parts.desk.settings.interface.language)
    chats = [chat_key(one.id) for one in (chat, user) if one]
    chosen = await asyncio.to_thread(parts.conversations.language, chats)
    CURRENT_LANGUAGE.set(chosen or CURRENT_LANGUAGE.get())


async def choose(chat: int, language: str, bot: Bot, parts: Parts) -> None:
    """Keeps the language for a chat, and speaks it from here on; the menu of commands there is in it too."""
    await asyncio.to_thread(parts.conversations.choose_language, chat_key(chat), language)
    CURRENT_LANGUAGE.set(language)
    await _set_menu(bot, BotCommandScopeChat(chat), is_group=chat < 0)


async def forget(user: int, bot: Bot) -> None:
    """Takes away the menu that was set for a user; the conversations forget the choice itself."""
    with contextlib.suppress(TelegramError):  # they may never have written to the bot alone
        await bot.delete_my_commands(BotCommandScopeChat(user))


async def set_menus(bot: Bot, default: str) -> None:
    """Gives the bot its menus of commands: in the language of the setting, and in those that are followed."""
    for code in (*sorted(_FOLLOWED), None):
        CURRENT_LANGUAGE.set(code or default)
        await _set_menu(bot, BotCommandScopeAllGroupChats(), is_group=True, language_code=code)
        await _set_menu(bot, BotCommandScopeDefault(), language_code=code)


async def _set_menu(
    bot: Bot, scope: BotCommandScope, *, is_group: bool = False, language_code: str | None = None
) -> None:
    try:
        await bot.set_my_commands(
            rendering.commands(is_group=is_group), scope=scope, language_code=language_code
        )
    except TelegramError as error:
        log.warning("A menu of commands could not be set: %s", error)

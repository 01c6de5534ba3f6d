"""Groups that become supergroups and so get a new id."""

from __future__ import annotations

import asyncio
import logging

from telegram import Update

from bot.telegram_bot.context import Context
from bot.telegram_bot.receiving.updates import chat_key, new_message

log = logging.getLogger(__name__)


async def follow(update: Update, context: Context) -> None:
    """Admits the supergroup if the group was allowed, and moves its conversations."""
    message = new_message(update)
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    await context.services.access.migrate(old, new)
    await asyncio.to_thread(context.services.conversations.move, chat_key(old), chat_key(new))
    log.info(
        "The group %s is now the supergroup %s; if it is in telegram.allowed_chats, update that.",
        old,
        new,
    )

"""Groups that become supergroups, and so get another id."""

from __future__ import annotations

import asyncio
import logging

from telegram import Update

from bot.telegram_bot.context import Context
from bot.telegram_bot.receiving.updates import chat_key

log = logging.getLogger(__name__)


async def follow(update: Update, context: Context) -> None:
    """Lets the supergroup in where the group was, and takes its history along."""
    message = update.message
    assert message is not None  # of the handler's choosing
    old, new = (
        message.migrate_from_chat_id or message.chat.id,
        message.migrate_to_chat_id or message.chat.id,
    )
    await context.parts.access.migrate(old, new)
    await asyncio.to_thread(context.parts.conversations.move, chat_key(old), chat_key(new))
    log.info(
        "The group %s is now the supergroup %s; put that into telegram.allowed_chats if it was there.",
        old,
        new,
    )

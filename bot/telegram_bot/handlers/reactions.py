"""Reactions to answers, which are feedback as 👍 and 👎 are."""

from __future__ import annotations

import asyncio

from telegram import ReactionTypeEmoji, Update

from bot.telegram_bot.context import Context
from bot.telegram_bot.updates import chat_key

_GOOD = frozenset("👍 ❤ ❤️ 🔥 👏 🎉 💯 🏆 😍 🤩 🙏 👌 ❤️‍🔥 🥰 🤝 🫡 ⚡".split())
_BAD = frozenset("👎 💩 🤮 🤬 😡 🤡 🥴 🖕 💔 🤨 😐 🥱".split())


async def rate(update: Update, context: Context) -> None:
    """Keeps what a reaction says of an answer; one that is taken back takes it back."""
    reaction = update.message_reaction
    assert reaction is not None  # of the handler's choosing
    if reaction.user is None:
        return
    chat, conversations = chat_key(reaction.chat.id), context.parts.conversations
    answer_id = await asyncio.to_thread(conversations.sent_in, chat, reaction.message_id)
    if answer_id is not None:
        emoji = {one.emoji for one in reaction.new_reaction if isinstance(one, ReactionTypeEmoji)}
        value = bool(emoji & _GOOD) - bool(emoji & _BAD)
        await asyncio.to_thread(conversations.rate, answer_id, chat_key(reaction.user.id), value)

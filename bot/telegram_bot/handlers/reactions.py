"""Reactions to answers, which are feedback as 👍 and 👎 are."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from telegram import ReactionType, ReactionTypeEmoji, Update

from bot.telegram_bot.context import Context
from bot.telegram_bot.receiving.updates import chat_key

_GOOD = frozenset("👍 ❤ ❤️ 🔥 👏 🎉 💯 🏆 😍 🤩 🙏 👌 ❤️‍🔥 🥰 🤝 🫡 ⚡".split())
_BAD = frozenset("👎 💩 🤮 🤬 😡 🤡 🥴 🖕 💔 🤨 😐 🥱".split())


async def rate(update: Update, context: Context) -> None:
    """Keeps what a reaction says of an answer; one that is taken back takes it back.

    One that says nothing of it, before as after, leaves alone what a button said.
    """
    reaction = update.message_reaction
    assert reaction is not None  # of the handler's choosing
    value = _value(reaction.new_reaction)
    if reaction.user is None or not (value or _value(reaction.old_reaction)):
        return
    chat, conversations = chat_key(reaction.chat.id), context.parts.conversations
    answer_id = await asyncio.to_thread(conversations.sent_in, chat, reaction.message_id)
    if answer_id is not None:
        await asyncio.to_thread(conversations.rate, answer_id, chat_key(reaction.user.id), value)


def _value(reaction: Iterable[ReactionType]) -> int:
    """1 for good, -1 for bad, 0 for neither or both."""
    emoji = {one.emoji for one in reaction if isinstance(one, ReactionTypeEmoji)}
    return bool(emoji & _GOOD) - bool(emoji & _BAD)

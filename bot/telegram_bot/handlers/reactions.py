"""Reactions to answers, which rate them as 👍 and 👎 buttons do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from telegram import ReactionType, ReactionTypeEmoji, Update

from bot.telegram_bot.context import Context
from bot.telegram_bot.receiving.updates import chat_key

_GOOD = frozenset("👍 ❤ ❤️ 🔥 👏 🎉 💯 🏆 😍 🤩 🙏 👌 ❤️‍🔥 🥰 🤝 🫡 ⚡".split())
_BAD = frozenset("👎 💩 🤮 🤬 😡 🤡 🥴 🖕 💔 🤨 😐 🥱".split())


async def rate(update: Update, context: Context) -> None:
    """Stores what a reaction says about an answer; taking it back deletes that.

    A reaction that says neither good nor bad, before and after, leaves a button's rating alone.
    """
    reaction = update.message_reaction
    assert reaction is not None  # the handler gets no other update
    rating = _rating(reaction.new_reaction)
    says_something = bool(rating or _rating(reaction.old_reaction))
    if reaction.user is None or not says_something:
        return
    conversations = context.services.conversations
    chat, user = chat_key(reaction.chat.id), chat_key(reaction.user.id)
    answer_id = await asyncio.to_thread(conversations.sent_in, chat, reaction.message_id)
    if answer_id is not None:
        await asyncio.to_thread(conversations.rate, answer_id, user, rating)


def _rating(reactions: Iterable[ReactionType]) -> int:
    """1 for good, -1 for bad, 0 for neither or both."""
    emoji = {one.emoji for one in reactions if isinstance(one, ReactionTypeEmoji)}
    return bool(emoji & _GOOD) - bool(emoji & _BAD)
